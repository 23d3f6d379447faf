"""Every use case of the network, each with what a seed has it say.

None asks the read side, so that one source of commands leads to the same log however far that is behind.
"""

from __future__ import annotations

from collections.abc import Awaitable

from domain.identity import agenda_item_id, organisation_id
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.reported_figure import Figure
from domain.summit import Answer
from domain.summit_details import SummitFormat
from tests.infra.random_sharing import RandomSharing
from tests.infra.random_targets import DISTRICTS, TOWNS, YEARS, Target

_KINDS = (OrganisationKind.STADT, OrganisationKind.GEMEINDE, OrganisationKind.KREISFREIE_STADT)


class RandomUseCases(RandomSharing):
    """Calls the use cases on a target; what else they say is random."""

    # Organisations

    def register(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.register_organisation(
            command, name=f"Ort {self._text()}", kind=self.random.choice(_KINDS), ags=target.town
        )

    def rename(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.rename_organisation(command, target.id, self._text())

    def change_kind(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.change_organisation_kind(command, target.id, self.random.choice(_KINDS))

    def change_parent(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.change_parent(command, target.id, organisation_id(self.random.choice(DISTRICTS)))

    def update_population(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.update_population(command, target.id, self.random.randrange(1_000))

    def merge(self, command: Command, target: Target) -> Awaitable[Recorded]:
        into = organisation_id(target.other)
        return self.network.merge_organisations(command, target.id, into, on=None)

    def split(self, command: Command, target: Target) -> Awaitable[Recorded]:
        into = [organisation_id(target.other), organisation_id(self.random.choice(TOWNS))]
        return self.network.split_organisation(command, target.id, into, on=None)

    def dissolve(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.dissolve_organisation(command, target.id, on=None, reason=self._text())

    # The declaration

    def proclaim(self, command: Command, _: Target) -> Awaitable[Recorded]:
        return self.network.proclaim_declaration(command, title="Erklärung", on=self._on())

    def revise(self, command: Command, target: Target) -> Awaitable[Recorded]:
        title, on = f"Fassung {target.year}", self._on()
        return self.network.revise_declaration(command, title=title, on=on)

    def record_text(self, command: Command, _: Target) -> Awaitable[Recorded]:
        return self.network.record_revision_text(command, self.random.randrange(1, 5), self._text())

    def sign(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.sign_declaration(command, target.id, on=self._on(), office=self._office())

    def withdraw_signature(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.withdraw_signature(command, target.id, revision=1, on=self._on())

    # Membership

    def plan(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.plan_accession(command, target.id, on=self._on())

    def withdraw_accession(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.withdraw_accession(command, target.id, on=self._on(), reason=self._text())

    def resolve(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.resolve_accession(command, target.id, on=self._on(), reference=self._text())

    async def join(self, command: Command, target: Target) -> Recorded:
        on, criteria = self._on(), self._criteria()
        joined = await self.network.join_network(command, target.id, on=on, criteria=criteria)
        self.targets.joined.append(target.town)
        return joined

    def leave(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.leave_network(command, target.id, on=self._on(), reason=self._text())

    # Engagement officers and figures

    async def appoint(self, command: Command, target: Target) -> Recorded:
        appointed = await self.network.appoint_engagement_officer(
            command, target.id, name=self._text(), email="a@b.de", phone=None, on=self._on()
        )
        self.targets.officers.append((target.town, appointed.subject))
        return appointed

    def change_officer(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.change_engagement_officer(
            command, target.id, target.officer, name=self._text(), email=None, phone="0211 1"
        )

    def step_down(self, command: Command, target: Target) -> Awaitable[Recorded]:
        officer = target.officer
        return self.network.step_down_engagement_officer(command, target.id, officer, on=self._on())

    async def report(self, command: Command, _: Target) -> Recorded:
        number, on, says = self.random.randrange(100), self._on(), self._text()
        reported = await self.network.report_figure(command, Figure.MEMBERS, number, on=on, says=says)
        self.targets.figures.append(reported.subject)
        return reported

    def retract(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.retract_figure(command, target.figure, reason=self._text())

    # Summits

    def announce(self, command: Command, target: Target) -> Awaitable[Recorded]:
        return self.network.announce_summit(command, target.year, self._details(target.year))

    def hold(self, command: Command, target: Target) -> Awaitable[Recorded]:
        reported = self.random.choice((None, 25))
        return self.network.hold_summit(command, target.year, self._details(target.year), reported)

    async def reschedule(self, command: Command, target: Target) -> Recorded:
        summit, year = await self._summit(target), self.random.choice(YEARS)
        on = self.random.choice((None, PartialDate(year, 9)))
        return await self.network.reschedule_summit(command, summit, year, on=on, reason=self._text())

    async def move(self, command: Command, target: Target) -> Recorded:
        form = self.random.choice(list(SummitFormat))
        return await self.network.move_summit_to_format(command, await self._summit(target), form)

    async def cancel(self, command: Command, target: Target) -> Recorded:
        return await self.network.cancel_summit(command, await self._summit(target), reason=self._text())

    async def open(self, command: Command, target: Target) -> Recorded:
        return await self.network.open_summit(command, await self._summit(target), on=None)

    async def close(self, command: Command, target: Target) -> Recorded:
        return await self.network.close_summit(command, await self._summit(target))

    async def add_to_agenda(self, command: Command, target: Target) -> Recorded:
        return await self.network.add_agenda_item(command, await self._summit(target), title=self._text())

    async def change_agenda(self, command: Command, target: Target) -> Recorded:
        summit, text = await self._summit(target), self._text()
        item = agenda_item_id(summit, self.random.choice((1, 2)))
        return await self.network.change_agenda_item(command, summit, item, title=text, description=text)

    async def remove_from_agenda(self, command: Command, target: Target) -> Recorded:
        summit = await self._summit(target)
        number = self.random.choice((1, 2))
        return await self.network.remove_agenda_item(command, summit, agenda_item_id(summit, number))

    # Who is invited, and who comes

    async def invite(self, command: Command, target: Target) -> Recorded:
        summit = await self._summit(target)
        invited = await self.network.invite_organisations(
            command,
            summit,
            organisations=[target.id, organisation_id(target.other)],
            on=self._on(),
            remind_on=PartialDate(2016),
        )
        if invited.items[0].code is None:
            self.targets.invited.append((target.town, target.year))
        return invited

    async def answer(self, command: Command, target: Target) -> Recorded:
        answer = self.random.choice((Answer.ACCEPTED, Answer.DELEGATED, Answer.DECLINED))
        return await self.network.answer_invitation(
            command, await self._summit(target), target.id, answer, on=self._on(), office=self._office()
        )

    async def withdraw_invitation(self, command: Command, target: Target) -> Recorded:
        summit = await self._summit(target)
        return await self.network.withdraw_invitation(command, summit, target.id, on=self._on())

    async def remind(self, command: Command, target: Target) -> Recorded:
        return await self.network.remind_organisations(command, await self._summit(target), on=self._on())

    async def attend(self, command: Command, target: Target) -> Recorded:
        summit = await self._summit(target)
        return await self.network.record_attendance(command, summit, target.id, office=self._office())

    async def attend_all(self, command: Command, target: Target) -> Recorded:
        return await self.network.record_attendances(command, await self._summit(target))
