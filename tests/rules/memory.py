"""The ports in memory: a log that is folded anew for every command, with expected versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import IntegrityError

from domain.corrections import History, standing
from domain.network import Network
from domain.organisation import MembershipStatus, Organisation
from domain.personal import Personal
from domain.ports import AnAggregate, Command, Item, Read, Recorded
from projections.kernel import Fact, ReadModel

_RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)


class MemoryStore:
    """Implements `domain.ports.Store`, `Roll` and `Texts`, and `domain.personal.Keyring`."""

    def __init__(self) -> None:
        self.log: list[Any] = []
        self.destroyed: list[UUID] = []
        self._streams: dict[UUID, list[Fact[Any]]] = {}

    def network(self) -> Network:
        ids = count(1)
        return Network(self, self, self, self, lambda: UUID(int=next(ids)))

    def rows(self, model: ReadModel) -> list[Any]:
        """The rows that follow from what stands."""
        return [
            row
            for facts in self._streams.values()
            for row in model.fold(standing(facts, lambda fact: fact.event)).values()
        ]

    # The store

    async def first_result(self, _: Command) -> Recorded | None:
        return None

    async def load(self, kind: type[AnAggregate], stream: UUID, *, fresh: bool = False) -> AnAggregate | None:
        found = (await self.history(stream)).aggregate()
        return found if isinstance(found, kind) else None

    async def history(self, stream: UUID) -> History:
        return History([fact.event for fact in self._streams.get(stream, [])])

    async def locate(self, position: int) -> tuple[UUID, int] | None:
        if not 0 < position <= len(self.log):
            return None
        event = self.log[position - 1]
        return event.originator_id, event.originator_version

    async def save(
        self,
        command: Command,
        *changed: Aggregate,
        read: Sequence[Read] = (),
        subject: UUID,
        items: Sequence[Item] = (),
    ) -> Recorded:
        for aggregate in read:
            if self._version(aggregate.id) != aggregate.version:
                raise IntegrityError("what was read is not as it is")
        events = [event for aggregate in changed for event in aggregate.collect_events()]
        for aggregate in changed:
            first = next(event for event in events if event.originator_id == aggregate.id)
            if first.originator_version != self._version(aggregate.id) + 1:
                raise IntegrityError("the stream has moved on")
        for event in events:
            self.log.append(event)
            fact = Fact(event, len(self.log), _RECORDED_AT, None)
            self._streams.setdefault(event.originator_id, []).append(fact)
        return Recorded(len(self.log), subject, items)

    def _version(self, stream: UUID) -> int:
        return len(self._streams.get(stream, []))

    # What else a network needs

    async def standing_at(self, statuses: Sequence[MembershipStatus]) -> list[UUID]:
        loaded = [await self.load(Organisation, stream) for stream in self._streams]
        return [each.id for each in loaded if each and not each.ended and each.membership in statuses]

    async def keep(self, text: str) -> str:
        return sha256(text.encode()).hexdigest()

    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        return [None if text is None else Personal.of(person, text.encode()) for text in texts]

    async def destroy(self, person: UUID) -> None:
        self.destroyed.append(person)

    async def was_appointed(self, person: UUID) -> bool:
        return any(getattr(event, "person", None) == person for event in self.log)
