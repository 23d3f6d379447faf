"""All facts that a row rests on are of one stream, so that a corrected stream can be folded by itself."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any
from uuid import UUID

import pytest

from domain.corrections import History, standing
from domain.declaration import Declaration
from domain.identity import revision_id
from projections import READ_MODELS, REVISIONS, SEARCH_ENTRIES
from projections.kernel import Fact, ReadModel
from tests.domain.random_streams import RandomStreams
from tests.domain.test_identity import AGGREGATES
from tests.projections.facts import RECORDED

SEEDS = range(3)
STEPS = 600

ALL_MODELS = pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)


@pytest.fixture(scope="module", params=SEEDS)
def streams(request: pytest.FixtureRequest) -> RandomStreams:
    return RandomStreams(request.param, STEPS)


def all_facts(streams: RandomStreams) -> list[Fact[Any]]:
    """In the order of the log, what does not stand any more included."""
    return [Fact(event, position, RECORDED, None) for position, event in enumerate(streams.events, 1)]


def facts_that_stand(streams: RandomStreams) -> list[Fact[Any]]:
    """The first of every stream, then the second of each, and so on; in the order in which they count."""
    facts = {id(fact.event): fact for fact in all_facts(streams)}
    of_streams = [standing(streams.stream(stream)) for stream in streams.aggregates]
    return [
        facts[id(event)] for abreast in zip_longest(*of_streams) for event in abreast if event is not None
    ]


def row_ids(model: ReadModel, facts: Iterable[Fact[Any]]) -> dict[UUID, set[UUID]]:
    """By each row's id the streams of the facts that open and change it."""
    ids: dict[UUID, set[UUID]] = defaultdict(set)
    for fact in facts:
        kind = type(fact.event)
        if kind in model.opens:
            ids[model.opens[kind](fact).id].add(fact.event.originator_id)
        elif kind in model.changes:
            ids[model.key(fact.event)].add(fact.event.originator_id)
    return ids


@ALL_MODELS
def test_the_facts_of_a_row_are_of_one_stream(model: ReadModel, streams: RandomStreams) -> None:
    ids = row_ids(model, all_facts(streams))
    assert ids
    assert {len(of) for of in ids.values()} == {1}


@ALL_MODELS
def test_a_models_facts_are_of_one_kind_of_stream(model: ReadModel) -> None:
    """But for that of the words that are searched for, wherever they are."""
    owners = {
        aggregate
        for kind in (*model.opens, *model.changes)
        for aggregate in AGGREGATES
        if kind in vars(aggregate).values()
    }
    assert len(owners) == (3 if model is SEARCH_ENTRIES else 1)


@ALL_MODELS
def test_a_row_is_opened_and_changed_under_one_key(model: ReadModel, streams: RandomStreams) -> None:
    """Where a model changes rows, what opens one has the key that changes find it by."""
    if model.changes:
        opened = [fact for fact in all_facts(streams) if type(fact.event) in model.opens]
        unlike = [fact for fact in opened if model.opens[type(fact.event)](fact).id != _key(model, fact)]
        assert opened
        assert unlike == []


@ALL_MODELS
def test_streams_folded_by_themselves_make_the_rows_that_all_make(
    model: ReadModel, streams: RandomStreams
) -> None:
    facts = facts_that_stand(streams)
    together = model.fold(facts)
    apart: dict[UUID, Any] = {}
    for stream in streams.aggregates:
        rows = model.fold(fact for fact in facts if fact.event.originator_id == stream)
        assert not apart.keys() & rows.keys()
        apart |= rows
    assert apart == together


def test_what_stands_folds_at_every_length_of_the_log(streams: RandomStreams) -> None:
    """The projector folds a stream anew at each correction, up to where it is."""
    corrected = {event.originator_id for event in streams.events if event.corrects is not None}
    assert len(corrected) > 5
    for stream in corrected:
        events = streams.stream(stream)
        for length in range(1, len(events) + 1):
            facts = [Fact(event, 1, RECORDED, None) for event in standing(events[:length])]
            for model in READ_MODELS:
                model.fold(facts)
        assert History(events).aggregate().id == stream


def _key(model: ReadModel, fact: Fact[Any]) -> UUID:
    """A proclamation is the first revision, and does not say so."""
    if model is REVISIONS and isinstance(fact.event, Declaration.Proclaimed):
        return revision_id(1)
    return model.key(fact.event)
