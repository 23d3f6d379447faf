"""A register of nine organisations and four summits, small enough to count by hand."""

from __future__ import annotations

from uuid import UUID

from domain.example_content import ExampleContent, ExampleKind
from domain.identity import organisation_id
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.practice_example import AdoptionKind
from domain.summit import Answer
from domain.summit_details import SummitDetails
from domain.topics import TargetGroup, Topic
from tests.infra.correcting import command

LAND, DÜSSELDORFS, COLOGNES, DISTRICT = "05", "051", "053", "05366"
HELLENTHAL, BONN, DÜSSELDORF, ESSEN = "05366020", "05314000", "05111000", "05113000"
STÄDTETAG = "Städtetag"

KINDS = OrganisationKind
# Each with its name, its kind and what it lies in.
ORGANISATIONS: dict[str, tuple[str, OrganisationKind, str | None]] = {
    LAND: ("Nordrhein-Westfalen", KINDS.LAND, None),
    DÜSSELDORFS: ("Regierungsbezirk Düsseldorf", KINDS.REGIERUNGSBEZIRK, LAND),
    COLOGNES: ("Regierungsbezirk Köln", KINDS.REGIERUNGSBEZIRK, LAND),
    DISTRICT: ("Kreis Euskirchen", KINDS.KREIS, COLOGNES),
    HELLENTHAL: ("Hellenthal", KINDS.GEMEINDE, DISTRICT),
    BONN: ("Bonn", KINDS.KREISFREIE_STADT, COLOGNES),
    DÜSSELDORF: ("Düsseldorf", KINDS.KREISFREIE_STADT, DÜSSELDORFS),
    ESSEN: ("Essen", KINDS.KREISFREIE_STADT, DÜSSELDORFS),
    STÄDTETAG: (STÄDTETAG, KINDS.KOMMUNALER_SPITZENVERBAND, None),
}
# Since when; Bonn left on 2019-07-01.
JOINED = {
    HELLENTHAL: PartialDate(2015, 3, 1),
    BONN: PartialDate(2016),
    DÜSSELDORF: None,
    ESSEN: PartialDate(2018, 6, 2),
}
ANSWERS = {
    HELLENTHAL: Answer.ACCEPTED,
    BONN: Answer.DELEGATED,
    DÜSSELDORF: Answer.DECLINED,
    ESSEN: Answer.PENDING,
    STÄDTETAG: Answer.ACCEPTED,
}


class SmallRegister:
    """Records it, part by part."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def record(self) -> int:
        """Records it all and returns the last position."""
        await self._members()
        summit, next_ = await self._summits()
        await self._impulses(summit, next_)
        await self._examples()
        bonn, left_on = organisation_id(BONN), PartialDate(2019, 7, 1)
        return (await self._network.leave_network(command(), bonn, on=left_on)).position

    async def _members(self) -> None:
        network = self._network
        await network.proclaim_declaration(command(), title="Erklärung", on=None)
        for key, (name, kind, parent) in ORGANISATIONS.items():
            lies_in = organisation_id(parent) if parent else None
            ags = None if kind is KINDS.KOMMUNALER_SPITZENVERBAND else key
            await network.register_organisation(command(), name=name, kind=kind, ags=ags, parent=lies_in)
        for key in (LAND, STÄDTETAG, *JOINED):
            await network.sign_declaration(command(), organisation_id(key), on=None)
        for key, on in JOINED.items():
            await network.join_network(command(), organisation_id(key), on=on)

    async def _summits(self) -> tuple[UUID, UUID]:
        """Those of 2018 and May 2019; that of 2021 is cancelled, and who came in 2022 is not recorded."""
        network = self._network
        summits = {
            year: (await network.announce_summit(command(), year, SummitDetails(title="Treffen"))).subject
            for year in (2018, 2019, 2021, 2022)
        }
        invited = [organisation_id(key) for key in ANSWERS]
        await network.invite_organisations(command(), summits[2018], organisations=invited, on=None)
        await network.invite_organisations(command(), summits[2022], organisations=invited[:1], on=None)
        for key, answer in ANSWERS.items():
            if answer is not Answer.PENDING:
                await network.answer_invitation(
                    command(), summits[2018], organisation_id(key), answer, on=None
                )
        for on in (PartialDate(2018, 6, 1), PartialDate(2019, 5)):
            await network.hold_summit(command(), on.year, SummitDetails(title="Treffen", on=on))
        for year, came in ((2018, (HELLENTHAL, BONN, STÄDTETAG, LAND)), (2019, (ESSEN,))):
            for key in came:
                await network.record_attendance(command(), summits[year], organisation_id(key))
        await network.cancel_summit(command(), summits[2021])
        return summits[2018], summits[2019]

    async def _impulses(self, summit: UUID, next_: UUID) -> None:
        """Hellenthal's: seven of the first summit, of which one goes no further, and one of the next."""
        network, raised = self._network, [await self._raised(summit) for _ in range(7)]
        in_effect, declined, in_july, some_day, withdrawn, late, _ = raised
        at_next = await self._raised(next_)
        for impulse, on in (
            (in_effect, PartialDate(2018, 6, 11)),
            (in_july, PartialDate(2018, 7)),
            (some_day, None),
            (late, PartialDate(2018, 6, 21)),
            (at_next, PartialDate(2019, 6, 10)),
        ):
            await network.take_up_impulse(command(), impulse, on=on, note="gern")
        await network.put_impulse_into_effect(command(), in_effect, on=PartialDate(2018, 8), effect="gut")
        await network.decline_impulse(command(), declined, on=PartialDate(2018, 6, 4), reason="nein")
        await network.withdraw_impulse(command(), withdrawn, on=PartialDate(2018, 7, 1), reason="doch nicht")

    async def _raised(self, summit: UUID) -> UUID:
        words = {"title": "Impuls", "text": "Für alle."}
        raiser = organisation_id(HELLENTHAL)
        raised = await self._network.raise_impulse(command(), raiser, summit, **words, topics=[Topic.SPORT])
        return raised.subject

    async def _examples(self) -> None:
        """Hellenthal shares two, Bonn one, which it withdraws, Essen one that nobody adopts."""
        office = await self._shared(HELLENTHAL, "Anlaufstelle", PartialDate(2018, 1, 1))
        bank = await self._shared(HELLENTHAL, "Bank", PartialDate(2018, 2, 1))
        choir = await self._shared(BONN, "Chor", PartialDate(2018, 1, 15))
        await self._shared(ESSEN, "Dach", None)
        for example, adopter, adopted_from, on in (
            (office, BONN, None, PartialDate(2018, 2, 1)),
            (office, ESSEN, BONN, PartialDate(2018, 3)),
            (office, STÄDTETAG, None, PartialDate(2019, 1, 1)),
            (bank, ESSEN, None, None),
            (choir, HELLENTHAL, None, PartialDate(2018, 5, 1)),
            (choir, ESSEN, None, PartialDate(2018, 6, 1)),
        ):
            await self._network.adopt_practice_example(
                command(),
                example,
                organisation_id(adopter),
                AdoptionKind.ADAPTED,
                adopted_from=organisation_id(adopted_from) if adopted_from else None,
                on=on,
            )
        await self._network.withdraw_practice_example(command(), choir, on=PartialDate(2018, 12))

    async def _shared(self, sharer: str, title: str, on: PartialDate | None) -> UUID:
        content = ExampleContent(
            kind=ExampleKind.STRATEGY,
            title=title,
            summary="Kurz.",
            text="Lang.",
            topics=[Topic.SPORT],
            target_groups=[TargetGroup.SCHOOLS],
            link=None,
        )
        shared = await self._network.share_practice_example(
            command(), organisation_id(sharer), content, on=on
        )
        return shared.subject
