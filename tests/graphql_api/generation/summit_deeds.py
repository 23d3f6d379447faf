"""What happens with summits: their course, their agenda, who is invited, answers and comes."""

from __future__ import annotations

from uuid import UUID

from domain.network import Network
from domain.organisation import MembershipStatus
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.summit import Answer
from domain.summit_details import SummitDetails, SummitFormat
from tests.graphql_api.generation.drawing import Drawing

TITLES = ("Begrüßung", 'Vortrag "Ehrenamt"', "Mittag\\Pause", "Unterschriften & Fotos")


class SummitDeeds:
    """Each takes a command and what it is about."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self._network = network
        self._draw = draw

    # Their course

    async def announce(self, command: Command, year: int) -> Recorded:
        return await self._network.announce_summit(command, year, self._details(year))

    async def hold(self, command: Command, year: int) -> Recorded:
        return await self._network.hold_summit(
            command, year, self._details(year), self._draw.random.choice([None, 0, 40, 250])
        )

    def _details(self, year: int) -> SummitDetails:
        return SummitDetails(
            title=f'Treffen "{year}"',
            on=self._draw.date_in(year),
            place=self._draw.random.choice([None, "Düsseldorf", "Köln\\Deutz"]),
            host=self._draw.random.choice([None, "Staatskanzlei"]),
            format=self._draw.random.choice([None, *SummitFormat]),
        )

    async def reschedule(self, command: Command, about: tuple[UUID, int]) -> Recorded:
        summit, year = about
        return await self._network.reschedule_summit(
            command, summit, year, on=self._draw.date_in(year), reason=self._draw.reason()
        )

    async def move(self, command: Command, summit: UUID) -> Recorded:
        place = self._draw.random.choice([None, "Münster"])
        format = self._draw.random.choice(list(SummitFormat))
        return await self._network.move_summit_to_format(command, summit, format, place=place)

    async def cancel(self, command: Command, summit: UUID) -> Recorded:
        return await self._network.cancel_summit(command, summit, reason=self._draw.reason())

    async def open(self, command: Command, about: tuple[UUID, int]) -> Recorded:
        summit, year = about
        return await self._network.open_summit(command, summit, on=PartialDate(year, 5, 18))

    async def close(self, command: Command, summit: UUID) -> Recorded:
        return await self._network.close_summit(command, summit)

    # Their agenda

    async def add_item(self, command: Command, summit: UUID) -> Recorded:
        return await self._network.add_agenda_item(
            command, summit, title=self._draw.random.choice(TITLES), description=self._draw.reason()
        )

    async def change_item(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.change_agenda_item(
            command, *about, title=self._draw.random.choice(TITLES), description=self._draw.reason()
        )

    async def remove_item(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.remove_agenda_item(command, *about)

    # Who is invited, answers and comes

    async def invite(self, command: Command, about: tuple[UUID, tuple[UUID, ...]]) -> Recorded:
        summit, organisations = about
        return await self._network.invite_organisations(
            command,
            summit,
            organisations=organisations,
            on=PartialDate(2026, 3, 1),
            answer_by=self._draw.random.choice([None, PartialDate(2026, 5, 1)]),
            remind_on=self._draw.random.choice([None, PartialDate(2026, 4, 1), PartialDate(2026, 6)]),
        )

    async def invite_members(self, command: Command, summit: UUID) -> Recorded:
        return await self._network.invite_organisations(
            command, summit, standing_at=[MembershipStatus.MEMBER], on=None, remind_on=PartialDate(2026, 7, 1)
        )

    async def answer(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        answer = self._draw.random.choice([Answer.ACCEPTED, Answer.DELEGATED, Answer.DECLINED])
        return await self._network.answer_invitation(
            command,
            *about,
            answer,
            on=self._draw.date(),
            office=self._draw.office() if answer is Answer.DELEGATED else None,
            reason=self._draw.reason(),
        )

    async def remind(self, command: Command, about: tuple[UUID, tuple[UUID, ...]]) -> Recorded:
        summit, organisations = about
        return await self._network.remind_organisations(
            command,
            summit,
            organisations=organisations,
            on=PartialDate(2026, 8, self._draw.random.randint(1, 9)),
            remind_on=self._draw.random.choice([None, PartialDate(2026, 9, 1)]),
        )

    async def withdraw_invitation(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.withdraw_invitation(
            command, *about, on=self._draw.date(), reason=self._draw.reason()
        )

    async def attend(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.record_attendance(command, *about, office=self._draw.office())

    async def attend_as_accepted(self, command: Command, summit: UUID) -> Recorded:
        return await self._network.record_attendances(command, summit)
