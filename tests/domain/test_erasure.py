"""A person is erased, once and for good; decided without a database."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import errors
from domain.erasure import AskedBy, Erasure, last_day_due
from domain.errors import Refusal
from domain.identity import erasure_id
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.ports import Command
from tests.domain.given import NOW, happened
from tests.rules.memory import MemoryStore

PERSON = UUID(int=701)
TOLD: dict[str, Any] = {"name": "B", "email": None, "phone": None}


def command(**more: object) -> Command:
    return Command(actor=UUID(int=7), now=NOW, correlation_id=uuid4(), **more)  # type: ignore[arg-type]


class Register:
    """A town with one officer."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.network: Network = self.store.network()

    async def appoint(self) -> "Register":
        registered = await self.network.register_organisation(
            command(), name="Bund", kind=OrganisationKind.KOMMUNALER_SPITZENVERBAND
        )
        self.town = registered.subject
        appointed = await self.network.appoint_engagement_officer(
            command(), self.town, name="A", email=None, phone=None, on=None
        )
        self.officer, self.appointed = appointed.subject, appointed.position
        return self

    async def erase(self, **more: object) -> int:
        erased = await self.network.erase_person(
            command(**more), self.officer, asked_by=AskedBy.DATA_SUBJECT, reason="Antrag"
        )
        return erased.position


def test_who_is_erased_and_why_is_said_and_by_whose_request() -> None:
    erasure = Erasure.erase(PERSON, asked_by=AskedBy.AUTHORITY, reason=" Bescheid ", now=NOW)
    assert erasure.id == erasure_id(PERSON)
    assert happened(erasure) == {
        "topic": "erasure.person-erased",
        "person": PERSON,
        "asked_by": "AUTHORITY",
        "reason": "Bescheid",
    }


@pytest.mark.parametrize("reason", ["", "  ", "Zoë\nÖztürk", "x" * 201])
def test_a_reason_is_one_line_and_a_refusal_repeats_nothing_of_it(reason: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        Erasure.erase(PERSON, asked_by=AskedBy.RETENTION, reason=reason, now=NOW)
    assert (refused.value.field, refused.value.detail) == ("reason", "")


async def test_the_key_is_destroyed_after_it_is_recorded_also_when_it_was_recorded_before() -> None:
    register = await Register().appoint()
    await register.erase()
    assert register.store.destroyed == [register.officer]
    with pytest.raises(errors.PersonErased):
        await register.erase()
    assert register.store.destroyed == [register.officer, register.officer]


async def test_where_it_is_not_recorded_no_key_is_destroyed() -> None:
    register = await Register().appoint()
    register.officer = PERSON
    with pytest.raises(errors.UnknownEngagementOfficer):
        await register.erase()
    register.officer = register.town
    with pytest.raises(errors.VersionConflict):
        await register.erase(expected_version=3)
    assert register.store.destroyed == []


async def test_nothing_is_sealed_for_an_erased_person_and_all_else_may_be_recorded() -> None:
    register = await Register().appoint()
    await register.erase()
    network, told = register.network, TOLD
    with pytest.raises(errors.PersonErased):
        await network.change_engagement_officer(command(), register.town, register.officer, **told)
    correcting = command(corrects=register.appointed)
    with pytest.raises(errors.PersonErased):
        await network.appoint_engagement_officer(correcting, register.town, on=None, **told)
    await network.step_down_engagement_officer(command(), register.town, register.officer, on=None)


async def test_an_erasure_is_neither_corrected_nor_annulled() -> None:
    register = await Register().appoint()
    position = await register.erase()
    refusals: list[Refusal] = []
    with pytest.raises(errors.ErasureStands) as refused:
        await register.network.annul_fact(command(), position, reason="doch nicht")
    refusals.append(refused.value)
    with pytest.raises(errors.ErasureStands) as refused:
        await register.erase(corrects=position)
    refusals.append(refused.value)
    assert [each.field for each in refusals] == ["position", "corrects"]


async def test_a_person_whose_appointment_was_annulled_can_be_erased() -> None:
    register = await Register().appoint()
    await register.network.annul_fact(command(), register.appointed, reason="nie geschehen")
    await register.erase()
    assert register.store.destroyed == [register.officer]


@pytest.mark.parametrize(
    ("now", "months", "day"),
    [
        (datetime(2026, 3, 31, 12, tzinfo=UTC), 1, date(2026, 2, 28)),
        (datetime(2026, 1, 15, 12, tzinfo=UTC), 24, date(2024, 1, 15)),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 0, date(2026, 1, 1)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), 12, date(2023, 2, 28)),
    ],
)
def test_who_left_office_so_many_months_ago_is_due(now: datetime, months: int, day: date) -> None:
    assert last_day_due(now, months) == day
