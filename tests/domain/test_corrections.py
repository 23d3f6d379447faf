"""Corrections: what is replaced, what is annulled, and what stands; given, when, then."""

from typing import Any

import pytest

from domain import errors
from domain.corrections import History, standing
from domain.organisation import MembershipStatus, Organisation, OrganisationKind
from domain.partial_date import PartialDate
from tests.domain.correcting import annulled, begun_otherwise, replaced, versions_that_stand
from tests.domain.given import NOW, join, recorded, sign

K = OrganisationKind
SAID: dict[str, Any] = {"parent": None, "latitude": None, "longitude": None}


def register(name: str = "Neustadt", kind: K = K.STADT, population: int | None = 1) -> Organisation:
    return Organisation.register(ags="05314001", name=name, kind=kind, population=population, now=NOW, **SAID)


def rename(name: str) -> Any:
    return lambda town: town.rename(name, now=NOW)


Events = list[Any]


@pytest.fixture
def events() -> Events:
    """Registered, renamed, signed, joined."""
    town = register()
    town.rename("Altstadt", now=NOW)
    sign(town)
    join(town)
    return recorded(town)


# Replacing


def test_a_correction_stands_in_the_place_of_what_it_corrects(events: Events) -> None:
    corrected = replaced(events, 2, rename("Kurstadt"))
    assert versions_that_stand(corrected) == [1, 5, 3, 4]
    town = History(corrected).aggregate()
    assert (town.name, town.membership) == ("Kurstadt", MembershipStatus.MEMBER)


def test_the_log_keeps_both_and_the_correction_names_what_it_corrects(events: Events) -> None:
    corrected = replaced(events, 2, rename("Kurstadt"))
    assert corrected[:4] == events
    assert len(corrected) == 5
    assert vars(corrected[4]) == vars(events[1]) | {
        "originator_version": 5,
        "name": "Kurstadt",
        "corrects": 2,
    }


def test_what_corrects_nothing_says_nothing_of_it(events: Events) -> None:
    assert all("corrects" not in vars(event) for event in events)
    assert {event.corrects for event in events} == {None}


def test_a_correction_may_say_what_it_corrects_said(events: Events) -> None:
    corrected = replaced(events, 2, rename("Altstadt"))
    assert History(corrected).aggregate().name == "Altstadt"


def test_what_a_stream_begins_with_is_corrected(events: Events) -> None:
    corrected = begun_otherwise(events, register(population=7))
    town = History(corrected).aggregate()
    assert versions_that_stand(corrected) == [5, 2, 3, 4]
    assert (town.population, town.name, town.membership) == (7, "Altstadt", MembershipStatus.MEMBER)


def test_a_correction_is_corrected(events: Events) -> None:
    twice = replaced(replaced(events, 2, rename("Kurstadt")), 5, rename("Hansestadt"))
    assert versions_that_stand(twice) == [1, 6, 3, 4]
    assert [event.corrects for event in twice] == [None, None, None, None, 2, 5]
    assert History(twice).aggregate().name == "Hansestadt"


def test_a_correction_is_judged_by_what_stood_before_the_fact(events: Events) -> None:
    """A member does not plan its accession; one that is to become a member does."""
    town = register()
    town.plan_accession(on=PartialDate(2026), now=NOW)
    sign(town)
    join(town)
    events = recorded(town)
    corrected = replaced(events, 2, lambda town: town.plan_accession(on=PartialDate(2025), now=NOW))
    assert History(corrected).aggregate().membership is MembershipStatus.MEMBER
    with pytest.raises(errors.NothingChanges):
        replaced(events, 4, rename("Neustadt"))


def test_a_correction_is_of_the_same_kind(events: Events) -> None:
    with pytest.raises(errors.AnotherFact, match=r"\(organisation\.signed-declaration\)"):
        replaced(events, 3, rename("Kurstadt"))


# Annulling


def test_what_is_annulled_has_not_happened(events: Events) -> None:
    corrected = annulled(events, 2)
    assert versions_that_stand(corrected) == [1, 3, 4]
    town = History(corrected).aggregate()
    assert (town.name, town.membership) == ("Neustadt", MembershipStatus.MEMBER)


def test_the_log_says_what_is_annulled_and_why(events: Events) -> None:
    corrected = annulled(events, 4, "a mistake")
    assert corrected[:4] == events
    annulment: Any = corrected[4]
    assert type(annulment) is Organisation.Annulled
    assert (annulment.originator_version, annulment.corrects) == (5, 4)
    assert (annulment.reason, annulment.timestamp) == ("a mistake", NOW)


def test_a_correction_is_annulled_with_what_it_corrected(events: Events) -> None:
    corrected = annulled(replaced(events, 2, rename("Kurstadt")), 5)
    assert versions_that_stand(corrected) == [1, 3, 4]
    assert History(corrected).aggregate().name == "Neustadt"


def test_what_was_annulled_is_recorded_anew(events: Events) -> None:
    town = History(annulled(events, 4)).aggregate()
    assert town.membership is MembershipStatus.NONE
    join(town, PartialDate(2014))
    (joined,) = recorded(town)
    assert (joined.originator_version, joined.time) == (6, 1)
    assert versions_that_stand([*annulled(events, 4), joined]) == [1, 2, 3, 6]


def test_what_a_stream_begins_with_stands(events: Events) -> None:
    with pytest.raises(errors.FirstFactStands):
        annulled(events, 1)
    corrected = begun_otherwise(events, register(population=7))
    with pytest.raises(errors.FirstFactStands):
        annulled(corrected, 5)


# What does not stand


@pytest.mark.parametrize("version", [0, 2, 7, 99])
def test_a_fact_that_does_not_stand_is_not_corrected(events: Events, version: int) -> None:
    """Version 2 is corrected, and there is none of the others."""
    corrected = replaced(events, 2, rename("Kurstadt"))
    with pytest.raises(errors.AlreadyCorrected):
        replaced(corrected, version, rename("Hansestadt"))
    with pytest.raises(errors.AlreadyCorrected):
        annulled(corrected, version)


@pytest.mark.parametrize("version", [4, 5])
def test_neither_what_is_annulled_nor_its_annulment_is_corrected(events: Events, version: int) -> None:
    corrected = annulled(events, 4)
    with pytest.raises(errors.AlreadyCorrected):
        replaced(corrected, version, join)
    with pytest.raises(errors.AlreadyCorrected):
        annulled(corrected, version)


# What rests on it


def test_a_fact_that_a_later_one_rests_on_is_not_annulled(events: Events) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        annulled(events, 3)
    assert refused.value.detail == "organisation.joined-network: SIGNATURE_MISSING"


def test_it_is_annulled_once_the_later_one_is(events: Events) -> None:
    corrected = annulled(annulled(events, 4), 3)
    assert versions_that_stand(corrected) == [1, 2]
    assert History(corrected).aggregate().signed == frozenset()


def test_a_later_fact_is_decided_again_behind_the_correction() -> None:
    town = register()
    sign(town, 1)
    sign(town, 2)
    events = recorded(town)
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        replaced(events, 2, lambda town: sign(town, 2))
    assert refused.value.detail == "organisation.signed-declaration: ALREADY_SIGNED"
    assert History(replaced(events, 2, lambda town: sign(town, 3))).aggregate().signed == {2, 3}


def test_a_correction_of_the_beginning_is_judged_by_all_behind_it(events: Events) -> None:
    village = History(begun_otherwise(events, register(kind=K.GEMEINDE))).aggregate()
    assert (village.kind, village.membership) == (K.GEMEINDE, MembershipStatus.MEMBER)
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        begun_otherwise(events, register("Altstadt"))
    assert refused.value.detail == "organisation.renamed: NOTHING_CHANGES"


# What stands, and its versions


def test_items_stand_by_the_events_that_they_have(events: Events) -> None:
    corrected = annulled(replaced(events, 2, rename("Kurstadt")), 4)
    items = [(event, f"at {number}") for number, event in enumerate(corrected, 1)]
    assert [text for _, text in standing(items, lambda item: item[0])] == ["at 1", "at 5", "at 3"]


def test_what_stands_of_a_beginning_is_what_stood_then(events: Events) -> None:
    corrected = annulled(replaced(events, 2, rename("Kurstadt")), 4)
    assert [versions_that_stand(corrected[:count]) for count in range(7)] == [
        [], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 5, 3, 4], [1, 5, 3],
    ]  # fmt: skip


def test_an_aggregate_goes_on_behind_the_last_event_that_was_recorded(events: Events) -> None:
    corrected = annulled(replaced(events, 2, rename("Kurstadt")), 4)
    town = History(corrected).aggregate()
    assert (History(corrected).version, town.version) == (6, 6)
    town.rename("Hansestadt", now=NOW)
    assert [event.originator_version for event in recorded(town)] == [7]


def test_what_a_correction_is_decided_on_has_the_version_of_the_whole_stream(events: Events) -> None:
    before = History(events).before(2)
    assert (before.name, before.signed, before.version) == ("Neustadt", frozenset(), 4)


def test_a_correction_leaves_before_as_it_stood_and_after_as_it_will(events: Events) -> None:
    corrected = History(events).annulled(2, "it never was so", NOW)
    assert (corrected.as_it_stands.name, corrected.after.name) == ("Altstadt", "Neustadt")


def test_folding_leaves_the_events_as_they_are(events: Events) -> None:
    corrected = replaced(events, 2, rename("Kurstadt"))
    before = [dict(vars(event)) for event in corrected]
    History(corrected).aggregate()
    assert [dict(vars(event)) for event in corrected] == before


def test_of_nothing_nothing_stands() -> None:
    assert (History([]).version, History([]).aggregate()) == (0, None)
    with pytest.raises(errors.AlreadyCorrected):
        History([]).before(1)
