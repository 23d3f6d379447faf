"""Memberships and successions as they are asked; given, when, then."""

from typing import Any
from uuid import UUID

from domain.criteria import Criteria, Recognition
from domain.identity import membership_id, succession_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections import MEMBERSHIPS, SUCCESSIONS
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

CRITERIA = Criteria("Amt", "Stabsstelle", "ja", Recognition.EHRENAMTSKARTE_PLANNED, "ab 2027", "gern")
JOINED = fact(
    Organisation.JoinedNetwork,
    source="a letter",
    position=12,
    on=PartialDate(2026, 3),
    council_resolved_on=PartialDate(2026, 2, 1),
    criteria=CRITERIA,
    time=1,
    inherited_from=UUID(int=5),
)
ROW = {
    "id": membership_id(STREAM, 1),
    "organisation_id": STREAM,
    "joined_on": PartialDate(2026, 3),
    "council_resolved_on": PartialDate(2026, 2, 1),
    "contact_person": "Amt",
    "cross_cutting_task": "Stabsstelle",
    "willingness_to_sign": "ja",
    "recognition": "EHRENAMTSKARTE_PLANNED",
    "recognition_evidence": "ab 2027",
    "collaboration": "gern",
    "inherited_from_id": UUID(int=5),
    "has_left": False,
    "left_on": None,
    "left_reason": None,
    "ending": None,
    "source": "a letter",
    "position": 12,
    "recorded_at": RECORDED,
}
UNATTESTED = dict.fromkeys(
    (
        *("contact_person", "cross_cutting_task", "willingness_to_sign", "recognition"),
        *("recognition_evidence", "collaboration", "inherited_from_id"),
    )
)


def left(time: int, **said: object) -> Fact[Organisation.LeftNetwork]:
    told: dict[str, Any] = {"on": None, "reason": None, "ending": None} | said
    return fact(Organisation.LeftNetwork, source="a notice", time=time, **told)


def test_a_joining_opens_a_membership_with_what_was_attested() -> None:
    assert row_after(MEMBERSHIPS, JOINED) == ROW


def test_a_joining_of_old_attested_nothing_and_was_the_first() -> None:
    said: dict[str, Any] = {"on": PartialDate(2026, 3), "council_resolved_on": PartialDate(2026, 2, 1)}
    of_old = fact(Organisation.JoinedNetwork, source="a letter", position=12, **said)
    assert row_after(MEMBERSHIPS, of_old) == ROW | UNATTESTED


def test_a_leaving_ends_its_membership_and_leaves_the_rest_as_it_was() -> None:
    after = row_after(MEMBERSHIPS, JOINED, left(1, on=PartialDate(2027), reason="zu teuer", ending="MERGED"))
    assert after == ROW | {
        "has_left": True,
        "left_on": PartialDate(2027),
        "left_reason": "zu teuer",
        "ending": "MERGED",
    }


def test_each_membership_is_a_row_of_its_own() -> None:
    said: dict[str, Any] = {"on": None, "council_resolved_on": None, "inherited_from": None}
    again = fact(Organisation.JoinedNetwork, criteria=None, time=2, **said)
    rows = MEMBERSHIPS.fold([JOINED, left(1), again])
    assert {id: row.has_left for id, row in rows.items()} == {
        membership_id(STREAM, 1): True,
        membership_id(STREAM, 2): False,
    }
    rows = MEMBERSHIPS.fold([JOINED, left(1), again, left(2, on=PartialDate(2030))])
    assert [row.left_on for row in rows.values()] == [None, PartialDate(2030)]


def test_a_succession_is_a_row_of_its_own() -> None:
    succeeded = fact(
        Organisation.Succeeded,
        source="a law",
        position=12,
        predecessor_id=UUID(int=5),
        ending="SPLIT",
        on=PartialDate(1975),
    )
    assert row_after(SUCCESSIONS, succeeded) == {
        "id": succession_id(UUID(int=5), STREAM),
        "predecessor_id": UUID(int=5),
        "successor_id": STREAM,
        "ending": "SPLIT",
        "succeeded_on": PartialDate(1975),
        "source": "a law",
        "position": 12,
        "recorded_at": RECORDED,
    }
