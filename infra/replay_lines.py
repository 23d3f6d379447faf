"""How a replayed fact is written: on one line, for people or for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import orjson

from domain.languages import Language, Words
from infra.replay import Replayed

_EFFECTIVE = Words(en="effective", de="wirksam")
_CORRECTS = Words(en="corrects", de="berichtigt")
_SOURCE = Words(en="source", de="Quelle")

_LONGEST = 60


def readable(language: Language) -> Callable[[Replayed], str]:
    """For people, in this language."""

    def line(fact: Replayed) -> str:
        parts = [
            f"{fact.position:>7}",
            fact.recorded_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ"),
            f"{fact.type:<32}",
            ", ".join(fact.organisations.values()),
            _named(_EFFECTIVE, fact.effective_on),
            _named(_CORRECTS, fact.corrects),
            _named(_SOURCE, fact.source and _json(fact.source)),
            *(
                f"{name}={_short(value)}"
                for name, value in fact.payload.items()
                if value is not None and name not in fact.shown
            ),
        ]
        return "  ".join(filter(None, parts)).rstrip()

    def _named(word: Words, value: object) -> str:
        return f"{word.in_(language)} {value}" if value else ""

    return line


def as_json(fact: Replayed) -> str:
    """For programs: a JSON object."""
    return _json(
        {
            "position": fact.position,
            "recordedAt": fact.recorded_at.isoformat(),
            "type": fact.type,
            "organisations": [{"id": str(id_), "name": name} for id_, name in fact.organisations.items()],
            "effectiveOn": None if fact.effective_on is None else str(fact.effective_on),
            "corrects": fact.corrects,
            "source": fact.source,
            "payload": fact.payload,
        }
    )


def _short(value: Any) -> str:
    text = _json(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
