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
    "accession_source": None,
    "joined_on": None,
    "council_resolved_on": None,
    "joining_source": None,
}
PLANNED = fact(Organisation.PlannedAccession, source="a plan", on=PartialDate(2027))
JOINED = fact(
    Organisation.JoinedNetwork,
    source="a letter",
    on=PartialDate(2026, 3),
    council_resolved_on=PartialDate(2026, 2, 1),
)
PLAN = {
    "membership": "ACCESSION_PLANNED",
    "accession_planned_on": PartialDate(2027),
    "accession_source": "a plan",
}
JOINING = {
    "membership": "MEMBER",
    "joined_on": PartialDate(2026, 3),
    "council_resolved_on": PartialDate(2026, 2, 1),
    "joining_source": "a letter",
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
    ],
    ids=["renamed", "kind changed", "population updated", "planned", "joined", "planned and joined"],
)
def test_a_change_changes_what_it_says_and_nothing_else(
    facts: list[Fact[Any]], changed: dict[str, Any]
) -> None:
    assert row_after(ORGANISATIONS, REGISTERED, *facts) == ROW | changed


def test_a_joining_of_unknown_date_is_a_joining() -> None:
    joined = fact(Organisation.JoinedNetwork, on=None, council_resolved_on=None)
    after = row_after(ORGANISATIONS, REGISTERED, joined)
    assert (after["membership"], after["joined_on"], after["joining_source"]) == ("MEMBER", None, None)
