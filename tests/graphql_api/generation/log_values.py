"""Arguments of what tells of the log: positions, moments, and filters of its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.event_types import event_types
from projections.kernel import Fact
from tests.graphql_api.generation.rows import Rows
from tests.graphql_api.reference.changes import Changed, ChangeOrder
from tests.graphql_api.reference.folding import Folded

# As of how many facts the network is asked: each costs the reference a fold of the log up to it.
_PAST_STATES = 24


class LogValues:
    """Draws them from a register's log; half of the facts from where it has been corrected."""

    def __init__(self, folded: Folded, rows: Rows) -> None:
        self._facts = folded.log.facts
        first = next((fact.position for fact in self._facts if fact.event.corrects), 1)
        self._corrected = self._facts[first - 1 :]
        self._rows = rows
        self._random = rows.random
        self._past = [self._fact() for _ in range(_PAST_STATES)]
        self._draws: Mapping[str, Callable[[], Any]] = {
            "type": self._types,
            "stream": lambda: str(self._fact().event.originator_id),
            "organisation": lambda: f"org_{rows.pick(rows.busy).id}",
            "actor": lambda: str(self._fact().actor),
            "correlationId": lambda: str(self._fact().correlation_id),
            "recordedSince": self._moment,
            "recordedUntil": self._moment,
            "effectiveSince": rows.day,
            "effectiveUntil": rows.day,
            "corrections": lambda: self._dice(0.5),
        }

    def as_of(self) -> dict[str, Any]:
        """A position, or the moment when one was recorded, or one between those."""
        return self._as_of(self._random.choice(self._past))

    def events(self, length: int) -> dict[str, Any]:
        """Those of a page of so many events."""
        asked: dict[str, Any] = {self._rows.pick(["first", "last"]): length}
        for name in ("after", "before"):
            if self._dice(0.15):
                asked[name] = str(self._rows.often(self._fact().position, lambda: 0, 0.9))
        if self._dice(0.4):
            asked["newestFirst"] = self._dice(0.8)
        if self._dice(0.35):
            asked["filter"] = self._filter()
        return self._shuffled(asked)

    def changes(self, length: int) -> dict[str, Any]:
        """Those of a page of so many changes: mostly between two positions that lie near each other."""
        position = self._fact().position
        near = self._random.randrange(60)
        last = self._rows.often(position + near, lambda: position + 50 * near)
        asked: dict[str, Any] = {"first": length}
        if self._dice(0.9):
            asked["from"] = self._as_of(self._facts[position - 1])
        if self._dice(0.9):
            asked["to"] = self._as_of(self._facts[min(last, len(self._facts)) - 1])
        if self._dice(0.2):
            asked["after"] = self._cursor(position + near // 2)
        return self._shuffled(asked)

    def _as_of(self, fact: Fact[Any]) -> dict[str, Any]:
        if self._dice(0.6):
            return {"position": fact.position}
        return {"recordedAt": self._near(fact)}

    def _filter(self) -> dict[str, Any]:
        """Mostly one condition, as more let little through; at times none, or one that is null."""
        chosen = self._random.sample(list(self._draws), self._random.choice([0, 1, 1, 1, 2]))
        drawn = {name: self._draws[name]() for name in chosen}
        return drawn | ({} if self._dice(0.9) or "actor" in drawn else {"actor": None})

    def _types(self) -> list[str]:
        some = {type(self._fact().event).TOPIC for _ in range(self._random.randrange(4))}
        return self._rows.often(sorted(some), lambda: sorted(event_types()))

    def _moment(self) -> str:
        return self._near(self._fact())

    def _near(self, fact: Fact[Any]) -> str:
        between = timedelta(microseconds=self._random.choice([0, 0, -1, 1]))
        return (fact.recorded_at + between).isoformat()

    def _cursor(self, position: int) -> str:
        return ChangeOrder().cursor(Changed("org", self._rows.pick(self._rows.busy).id, position))

    def _fact(self) -> Fact[Any]:
        return self._random.choice(self._corrected if self._dice(0.5) else self._facts)

    def _shuffled(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {name: asked[name] for name in self._random.sample(sorted(asked), len(asked))}

    def _dice(self, chance: float) -> bool:
        return self._random.random() < chance
