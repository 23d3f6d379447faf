"""Corrections on the read side: the rows of a stream as if it had been so, from the correction on."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.errors import FactReferredTo
from domain.identity import agenda_item_id, attendance_id, revision_id, signature_id, succession_id
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.personal import Access
from infra.register import Register
from projections import (
    AGENDA_ITEMS,
    ATTENDANCES,
    ENGAGEMENT_OFFICERS,
    ORGANISATIONS,
    REVISIONS,
    SIGNATURES,
    SUCCESSIONS,
)
from tests.infra.correcting import OTHER, TOWN, command, found, versions
from tests.infra.projecting import caught_up, rebuilt_rows, rows, standing_still

# Temporal rows


async def test_a_correction_ends_the_version_that_was_wrong(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    wrong = await network.rename_organisation(command(), TOWN, "Cleve")
    right = await network.rename_organisation(command(wrong.position), TOWN, "Kleve")
    await caught_up(register)
    history = [(row.name, since, until) for row, since, until in await versions(dsn, ORGANISATIONS, TOWN)]
    assert history[1:] == [("Cleve", wrong.position, right.position), ("Kleve", right.position, None)]
    assert history[0][2] == wrong.position


async def test_an_annulment_brings_back_the_row_as_it_was(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    renamed = await network.rename_organisation(command(), TOWN, "Cleve")
    annulled = await network.annul_fact(command(), renamed.position, reason="a slip")
    await caught_up(register)
    before, wrong, after = await versions(dsn, ORGANISATIONS, TOWN)
    assert after == (before[0], annulled.position, None)
    assert wrong[1:] == (renamed.position, annulled.position)


async def test_a_correction_of_what_was_overtaken_makes_no_new_version(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    first = await network.update_population(command(), TOWN, 1)
    await network.update_population(command(), TOWN, 2)
    await network.update_population(command(first.position), TOWN, 3)
    await caught_up(register)
    assert [row.population for row, _, _ in await versions(dsn, ORGANISATIONS, TOWN)] == [None, 1, 2]


async def test_a_correction_leaves_what_later_facts_say(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    renamed = await network.rename_organisation(command(), TOWN, "Cleve")
    await network.update_population(command(), TOWN, 7)
    await network.rename_organisation(command(renamed.position), TOWN, "Kleve")
    await caught_up(register)
    row, _, until = (await versions(dsn, ORGANISATIONS, TOWN))[-1]
    assert (row.name, row.population, until) == ("Kleve", 7, None)


async def test_a_corrected_signature_is_the_same_and_tells_its_correction(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network)
    position = (
        await register.recorder.select_notifications(1, 10, topics=["organisation.signed-declaration"])
    )[0].id
    right = await network.sign_declaration(
        replace(command(position), source="the deed"),
        TOWN,
        on=PartialDate(2013),
        office=Office.BUERGERMEISTER,
    )
    await caught_up(register)
    assert right.subject == signature_id(TOWN, 1)
    (wrong, _, until), (row, since, _) = await versions(dsn, SIGNATURES, right.subject)
    assert (wrong.position, wrong.signed_on, until, since) == (position, None, right.position, right.position)
    assert (row.signed_on, row.office, row.source) == (PartialDate(2013), "BUERGERMEISTER", "the deed")
    assert row.position == right.position


# Rows that nothing else changes or ends


async def test_an_annulled_attendance_ends_and_may_be_recorded_again(register: Register, dsn: str) -> None:
    network = register.network
    summit = await found(network)
    first = await network.record_attendance(command(), summit, TOWN)
    await network.record_attendance(command(), summit, OTHER)
    annulled = await network.annul_fact(command(), first.position, reason="it was another")
    await caught_up(register)
    again = await network.record_attendance(command(), summit, TOWN, office=Office.OTHER)
    await caught_up(register)
    assert [
        (row.office, since, until)
        for row, since, until in await versions(dsn, ATTENDANCES, attendance_id(summit, TOWN))
    ] == [(None, first.position, annulled.position), ("OTHER", again.position, None)]
    ((_, _, until),) = await versions(dsn, ATTENDANCES, attendance_id(summit, OTHER))
    assert until is None


async def test_an_attendance_corrected_twice_has_three_versions(register: Register, dsn: str) -> None:
    network = register.network
    summit = await found(network)
    first = await network.record_attendance(command(), summit, TOWN)
    second = await network.record_attendance(command(first.position), summit, TOWN, office=Office.OTHER)
    third = await network.record_attendance(command(second.position), summit, TOWN, office=Office.LANDRAT)
    await caught_up(register)
    history = await versions(dsn, ATTENDANCES, attendance_id(summit, TOWN))
    assert [(row.office, row.position, until) for row, _, until in history] == [
        (None, first.position, second.position),
        ("OTHER", second.position, third.position),
        ("LANDRAT", third.position, None),
    ]


async def test_an_annulled_removal_brings_the_agenda_item_back(register: Register, dsn: str) -> None:
    network = register.network
    summit = await found(network)
    added = await network.add_agenda_item(command(), summit, title="Begrüßung")
    removed = await network.remove_agenda_item(command(), summit, added.subject)
    annulled = await network.annul_fact(command(), removed.position, reason="it stays")
    await caught_up(register)
    assert added.subject == agenda_item_id(summit, 1)
    assert [places[1:] for places in await versions(dsn, AGENDA_ITEMS, added.subject)] == [
        (added.position, removed.position),
        (annulled.position, None),
    ]


# However the facts come


async def much_corrected(register: Register) -> UUID:
    """Corrections and annulments close behind what they correct, and far behind; answers the summit."""
    network = register.network
    summit = await found(network)
    attended = await network.record_attendance(command(), summit, TOWN)
    renamed = await network.rename_organisation(command(), TOWN, "Cleve")
    corrected = await network.record_attendance(command(attended.position), summit, TOWN, office=Office.OTHER)
    await network.annul_fact(command(), corrected.position, reason="no")
    joined = await network.join_network(command(), TOWN, on=PartialDate(2014))
    await network.rename_organisation(command(renamed.position), TOWN, "Kleve")
    await network.record_attendance(command(), summit, TOWN)
    await network.join_network(command(joined.position), TOWN, on=PartialDate(2015))
    item = await network.add_agenda_item(command(), summit, title="Begrüßung")
    removed = await network.remove_agenda_item(command(), summit, item.subject)
    await network.annul_fact(command(), removed.position, reason="no")
    await network.record_attendance(command(), summit, OTHER)
    return summit


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 4_000])
async def test_rows_do_not_depend_on_whether_a_correction_is_in_the_same_batch(
    register: Register, dsn: str, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    await much_corrected(register)
    await caught_up(register)
    monkeypatch.setattr("infra.facts._MOST_FACTS", length)
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_a_stream_corrected_before_it_was_ever_projected_has_all_its_versions(dsn: str) -> None:
    async with standing_still(dsn) as held, Register(dsn).running() as register:
        summit = await much_corrected(register)
        await held.execute("SELECT pg_advisory_unlock_all()")
        await caught_up(register)
        assert len(await versions(dsn, ATTENDANCES, attendance_id(summit, TOWN))) == 3
        assert await rebuilt_rows(register, dsn) == await rows(dsn)


# What would leave a row without its beginning, or begin one twice


async def test_a_revision_is_not_annulled_though_nobody_has_signed_it(register: Register) -> None:
    network = register.network
    await found(network)
    second = await network.revise_declaration(command(), title="Zweite Fassung", on=None)
    with pytest.raises(FactReferredTo):
        await network.annul_fact(command(), second.position, reason="never")
    assert await network.store.locate(second.position + 1) is None


async def test_a_succession_ends_with_the_merger_and_begins_with_another(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network)
    merged = await network.merge_organisations(command(), TOWN, OTHER, on=None)
    annulled = await network.annul_fact(command(), merged.position, reason="not yet")
    again = await network.merge_organisations(command(), TOWN, OTHER, on=None)
    await caught_up(register)
    history = await versions(dsn, SUCCESSIONS, succession_id(TOWN, OTHER))
    assert [until is None for _, _, until in history] == [False, True]
    assert merged.position < (history[0][2] or 0) <= annulled.position < history[1][1] <= again.position
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


# What is kept beside the log


async def test_the_text_of_an_annulled_fact_is_kept_and_its_row_has_it_no_more(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network)
    wrong = await network.record_revision_text(command(), 1, "Der falsche Wortlaut")
    right = await network.record_revision_text(command(wrong.position), 1, "Der Wortlaut")
    await network.annul_fact(command(), right.position, reason="not agreed upon yet")
    await caught_up(register)
    history = [row.text_sha256 for row, _, _ in await versions(dsn, REVISIONS, revision_id(1))]
    assert (history[0], history[3], len(history)) == (None, None, 4)
    texts = [await register.texts.read(digest) for digest in history[1:3]]
    assert texts == ["Der falsche Wortlaut", "Der Wortlaut"]


async def test_what_was_sealed_is_opened_after_a_correction_by_another_process(dsn: str) -> None:
    key = bytes(32)
    async with Register(dsn, personal_keys=lambda: [key]).running() as register:
        network = register.network
        await found(network)
        told = {"email": None, "phone": None}
        appointed = await network.appoint_engagement_officer(command(), TOWN, name="A", on=None, **told)
        officer = appointed.subject
        wrong = await network.change_engagement_officer(command(), TOWN, officer, name="B", **told)
        right = command(wrong.position)
        await network.change_engagement_officer(right, TOWN, officer, name="C", **told)
        await caught_up(register)
    history = await versions(dsn, ENGAGEMENT_OFFICERS, officer)
    other = Register(dsn, personal_keys=lambda: [key])
    opened = await other.keyring.open([row.name for row, _, _ in history], Access(UUID(int=1), ""))
    await other.database.close()
    assert list(opened.values()) == ["A", "B", "C"]
