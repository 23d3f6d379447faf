"""Imports of histories: what is recorded of them in a real register, and what is refused."""

import pytest

from domain.identity import organisation_id
from infra.register import Register
from infra.text_files import UnreadableFile
from tests.infra.correcting import command
from tests.infra.importing import (
    JOINED,
    OWN_HISTORY,
    PROCLAIMED,
    SIGNED,
    SMALL_REGISTER,
    history,
    load_history,
    load_register,
    organisation,
)
from tests.infra.register_lines import csv_file


async def test_a_truncated_history_records_nothing(register: Register) -> None:
    with pytest.raises(UnreadableFile):
        await load_history(register, OWN_HISTORY[:-200])
    assert await register.recorder.max_notification_id() is None


async def test_a_name_that_no_organisation_bears_is_refused(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    report = await load_history(register, history(PROCLAIMED, SIGNED | {"organisation": "Cleve"}))
    (refused,) = report.refused
    assert (refused.line, refused.what, refused.code) == (
        2,
        "declaration_signed Cleve",
        "UNKNOWN_ORGANISATION",
    )
    assert refused.reason.en.endswith("(Cleve)")
    assert report.recorded == {"declaration_proclaimed": 1}


async def test_a_name_that_several_bear_is_refused_until_one_is_renamed(register: Register) -> None:
    twins = [*SMALL_REGISTER, "05154040,Kleve,GEMEINDE,05154,,,"]
    await load_register(register, csv_file(*twins))
    report = await load_history(register, history(PROCLAIMED, SIGNED))
    (refused,) = report.refused
    assert refused.code == "UNKNOWN_ORGANISATION"
    assert refused.reason.de.endswith("(2 × Kleve)")
    await load_register(register, csv_file(twins[4].replace("Kleve", "Kranenburg")))
    report = await load_history(register, history(PROCLAIMED, SIGNED))
    assert (report.refused, report.recorded) == ([], {"declaration_signed": 1})
    assert (await organisation(register, "05154036")).signed == {1}


async def test_names_are_those_that_stand(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    town = organisation_id("05154036")
    renamed = await register.network.rename_organisation(command(), town, "Cleve")
    await register.network.annul_fact(command(), renamed.position, reason="it was never called so")
    report = await load_history(register, history(PROCLAIMED, SIGNED | {"organisation": "Cleve"}, SIGNED))
    assert [(refused.line, refused.code) for refused in report.refused] == [(2, "UNKNOWN_ORGANISATION")]
    assert (await organisation(register, "05154036")).signed == {1}


async def test_a_name_is_that_of_what_has_not_ended(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER, "05154040,Kleve,GEMEINDE,05154,,,"))
    ended = organisation_id("05154040")
    await register.network.dissolve_organisation(command(), ended, on=None, reason=None)
    report = await load_history(register, history(PROCLAIMED, SIGNED))
    assert report.refused == []
    assert (await organisation(register, "05154036")).signed == {1}


async def test_what_depends_on_a_broken_entry_is_refused_by_the_rules(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    attended = {"kind": "summit_attended", "organisation": "Kleve", "summit": 2017, "on": None}
    report = await load_history(
        register,
        history(PROCLAIMED, SIGNED | {"on": "2013-02-30"}, JOINED, attended, SIGNED | {"at_summit": 2017}),
    )
    assert [(refused.line, refused.code) for refused in report.refused] == [
        (2, "HISTORY_ENTRY_BROKEN"),
        (3, "SIGNATURE_MISSING"),
        (4, "UNKNOWN_SUMMIT"),
        (5, "UNKNOWN_SUMMIT"),
    ]
    mended = await load_history(register, history(PROCLAIMED, SIGNED, JOINED))
    assert (mended.unchanged, mended.recorded) == (1, {"declaration_signed": 1, "network_joined": 1})


async def test_organisations_beside_the_register_are_told_by_their_number(register: Register) -> None:
    beside = [{"name": "Städtetag", "kind": "KOMMUNALER_SPITZENVERBAND"}, {"name": "X", "kind": "LAND"}, 1]
    report = await load_history(register, history(beside=beside))
    assert report.recorded == {"registered": 1}
    assert [(refused.line, refused.what, refused.code) for refused in report.refused] == [
        (2, "X", "INVALID_AGS"),
        (3, "?", "HISTORY_ENTRY_BROKEN"),
    ]
