"""Who shares and adopts practice examples; and what decisions rest on, which is to be as it was read.

Given, when, then, with the use cases over a log in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate

from domain import errors
from domain.identity import adoption_id
from domain.network import Network
from domain.ports import Command, Item, Read, Recorded
from domain.practice_example import AdoptionKind
from tests.domain.given import NOW, example_content
from tests.domain.test_impulse_days import OTHER, STRANGER, TOWN, Given, command, founded
from tests.rules.memory import MemoryStore


class AttentiveStore(MemoryStore):
    """Remembers what the last decision rested on besides what it changed."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[UUID] = set()

    async def save(
        self,
        command: Command,
        *changed: Aggregate,
        read: Sequence[Read] = (),
        subject: UUID,
        items: Sequence[Item] = (),
    ) -> Recorded:
        self.read = {aggregate.id for aggregate in read}
        return await super().save(command, *changed, read=read, subject=subject, items=items)


@pytest.fixture
def store() -> AttentiveStore:
    return AttentiveStore()


@pytest.fixture
async def given(store: AttentiveStore) -> Given:
    """A town is a member, another signed, a third did neither; an impulse was raised in 2014."""
    given = await founded(store.network())
    await given.network.join_network(command(), TOWN, on=None)
    return given


async def share(network: Network, by: UUID = TOWN, corrects: Recorded | None = None) -> Recorded:
    return await network.share_practice_example(command(corrects), by, example_content(), on=None)


async def adopt(
    network: Network, example: UUID, by: UUID = OTHER, corrects: Recorded | None = None
) -> Recorded:
    kind = AdoptionKind.ADOPTED
    return await network.adopt_practice_example(command(corrects), example, by, kind, on=None)


# Who


async def test_members_share_and_any_organisation_adopts(given: Given) -> None:
    network = given.network
    for other in (OTHER, STRANGER):
        with pytest.raises(errors.NotMember):
            await share(network, other)
    example = (await share(network)).subject
    for other in (OTHER, STRANGER):
        assert (await adopt(network, example, other)).subject == adoption_id(example, other)


async def test_an_organisation_that_has_ended_neither_shares_nor_adopts(given: Given) -> None:
    network = given.network
    shared = await share(network)
    adopted = await adopt(network, shared.subject)
    for town in (TOWN, OTHER, STRANGER):
        await network.dissolve_organisation(command(), town, on=None, reason=None)
    with pytest.raises(errors.OrganisationEnded):
        await share(network)
    with pytest.raises(errors.OrganisationEnded):
        await adopt(network, shared.subject, STRANGER)
    assert (await share(network, corrects=shared)).subject == shared.subject
    with pytest.raises(errors.OrganisationEnded):
        await adopt(network, shared.subject, STRANGER, adopted)
    await adopt(network, shared.subject, corrects=adopted)


async def test_an_example_is_revised_and_withdrawn_under_its_id(given: Given) -> None:
    network = given.network
    example = (await share(network)).subject
    revised = await network.revise_practice_example(command(), example, example_content(), on=None)
    withdrawn = await network.withdraw_practice_example(command(), example, on=None)
    assert (revised.subject, withdrawn.subject) == (example, example)


async def test_an_example_that_is_not_recorded_is_not_changed(given: Given) -> None:
    network, stranger = given.network, given.raised.subject
    said: dict[str, Any] = {"on": None}
    for decision in (
        network.revise_practice_example(command(), stranger, example_content(), **said),
        network.withdraw_practice_example(command(), stranger, **said),
        adopt(network, stranger),
    ):
        with pytest.raises(errors.UnknownPracticeExample, match=str(stranger)):
            await decision


async def test_a_correction_of_another_stream_is_of_no_example_and_no_impulse(given: Given) -> None:
    with pytest.raises(errors.AnotherFact):
        await share(given.network, corrects=given.raised)
    shared = await share(given.network)
    with pytest.raises(errors.UnknownFact):
        await adopt(given.network, shared.subject, corrects=given.raised)
    with pytest.raises(errors.AnotherFact):
        await given.raise_(2014, corrects=shared)


async def test_what_is_expected_of_a_new_example_is_that_it_is_new(given: Given) -> None:
    late = Command(actor=UUID(int=7), now=NOW, correlation_id=UUID(int=8), expected_version=1)
    with pytest.raises(errors.VersionConflict):
        await given.network.share_practice_example(late, TOWN, example_content(), on=None)


# What decisions rest on


async def test_decisions_on_impulses_rest_on_organisations_and_summits(
    given: Given, store: AttentiveStore
) -> None:
    raised_at, later = given.summits[2014], given.summits[2015]
    assert store.read == set()  # of the joining
    await given.support()
    assert store.read == {OTHER, raised_at}
    decided = await given.take_up()
    assert store.read == {raised_at}
    await given.put_into_effect(None)
    assert store.read == {raised_at}
    await given.report(2015)
    assert store.read == {raised_at, later}
    await given.take_up(corrects=decided)
    assert store.read == {raised_at, later}
    await given.raise_(2013, corrects=given.raised)
    assert store.read == {TOWN, given.summits[2013], later}


async def test_decisions_on_examples_rest_on_who_shares_and_who_adopts(
    given: Given, store: AttentiveStore
) -> None:
    shared = await share(given.network)
    assert store.read == {TOWN}
    await adopt(given.network, shared.subject)
    assert store.read == {OTHER}
