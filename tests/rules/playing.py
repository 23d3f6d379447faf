"""Commands given to the model and to a network, one after the other: each is to have the same outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.identity import DECLARATION_ID, organisation_id, summit_year_id
from domain.network import Network
from tests.rules.beginnings import BEGINNINGS
from tests.rules.drawing import DISTRICTS, TOWNS, YEARS, Draw, Given, next_given
from tests.rules.driving import Driver
from tests.rules.model.deciding import Model
from tests.rules.model.giving import Outcome, give
from tests.rules.model.streams import Place

_NOWHERE = Place("nowhere 1", 1)
_STREAMS = {"summit": "summit", "impulse": "impulse", "example": "practice-example"}


class Logged(NamedTuple):
    stream: UUID
    topic: str


class Seen(NamedTuple):
    """A command, whether it was to correct a fact, and the code that it was refused with."""

    name: str
    corrects: bool
    code: str | None


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
        self.recorded: list[Given] = []
        self.names = {organisation_id(town): town for town in (*TOWNS, *DISTRICTS)}
        self._streams = {each: f"organisation {town}" for each, town in self.names.items()}
        self._streams |= {summit_year_id(year): f"year {year}" for year in YEARS}
        self._streams[DECLARATION_ID] = "declaration 1"

    async def give(self, given: Given) -> None:
        """Gives the command to both."""
        place = None if given.corrects is None else self._place(given.corrects)
        said = dict(given.said)
        if given.name == "annul":
            said = {"place": self._place(said["position"])}
        outcome = give(self.model, given.name, said, place)
        told = await self._outcome(given)
        assert told == outcome, f"{given} at {place}: {told}, in the model {outcome}"
        await self._compare_log(given)
        self.seen.append(Seen(given.name, place is not None, outcome.code))

    async def _outcome(self, given: Given) -> Outcome:
        try:
            recorded = await self._driver.give(given.name, given.said, given.corrects)
        except Refusal as refusal:
            return Outcome(refusal.code)
        return Outcome(None, tuple((self.names[item.organisation], item.code) for item in recorded.items))

    async def _compare_log(self, given: Given) -> None:
        """The facts that were recorded are those of the model, stream by stream."""
        for kind, known in self._driver.known.items():
            self._streams |= {each: f"{_STREAMS[kind]} {n}" for n, each in enumerate(known, 1)}
            self.names |= {each: str(n) for n, each in enumerate(known, 1)}
        for logged in await self._played.logged(len(self._places)):
            stream = self._streams[logged.stream]
            version = 1 + sum(place.stream == stream for place in self._places)
            assert self.model.streams[stream][version - 1].topic == logged.topic, given
            self._places.append(Place(stream, version))
            self.recorded.append(given)
        assert len(self._places) == sum(map(len, self.model.streams.values())), given

    def _place(self, position: int) -> Place:
        return self._places[position - 1] if 0 < position <= len(self._places) else _NOWHERE


async def played(network: Played, draw: Draw, length: int) -> Play:
    """Gives both up to so many commands; most begin where towns, summits and the like are there."""
    play = Play(network)
    begun, names = draw(BEGINNINGS)
    for given in begun:
        await play.give(given)
    for _ in range(draw((1, 5, length // 2, *[length] * 5))):
        await play.give(next_given(draw, names, play.recorded))
    return play


# The same sequences in every run, however long one takes.
DETERMINED = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def shrinking(data: st.DataObject) -> Draw:
    """Draws so that hypothesis finds the shortest sequence of which an assertion fails."""
    return lambda options: data.draw(st.sampled_from(options))
