"""A register's rows, to draw from, so that most answers are not empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from domain.partial_date import PartialDate
from tests.graphql_api.reference.folding import Folded

Drawn = TypeVar("Drawn")

# The token of each model's nodes.
TOKENS: Mapping[str, str] = {
    "organisations": "org",
    "memberships": "mem",
    "successions": "suc",
    "engagement_officers": "eng",
    "signatures": "sig",
    "revisions": "rev",
    "declarations": "dec",
    "summits": "sum",
    "agenda_items": "agi",
    "invitations": "inv",
    "attendances": "att",
    "impulses": "imp",
    "impulse_steps": "ims",
    "practice_examples": "exa",
    "adoptions": "ado",
    "reported_figures": "fig",
}


class Rows:
    """Draws rows, and what they know.

    Attributes:
        busy: the organisations of which more is known than their registration.
        parents: the organisations in which others lie.
    """

    def __init__(self, folded: Folded, random: Random) -> None:
        self.random = random
        self._rows: dict[str, list[Any]] = {
            name: sorted(getattr(folded, name).values(), key=lambda row: row.id)
            for name in (*TOKENS, "erasures")
        }
        organisations = self.of("organisations")
        told = {
            row.organisation_id
            for name in ("signatures", "attendances", "memberships", "engagement_officers")
            for row in self.of(name)
        }
        known = told | {row.predecessor_id for row in self.of("successions")}
        above = {row.parent_id for row in organisations}
        self.busy = [row for row in organisations if row.id in known or row.membership != "NONE"]
        self.parents = [row for row in organisations if row.id in above]
        self._days = [*dates_known(folded), *dates_of_exchange(folded)]

    def of(self, model: str) -> list[Any]:
        return self._rows[model]

    def node_id(self) -> str:
        """A node's id; mostly of one that there is, and often of an organisation."""
        model = self.random.choice(["organisations", *TOKENS])
        row = self.pick(self.busy if model == "organisations" else self.of(model))
        return self.often(
            f"{TOKENS[model]}_{row.id}",
            lambda: f"{TOKENS[model]}_{UUID(int=self.random.getrandbits(128))}",
            0.95,
        )

    def day(self) -> str:
        """A day near one that the data knows."""
        known = self.pick(self._days)
        near: date = self.pick([known.earliest, known.latest])
        return str(near + timedelta(days=self.random.choice([0, 0, 0, 1, -1, 200])))

    def pick(self, choices: Sequence[Drawn]) -> Drawn:
        return self.random.choice(choices)

    def often(self, usual: Drawn, other: Callable[[], Drawn], chance: float = 0.9) -> Drawn:
        return usual if self.random.random() < chance else other()


def dates_known(folded: Folded) -> list[PartialDate]:
    """Each date that a figure, a filter, or a standing on a day may turn on; as often as it is known."""
    known = [
        *(row.ended_on for row in folded.organisations.values()),
        *(date for row in folded.memberships.values() for date in (row.joined_on, row.left_on)),
        *(date for row in folded.signatures.values() for date in (row.signed_on, row.withdrawn_on)),
        *(row.remind_on for row in folded.invitations.values()),
        *(row.reported_on for row in folded.reported_figures.values()),
    ]
    return [each for each in known if each is not None]


def dates_of_exchange(folded: Folded) -> list[PartialDate]:
    """The same of summits, and of what is raised and shared."""
    examples, adoptions = folded.practice_examples.values(), folded.adoptions.values()
    known = [
        *(row.held_on or PartialDate(row.year) for row in folded.summits.values()),
        *(row.happened_on for row in folded.impulse_steps.values()),
        *(date for row in examples for date in (row.shared_on, row.withdrawn_on)),
        *(row.adopted_on for row in adoptions),
    ]
    return [each for each in known if each is not None]


def days_that_matter(dates: Iterable[PartialDate]) -> list[str]:
    """The first and the last day of every date, and the days before them."""
    edges = {edge for known in dates for edge in (known.earliest, known.latest)}
    return [str(day) for day in sorted({edge + timedelta(days=step) for edge in edges for step in (-1, 0)})]
