"""What all use cases stand on: what they load, and how they save, also as corrections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import IntegrityError

from domain import errors
from domain.corrections import Corrected, History
from domain.declaration import Declaration
from domain.identity import DECLARATION_ID, summit_year_id
from domain.organisation import Organisation
from domain.personal import Keyring
from domain.ports import AnAggregate, Command, Item, Read, Recorded, Roll, Store, Texts
from domain.summit import Summit
from domain.summit_year import SummitYear


class Deciding:
    """The network, as far as every use case needs it."""

    def __init__(
        self, store: Store, roll: Roll, texts: Texts, keyring: Keyring, new_id: Callable[[], UUID]
    ) -> None:
        self.store = store
        self.roll = roll
        self.texts = texts
        self.keyring = keyring
        self.new_id = new_id
        self.turn = asyncio.Lock()

    # What a command changes: as it stands, or as it stood before the fact that the command corrects

    async def _organisation_changed(self, command: Command, stream: UUID) -> Organisation:
        return await self._changed(command, Organisation, stream, errors.UnknownOrganisation)

    async def _declaration_changed(self, command: Command) -> Declaration:
        return await self._changed(command, Declaration, DECLARATION_ID, errors.NoDeclaration)

    async def _summit_changed(self, command: Command, stream: UUID) -> Summit:
        return await self._changed(command, Summit, stream, errors.UnknownSummit)

    async def _changed(
        self, command: Command, kind: type[AnAggregate], stream: UUID, missing: type[errors.Refusal]
    ) -> AnAggregate:
        aggregate = await self._changed_if_there(command, kind, stream)
        if aggregate is not None:
            return aggregate
        if command.corrects is not None and await self._load(command, kind, stream) is not None:
            raise errors.AnotherFact
        raise missing("" if missing is errors.NoDeclaration else str(stream))

    async def _changed_if_there(
        self, command: Command, kind: type[AnAggregate], stream: UUID
    ) -> AnAggregate | None:
        aggregate = await self._load(command, kind, stream)
        refuse_other_version(0 if aggregate is None else aggregate.version, command)
        if aggregate is None or command.corrects is None:
            return aggregate
        history, version = await self._corrected_history(command, stream)
        before = history.before(version)
        assert isinstance(before, kind | None)
        return before

    async def _begun(self, command: Command, kind: type[Aggregate]) -> UUID:
        """The stream that the command begins; of a correction, the one whose first fact it corrects."""
        stream = self.new_id()
        if command.corrects is not None:
            stream, _ = await self._located(command)
        await self._changed_if_there(command, kind, stream)
        return stream

    # What a command rests on

    async def _organisation(
        self, command: Command, stream: UUID, missing: type[errors.Refusal] = errors.UnknownOrganisation
    ) -> Organisation:
        return await self._there(command, Organisation, stream, missing)

    async def _summit(self, command: Command, stream: UUID) -> Summit:
        return await self._there(command, Summit, stream, errors.UnknownSummit)

    async def _there(
        self, command: Command, kind: type[AnAggregate], stream: UUID, missing: type[errors.Refusal]
    ) -> AnAggregate:
        aggregate = await self._load(command, kind, stream)
        if aggregate is None:
            raise missing(str(stream))
        return aggregate

    async def _named_so(self, command: Command, stream: UUID, **named: object) -> bool:
        """Whether the fact that the command corrects says the same of these: that was judged then."""
        if command.corrects is None:
            return False
        history, version = await self._corrected_history(command, stream)
        corrected = history.stands(version)
        return all(getattr(corrected, name, None) == value for name, value in named.items())

    async def _load(self, command: Command, kind: type[AnAggregate], stream: UUID) -> AnAggregate | None:
        return await self.store.load(kind, stream, fresh=command.fresh)

    # Saving

    async def _save(
        self,
        command: Command,
        changed: Aggregate,
        *also: Aggregate,
        read: Sequence[Read] = (),
        judged: Aggregate | None = None,
        subject: UUID,
        items: Sequence[Item] = (),
    ) -> Recorded:
        """Records what was decided; as a correction where the command is one.

        Args:
            changed: whose fact a correction stands in the place of.
            judged: the same as it stands, where a correction was judged by it.
            also: what changes with it. Raises NotCorrectable where there is such in a correction.
        """
        refuse_of_others(command, changed, *also)
        if command.corrects is not None:
            events = changed.collect_events()
            if also or len(events) != 1:
                raise errors.NotCorrectable
            history, version = await self._corrected_history(command, changed.id)
            refuse_event_of_others(command, history.stands(version), changed)
            (correction,) = events
            judged_at = judged.version if judged else history.version
            if judged_at != history.version or correction.originator_version not in (1, judged_at + 1):
                raise IntegrityError("the stream has moved on since the correction was decided on")
            return await self._save_corrected(command, history.replaced(version, correction), read, subject)
        if not any(aggregate.pending_events for aggregate in (changed, *also)):
            return Recorded(0, subject, items)
        return await self.store.save(command, changed, *also, read=read, subject=subject, items=items)

    async def _save_corrected(
        self, command: Command, corrected: Corrected, read: Sequence[Read], subject: UUID
    ) -> Recorded:
        before, after = corrected.as_it_stands, corrected.after
        years = []
        if isinstance(before, Summit):
            years = await self._years(command, before.id, before.year_held, after.year_held)
        return await self.store.save(command, *years, before, read=read, subject=subject)

    async def _corrected_history(self, command: Command, stream: UUID) -> tuple[History, int]:
        """The stream's history, and the version of the fact in it that the command corrects."""
        located, version = await self._located(command)
        if located != stream:
            raise errors.UnknownFact(str(command.corrects))
        history = await self.store.history(stream)
        refuse_other_version(history.version, command)
        return history, version

    async def _located(self, command: Command) -> tuple[UUID, int]:
        """The stream and version of the fact that the command corrects."""
        assert command.corrects is not None
        located = await self.store.locate(command.corrects)
        if located is None:
            raise errors.UnknownFact(str(command.corrects))
        return located

    async def _years(
        self, command: Command, summit: UUID, held: int | None, wanted: int | None
    ) -> list[SummitYear]:
        """The years that are released and reserved as a summit has another year, or none any more."""
        years: list[SummitYear] = []
        if held == wanted:
            return years
        if held is not None:
            released = await self._load(command, SummitYear, summit_year_id(held))
            assert released is not None
            released.release(now=command.now)
            years.append(released)
        if wanted is not None:
            reserved = await self._load(command, SummitYear, summit_year_id(wanted))
            if reserved is None:
                reserved = SummitYear.reserve(wanted, summit, now=command.now)
            else:
                reserved.reserve_again(summit, now=command.now)
            years.append(reserved)
        return years


def refuse_other_organisation(command: Command, organisation: UUID) -> None:
    """Refuses a command about another organisation than the caller's before anything is done for it."""
    if command.acts_for not in (None, organisation):
        raise errors.NotYourOrganisation


def refuse_of_others(command: Command, *changed: Aggregate) -> None:
    """Refuses what is not recorded of the organisation that the caller acts for."""
    for aggregate in changed:
        for event in aggregate.pending_events:
            refuse_event_of_others(command, event, aggregate)


def refuse_event_of_others(command: Command, event: object, aggregate: Aggregate) -> None:
    """Refuses an event of another organisation than the one that the caller acts for.

    Whose it is, it says itself; else it is of the organisation that its stream is of.
    """
    if command.acts_for is None:
        return
    owner = aggregate.id if isinstance(aggregate, Organisation) else None
    owner = getattr(aggregate, "organisation_id", owner)
    if getattr(event, "organisation_id", owner) != command.acts_for:
        raise errors.NotYourOrganisation


def refuse_other_version(version: int, command: Command) -> None:
    expected = command.expected_version
    if expected is not None and expected != version:
        raise errors.VersionConflict(f"{expected} ≠ {version}")
