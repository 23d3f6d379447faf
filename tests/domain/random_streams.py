"""Streams at random, as a seed has them, without a database: what the rules allow is recorded."""

from __future__ import annotations

from contextlib import suppress
from copy import copy, deepcopy
from random import Random
from typing import Any
from uuid import UUID

from domain.corrections import CorrectableEvent, History, standing
from domain.declaration import Declaration
from domain.engagement_officers import EngagementOfficers
from domain.erasure import AskedBy, Erasure
from domain.errors import Refusal
from domain.impulse import Impulse
from domain.organisation import Ending, Organisation, OrganisationKind
from domain.practice_example import PracticeExample
from domain.reported_figure import Figure, ReportedFigure
from domain.succession import pass_on
from domain.summit import Summit
from domain.summit_details import SummitDetails
from domain.summit_year import SummitYear
from domain.topics import Topic
from tests.domain.given import NOW, example_content
from tests.domain.random_changes import DAYS, SUMMITS, TOWNS, change_at_random


class RandomStreams:
    """Towns, summits, a declaration, officers, impulses, examples, figures and a year that change at random.

    Attributes:
        events: all that was recorded, in the order of the log.
        aggregates: each stream as it stands.
    """

    def __init__(self, seed: int, steps: int) -> None:
        self.events: list[CorrectableEvent] = []
        self.aggregates: dict[UUID, Any] = {}
        self._random = Random(seed)
        self._record(*map(_town, range(5)), *map(_summit, SUMMITS))
        self._record(*map(_figure, range(2)), Declaration.proclaim("Erklärung", on=None, now=NOW))
        self._record(*(EngagementOfficers.keep(each, now=NOW) for each in TOWNS[:2]))
        self._record(*map(_impulse, range(2)), *map(_example, range(2)))
        self._record(SummitYear.reserve(2013, SUMMITS[0], now=NOW))
        self._record(_erasure())
        self._go_on(steps)

    def stream(self, stream: UUID) -> list[CorrectableEvent]:
        return [event for event in self.events if event.originator_id == stream]

    def _go_on(self, steps: int) -> None:
        random = self._random
        for _ in range(steps):
            chance = random.random()
            with suppress(Refusal):
                if chance < 0.01:
                    self._merge(*random.sample(TOWNS, 2))
                elif chance < 0.12:
                    self._correct(random.choice([*self.aggregates]))
                else:
                    changed = deepcopy(random.choice([*self.aggregates.values()]))
                    change_at_random(random, changed)
                    self._record(changed)

    def _record(self, *aggregates: Any) -> None:
        for aggregate in aggregates:
            self.events += aggregate.collect_events()
            self.aggregates[aggregate.id] = aggregate

    def _merge(self, ending: UUID, into: UUID) -> None:
        town, successor = deepcopy(self.aggregates[ending]), deepcopy(self.aggregates[into])
        successor.refuse_ended()
        pass_on(town, [successor], Ending.MERGED, on=None, now=NOW)
        town.merge_into(into, on=None, now=NOW)
        self._record(town, successor)

    def _correct(self, stream: UUID) -> None:
        if isinstance(self.aggregates[stream], SummitYear):
            return
        history = History(self.stream(stream))
        fact = self._random.choice(standing(self.stream(stream))[1:] or [None])
        if fact is not None:
            corrected = self._annulled(history, fact) or self._said_otherwise(history, fact)
            self.events += corrected.collect_events()
            self.aggregates[stream] = History(self.stream(stream)).aggregate()

    def _annulled(self, history: History, fact: CorrectableEvent) -> Any:
        if self._random.random() < 0.5:
            return history.annulled(fact.originator_version, "it never was so", NOW).as_it_stands
        return None

    def _said_otherwise(self, history: History, fact: CorrectableEvent) -> Any:
        """The fact is corrected to have been on another day, where it has one."""
        said = copy(fact)
        if "on" in vars(said):
            vars(said)["on"] = self._random.choice(DAYS)
        before = history.before(fact.originator_version)
        said.decide_again(before)
        (correction,) = before.collect_events()
        return history.replaced(fact.originator_version, correction).as_it_stands


def _town(number: int) -> Organisation:
    return Organisation.register(
        ags=f"0531400{number}",
        name=f"Ort {number}",
        kind=OrganisationKind.STADT,
        parent=None,
        population=None,
        latitude=None,
        longitude=None,
        now=NOW,
    )


def _summit(stream: UUID) -> Summit:
    """The first is announced, the others took place."""
    details = SummitDetails("Treffen")
    if stream == SUMMITS[0]:
        return Summit.announce(stream, stream.int, details, now=NOW)
    return Summit.hold_unannounced(stream, stream.int, details, None, now=NOW)


def _impulse(number: int) -> Impulse:
    stream, topics = UUID(int=700 + number), [Topic.RECOGNITION]
    return Impulse.raise_(
        stream, TOWNS[number], SUMMITS[0], title="Karte", body="Für alle.", topics=topics, now=NOW
    )


def _example(number: int) -> PracticeExample:
    return PracticeExample.share(
        UUID(int=800 + number), TOWNS[number], example_content(), on=DAYS[number], now=NOW
    )


def _erasure() -> Erasure:
    return Erasure.erase(UUID(int=600), asked_by=AskedBy.DATA_SUBJECT, reason="Antrag", now=NOW)


def _figure(number: int) -> ReportedFigure:
    stream, says = UUID(int=900 + number), "so many"
    return ReportedFigure.report(stream, Figure.MEMBERS, 1, at_least=False, on=None, says=says, now=NOW)
