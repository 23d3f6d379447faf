"""What a spreadsheet program is given: cells, headings, and what the response says of itself."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Sequence
from io import StringIO
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.languages import Language
from graphql_api.export.columns import Column
from graphql_api.export.forms import csv_of, json_lines_of
from tests.api import Api
from tests.graphql_api.every_list import FORMULA, LINES
from tests.graphql_api.exporting import POSITION, cells, fetch, rows, sheet
from tests.graphql_api.telling import log_position

SHARED = pytest.mark.asyncio(loop_scope="module")

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
NAME = Column(("name",))


async def batches(*rows: dict[str, Any]) -> AsyncIterator[Sequence[str]]:
    """Each row in a batch of its own."""
    for row in rows:
        yield [orjson.dumps(row).decode()]


async def written(rows: Sequence[dict[str, Any]], columns: Sequence[Column], delimiter: str = ",") -> bytes:
    chunks = csv_of(batches(*rows), columns, Language.EN, delimiter)
    return b"".join([chunk async for chunk in chunks])


# Cells


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, 0),
        (-7, -7),
        (2**53, 2**53),
        (-6.083, -6.083),
        ("", ""),
        ("05315000", "05315000"),
        ([], ""),
        (["FUNDING", "SPORT"], "FUNDING; SPORT"),
        ("a=b", "a=b"),
        (" =1", " =1"),
        ("'=1", "'=1"),
        *((f"{sign}1", f"'{sign}1") for sign in FORMULAS),
    ],
)
def test_a_cell_of_a_value(value: Any, cell: Any) -> None:
    assert NAME.cell({"name": value}) == cell
    assert type(NAME.cell({"name": value})) is type(cell)


def test_a_value_within_what_is_not_there_is_an_empty_cell() -> None:
    assert Column(("parent", "name")).cell({"parent": None}) == ""
    assert Column(("parent", "name")).cell({"parent": {"name": None}}) == ""
    assert Column(("parent", "name")).cell({"parent": {"name": "Köln"}}) == "Köln"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=4))
@example(["\r\n", '"', '","', ";", "\ufeff", "\u2028"])
async def test_what_a_reader_of_csv_finds_is_what_was_written(texts: list[str]) -> None:
    columns = [Column((name,)) for name in ("name", "text")]
    rows = [{"name": text, "text": None} for text in texts]
    for delimiter in ",;":
        text = (await written(rows, columns, delimiter)).decode()
        assert text[0] == "\ufeff"
        read = list(csv.reader(StringIO(text[1:], newline=""), delimiter=delimiter, strict=True))
        assert read[0] == ["Name", "Text"]
        assert [row[0].removeprefix("'") for row in read[1:]] == [text.removeprefix("'") for text in texts]
        assert not any(row[0].startswith(FORMULAS) or row[1] for row in read[1:])


async def test_texts_are_in_quotation_marks_and_numbers_are_not() -> None:
    columns = [Column((name,)) for name in ("name", "number", "latitude", "withdrawn")]
    row = {"name": 'Die "Börse"', "number": 7, "latitude": 51.5, "withdrawn": False}
    assert await written([row], columns) == (
        '\ufeff"Name","Number","Latitude","Withdrawn"\r\n"Die ""Börse""",7,51.5,"false"\r\n'.encode()
    )


async def test_json_lines_are_what_was_read_as_it_was_read() -> None:
    chunks = [chunk async for chunk in json_lines_of(batches({"a": "ä\n"}, {"a": None}))]
    assert b"".join(chunks) == '{"a":"ä\\n"}\n{"a":null}\n'.encode()


# Whole exports


def shown(value: Any) -> str:
    """What is expected in a cell of what JSON Lines have."""
    if isinstance(value, list):
        return "; ".join(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULAS else str(value)


def leaves(value: Any, width: dict[str, int], path: str = "") -> list[str]:
    """The cells of a row; of a part that is missing, as many as it has in other rows."""
    if isinstance(value, dict):
        return [cell for name, part in value.items() for cell in leaves(part, width, f"{path}.{name}")]
    return [shown(value)] * (width.get(path, 1) if value is None else 1)


def widths(value: Any, path: str = "") -> dict[str, int]:
    """How many cells each part of a row has."""
    if not isinstance(value, dict):
        return {}
    inner = {key: w for name, part in value.items() for key, w in widths(part, f"{path}.{name}").items()}
    return {**inner, path: len(leaves(value, inner, path))}


@SHARED
@pytest.mark.parametrize("name", ["organisations", "impulses", "practiceExamples", "adoptions", "summits"])
async def test_a_sheet_has_the_cells_of_what_json_lines_have(name: str, exchanged_api: Api) -> None:
    exact = await rows(exchanged_api, name)
    width: dict[str, int] = {}
    for row in exact:
        width |= widths(row)
    headings, *found = await sheet(exchanged_api, name)
    assert found == [leaves(row, width) for row in exact]
    assert {len(row) for row in found} == {len(headings)}


@SHARED
async def test_line_breaks_quotation_marks_and_umlauts_come_through(exchanged_api: Api) -> None:
    for delimiter in ("comma", "semicolon"):
        headings, *found = await sheet(exchanged_api, "impulses", {"delimiter": delimiter})
        assert found[0][headings.index("Text")] == LINES
        assert found[0][headings.index("Decision")] == "'-1 % Aufwand"
        assert found[1][headings.index("Title")] == f"'{FORMULA}"
        assert found[1][headings.index("Topics")] == "CITIZENS_FOUNDATIONS; FUNDING"


@SHARED
async def test_the_headings_are_in_the_language_asked_for_and_the_values_are_the_same(
    exchanged_api: Api,
) -> None:
    sheets = []
    for language in ("en", "de"):
        response = await exchanged_api.http.get("/export/summits.csv", headers={"accept-language": language})
        assert response.headers["content-language"] == language
        assert response.headers["vary"] == "Accept-Language"
        sheets.append(cells(response))
    (english, *values), (german, *same) = sheets
    assert values == same
    assert english[:5] == ["ID", "Version", "Year", "Title", "State"]
    assert german[:5] == ["Kennung", "Version", "Jahr", "Titel", "Stand"]


@SHARED
async def test_the_response_says_what_it_is_and_of_which_position(exchanged_api: Api) -> None:
    for form, media_type in (
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("jsonl", "application/jsonl"),
    ):
        response = await fetch(exchanged_api, f"impulses.{form}")
        assert response.headers["content-type"] == media_type
        assert response.headers["content-disposition"] == f'attachment; filename="impulses.{form}"'
        assert response.headers[POSITION] == str(await log_position(exchanged_api))


@SHARED
async def test_who_asks_for_the_head_is_told_the_same_without_the_rows(exchanged_api: Api) -> None:
    whole = await exchanged_api.http.get("/export/summits.csv")
    head = await exchanged_api.http.head("/export/summits.csv")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers
