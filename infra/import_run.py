"""One import: what surrounds its commands, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from domain.errors import Refusal
from domain.languages import Language, Words
from domain.network import Network
from domain.ports import Command, IdempotencyKey, Recorded

# Is told how many entries are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Refused:
    """What was not recorded, and why.

    Attributes:
        line: the line of a register, the number of an entry of a history.
    """

    line: int
    what: str
    code: str
    reason: Words


@dataclass
class Report:
    """What came of an import.

    Attributes:
        recorded: how many facts, by their kind.
        unchanged: how many entries said what was recorded already.
        position: the last one recorded; 0 where nothing was.
        absent: what is registered and a register file does not have.
    """

    recorded: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    position: int = 0
    absent: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.refused

    def add(self, kind: str, recorded: Recorded) -> None:
        self.recorded[kind] += 1
        self.position = max(self.position, recorded.position)


class Import:
    """One import: what surrounds its commands, and what came of them."""

    def __init__(
        self,
        network: Network,
        actor: UUID,
        now: Callable[[], datetime],
        source: str,
        progress: Progress,
        total: int,
    ) -> None:
        self.network = network
        self.report = Report()
        self._actor = actor
        self._now = now
        self._source = source
        self._correlation_id = uuid4()
        self._progress = progress
        self._done = 0
        self._total = total

    def command(
        self,
        *,
        source: str | None = None,
        expected_version: int | None = None,
        idempotency: IdempotencyKey | None = None,
    ) -> Command:
        return Command(
            actor=self._actor,
            now=self._now(),
            correlation_id=self._correlation_id,
            source=source or self._source,
            expected_version=expected_version,
            idempotency=idempotency,
        )

    def refuse(self, line: int, what: str, code: str, reason: Words) -> None:
        self.report.refused.append(Refused(line, what, code, reason))

    def refuse_as(self, refusal: Refusal, line: int, what: str) -> None:
        reason = Words(en=refusal.message(Language.EN), de=refusal.message(Language.DE))
        self.refuse(line, what, refusal.code, reason)

    def advance(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)
