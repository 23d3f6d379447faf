"""Refusals of permission in the log: who was refused what; so many a minute, and then only how many more."""

from __future__ import annotations

from time import monotonic

import structlog

from domain.callers import Caller

_MOST_A_MINUTE = 60

_log = structlog.get_logger(__name__)


class PermissionLog:
    """Writes a line for each refusal, until there are too many in a minute."""

    def __init__(self) -> None:
        self._minute = 0.0
        self._noted = 0

    def note(self, caller: Caller, code: str, field: str) -> None:
        """Notes a refusal.

        Args:
            field: what was asked for, by its name in the schema.
        """
        minute = monotonic() // 60
        if minute != self._minute:
            if self._noted > _MOST_A_MINUTE:
                _log.warning("permissions refused", besides=self._noted - _MOST_A_MINUTE)
            self._minute, self._noted = minute, 0
        self._noted += 1
        if self._noted <= _MOST_A_MINUTE:
            actor = str(caller.actor) if caller.actor else None
            _log.warning(
                "permission refused", code=code, field=field, actor=actor, roles=sorted(caller.roles)
            )
