"""The log as a client looks through it: page by page, and narrowed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from domain.event_types import event_types
from tests.databases import new_database
from tests.graphql_api.telling import COLOGNE, org
from tests.graphql_api.told_log import EVENTS, Told, page, positions

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, loaded_template) as dsn, Told.over(dsn, home) as told:
        yield told


# Pages


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(("length", "turn"), [("first", "after"), ("last", "before")])
async def test_walking_shows_every_event_once(told: Told, newest_first: bool, length: str, turn: str) -> None:
    forward = length == "first"
    walked: list[int] = []
    given: dict[str, Any] = {length: 100, "newestFirst": newest_first}
    while True:
        found = await page(told, **given)
        shown = [node["position"] for node in found["nodes"]]
        assert [int(edge["cursor"]) for edge in found["edges"]] == shown
        assert [edge["node"]["position"] for edge in found["edges"]] == shown
        assert found["pageInfo"]["startCursor"] == str(shown[0])
        assert found["pageInfo"]["endCursor"] == str(shown[-1])
        walked = [*walked, *shown] if forward else [*shown, *walked]
        if not found["pageInfo"]["hasNextPage" if forward else "hasPreviousPage"]:
            break
        given[turn] = found["pageInfo"]["endCursor" if forward else "startCursor"]
    everything = list(range(1, told.changed + 1))
    assert walked == (everything[::-1] if newest_first else everything)
    assert found["totalCount"] == told.changed


async def test_a_cursor_is_a_position_whether_an_event_is_found_there_or_not(told: Told) -> None:
    async def between(**given: Any) -> list[int]:
        return [node["position"] for node in (await page(told, **given))["nodes"]]

    assert await between(after="4", before="8") == [5, 6, 7]
    assert await between(after="4", before="8", newestFirst=True) == []
    assert await between(after="8", before="4", newestFirst=True) == [7, 6, 5]
    assert await between(after="4", last=2, before="8") == [6, 7]
    assert await between(after="0", first=2) == [1, 2]
    assert await between(after=str(told.changed)) == []
    assert await between(after=str(2**63 - 1), newestFirst=True, first=1) == [told.changed]
    assert await between(after="007", first=1) == [8]
    signing = {"stream": org(COLOGNE)[4:], "type": ["organisation.signed-declaration"]}
    assert await between(after=str(told.signed - 1), filter=signing) == [told.signed, told.corrected]


async def test_an_empty_page_has_no_cursors(told: Told) -> None:
    found = await page(told, filter={"type": []})
    assert found["nodes"] == found["edges"] == []
    assert found["totalCount"] == 0
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert found["pageInfo"] == nothing


async def test_who_follows_the_log_asks_again_behind_the_last_cursor(told: Told) -> None:
    found = await page(told, after=str(told.changed))
    assert found["pageInfo"]["endCursor"] is None
    assert found["pageInfo"]["hasPreviousPage"] is True


# Which ones


async def test_by_type(told: Told) -> None:
    types = ["organisation.signature-withdrawn", "engagement-officers.appointed"]
    found = await page(told, filter={"type": types}, after=str(told.loaded))
    assert [(node["position"], node["type"]) for node in found["nodes"]] == [
        (told.withdrawn, types[0]),
        (told.appointed, types[1]),
    ]


async def test_by_stream(told: Told) -> None:
    found = await page(told, filter={"stream": org(COLOGNE)[4:]})
    of_cologne = [told.signed, told.corrected, told.joined, told.annulled, told.withdrawn]
    assert [node["position"] for node in found["nodes"]][-5:] == of_cologne
    versions = [node["version"] for node in found["nodes"]]
    assert versions == list(range(1, len(versions) + 1))
    assert {node["stream"] for node in found["nodes"]} == {org(COLOGNE)[4:]}
    assert await positions(told, stream=str(uuid4())) == []


async def test_by_organisation_whatever_stream_records_it(told: Told) -> None:
    concerning = await positions(told, organisation=org(COLOGNE))
    assert {*concerning} > {told.signed, told.attended, told.appointed, told.changed, told.withdrawn}
    assert {*concerning} & {*told.at_once, told.by_another} == set()
    assert await positions(told, organisation=f"org_{uuid4()}") == []


async def test_by_who_recorded_it(told: Told) -> None:
    (of_another,) = (await page(told, after=str(told.by_another - 1), first=1))["nodes"]
    assert await positions(told, actor=of_another["actor"]) == [told.by_another]
    (ours,) = (await page(told, after=str(told.signed - 1), first=1))["nodes"]
    by_us = await positions(told, actor=ours["actor"])
    assert by_us == [each for each in range(told.loaded + 1, told.changed + 1) if each != told.by_another]


async def test_what_one_request_recorded_has_one_correlation_id(told: Told) -> None:
    nodes = (await page(told, after=str(told.loaded), first=3))["nodes"]
    one, other, later = (node["correlationId"] for node in nodes)
    assert one == other != later
    assert await positions(told, correlationId=one) == list(told.at_once)
    assert await positions(told, correlationId=one, type=["organisation.merged-into"]) == []


async def test_by_when_it_was_recorded(told: Told) -> None:
    moment = (await page(told, after=str(told.signed - 1), first=1))["nodes"][0]["recordedAt"]
    since, until = await positions(told, recordedSince=moment), (await page(told, last=1))["nodes"]
    assert since == list(range(told.signed, told.changed + 1))
    assert until[0]["position"] == told.changed
    before = await page(told, filter={"recordedUntil": moment}, last=1)
    assert before["totalCount"] == told.signed
    assert await positions(told, recordedSince=moment, recordedUntil=moment) == [told.signed]
    assert await positions(told, recordedSince="2999-01-01T00:00:00Z") == []
    assert await positions(told, recordedUntil="1999-01-01T00:00:00Z") == []


async def test_by_when_it_certainly_happened(told: Told) -> None:
    async def of_cologne(**days: str) -> list[int]:
        found = await positions(told, stream=org(COLOGNE)[4:], **days)
        return [each for each in found if each > told.loaded]

    assert await of_cologne(effectiveSince="2015-01-02") == [told.corrected, told.joined, told.withdrawn]
    assert await of_cologne(effectiveUntil="2015-01-02") == [told.signed, told.corrected]
    assert await of_cologne(effectiveSince="2015-01-02", effectiveUntil="2015-01-02") == [told.corrected]
    # The summit's attendance has no day of its own.
    attended = {"type": ["summit.attended"], "organisation": org(COLOGNE)}
    assert told.attended in await positions(told, **attended)
    assert told.attended not in await positions(told, **attended, effectiveSince="1000-01-01")


async def test_by_whether_it_corrects_another(told: Told) -> None:
    ours = {"organisation": org(COLOGNE), "recordedSince": await _recorded_at(told, told.loaded + 1)}
    stream = {"stream": org(COLOGNE)[4:], "recordedSince": await _recorded_at(told, told.loaded + 1)}
    assert await positions(told, corrections=True, **stream) == [told.corrected, told.annulled]
    rest = await positions(told, corrections=False, **stream)
    assert rest == [told.signed, told.joined, told.withdrawn]
    assert told.attended in await positions(told, corrections=False, **ours)
    assert await positions(told, corrections=None, **stream) == sorted([*rest, told.corrected, told.annulled])


async def _recorded_at(told: Told, position: int) -> str:
    moment: str = (await page(told, after=str(position - 1), first=1))["nodes"][0]["recordedAt"]
    return moment


async def test_every_type_that_can_be_filtered_by_is_one_that_is_recorded(told: Told) -> None:
    found = await page(told, filter={"type": sorted(event_types())}, last=1)
    assert found["totalCount"] == told.changed
    assert (await page(told, filter={}, last=1))["totalCount"] == told.changed


# What is refused


@pytest.mark.parametrize(
    ("given", "code", "english", "german"),
    [
        ({"filter": {"type": ["organisation.sang"]}}, "UNKNOWN_EVENT_TYPE", "`eventTypes`", "Ereignisart"),
        ({"filter": {"type": ["organisation.event"]}}, "UNKNOWN_EVENT_TYPE", "`eventTypes`", "Ereignisart"),
        ({"filter": {"stream": "1"}}, "BAD_ID", "no uuid", "keine UUID"),
        ({"filter": {"actor": "Ada"}}, "BAD_ID", "no uuid", "keine UUID"),
        ({"filter": {"correlationId": ""}}, "BAD_ID", "no uuid", "keine UUID"),
        ({"filter": {"organisation": org(COLOGNE)[4:]}}, "BAD_ID", "org_…", "Kennung"),
        ({"filter": {"effectiveSince": "2017"}}, "BAD_DATE", "YYYY-MM-DD", "Kalendertag"),
        ({"filter": {"recordedSince": "2017-01-01"}}, "BAD_MOMENT", "offset", "Abstand"),
        ({"after": "x"}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"after": ""}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"before": "-1"}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"before": "٣"}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"before": str(2**63)}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"after": "9" * 5_000}, "BAD_CURSOR", "a whole number, as text", "eine ganze Zahl"),
        ({"first": 1, "last": 1}, "BAD_PAGE", "not both", "nicht beides"),
        ({"first": 101}, "BAD_PAGE", "0 to 100", "0 bis 100"),
    ],
)
async def test_what_cannot_be_understood_is_refused_in_both_languages(
    told: Told, given: dict[str, Any], code: str, english: str, german: str
) -> None:
    for headers, words in (({}, english), ({"accept-language": "de"}, german)):
        answer = await told.api.ask(EVENTS, given, **headers)
        (error,) = answer["errors"]
        assert error["extensions"] == {"code": code}
        assert words in error["message"]
