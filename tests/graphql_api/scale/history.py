"""A history in which everything that can become many has become many; the same for the same seed.

It goes on year after year: in each, one organisation joins, a summit is held, an impulse is raised, an
example is shared. What was begun long ago is done: what waits for somebody is found among the last few.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.engagement_officers import EngagementOfficers
from domain.erasure import AskedBy, Erasure
from domain.example_content import ExampleKind
from domain.identity import (
    DECLARATION_ID,
    agenda_item_id,
    engagement_officers_id,
    erasure_id,
    organisation_id,
    summit_year_id,
)
from domain.impulse import Impulse
from domain.organisation import Ending, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.practice_example import AdoptionKind, PracticeExample
from domain.reported_figure import Figure, ReportedFigure
from domain.summit import Answer, Summit
from domain.summit_details import SummitFormat
from domain.summit_year import SummitYear
from domain.topics import TargetGroup, Topic
from tests.graphql_api.scale.recording import Recording

GUESTS = 8
_LAST = 20
_ENDING_AFTER = 5
_SEALED = bytes(60)


class LongHistory(Recording):
    """What happened in so many years, in order. Each list of ids has one of each year."""

    def __init__(self, years: int, seed: int = 1) -> None:
        super().__init__(seed)
        self.organisations = [organisation_id(f"{number:08}") for number in range(years)]
        self.summits, self.impulses, self.examples, self.persons = (
            [UUID(int=self._random.getrandbits(128), version=4) for _ in range(years)] for _ in range(4)
        )
        self._years = years

    def events(self) -> Iterator[Aggregate.Event]:
        for revision in range(1, 4):
            begun = {"originator_topic": "declaration"} if revision == 1 else {"revision": revision}
            kind = Declaration.Proclaimed if revision == 1 else Declaration.Revised
            yield self._event(kind, DECLARATION_ID, title="Erklärung", on=self._date(), **begun)
        for year in range(self._years):
            yield from self._organisation(year)
            yield from self._officers(year)
            yield from self._summit(year)
            yield from self._impulse(year)
            yield from self._example(year)
            yield self._event(
                ReportedFigure.Reported,
                UUID(int=self._random.getrandbits(128), version=4),
                originator_topic="reported-figure",
                figure=self._random.choice(list(Figure)),
                number=self._random.randrange(400),
                at_least=True,
                on=self._date(),
                says="Es sind viele.",
            )

    def _organisation(self, year: int) -> Iterator[Aggregate.Event]:
        stream, random = self.organisations[year], self._random
        yield self._event(
            Organisation.Registered,
            stream,
            originator_topic="organisation",
            ags=f"{year:08}",
            name=f"Gemeinde {random.randrange(10**6):06} an der Bröl",
            kind=random.choice(list(OrganisationKind)),
            parent_id=self.organisations[year // 20] if year else None,
            population=random.randrange(4_000, 600_000),
            latitude=50 + random.random() * 2,
            longitude=6 + random.random() * 3,
        )
        signing = {"office": None, "summit_id": self._earlier(self.summits, year)}
        yield self._event(
            Organisation.SignedDeclaration, stream, revision=year % 3 + 1, on=self._date(), **signing
        )
        yield self._event(Organisation.JoinedNetwork, stream, on=self._date(), council_resolved_on=None)
        for _ in range(4):
            yield self._event(
                Organisation.PopulationUpdated,
                self._earlier(self.organisations, year),
                population=random.randrange(4_000, 600_000),
            )
        if year % 10 == _ENDING_AFTER:
            yield from self._ending(year - _ENDING_AFTER)
        if year % 2:
            return
        predecessor = self._earlier(self.organisations, year)
        ended = {"ending": Ending.MERGED, "on": self._date()}
        for each in {predecessor, self.organisations[year // 2]} - {stream}:
            yield self._event(Organisation.Succeeded, stream, predecessor_id=each, **ended)

    def _ending(self, year: int) -> Iterator[Aggregate.Event]:
        stream = self.organisations[year]
        ended = {"time": 1, "on": self._date(), "reason": None, "ending": Ending.DISSOLVED}
        yield self._event(Organisation.Dissolved, stream, on=ended["on"], reason=None)
        yield self._event(Organisation.LeftNetwork, stream, **ended)
        yield self._event(Organisation.SignatureWithdrawn, stream, revision=year % 3 + 1, **ended)

    def _officers(self, year: int) -> Iterator[Aggregate.Event]:
        organisation, person = self.organisations[year], self.persons[year]
        stream = engagement_officers_id(organisation)
        yield self._event(
            EngagementOfficers.Kept,
            stream,
            originator_topic="engagement-officers",
            organisation_id=organisation,
        )
        yield self._event(
            EngagementOfficers.Appointed,
            stream,
            organisation_id=organisation,
            person=person,
            name=Personal.of(person, _SEALED),
            email=None,
            phone=None,
            on=self._date(),
        )
        if year % 20 == 0:
            return
        yield self._event(EngagementOfficers.SteppedDown, stream, person=person, on=self._date())
        if year % 20 > 1 and year < self._years - _LAST:
            yield self._event(
                Erasure.PersonErased,
                erasure_id(person),
                originator_topic="erasure",
                person=person,
                asked_by=AskedBy.RETENTION,
                reason="Frist",
            )

    def _summit(self, year: int) -> Iterator[Aggregate.Event]:
        summit, random = self.summits[year], self._random
        held = year < self._years - _LAST
        yield self._event(
            SummitYear.Reserved,
            summit_year_id(year),
            originator_topic="summit-year",
            year=year,
            summit_id=summit,
        )
        yield self._event(
            Summit.Announced,
            summit,
            originator_topic="summit",
            year=year,
            title=f"Spitzentreffen {year}",
            on=self._date(),
            place="Düsseldorf",
            host=None,
            format=random.choice(list(SummitFormat)),
        )
        for number in (1, 2):
            item = agenda_item_id(summit, number)
            title = {"title": "Begrüßung", "description": None}
            yield self._event(Summit.AgendaItemAdded, summit, item_id=item, number=number, **title)
        guests = dict.fromkeys(self._earlier(self.organisations, year) for _ in range(GUESTS))
        for guest in guests:
            asked = {"organisation_id": guest, "on": self._date()}
            remind_on = PartialDate(2019, 1, random.randrange(1, 29))
            yield self._event(Summit.Invited, summit, **asked, answer_by=None, remind_on=remind_on)
            if random.random() < 0.5:
                answer = {"answer": random.choice(list(Answer)[1:]), "office": None, "reason": None}
                yield self._event(Summit.InvitationAnswered, summit, **asked, **answer)
        if not held:
            return
        yield self._event(Summit.Opened, summit, on=None)
        for guest in guests:
            yield self._event(Summit.Attended, summit, organisation_id=guest, on=None, office=None)
        yield self._event(Summit.Closed, summit)

    def _impulse(self, year: int) -> Iterator[Aggregate.Event]:
        impulse, random = self.impulses[year], self._random
        yield self._event(
            Impulse.Raised,
            impulse,
            originator_topic="impulse",
            organisation_id=self._earlier(self.organisations, year),
            summit_id=self.summits[year],
            title=f"Ehrenamt {random.randrange(10**6)} stärken",
            text="Mit Geld und Rat und einer Karte.",
            topics=random.sample(list(Topic), 2),
        )
        supporting = dict.fromkeys(self._earlier(self.organisations, year) for _ in range(year % 4))
        for number, each in enumerate(supporting, start=2):
            yield self._event(
                Impulse.Supported, impulse, number=number, organisation_id=each, on=self._date()
            )
        if year >= self._years - _LAST:
            return
        if random.random() < 0.3:
            yield self._event(Impulse.Declined, impulse, number=10, on=self._date(), reason="Es geht nicht.")
        else:
            yield self._event(Impulse.TakenUp, impulse, number=10, on=self._date(), note="Es geht.")
            effect = {"number": 11, "on": self._date(), "effect": "Es gilt."}
            yield self._event(Impulse.PutIntoEffect, impulse, **effect)
        told = {"summit_id": self._earlier(self.summits, year), "report": "Es läuft."}
        yield self._event(Impulse.ReportedBack, impulse, number=12, **told)

    def _example(self, year: int) -> Iterator[Aggregate.Event]:
        example, random = self.examples[year], self._random
        sharing = self._earlier(self.organisations, year)
        yield self._event(
            PracticeExample.Shared,
            example,
            originator_topic="practice-example",
            kind=random.choice(list(ExampleKind)),
            title=f"Café {random.randrange(10**6)} der Straße",
            summary="Ein Café für alle.",
            text="Im Rathaus.",
            topics=random.sample(list(Topic), 2),
            target_groups=random.sample(list(TargetGroup), 1),
            link=None,
            on=self._date(),
            organisation_id=sharing,
        )
        adopting = dict.fromkeys(self._earlier(self.organisations, year) for _ in range(year % 2 * 3))
        adopted_from = None
        for each in adopting:
            yield self._event(
                PracticeExample.Adopted,
                example,
                organisation_id=each,
                kind=random.choice(list(AdoptionKind)),
                adopted_from=adopted_from,
                on=self._date(),
                note=None,
            )
            adopted_from = each
        if year % 20 == 0:
            yield self._event(PracticeExample.Withdrawn, example, on=self._date(), reason=None)
