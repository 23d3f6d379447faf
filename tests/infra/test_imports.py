"""Imports on a real register: what they record, what they leave as it is, and what they refuse."""

from collections import Counter

import asyncpg
import pytest

from domain.identity import organisation_id
from domain.languages import Words
from domain.partial_date import PartialDate
from domain.ports import StoreUnavailable
from infra.import_run import Refused, Report
from infra.imports import import_register
from infra.register import Register, now
from infra.register_files import read_register
from tests.infra.importing import (
    ACTOR,
    OWN_HISTORY,
    OWN_REGISTER,
    PROCLAIMED,
    SIGNED,
    SMALL_REGISTER,
    history,
    load_history,
    load_register,
    organisation,
)
from tests.infra.register_lines import GV100AD, csv_file, gv100ad_file


async def topics(register: Register) -> list[str]:
    return [event.topic for event in await register.recorder.select_notifications(1, 10_000)]


async def test_the_projects_own_files_make_436_organisations_and_30_members(register: Register) -> None:
    first = await load_register(register, OWN_REGISTER)
    assert (first.ok, first.recorded, first.unchanged) == (True, {"registered": 433}, 0)
    second = await load_history(register, OWN_HISTORY)
    assert (second.ok, second.unchanged) == (True, 1)
    assert second.recorded.pop("registered") == 3
    assert second.recorded.total() == 79
    assert second.position == await register.recorder.max_notification_id()
    counts = Counter(await topics(register))
    assert counts["organisation.registered"] == 436
    assert counts["organisation.joined-network"] == 30
    assert counts["organisation.signed-declaration"] == 35
    assert counts["summit.attended"] == 4


async def test_a_repeated_import_records_nothing(register: Register) -> None:
    await load_register(register, OWN_REGISTER)
    await load_history(register, OWN_HISTORY)
    position = await register.recorder.max_notification_id()
    again = [await load_register(register, OWN_REGISTER), await load_history(register, OWN_HISTORY)]
    assert again == [Report(unchanged=432), Report(unchanged=83)]
    assert await register.recorder.max_notification_id() == position


async def test_a_repeated_import_by_another_process_records_nothing(register: Register, dsn: str) -> None:
    await load_register(register, OWN_REGISTER)
    await load_history(register, OWN_HISTORY)
    async with Register(dsn).running() as other:
        assert await load_register(other, OWN_REGISTER) == Report(unchanged=432)
        assert await load_history(other, OWN_HISTORY) == Report(unchanged=83)


async def test_exactly_what_has_changed_is_recorded(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    changed = [
        *SMALL_REGISTER[:1],
        SMALL_REGISTER[1].replace("Kreis Kleve", "Kreis Cleve"),
        SMALL_REGISTER[2].replace("53000,51.79", "53458,51.80"),
        SMALL_REGISTER[3].replace("GEMEINDE", "STADT").replace("13000", ""),
    ]
    before = len(await topics(register))
    report = await load_register(register, csv_file(*changed))
    assert report.recorded == {"renamed": 1, "kind changed": 1, "population updated": 1}
    assert (report.unchanged, report.refused) == (1, [])
    assert sorted((await topics(register))[before:]) == [
        "organisation.kind-changed",
        "organisation.population-updated",
        "organisation.renamed",
    ]
    assert (await organisation(register, "05154")).name == "Kreis Cleve"
    assert (await organisation(register, "05154036")).population == 53458
    assert (await organisation(register, "05154004")).kind == "STADT"
    assert (await organisation(register, "05154004")).population == 13000


async def test_all_changes_of_one_line_are_recorded(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    report = await load_register(register, csv_file("05154004,Bedburg,STADT,05154,13001,,"))
    assert report.recorded == {"renamed": 1, "kind changed": 1, "population updated": 1}
    assert (await organisation(register, "05154004")).version == 4


async def test_gv100ad_over_our_own_register_records_new_populations_only(register: Register) -> None:
    await load_register(register, OWN_REGISTER)
    report = await load_register(register, gv100ad_file(*GV100AD))
    assert report.refused == []
    assert report.recorded == {"population updated": 5}
    assert report.unchanged == 6
    assert (await organisation(register, "05334002")).population == 252769


async def test_the_land_is_registered_where_a_file_only_refers_to_it(register: Register) -> None:
    report = await load_register(register, csv_file(SMALL_REGISTER[0]))
    assert report.recorded == {"registered": 2}
    assert (await organisation(register, "05")).name == "Land Nordrhein-Westfalen"
    assert (await organisation(register, "051")).parent_id == organisation_id("05")


async def test_children_may_stand_before_their_parents(register: Register) -> None:
    report = await load_register(register, csv_file(*reversed(SMALL_REGISTER)))
    assert (report.refused, report.recorded) == ([], {"registered": 5})


async def test_what_cannot_be_recorded_is_reported_and_the_rest_is_recorded(register: Register) -> None:
    orphan = "05158004,Erkrath,STADT,05158,,,"
    misfit = "05154008,Emmerich,KREIS,05154,,,"
    nameless = "05154012,,STADT,05154,,,"
    report = await load_register(register, csv_file("05154", orphan, misfit, nameless, *SMALL_REGISTER))
    assert [(refused.line, refused.what, refused.code) for refused in report.refused] == [
        (2, "?", "REGISTER_LINE_BROKEN"),
        (3, "05158004 Erkrath", "UNKNOWN_PARENT"),
        (4, "05154008 Emmerich", "INVALID_AGS"),
        (5, "05154012 ", "INVALID_NAME"),
    ]
    assert report.refused[0].reason.en == "1 columns instead of 7"
    assert not report.ok
    assert report.recorded == {"registered": 5}


async def test_a_change_of_the_parent_is_recorded_with_the_rest_of_its_line(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    report = await load_register(register, csv_file("05154036,Cleve,STADT,051,1,,"))
    assert report.recorded == {"parent changed": 1, "renamed": 1, "population updated": 1}
    changed = await organisation(register, "05154036")
    assert (changed.name, changed.parent_id) == ("Cleve", organisation_id("051"))


async def test_a_parent_that_the_ags_does_not_fit_is_refused(register: Register) -> None:
    other = "052,Regierungsbezirk Köln,REGIERUNGSBEZIRK,05,,,"
    await load_register(register, csv_file(*SMALL_REGISTER, other))
    report = await load_register(register, csv_file("05154036,Kleve,STADT,052,53000,,"))
    assert [refused.code for refused in report.refused] == ["INVALID_AGS"]
    assert (await organisation(register, "05154036")).parent_id == organisation_id("05154")


async def test_nothing_is_dissolved_while_a_line_cannot_be_read(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    broken = SMALL_REGISTER[2].replace("53000", "53.000")
    report = await load_register(
        register, csv_file(*SMALL_REGISTER[:2], broken, SMALL_REGISTER[3]), PartialDate(2026, 1, 1)
    )
    assert [refused.code for refused in report.refused] == ["REGISTER_LINE_BROKEN"]
    assert report.absent == ["05154036 Kleve"]
    assert report.recorded == {}


async def test_what_a_file_has_no_more_is_told_and_dissolved_where_a_day_is_given(register: Register) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    without = csv_file(*SMALL_REGISTER[:3])
    told = await load_register(register, without)
    assert (told.absent, told.recorded) == (["05154004 Bedburg-Hau"], {})
    assert (await organisation(register, "05154004")).ended is None

    ended = await load_register(register, csv_file(SMALL_REGISTER[3].replace("GEMEINDE", "STADT")))
    assert ended.absent == ["05154036 Kleve"]
    dissolved = await load_register(register, csv_file(SMALL_REGISTER[2]), PartialDate(2026, 1, 1))
    assert (dissolved.absent, dissolved.recorded) == ([], {"dissolved": 1})
    assert (await organisation(register, "05154004")).ended == "DISSOLVED"
    again = await load_register(register, csv_file(SMALL_REGISTER[2]), PartialDate(2026, 1, 1))
    assert (again.recorded, again.refused) == ({}, [])


async def test_a_change_that_rests_on_what_another_process_has_changed_is_refused(
    register: Register, dsn: str
) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    async with Register(dsn).running() as other:
        await load_register(other, csv_file("05154036,Cleve,STADT,05154,,,"))
    report = await load_register(register, csv_file("05154036,Klewe,STADT,05154,,,"))
    assert [refused.code for refused in report.refused] == ["VERSION_CONFLICT"]
    assert (await organisation(register, "05154036")).name == "Cleve"


async def test_every_event_has_its_source_and_one_import_its_correlation(
    register: Register, dsn: str
) -> None:
    await load_register(register, csv_file(*SMALL_REGISTER))
    await load_history(register, history(PROCLAIMED | {"source": "land.nrw"}, SIGNED))
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT source, actor, dense_rank() OVER (ORDER BY correlation_id) FROM events"
            " ORDER BY notification_id"
        )
    finally:
        await connection.close()
    assert [row[0] for row in rows] == ["a file"] * 5 + ["land.nrw", "a file"]
    assert {row[1] for row in rows} == {ACTOR}
    assert len({row[2] for row in rows}) == 2
    assert len({row[2] for row in rows[:5]}) == 1


async def test_progress_counts_every_entry_once(register: Register) -> None:
    seen: list[tuple[int, int]] = []
    await import_register(
        register.network,
        register.recorder,
        read_register(csv_file(*SMALL_REGISTER)),
        actor=ACTOR,
        now=now,
        source="a file",
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


async def test_an_import_into_a_register_that_cannot_be_reached_says_so() -> None:
    nowhere = Register("postgresql://nobody@/nothing?host=/nowhere")
    file = read_register(csv_file(*SMALL_REGISTER[2:]))
    with pytest.raises(StoreUnavailable):
        await import_register(nowhere.network, nowhere.recorder, file, actor=ACTOR, now=now, source="a file")


def test_a_report_with_a_refusal_is_not_ok() -> None:
    assert Report().ok
    assert not Report(refused=[Refused(1, "?", "UNKNOWN_PARENT", Words("", ""))]).ok
