"""The event store as the use cases see it: aggregates out of the log and their events into it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Mapper, OperationalError

from domain.corrections import History
from domain.errors import IdempotencyKeyReused
from domain.ports import AnAggregate, Command, Item, NothingRecorded, Read, Recorded, StoreUnavailable
from infra.recorder import AsyncpgRecorder

_CACHED = 4_096


class EventStore:
    """Implements `domain.ports.Store`.

    Keeps the aggregates used last. A kept one may be behind the log, as another process may have
    appended; its expected version then fails the append, and what it refuses is asked of a fresh one.
    """

    def __init__(self, recorder: AsyncpgRecorder, mapper: Mapper[UUID]) -> None:
        self._recorder = recorder
        self._mapper = mapper
        self._kept: OrderedDict[UUID, Aggregate] = OrderedDict()

    async def load(self, kind: type[AnAggregate], stream: UUID, *, fresh: bool = False) -> AnAggregate | None:
        kept = None if fresh else self._kept.get(stream)
        if kept is not None:
            self._kept.move_to_end(stream)
        else:
            loaded = self._fold(await self._events(stream))
            if loaded is None:
                return None
            self._keep(loaded)
            kept = loaded
        return _own_copy(kept) if isinstance(kept, kind) else None

    async def history(self, stream: UUID) -> History:
        return History(await self._events(stream))

    async def locate(self, position: int) -> tuple[UUID, int] | None:
        if not 0 < position < 2**63:
            return None
        with outage_told():
            found = await self._recorder.select_notifications(position, 1, position)
        for each in found:
            assert isinstance(each.originator_id, UUID)
            return each.originator_id, each.originator_version
        return None

    async def _events(self, stream: UUID) -> list[Any]:
        with outage_told():
            history = await self._recorder.select_events(stream)
        return [self._mapper.to_domain_event(stored) for stored in history]

    @staticmethod
    def _fold(events: Sequence[Any]) -> Any:
        if any(event.corrects for event in events):
            return History(events).aggregate()
        aggregate = None
        for event in events:
            aggregate = event.mutate(aggregate)
        return aggregate

    async def save(
        self,
        command: Command,
        *changed: Aggregate,
        read: Sequence[Read] = (),
        subject: UUID,
        items: Sequence[Item] = (),
    ) -> Recorded:
        for aggregate in (*changed, *read):
            self._kept.pop(aggregate.id, None)
        events = [event for aggregate in changed for event in aggregate.collect_events()]
        with outage_told():
            positions = await self._recorder.insert_events(
                [self._mapper.to_stored_event(event) for event in events],
                command=command,
                read=[(aggregate.id, aggregate.version) for aggregate in read],
                recorded=Recorded(0, subject, items),
            )
        corrected = {event.originator_id for event in events if event.corrects}  # type: ignore[attr-defined]
        for aggregate in (*changed, *read):
            if isinstance(aggregate, NothingRecorded):
                continue
            if aggregate.id not in corrected:  # what stands there is folded anew
                self._keep(aggregate)
        return Recorded(positions[-1], subject, items)

    async def first_result(self, command: Command) -> Recorded | None:
        if command.idempotency is None:
            return None
        with outage_told():
            known = await self._recorder.first_result(command.actor, command.idempotency.key)
        if known is None:
            return None
        digest, recorded = known
        if digest != command.idempotency.digest:
            raise IdempotencyKeyReused
        return recorded

    def _keep(self, aggregate: Aggregate) -> None:
        newest = self._kept.get(aggregate.id)
        if newest is None or newest.version < aggregate.version:
            self._kept[aggregate.id] = aggregate
        self._kept.move_to_end(aggregate.id)
        if len(self._kept) > _CACHED:
            self._kept.popitem(last=False)


@contextmanager
def outage_told() -> Iterator[None]:
    """Has it told as a port tells it that the log does not answer."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable from error


def _own_copy(aggregate: AnAggregate) -> AnAggregate:
    """A copy that may be changed. Aggregates hold immutable values only, so a shallow one will do."""
    own = copy(aggregate)
    own._pending_events = []
    return own
