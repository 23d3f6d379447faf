"""The forms of an export: from rows as JSON to CSV and to JSON Lines."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Sequence
from io import StringIO

import orjson

from domain.languages import Language
from graphql_api.export.columns import Cell, Column

CSV = "text/csv; charset=utf-8; header=present"
JSON_LINES = "application/jsonl"

# By which spreadsheet programs know that it is UTF-8.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


async def csv_of(
    batches: AsyncIterator[Sequence[str]], columns: Sequence[Column], language: Language, delimiter: str
) -> AsyncIterator[bytes]:
    """RFC 4180, in UTF-8, after a row of headings; texts are in quotation marks.

    Where the semicolon delimits, as where the comma stands before decimals, it does here too.
    """
    told = _with_decimal_comma if delimiter == ";" else _as_it_is
    lines = StringIO(newline="")
    writer = csv.writer(lines, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.heading(language) for column in columns])
    yield _BYTE_ORDER_MARK + _taken(lines)
    async for batch in batches:
        writer.writerows([told(column.cell(row)) for column in columns] for row in map(orjson.loads, batch))
        yield _taken(lines)


def _as_it_is(cell: Cell) -> Cell:
    return cell


class _WithDecimalComma(float):
    """A number that is written so; being one, it gets no quotation marks."""

    def __str__(self) -> str:
        return float.__repr__(self).replace(".", ",")


def _with_decimal_comma(cell: Cell) -> Cell:
    return _WithDecimalComma(cell) if isinstance(cell, float) else cell


def _taken(lines: StringIO) -> bytes:
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode()


async def json_lines_of(batches: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:
    async for batch in batches:
        yield ("\n".join(batch) + "\n").encode()
