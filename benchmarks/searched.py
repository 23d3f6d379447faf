"""A million entries to search among, and what is asked of them; the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from uuid import UUID

import asyncpg
import orjson

from benchmarks.server import create_database
from infra.read_tables import create_tables, generation
from infra.register import Register
from projections import READ_MODELS, SEARCH_ENTRIES
from projections.german_order import name_key
from projections.search_entries import SearchEntryRow, SearchKind

ENTRIES = 1_000_000
PAGE = 20

DOCUMENT = """query Search($query: String!, $first: Int) { network { search(query: $query, first: $first) {
    nodes { kind title match snippet }
} } }"""

_BATCH = 20_000
_VOCABULARY = 20_000
_WORDS_IN_TITLE = 4
_WORDS_IN_TEXT = 16
_ONSETS = [
    "b",
    "br",
    "d",
    "f",
    "g",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "schw",
    "st",
    "t",
    "w",
    "z",
]
_VOWELS = ["a", "e", "i", "o", "u", "ä", "ö", "ü", "ei", "au"]
_CODAS = ["", "b", "cht", "l", "n", "nd", "r", "rg", "s", "t", "ld"]


class Language:
    """Words that are made up, with the frequencies that words have (Zipf's law)."""

    def __init__(self, random: Random) -> None:
        self._random = random
        words = dict.fromkeys(self._word() for _ in range(2 * _VOCABULARY))
        self.words = list(words)[:_VOCABULARY]
        self._weights = list(_running_sum(1 / rank for rank in range(1, len(self.words) + 1)))

    def _word(self) -> str:
        random = self._random
        syllables = random.randrange(2, 5)
        return "".join(
            random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS) for _ in range(syllables)
        )

    def said(self, count: int) -> str:
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=count))


def _running_sum(values: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for value in values:
        total += value
        yield total


def entries(language: Language, random: Random, count: int) -> Iterator[SearchEntryRow]:
    kinds = list(SearchKind)
    for _ in range(count):
        title = language.said(_WORDS_IN_TITLE).title()
        kind = random.choice(kinds)
        text = "" if kind is SearchKind.ORGANISATION else language.said(_WORDS_IN_TEXT)
        yield SearchEntryRow(
            id=UUID(int=random.getrandbits(128), version=4),
            kind=kind,
            title=title,
            title_key=name_key(title),
            text=text,
        )


async def searched_register(server: str, name: str, count: int = ENTRIES) -> str:
    """The DSN of a new database whose read model has that many entries; its log is empty."""
    dsn = await create_database(server, name)
    random = Random(1)
    language = Language(random)
    connection = await asyncpg.connect(dsn)
    try:
        await create_tables(connection, READ_MODELS, generation(READ_MODELS))
        made = entries(language, random, count)
        while batch := [SEARCH_ENTRIES.to_record(row, 1, None, 0) for row in islice(made, _BATCH)]:
            await connection.copy_records_to_table(
                SEARCH_ENTRIES.table,
                schema_name=generation(READ_MODELS),
                columns=SEARCH_ENTRIES.record_columns,
                records=batch,
            )
    finally:
        await connection.close()
    register = Register(dsn)
    await register.projector.catch_up()  # nothing to fold: it makes the indexes
    await register.database.close()
    return dsn


class Searches:
    """Searches like those of people: one word or two, rare or frequent, some with a typing error."""

    def __init__(self) -> None:
        self._random = Random(2)
        self._words = Language(Random(1)).words

    def next(self) -> str:
        random = self._random
        rare = random.choice(self._words[200:])
        match random.randrange(4):
            case 0:
                return random.choice(self._words[50:200])
            case 1:
                return f"{rare} {random.choice(self._words[:50])}"
            case 2:
                at = random.randrange(1, len(rare))
                return rare[:at] + rare[at + 1 :]
            case _:
                return rare


def search(query: str) -> bytes:
    """The body of a request."""
    return orjson.dumps({"query": DOCUMENT, "variables": {"query": query, "first": PAGE}})
