"""Corrections of streams at random: what they lead to is what the rules made of the corrected history."""

from collections.abc import Iterator
from copy import deepcopy
from inspect import signature
from typing import Any

import pytest

from domain.corrections import Annulment, CorrectableEvent, Corrected, History, standing
from domain.erasure import Erasure
from domain.errors import FactReferredTo, FollowsFromAnotherFact, LaterFactsRestOnIt
from domain.practice_example import PracticeExample
from domain.summit import Summit
from domain.summit_year import SummitYear
from tests.domain.correcting import Events, state
from tests.domain.given import NOW
from tests.domain.random_streams import RandomStreams
from tests.domain.test_identity import AGGREGATES, events

SEEDS = range(3)
STEPS = 400

# What their decision is told of in one argument with several fields.
TOLD_TOGETHER = {Summit.Held, PracticeExample.Revised}


@pytest.fixture(scope="module", params=SEEDS)
def streams(request: pytest.FixtureRequest) -> RandomStreams:
    return RandomStreams(request.param, STEPS)


def correctable(streams: RandomStreams) -> Iterator[tuple[Events, CorrectableEvent]]:
    """Each stream with each fact that stands in it, but for the one that it begins with."""
    for stream, aggregate in streams.aggregates.items():
        if not isinstance(aggregate, SummitYear):
            recorded = streams.stream(stream)
            for fact in standing(recorded)[1:]:
                yield recorded, fact


def as_folded(recorded: Events, corrected: Corrected) -> dict[str, Any]:
    """What is known once the correction is recorded."""
    return state(History([*recorded, *deepcopy(corrected.as_it_stands).collect_events()]).aggregate())


def test_a_stream_folds_into_what_it_was_decided_on(streams: RandomStreams) -> None:
    for stream, aggregate in streams.aggregates.items():
        history = History(streams.stream(stream))
        assert state(history.aggregate()) == state(aggregate)
        assert history.version == aggregate.version


def test_versions_count_on_through_all_corrections(streams: RandomStreams) -> None:
    for stream in streams.aggregates:
        versions = [event.originator_version for event in streams.stream(stream)]
        assert versions == [*range(1, len(versions) + 1)]


def test_what_is_said_again_changes_nothing(streams: RandomStreams) -> None:
    for recorded, fact in correctable(streams):
        history = History(recorded)
        before = history.before(fact.originator_version)
        fact.decide_again(before)
        (correction,) = before.collect_events()
        if fact.entailed_by:
            with pytest.raises(FollowsFromAnotherFact):
                history.replaced(fact.originator_version, correction)
            continue
        corrected = history.replaced(fact.originator_version, correction)
        assert as_folded(recorded, corrected) == state(history.aggregate()) == state(corrected.after)


def test_an_annulment_leads_to_what_the_rules_made_of_it_or_is_refused(streams: RandomStreams) -> None:
    outcomes = set()
    for recorded, fact in correctable(streams):
        try:
            corrected = History(recorded).annulled(fact.originator_version, "never", NOW)
        except LaterFactsRestOnIt:
            outcomes.add("refused")
        except FactReferredTo:
            assert type(fact).referred_to
        except FollowsFromAnotherFact:
            assert fact.entailed_by
        else:
            outcomes.add("annulled")
            assert as_folded(recorded, corrected) == state(corrected.after)
    assert outcomes == {"annulled", "refused"}


# What can be decided again


def test_every_fact_can_be_corrected_but_those_that_follow_from_others() -> None:
    """A year follows from what its summit does; what is erased stays so."""
    for aggregate in AGGREGATES:
        annulments = [each for each in vars(aggregate).values() if _is(each, Annulment)]
        assert len(annulments) == (aggregate not in (SummitYear, Erasure))


def test_each_fact_says_all_that_its_decision_is_to_be_told() -> None:
    for kind in events():
        if hasattr(kind, "decided_by"):
            (aggregate,) = (each for each in AGGREGATES if kind in vars(each).values())
            told = signature(getattr(aggregate, kind.decided_by)).parameters.keys() - {"self", "now"}
            assert said(kind) - kind.works_out == told, kind.TOPIC
            assert kind.works_out <= said(kind), kind.TOPIC


def test_each_fact_names_its_decision_unless_it_begins_a_stream_or_annuls() -> None:
    named = {kind for kind in events() if hasattr(kind, "decided_by")} | TOLD_TOGETHER
    begun = {kind for kind in events() if "Created" in {each.__name__ for each in kind.__mro__}}
    others = {kind for kind in events() if issubclass(kind, Annulment)}
    years = {SummitYear.Released, SummitYear.ReservedAgain}
    assert named | begun | others | years == set(events())
    assert not named & (begun | others | years)


def said(kind: type[Any]) -> set[str]:
    """The fields of an event, with those of the event that it is derived from."""
    ours = [each for each in kind.__mro__ if issubclass(each, CorrectableEvent)]
    named = {name for each in ours for name in vars(each).get("__annotations__", ())}
    return named - CorrectableEvent.__annotations__.keys()


def _is(member: object, kind: type[Any]) -> bool:
    return isinstance(member, type) and issubclass(member, kind)
