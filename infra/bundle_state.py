"""What the register knew by a bundle, up to a position: the read models' folds, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.corrections import standing
from domain.partial_date import PartialDate
from domain.personal import Personal
from infra.bundle_files import read_leaves
from infra.leaf import decode_leaf
from infra.transcoding import create_mapper
from projections import READ_MODELS
from projections.kernel import Fact

# The last position, or moment of recording, that counts; None: all do.
Until = int | datetime | None


def facts_until(path: Path, until: Until) -> Iterator[Fact[Any]]:
    """The facts of a bundle that count."""
    mapper = create_mapper()
    for leaves in read_leaves(path):
        for leaf in leaves:
            position, *stored, recorded_at, actor, correlation, _, source = decode_leaf(leaf)
            reached = position if isinstance(until, int) else recorded_at
            if until is not None and reached > until:
                return
            event = mapper.to_domain_event(StoredEvent(*stored))
            yield Fact(event, position, recorded_at, source, actor, correlation)


def state(facts: Iterable[Fact[Any]]) -> Mapping[str, list[Any]]:
    """The rows of each read model, by its name, in the order in which they came to be."""
    streams: dict[UUID, list[Fact[Any]]] = {}
    for fact in facts:
        streams.setdefault(fact.event.originator_id, []).append(fact)
    rows: dict[str, list[Any]] = {model.name: [] for model in READ_MODELS}
    for history in streams.values():
        facts_that_stand = standing(history, lambda fact: fact.event)
        for model in READ_MODELS:
            rows[model.name] += model.fold(facts_that_stand).values()
    return rows


def as_json(value: Any) -> Any:
    """What JSON has no word for; what is personal is erased without its key."""
    match value:
        case Personal():
            return None
        case UUID() | PartialDate():
            return str(value)
        case _:
            raise TypeError(f"{type(value)} is in no row")
