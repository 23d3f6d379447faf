"""Corrections where several processes decide: no rule is lost, and a repeated command is answered alike."""

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any

from domain.errors import Refusal
from domain.identity import organisation_id
from domain.organisation import MembershipStatus
from domain.partial_date import PartialDate
from domain.ports import Item, Recorded
from domain.summit_details import SummitDetails
from domain.topics import Topic
from infra.register import Register
from projections import ORGANISATIONS
from tests.infra.correcting import OTHER, TOWN, TOWNS, command, found, versions
from tests.infra.importing import organisation
from tests.infra.projecting import caught_up, rebuilt_rows, rows


async def code(recorded: Awaitable[Recorded]) -> str | None:
    """The code of a refusal; None where the command was recorded."""
    try:
        await recorded
    except Refusal as refusal:
        return refusal.code
    return None


async def signature_position(register: Register, ags: str) -> int:
    for each in await register.recorder.select_notifications(1, 1_000):
        if each.topic == "organisation.signed-declaration" and each.originator_id == organisation_id(ags):
            return each.id
    raise AssertionError(ags)


# What a process remembers


async def test_a_process_decides_on_what_it_has_just_corrected(register: Register) -> None:
    network = register.network
    await found(network)
    joined = await network.join_network(command(), TOWN, on=None)
    await network.annul_fact(command(), joined.position, reason="not yet")
    assert (await organisation(register, TOWNS[0])).membership is MembershipStatus.NONE
    assert await code(network.leave_network(command(), TOWN, on=None)) == "NOT_MEMBER"
    await network.join_network(command(), TOWN, on=None)
    assert (await organisation(register, TOWNS[0])).memberships == 1


async def test_a_process_decides_on_what_another_has_corrected(register: Register, dsn: str) -> None:
    await found(register.network)
    joined = await register.network.join_network(command(), TOWN, on=None)
    async with Register(dsn).running() as other:
        assert (await organisation(other, TOWNS[0])).membership is MembershipStatus.MEMBER
        await register.network.annul_fact(command(), joined.position, reason="not yet")
        assert await code(other.network.leave_network(command(), TOWN, on=None)) == "NOT_MEMBER"
        assert (await organisation(register, TOWNS[0])).membership is MembershipStatus.NONE
        await other.network.join_network(command(), TOWN, on=None)
    assert (await organisation(register, TOWNS[0])).membership is MembershipStatus.NONE  # as remembered
    assert await code(register.network.join_network(command(), TOWN, on=None)) == "ALREADY_MEMBER"


async def test_the_version_that_a_correction_expects_is_that_of_the_log(register: Register, dsn: str) -> None:
    await found(register.network)
    renamed = await register.network.rename_organisation(command(), TOWN, "Falsch")
    known = (await organisation(register, TOWNS[0])).version
    async with Register(dsn).running() as other:
        await other.network.update_population(command(), TOWN, 7)
    correcting = command(corrects=renamed.position, expected_version=known)
    assert await code(register.network.rename_organisation(correcting, TOWN, "Richtig")) == "VERSION_CONFLICT"
    correcting = command(corrects=renamed.position, expected_version=known + 1)
    assert await code(register.network.rename_organisation(correcting, TOWN, "Richtig")) is None


async def test_a_correction_is_judged_by_what_became_of_an_impulse_and_not_by_what_is_remembered(
    register: Register, dsn: str
) -> None:
    network = register.network
    earlier = await found(network)
    said: dict[str, Any] = {"title": "Karte", "text": "Für alle.", "topics": [Topic.SPORT]}
    raised = await network.raise_impulse(command(), TOWN, earlier, **said)
    impulse, later = raised.subject, await network.hold_summit(command(), 2022, SummitDetails("Treffen"))
    decided = await network.take_up_impulse(command(), impulse, on=None, note="Gut.")
    async with Register(dsn).running() as other:
        assert await code(other.network.support_impulse(command(), impulse, TOWN, on=None)) == "OWN_IMPULSE"
        await network.report_impulse_back(command(), impulse, later.subject, report="Da.")
        correcting, on = command(decided.position), PartialDate(2023)
        corrected = other.network.take_up_impulse(correcting, impulse, on=on, note="Gut.")
        assert await code(corrected) == "DATES_OUT_OF_ORDER"
        corrected = other.network.raise_impulse(command(raised.position), TOWN, later.subject, **said)
        assert await code(corrected) == "SUMMIT_NOT_LATER"


async def test_the_versions_of_a_corrected_stream_are_those_of_the_log(register: Register) -> None:
    network = register.network
    await found(network)
    renamed = await network.rename_organisation(command(), TOWN, "Cleve")
    await network.annul_fact(command(), renamed.position, reason="a slip")
    changed = await organisation(register, TOWNS[0])
    assert changed.version == len(await register.recorder.select_events(TOWN)) == 4


# Two at once


async def test_of_an_annulment_and_what_rests_on_the_fact_one_is_refused(dsn: str) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(Register(dsn).running()) for _ in range(2)]
        await found(one.network, len(TOWNS))
        positions = [await signature_position(one, ags) for ags in TOWNS]
        told = await asyncio.gather(
            *(
                asyncio.gather(
                    code(one.network.annul_fact(command(), position, reason="never")),
                    code(other.network.join_network(command(), organisation_id(ags), on=None)),
                )
                for ags, position in zip(TOWNS, positions, strict=True)
            )
        )
        assert {tuple(each) for each in told} <= {
            (None, "SIGNATURE_MISSING"),
            ("LATER_FACTS_REST_ON_IT", None),
        }
        await caught_up(one)
        for ags, (annulled, _) in zip(TOWNS, told, strict=True):
            row, _, _ = (await versions(dsn, ORGANISATIONS, organisation_id(ags)))[-1]
            assert row.membership == ("NONE" if annulled is None else "MEMBER")
        assert await rebuilt_rows(one, dsn) == await rows(dsn)


async def test_of_two_corrections_of_one_fact_at_once_one_is_refused(dsn: str) -> None:
    async with Register(dsn).running() as one, Register(dsn).running() as other:
        await found(one.network)
        for name in ("Cleve", "Bonn", "Alpen"):
            renamed = await one.network.rename_organisation(command(), TOWN, name)
            told = await asyncio.gather(
                code(one.network.rename_organisation(command(renamed.position), TOWN, f"{name} 1")),
                code(other.network.rename_organisation(command(renamed.position), TOWN, f"{name} 2")),
            )
            assert sorted(map(str, told)) == ["ALREADY_CORRECTED", "None"]
        await caught_up(one)
        assert await rebuilt_rows(one, dsn) == await rows(dsn)


async def test_an_annulled_move_of_a_summit_takes_its_year_back_or_is_refused(register: Register) -> None:
    network = register.network
    summit = (await network.announce_summit(command(), 2030, SummitDetails(title="Treffen"))).subject
    moved = await network.reschedule_summit(command(), summit, 2031, on=None)
    await network.annul_fact(command(), moved.position, reason="a slip")
    assert await network.summit_of(2030) == summit
    assert await code(network.summit_of(2031)) == "UNKNOWN_SUMMIT"  # type: ignore[arg-type]
    again = await network.reschedule_summit(command(), summit, 2031, on=None)
    await network.announce_summit(command(), 2030, SummitDetails(title="Ein anderes"))
    annulled = network.annul_fact(command(), again.position, reason="a slip")
    assert await code(annulled) == "SUMMIT_YEAR_TAKEN"
    assert await network.summit_of(2031) == summit


# The same command again


async def test_a_command_for_many_is_answered_alike_again_by_any_process(
    register: Register, dsn: str
) -> None:
    network = register.network
    summit = await found(network)
    unknown = organisation_id("nobody")
    attended = await network.record_attendances(
        command(key="60 attendances"), summit, organisations=[TOWN, unknown, OTHER, TOWN]
    )
    assert [(item.organisation, item.code) for item in attended.items] == [
        (TOWN, None),
        (unknown, "UNKNOWN_ORGANISATION"),
        (OTHER, None),
    ]
    await network.close_summit(command(), summit)
    async with Register(dsn).running() as other:
        for each in (register, other):
            again = await each.network.record_attendances(command(key="60 attendances"), summit)
            assert again == attended
            assert all(isinstance(item, Item) for item in again.items)


async def test_a_correction_is_answered_alike_again(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    renamed = await network.rename_organisation(command(), TOWN, "Cleve")
    right = await network.rename_organisation(command(renamed.position, "right"), TOWN, "Kleve")
    annulled = await network.annul_fact(command(key="gone"), right.position, reason="a slip")
    async with Register(dsn).running() as other:
        for each in (register, other):
            again = await each.network.rename_organisation(command(renamed.position, "right"), TOWN, "Kleve")
            assert (again.position, again.subject) == (right.position, TOWN)
            again = await each.network.annul_fact(command(key="gone"), right.position, reason="a slip")
            assert (again.position, again.subject) == (annulled.position, TOWN)
    assert await register.recorder.max_notification_id() == annulled.position
