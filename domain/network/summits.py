"""The yearly summits: their course and their agenda."""

from __future__ import annotations

from uuid import UUID

from domain import errors
from domain.identity import agenda_item_id, summit_year_id
from domain.network.deciding import Deciding
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.summit import Summit
from domain.summit_details import SummitDetails, SummitFormat
from domain.summit_year import SummitYear
from domain.use_cases import use_case


class Summits(Deciding):
    @use_case
    async def announce_summit(self, command: Command, year: int, details: SummitDetails) -> Recorded:
        if command.corrects is None and await self._holder(command, year) is not None:
            raise errors.SummitYearTaken(str(year))
        stream = await self._begun(command, Summit)
        summit = Summit.announce(stream, year, details, now=command.now)
        return await self._save_with_year(command, summit, None)

    @use_case
    async def hold_summit(
        self,
        command: Command,
        year: int,
        details: SummitDetails,
        reported_attendance: int | None = None,
    ) -> Recorded:
        if command.corrects is not None:
            held, _ = await self._located(command)
        else:
            held = await self._holder(command, year) or self.new_id()
        summit = await self._changed_if_there(command, Summit, held)
        if summit is None:  # it begins with this
            summit = Summit.hold_unannounced(held, year, details, reported_attendance, now=command.now)
            return await self._save_with_year(command, summit, None)
        if summit.year != year:
            raise errors.DateOutsideYear(f"{year} ≠ {summit.year}", field="year")
        summit.hold(details, reported_attendance, now=command.now)
        return await self._save(command, summit, subject=summit.id)

    @use_case
    async def reschedule_summit(
        self,
        command: Command,
        summit: UUID,
        year: int,
        *,
        on: PartialDate | None,
        reason: str | None = None,
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        held = changed.year_held
        changed.reschedule(year, on=on, reason=reason, now=command.now)
        return await self._save_with_year(command, changed, held)

    @use_case
    async def move_summit_to_format(
        self, command: Command, summit: UUID, format: SummitFormat, *, place: str | None = None
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.move_to_format(format, place=place, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    @use_case
    async def cancel_summit(self, command: Command, summit: UUID, *, reason: str | None = None) -> Recorded:
        changed = await self._summit_changed(command, summit)
        held = changed.year_held
        changed.cancel(reason=reason, now=command.now)
        return await self._save_with_year(command, changed, held)

    @use_case
    async def open_summit(self, command: Command, summit: UUID, *, on: PartialDate | None) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.open(on=on, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    @use_case
    async def close_summit(self, command: Command, summit: UUID) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.close(now=command.now)
        return await self._save(command, changed, subject=changed.id)

    async def summit_of(self, year: int) -> UUID:
        """The summit that holds this year."""
        reserved = await self.store.load(SummitYear, summit_year_id(year))
        if reserved is None or reserved.summit_id is None:
            raise errors.UnknownSummit(str(year))
        return reserved.summit_id

    # The agenda

    @use_case
    async def add_agenda_item(
        self, command: Command, summit: UUID, *, title: str, description: str | None = None
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.add_agenda_item(title, description=description, now=command.now)
        item = agenda_item_id(changed.id, changed.agenda_length)
        return await self._save(command, changed, subject=item)

    @use_case
    async def change_agenda_item(
        self, command: Command, summit: UUID, item: UUID, *, title: str, description: str | None = None
    ) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.change_agenda_item(item, title, description=description, now=command.now)
        return await self._save(command, changed, subject=item)

    @use_case
    async def remove_agenda_item(self, command: Command, summit: UUID, item: UUID) -> Recorded:
        changed = await self._summit_changed(command, summit)
        changed.remove_agenda_item(item, now=command.now)
        return await self._save(command, changed, subject=changed.id)

    # The years

    async def _holder(self, command: Command, year: int) -> UUID | None:
        """The summit that has this year, where one has it."""
        reserved = await self._load(command, SummitYear, summit_year_id(year))
        return None if reserved is None else reserved.summit_id

    async def _save_with_year(self, command: Command, summit: Summit, held: int | None) -> Recorded:
        """Saves with the years that change hands; those of a correction follow from what it leads to."""
        years = []
        if command.corrects is None:
            years = await self._years(command, summit.id, held, summit.year_held)
        return await self._save(command, *years, summit, subject=summit.id)
