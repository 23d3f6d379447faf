"""A seeded history on top of the project's own data, so that every branch has rows to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from domain.erasure import AskedBy
from domain.network import Network
from domain.organisation import MembershipStatus, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.reported_figure import Figure
from infra.event_store import EventStore
from infra.register import Register
from infra.transcoding import create_mapper
from tests.graphql_api.generation.deeds import Deed, Deeds
from tests.graphql_api.generation.drawing import Drawing
from tests.graphql_api.generation.example_history import ExampleHistory
from tests.graphql_api.generation.impulse_history import ImpulseHistory
from tests.graphql_api.generation.memory import RememberingKeyring
from tests.graphql_api.generation.organisation_deeds import OrganisationDeeds
from tests.graphql_api.generation.register_deeds import RegisterDeeds
from tests.graphql_api.generation.summit_history import SummitHistory


class History:
    """Commands in a random order; those that the network refuses are left out.

    Attributes:
        keyring: knows what was sealed.
        erased: persons that are erased.
    """

    def __init__(self, register: Register, organisations: Sequence[UUID], seed: int) -> None:
        self._register = register
        self._draw = Drawing(organisations, seed)
        known = register.network
        self.keyring = RememberingKeyring(known.keyring)
        store = EventStore(register.recorder, create_mapper())
        self._network = Network(store, known.roll, known.texts, self.keyring, self._draw.id)
        self._deeds = Deeds(self._network, self._draw)
        self._of_organisations = OrganisationDeeds(self._network, self._draw)
        self._of_register = RegisterDeeds(self._network, self._draw)
        self._summits = SummitHistory(self._deeds)
        self._impulses = ImpulseHistory(self._deeds)
        self._examples = ExampleHistory(self._deeds)
        self.erased: list[UUID] = []

    async def record(self) -> int:
        """Records it all and returns the last position."""
        await self._register_some()
        await self._revise()
        await self._summits.before()
        first = self._deeds.position
        await self._live()
        await self._serve()
        await self._register.reads.reached(self._deeds.position)  # who is a member is asked of it
        await self._summits.record()
        await self._impulses.record(self._summits.begun)
        await self._examples.record(await self._members())
        await self._report()
        await self._end()
        await self._correct(first)
        await self._erase()
        self.keyring.forget(self.erased)
        return self._deeds.position

    async def _register_some(self) -> None:
        network, draw = self._network, self._draw
        for number in range(6):
            registered = await network.register_organisation(
                draw.command(),
                name=f"Bündnis {number}",
                kind=OrganisationKind.KOMMUNALER_SPITZENVERBAND,
                latitude=draw.random.choice([None, 51.0, -0.000001]),
                longitude=draw.random.choice([None, 7.25]),
            )
            draw.some.append(registered.subject)
        deeds = self._of_organisations
        for deed, times in ((deeds.rename, 13), (deeds.update_population, 8), (deeds.change_kind, 8)):
            for _ in range(times):
                await self._deeds.do(deed, draw.one())

    async def _revise(self) -> None:
        """Two revisions more, one at a summit; of all but the last, texts; and corrections of it all."""
        deeds, of_register = self._deeds, self._of_register
        summit = await self._network.summit_of(2017)
        await deeds.do(of_register.revise, summit)
        await deeds.do(of_register.revise, None)
        for revision in (1, 2, 3):
            await deeds.do(of_register.record_text, revision)
        for done in list(deeds.done[-5:-1]):
            await deeds.correct(done)
        await deeds.correct(deeds.corrected[-1])
        deeds.done.clear()
        deeds.corrected.clear()

    async def _live(self) -> None:
        deeds, draw = self._of_organisations, self._draw
        often: dict[Deed, int] = {
            deeds.plan: 30,
            deeds.plan_no_more: 15,
            deeds.resolve: 25,
            deeds.join: 75,
            deeds.leave: 45,
            deeds.update_population: 5,
        }
        of_one = [(deed, draw.one()) for deed, times in often.items() for _ in range(times)]
        at = [None, None, *self._summits.begun]
        signing = [(deeds.sign, (draw.one(), draw.random.choice(at))) for _ in range(100)]
        withdrawing = [(deeds.withdraw_signature, (draw.one(), draw.random.randint(1, 4))) for _ in range(70)]
        todo: list[tuple[Deed, object]] = [*of_one, *signing, *withdrawing]
        draw.random.shuffle(todo)
        for deed, about in todo:
            await self._deeds.do(deed, about)

    async def _serve(self) -> None:
        """Contact persons come, are to be reached otherwise, and go; some are to be erased."""
        deeds, draw = self._of_organisations, self._draw
        served = [draw.one() for _ in range(16)]
        for number, organisation in enumerate(served):
            appointed = await self._deeds.do(deeds.appoint, organisation)
            if appointed is None:
                continue
            officer = (organisation, appointed.subject)
            if number % 3 == 0:
                await self._deeds.do(deeds.change_officer, officer)
            if number % 2 == 0:
                await self._deeds.do(deeds.step_down, officer)
            if number % 5 == 0:
                self.erased.append(appointed.subject)

    async def _erase(self) -> None:
        for number, person in enumerate(self.erased):
            asked_by = list(AskedBy)[number % len(AskedBy)]
            recorded = await self._network.erase_person(
                self._draw.command(), person, asked_by=asked_by, reason=f"Antrag {number}"
            )
            self._deeds.position = recorded.position

    async def _report(self) -> None:
        deeds, reports = self._deeds, self._of_register
        days = (None, PartialDate(2016), PartialDate(2019, 4), PartialDate(2022, 8, 1), PartialDate(2026))
        for figure in Figure:
            for on in days:
                await deeds.do(reports.report, (figure, on))
        for done in deeds.done[-4:-1]:
            await deeds.correct(done)
        reported = [await deeds.do(reports.report, (Figure.MEMBERS, None)) for _ in range(3)]
        for each in reported:
            assert each is not None
            await deeds.do(reports.retract, each.subject)
        await deeds.annul(deeds.done[-1])

    async def _end(self) -> None:
        """Members end, and some that are none: into others, of which some had done nothing."""
        deeds, draw = self._of_organisations, self._draw
        ending = [*draw.random.sample(await self._members(), 11), draw.few[0]]
        others = [each for each in draw.some if each not in ending]
        for organisation in ending[:4]:
            await self._succeed(deeds.merge, lambda: draw.random.choice(others), organisation)
        for organisation in ending[4:8]:
            await self._succeed(deeds.split, lambda: tuple(draw.random.sample(others, 2)), organisation)
        for organisation in ending[8:]:
            await self._deeds.do(deeds.dissolve, organisation)

    async def _succeed(self, deed: Deed, drawn: Callable[[], object], organisation: UUID) -> None:
        """Draws successors until there are such as can take its place."""
        for _ in range(5):
            if await self._deeds.do(deed, (organisation, drawn())):
                break

    async def _members(self) -> list[UUID]:
        """Of those with whom more happens."""
        loaded = [await self._network.store.load(Organisation, each) for each in self._draw.some]
        return [each.id for each in loaded if each and each.membership is MembershipStatus.MEMBER]

    async def _correct(self, first: int) -> None:
        """Facts recorded wrongly, corrected, corrected again, or annulled; and any facts annulled."""
        deeds, random = self._deeds, self._draw.random
        for done in random.sample(deeds.done, 70):
            await deeds.correct(done)
        for done in random.sample(deeds.corrected, 12):
            await deeds.correct(done)
        for done in random.sample([*deeds.done, *deeds.corrected], 40):
            await deeds.annul(done)
        for position in random.sample(range(first, deeds.position), 40):
            await deeds.annul_at(position)
