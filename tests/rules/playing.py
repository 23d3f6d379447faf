"""A sequence of commands, given to the model and to a network: each is to have the same outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.errors import Refusal
from domain.identity import DECLARATION_ID, organisation_id, summit_year_id
from domain.network import Network
from tests.rules.driving import Driver
from tests.rules.model.deciding import Model
from tests.rules.model.giving import Outcome, give
from tests.rules.model.streams import Place
from tests.rules.sequences import ANY_FACT, DISTRICTS, TOWNS, YEARS, Given

_NOWHERE = Place("nowhere 1", 1)


class Logged(NamedTuple):
    stream: UUID
    topic: str


class Seen(NamedTuple):
    """A command, whether it was to correct a fact, and the code that it was refused with."""

    name: str
    corrects: bool
    code: str | None


class GivenBy(NamedTuple):
    """The command that led to a fact, and what it was about."""

    name: str
    about: dict[str, Any]


class Played(Protocol):
    """A network whose log can be read."""

    network: Network

    async def logged(self, after: int) -> Sequence[Logged]:
        """The facts after this position, once all that follows from them can be asked for."""


class Play:
    """The model and a network, side by side."""

    def __init__(self, played: Played) -> None:
        self.model = Model()
        self.seen: list[Seen] = []
        self._played = played
        self._driver = Driver(played.network)
        self._places: list[Place] = []
        self._given_by: list[GivenBy] = []
        self.names = {organisation_id(town): town for town in (*TOWNS, *DISTRICTS)}
        self._streams = {each: f"organisation {town}" for each, town in self.names.items()}
        self._streams |= {summit_year_id(year): f"year {year}" for year in YEARS}
        self._streams[DECLARATION_ID] = "declaration 1"

    async def give(self, given: Given) -> None:
        """Gives the command to both."""
        corrects, said = self._corrected(given)
        place = None if corrects is None else self._place(corrects)
        if given.name == "annul":
            position = len(self._places) - said.pop("back")
            outcome = give(self.model, "annul", {"place": self._place(position)})
            said["position"] = position
        else:
            outcome = give(self.model, given.name, dict(said), place)
        told = await self._outcome(given.name, said, corrects)
        assert told == outcome, f"{given} at {place}: {told}, in the model {outcome}"
        await self._compare_log(given, said)
        self.seen.append(Seen(given.name, corrects is not None, outcome.code))

    async def _outcome(self, name: str, said: dict[str, Any], corrects: int | None) -> Outcome:
        try:
            recorded = await self._driver.give(name, said, corrects)
        except Refusal as refusal:
            return Outcome(refusal.code)
        return Outcome(None, tuple((self.names[item.organisation], item.code) for item in recorded.items))

    async def _compare_log(self, given: Given, said: dict[str, Any]) -> None:
        """The facts that were recorded are those of the model, stream by stream."""
        self._streams |= {each: f"summit {n}" for n, each in enumerate(self._driver.summits, 1)}
        self.names |= {each: str(n) for n, each in enumerate(self._driver.summits, 1)}
        for logged in await self._played.logged(len(self._places)):
            stream = self._streams[logged.stream]
            version = 1 + sum(place.stream == stream for place in self._places)
            assert self.model.streams[stream][version - 1].topic == logged.topic, given
            self._places.append(Place(stream, version))
            fields = ("town", "summit") if "summit" in said else ("town", "year")
            about = {field: said[field] for field in fields if field in said}
            self._given_by.append(GivenBy(given.name, about))
        assert len(self._places) == sum(map(len, self.model.streams.values())), given

    def _corrected(self, given: Given) -> tuple[int | None, dict[str, Any]]:
        """The position of the fact that the command is to correct, and what it says, then of the same."""
        said = dict(given.said)
        if given.corrects is None:
            return None, said
        if given.corrects == ANY_FACT:
            return len(self._places) - len(given.name), said
        alike = [(at, by.about) for at, by in enumerate(self._given_by, 1) if by.name == given.name]
        if given.corrects >= len(alike):
            return None, said
        position, about = alike[-1 - given.corrects]
        return position, said | about

    def _place(self, position: int) -> Place:
        return self._places[position - 1] if 0 < position <= len(self._places) else _NOWHERE
