"""Filters drawn from a register's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from domain.topics import TargetGroup, Topic
from projections.impulse_steps import ImpulseStepKind
from tests.graphql_api.generation.rows import Rows

# What LIKE, JSON or SQL treat specially, and what German sorts and folds.
TEXTS = ("", " ", "%", "_", "\\", "'", '"', "100 %", "r_s", "k\\o", "ß", "SS", "ö", "ÖDE", "æ", "053", "zzz")

Draws = Mapping[str, Callable[[], Any]]


class Filters:
    """Draws the filter of a connection, by the model that it lists."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._random = rows.random
        self._draws: Mapping[str, Draws] = {
            "organisations": self._organisations(),
            "signatures": self._signatures(),
            "summits": {
                "held": self._mostly,
                "state": lambda: self._some(["ANNOUNCED", "OPEN", "HELD", "CLOSED", "CANCELLED"]),
                "format": lambda: self._some(["IN_PERSON", "DIGITAL", "HYBRID"]),
            },
            "invitations": {
                "answer": lambda: self._some(["PENDING", "ACCEPTED", "DELEGATED", "DECLINED"]),
                "reminderDue": rows.day,
            },
            "engagement_officers": {"inOffice": self._mostly},
            "impulses": self._impulses(),
            "impulse_steps": {"kind": lambda: self._some([each.value for each in ImpulseStepKind])},
            "practice_examples": self._examples(),
            "adoptions": {
                "kind": lambda: self._some(["ADOPTED", "ADAPTED"]),
                "direct": self._mostly,
            },
        }

    def draw(self, model: str) -> dict[str, Any]:
        return self._some_of(self._draws[model])

    def _organisations(self) -> Draws:
        kinds = sorted({row.kind for row in self._rows.of("organisations")})
        return {
            "kind": lambda: self._some(kinds),
            "membership": lambda: self._some(["NONE", "ACCESSION_PLANNED", "MEMBER", "LEFT"]),
            "memberOn": self._member_on,
            "ended": lambda: not self._mostly(),
            "signatory": lambda: {
                **self._rows.often({}, lambda: {"signed": self._random.random() < 0.5}, 0.4),
                **self._some_of(
                    {name: self._draws["signatures"][name] for name in _OF_SIGNATORIES}, (0, 1, 1, 2, 3)
                ),
            },
            "parent": lambda: f"org_{self._rows.pick(self._rows.parents).id}",
            "text": self._text,
        }

    def _member_on(self) -> dict[str, Any]:
        certainty = self._rows.pick([{}, {"certainty": "CERTAIN"}, {"certainty": "UNDATED"}])
        return {"on": self._rows.day(), **certainty}

    def _signatures(self) -> Draws:
        return {
            "revision": lambda: self._random.randint(1, len(self._rows.of("revisions"))),
            "currentRevision": lambda: self._random.random() < 0.5,
            "withdrawn": lambda: not self._mostly(),
            "on": self._rows.day,
            "since": self._rows.day,
            "until": self._rows.day,
        }

    def _impulses(self) -> Draws:
        return {
            "state": lambda: self._some(["RAISED", "TAKEN_UP", "DECLINED", "IN_EFFECT", "WITHDRAWN"]),
            "topics": lambda: self._listed("impulses", "topics", Topic),
            "raisedBy": lambda: self._named_by("impulses", "organisation_id", "org"),
            "raisedAt": lambda: self._named_by("impulses", "summit_id", "sum"),
        }

    def _examples(self) -> Draws:
        return {
            "kind": lambda: self._some(["PRACTICE_EXAMPLE", "STRATEGY"]),
            "topics": lambda: self._listed("practice_examples", "topics", Topic),
            "targetGroups": lambda: self._listed("practice_examples", "target_groups", TargetGroup),
            "sharedBy": lambda: self._named_by("practice_examples", "organisation_id", "org"),
            "withdrawn": lambda: not self._mostly(),
        }

    def _listed(self, model: str, column: str, among: type[StrEnum]) -> list[str]:
        """Mostly what a row has in its list; at times others, the same twice, all, or nothing."""
        listed = list(getattr(self._rows.pick(self._rows.of(model)), column))
        all_ = [each.value for each in among]
        others = self._some(all_)
        return self._rows.pick(
            [listed[:1], listed[:1], listed, [*listed, *others], listed * 2, all_, all_, []]
        )

    def _named_by(self, model: str, column: str, token: str) -> str:
        return f"{token}_{getattr(self._rows.pick(self._rows.of(model)), column)}"

    def _some(self, names: list[str]) -> list[str]:
        return self._random.sample(names, self._random.randrange(len(names) + 1))

    def _mostly(self) -> bool:
        return self._random.random() < 0.7

    def _some_of(self, draws: Draws, counts: Sequence[int] = (0, 1, 1, 1, 1, 1, 2, 3)) -> dict[str, Any]:
        """Mostly one condition, as more let little through; at times none, or one that is null."""
        count = min(self._random.choice(counts), len(draws))
        chosen = self._random.sample(list(draws), count)
        drawn = {name: draws[name]() for name in chosen}
        if self._random.random() < 0.1 and (left := [name for name in draws if name not in drawn]):
            drawn[self._rows.pick(left)] = None
        return drawn

    def _text(self) -> str:
        busy = self._random.random() < 0.5
        row = self._rows.pick(self._rows.busy if busy else self._rows.of("organisations"))
        start = self._random.randrange(len(row.name))
        part = row.name[start : start + self._random.randint(1, 5)]
        return str(
            self._rows.pick(
                [part, part, part.upper(), part.lower(), (row.ags or "0")[:5], self._rows.pick(TEXTS)]
            )
        )


_OF_SIGNATORIES = ("revision", "currentRevision", "on", "since", "until")
