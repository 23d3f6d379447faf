"""Organisations as they are asked: given a row, when a fact, then the next row."""

from typing import Any
from uuid import UUID

import pytest

from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections import ORGANISATIONS
from projections.kernel import Fact
from tests.projections.facts import STREAM, fact, row_after

REGISTERED = fact(
    Organisation.Registered,
    source="a file",
    originator_topic="organisation",
    ags="05315000",
    name="Köln",
    kind="KREISFREIE_STADT",
    parent_id=UUID(int=2),
    population=7,
    latitude=50.9,
    longitude=6.9,
)
ROW = {
    "id": STREAM,
    "ags": "05315000",
    "name": "Köln",
    "name_key": "koln",
    "kind": "KREISFREIE_STADT",
    "parent_id": UUID(int=2),
    "population": 7,
    "latitude": 50.9,
    "longitude": 6.9,
    "source": "a file",
    "membership": "NONE",
    "accession_planned_on": None,
    "joined_on": None,
    "council_resolved_on": None,
    "council_reference": None,
    "standing_source": None,
    "left_on": None,
    "left_reason": None,
    "memberships": 0,
    "ended": None,
    "ended_on": None,
    "ended_reason": None,
}
PLANNED = fact(Organisation.PlannedAccession, source="a plan", on=PartialDate(2027))
JOINED = fact(
    Organisation.JoinedNetwork,
    source="a letter",
    on=PartialDate(2026, 3),
    council_resolved_on=PartialDate(2026, 2, 1),
)
RESOLVED = fact(Organisation.CouncilResolved, on=PartialDate(2026, 1), reference="Vorlage 12")
WITHDREW = fact(Organisation.WithdrewAccession, source="a call", on=None, reason="too far")
LEFT = fact(
    Organisation.LeftNetwork,
    source="a notice",
    time=1,
    on=PartialDate(2026, 4),
    reason="Ratsbeschluss",
    ending=None,
)
PLAN = {
    "membership": "ACCESSION_PLANNED",
    "accession_planned_on": PartialDate(2027),
    "standing_source": "a plan",
}
JOINING = {
    "membership": "MEMBER",
    "joined_on": PartialDate(2026, 3),
    "council_resolved_on": PartialDate(2026, 2, 1),
    "standing_source": "a letter",
    "memberships": 1,
}
RESOLUTION = {"council_resolved_on": PartialDate(2026, 1), "council_reference": "Vorlage 12"}
LEAVING = {
    "membership": "LEFT",
    "standing_source": "a notice",
    "memberships": 1,
    "left_on": PartialDate(2026, 4),
    "left_reason": "Ratsbeschluss",
}


def test_a_registration_opens_a_row() -> None:
    assert row_after(ORGANISATIONS, REGISTERED) == ROW


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        (
            [fact(Organisation.Renamed, source="a decree", name="Große Öde")],
            {"name": "Große Öde", "name_key": "grosse ode"},
        ),
        ([fact(Organisation.KindChanged, kind="STADT")], {"kind": "STADT"}),
        ([fact(Organisation.PopulationUpdated, source="a census", population=8)], {"population": 8}),
        ([PLANNED], PLAN),
        ([JOINED], JOINING),
        ([PLANNED, JOINED], PLAN | JOINING),
        ([fact(Organisation.ParentChanged, parent_id=UUID(int=3))], {"parent_id": UUID(int=3)}),
        ([PLANNED, WITHDREW], {"standing_source": "a call"}),
        ([PLANNED, RESOLVED, WITHDREW], {"standing_source": "a call"}),
        ([RESOLVED], RESOLUTION),
        ([PLANNED, RESOLVED, JOINED], PLAN | JOINING),
        ([PLANNED, RESOLVED, JOINED, LEFT], LEAVING),
        ([JOINED, LEFT, PLANNED], LEAVING | PLAN),
        ([JOINED, LEFT, PLANNED, WITHDREW], LEAVING | {"standing_source": "a call"}),
        ([JOINED, LEFT, JOINED], JOINING | {"memberships": 2}),
        (
            [fact(Organisation.MergedInto, successor_id=UUID(int=5), on=PartialDate(2026))],
            {"ended": "MERGED", "ended_on": PartialDate(2026)},
        ),
        (
            [fact(Organisation.SplitInto, successor_ids=[UUID(int=5), UUID(int=6)], on=None)],
            {"ended": "SPLIT"},
        ),
        (
            [fact(Organisation.Dissolved, on=PartialDate(2026), reason="Braunkohle")],
            {"ended": "DISSOLVED", "ended_on": PartialDate(2026), "ended_reason": "Braunkohle"},
        ),
    ],
    ids=[
        *("renamed", "kind changed", "population updated", "planned", "joined", "planned and joined"),
        *(
            "parent changed",
            "plan withdrawn",
            "resolved plan withdrawn",
            "resolved",
            "resolved and joined",
            "left",
            "planned again",
        ),
        *("withdrawn again", "joined again", "merged", "split", "dissolved"),
    ],
)
def test_a_change_changes_what_it_says_and_nothing_else(
    facts: list[Fact[Any]], changed: dict[str, Any]
) -> None:
    assert row_after(ORGANISATIONS, REGISTERED, *facts) == ROW | changed


def test_a_joining_of_unknown_date_is_a_joining() -> None:
    joined = fact(Organisation.JoinedNetwork, on=None, council_resolved_on=None)
    after = row_after(ORGANISATIONS, REGISTERED, joined)
    assert (after["membership"], after["joined_on"], after["standing_source"]) == ("MEMBER", None, None)


def test_the_day_that_the_joining_names_is_the_councils_and_else_the_resolutions() -> None:
    silent = fact(Organisation.JoinedNetwork, on=None, council_resolved_on=None)
    days = [
        row_after(ORGANISATIONS, REGISTERED, *facts)["council_resolved_on"]
        for facts in ([silent], [RESOLVED, silent], [RESOLVED, JOINED])
    ]
    assert days == [None, PartialDate(2026, 1), PartialDate(2026, 2, 1)]


def test_a_reference_is_kept_unless_the_joining_names_another_resolution() -> None:
    references = [
        row_after(
            ORGANISATIONS,
            REGISTERED,
            RESOLVED,
            fact(Organisation.JoinedNetwork, on=None, council_resolved_on=named),
        )["council_reference"]
        for named in (None, PartialDate(2026, 1, 12), PartialDate(2026), PartialDate(2025, 12, 31))
    ]
    assert references == ["Vorlage 12", "Vorlage 12", "Vorlage 12", None]


def test_what_is_signed_and_succeeded_is_shown_elsewhere() -> None:
    for kind in (Organisation.SignedDeclaration, Organisation.SignatureWithdrawn, Organisation.Succeeded):
        assert kind not in ORGANISATIONS.changes
