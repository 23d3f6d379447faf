"""When rows came to be, changed or ended: found by folding a stream anew after each of its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.corrections import standing
from projections import READ_MODELS
from projections.kernel import Fact, ReadModel

# The positions at which each row turned, by its model and id.
_Found = Mapping[tuple[str, UUID], Sequence[int]]


class Turns:
    """The turns of every row, worked out for a stream when one of its rows is asked for."""

    def __init__(self, streams: Mapping[UUID, Sequence[Fact[Any]]]) -> None:
        self._streams = streams
        self._found: dict[UUID, _Found] = {}

    def of(self, stream: UUID, model: str, key: UUID) -> Sequence[int]:
        """The positions at which this row turned, which facts of this stream make."""
        if stream not in self._found:
            self._found[stream] = _found(self._streams[stream])
        return self._found[stream].get((model, key), ())


def _found(history: Sequence[Fact[Any]]) -> _Found:
    kinds = {type(fact.event) for fact in history}
    models = [model for model in READ_MODELS if kinds & (model.opens.keys() | model.changes.keys())]
    turns: dict[tuple[str, UUID], list[int]] = {}
    before: dict[tuple[str, UUID], Any] = {}
    for length, fact in enumerate(history, 1):
        after = _rows(models, history[:length])
        for row in before.keys() | after.keys():
            if before.get(row) != after.get(row):
                turns.setdefault(row, []).append(fact.position)
        before = after
    return turns


def _rows(models: Sequence[ReadModel], history: Sequence[Fact[Any]]) -> dict[tuple[str, UUID], Any]:
    facts = standing(history, lambda fact: fact.event)
    return {(model.name, key): row for model in models for key, row in model.fold(facts).items()}
