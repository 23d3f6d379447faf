"""Arguments drawn from a register's data, so that most answers are not empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from graphql import GraphQLField, GraphQLNamedType, get_named_type

from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.orders import VALUES, Ordering

Drawn = TypeVar("Drawn")

# What LIKE, JSON or SQL treat specially, and what German sorts and folds.
TEXTS = ("", " ", "%", "_", "\\", "'", '"', "100 %", "r_s", "k\\o", "ß", "SS", "ö", "ÖDE", "æ", "053", "zzz")

ORDERS: Mapping[str, str] = {
    "OrganisationConnection": "organisations",
    "SignatureConnection": "signatures",
    "AttendanceConnection": "attendances",
    "SummitConnection": "summits",
    "RevisionConnection": "revisions",
}


class Values:
    """Draws the arguments of fields."""

    def __init__(self, folded: Folded, random: Random) -> None:
        self._random = random
        self._rows: dict[str, list[Any]] = {
            name: sorted(getattr(folded, name).values(), key=lambda row: row.id)
            for name in ("organisations", "signatures", "attendances", "summits", "revisions", "declarations")
        }
        told = {row.organisation_id for row in (*self._rows["signatures"], *self._rows["attendances"])}
        organisations = self._rows["organisations"]
        parents = {row.parent_id for row in organisations}
        self._busy = [row for row in organisations if row.id in told or row.membership != "NONE"]
        self._parents = [row for row in organisations if row.id in parents]
        self._dates = [
            known
            for row in (*organisations, *self._rows["signatures"])
            for known in (row.signed_on if hasattr(row, "signed_on") else row.joined_on,)
            if known is not None
        ]

    def arguments(self, field: GraphQLField, longest: int) -> dict[str, Any]:
        """Arguments for a field; a connection's page has no more rows than the longest."""
        type_ = get_named_type(field.type)
        if type_.name in ORDERS:
            return self._page(type_, field, longest)
        draws: dict[str, Callable[[], Any]] = {
            "id": self.node_id,
            "ids": lambda: [self.node_id() for _ in range(self._random.randrange(min(longest, 6) + 1))],
            "by": self._by,
            "year": lambda: self._often(self._pick(self._rows["summits"]).year, lambda: 1999),
            "on": lambda: self._often(None, self._day, 0.3),
        }
        drawn = {name: draws[name]() for name in field.args}
        return {name: value for name, value in drawn.items() if value is not None}

    # Pages

    def _page(self, type_: GraphQLNamedType, field: GraphQLField, longest: int) -> dict[str, Any]:
        draw = self._random
        model = ORDERS[type_.name]
        asked: dict[str, Any] = {draw.choice(["first", "first", "last"]): self._length(longest)}
        if longest > 100 and draw.random() < 0.5:
            asked = {}
        ordering = Ordering(model, self._order(model), draw.random() < 0.4)
        default = next(name for each, name in VALUES if each == model)
        if ordering.descending or ordering.name != default or draw.random() < 0.2:
            asked["orderBy"] = {"field": ordering.name, "direction": "DESC" if ordering.descending else "ASC"}
            if not ordering.descending and draw.random() < 0.5:
                del asked["orderBy"]["direction"]
        for name in ("after", "before"):
            if draw.random() < 0.25:
                asked[name] = self._cursor(ordering)
        if "filter" in field.args and draw.random() < 0.45:
            asked["filter"] = {
                "organisations": self._organisations,
                "signatures": self._signatures,
                "summits": self._summits,
            }[model]()
        return {name: asked[name] for name in draw.sample(sorted(asked), len(asked))}

    def _length(self, longest: int) -> int:
        return self._often(self._random.randint(1, min(longest, 100)), lambda: 0, 0.93)

    def _order(self, model: str) -> str:
        return self._random.choice([name for each, name in VALUES if each == model])

    def _cursor(self, ordering: Ordering) -> str:
        """A row's cursor, whether the connection has the row or not; at times of a row that is no more."""
        row = self._pick(self._rows[ordering.model])
        if self._random.random() < 0.1:
            return ordering.cursor_of(ordering.key(row), UUID(int=self._random.getrandbits(128)))
        return ordering.cursor(row)

    # Filters

    def _organisations(self) -> dict[str, Any]:
        draw = self._random
        kinds = sorted({row.kind for row in self._rows["organisations"]})
        return self._some_of(
            {
                "kind": lambda: draw.sample(kinds, draw.randrange(len(kinds))),
                "membership": lambda: draw.sample(["NONE", "ACCESSION_PLANNED", "MEMBER"], draw.randrange(4)),
                "signatory": lambda: {
                    **self._often({}, lambda: {"signed": draw.random() < 0.5}, 0.4),
                    **self._signatures(),
                },
                "parent": lambda: f"org_{self._pick(self._parents).id}",
                "text": self._text,
            }
        )

    def _signatures(self) -> dict[str, Any]:
        return self._some_of(
            {
                "revision": lambda: self._random.randint(1, len(self._rows["revisions"])),
                "on": self._day,
                "since": self._day,
                "until": self._day,
            }
        )

    def _summits(self) -> dict[str, Any]:
        draw = self._random
        formats = ["IN_PERSON", "DIGITAL", "HYBRID"]
        return self._some_of(
            {
                "held": lambda: draw.random() < 0.7,
                "format": lambda: draw.sample(formats, draw.randrange(4)),
            }
        )

    def _some_of(self, draws: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Mostly one condition, as more let little through; at times none, or one that is null."""
        count = min(self._random.choice([0, 1, 1, 1, 1, 1, 2, 3]), len(draws))
        chosen = self._random.sample(list(draws), count)
        drawn = {name: draws[name]() for name in chosen}
        if self._random.random() < 0.1 and (left := [name for name in draws if name not in drawn]):
            drawn[self._pick(left)] = None
        return drawn

    def _text(self) -> str:
        row = self._pick(self._busy if self._random.random() < 0.5 else self._rows["organisations"])
        start = self._random.randrange(len(row.name))
        part = row.name[start : start + self._random.randint(1, 5)]
        return str(
            self._random.choice(
                [part, part, part.upper(), part.lower(), (row.ags or "0")[:5], self._pick(TEXTS)]
            )
        )

    # Single values

    def node_id(self) -> str:
        models = {
            "organisations": "org",
            "signatures": "sig",
            "revisions": "rev",
            "declarations": "dec",
            "summits": "sum",
            "attendances": "att",
        }
        model = self._random.choice(["organisations", *models])
        rows = self._busy if model == "organisations" else self._rows[model]
        return self._often(
            f"{models[model]}_{self._pick(rows).id}",
            lambda: f"{models[model]}_{UUID(int=self._random.getrandbits(128))}",
            0.95,
        )

    def _by(self) -> dict[str, str]:
        row = self._pick(self._busy)
        if row.ags is None or self._random.random() < 0.5:
            return {"id": f"org_{row.id}"}
        return {"ags": self._often(row.ags, lambda: "00000000", 0.95)}

    def _day(self) -> str:
        """A day near one that the data knows."""
        known = self._pick(self._dates)
        near: date = self._pick([known.earliest, known.latest])
        return str(near + timedelta(days=self._random.choice([0, 0, 0, 1, -1, 200])))

    def _pick(self, choices: Sequence[Drawn]) -> Drawn:
        return self._random.choice(choices)

    def _often(self, usual: Drawn, other: Callable[[], Drawn], chance: float = 0.9) -> Drawn:
        return usual if self._random.random() < chance else other()
