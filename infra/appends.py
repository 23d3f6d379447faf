"""Appends that wait to be recorded, and the judgement of each as if it were alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.ports import Command, Item, Recorded
from infra.leaf import encode_leaf
from infra.verify import leaf_hash


@dataclass(frozen=True, eq=False)
class Append:
    """One command's events, what must hold for them to be recorded, and where the caller waits.

    Attributes:
        expected: the version that each stream written or read must have.
        recorded: what a retry of the command is answered with; its position is the last event's.
    """

    events: Sequence[StoredEvent]
    command: Command
    expected: dict[UUID, int]
    recorded: Recorded
    positions: asyncio.Future[list[int]]


class Judge:
    """Decides one append after the other, as if each were alone, and lays out what to record."""

    def __init__(
        self,
        head: int,
        recorded_at: datetime,
        versions: dict[UUID, int],
        taken: set[tuple[UUID, str]],
    ) -> None:
        self.head = head
        self.rows: list[tuple[Any, ...]] = []
        self.hashes: list[bytes] = []
        self.kept_keys: list[tuple[Any, ...]] = []
        self._recorded_at = recorded_at
        self._versions = versions
        self._taken = taken

    def verdict(self, append: Append) -> list[int] | IntegrityError:
        command = append.command
        for stream, expected in append.expected.items():
            if self._versions[stream] != expected:
                return IntegrityError(
                    f"stream {stream}: expected {expected}, it is at {self._versions[stream]}"
                )
        idempotency = command.idempotency
        if idempotency and (command.actor, idempotency.key) in self._taken:
            return IntegrityError("the idempotency key is taken")
        versions = {stream: self._versions[stream] for stream in append.expected}
        for event in append.events:
            assert isinstance(event.originator_id, UUID)
            versions[event.originator_id] += 1
            if event.originator_version != versions[event.originator_id]:
                return IntegrityError(
                    f"stream {event.originator_id}: {event.originator_version} is not its next version"
                )
        positions = [self._lay_out(event, command) for event in append.events]
        if idempotency:
            self._taken.add((command.actor, idempotency.key))
            self.kept_keys.append(
                (
                    command.actor,
                    idempotency.key,
                    idempotency.digest,
                    self.head,
                    append.recorded.subject,
                    _written(append.recorded.items),
                )
            )
        return positions

    def _lay_out(self, event: StoredEvent, command: Command) -> int:
        self.head += 1
        stream = event.originator_id
        assert isinstance(stream, UUID)
        self._versions[stream] = event.originator_version
        head_columns = (self.head, stream, event.originator_version, event.topic, event.state)
        tail_columns = (
            command.actor,
            command.correlation_id,
            command.causation_id,
            command.source,
        )
        leaf = encode_leaf(*head_columns, self._recorded_at, *tail_columns)
        self.rows.append((*head_columns, *tail_columns))
        self.hashes.append(leaf_hash(leaf))
        return self.head


def _written(items: Sequence[Item]) -> str | None:
    """The items of a command for many as JSON; None where it is for one."""
    return orjson.dumps([tuple(item) for item in items], default=str).decode() if items else None


def read_items(written: str | None) -> list[Item]:
    """The items as they were written."""
    items = orjson.loads(written) if written else []
    return [Item(UUID(organisation), code, detail) for organisation, code, detail in items]
