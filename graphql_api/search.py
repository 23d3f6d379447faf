"""Search by words: what has them in its title first, then in its text, then what is written alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import strawberry

from domain.languages import Words
from graphql_api.enums import SearchKind
from graphql_api.planner.connections import PAGE_ROWS, Page, Rows
from graphql_api.planner.cursors import Keyset
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, quoted
from graphql_api.planner.nodes import NodeOfKind
from graphql_api.planner.prices import Price
from graphql_api.relay import FORWARD_ARGUMENTS, Node
from projections import SEARCH_ENTRIES
from projections.german_order import name_key

_LONGEST_QUERY = 200


@strawberry.enum(description="How something was found.")
class SearchMatch(Enum):
    """The later the better."""

    SIMILAR = strawberry.enum_value(
        "SIMILAR", description="Its title has something that is written nearly so (ähnlich)."
    )
    TEXT = strawberry.enum_value("TEXT", description="Its title and text have the words.")
    TITLE = strawberry.enum_value("TITLE", description="Its title has the words.")


# The rank: by the match, then by how good it is.
_A_MATCH = 1_000_000_000
_MATCHES = ", ".join(quoted(each.name) for each in SearchMatch)
_MATCH = f"(ARRAY[{_MATCHES}])[{{row}}.rank / {_A_MATCH}]"
_SNIPPET = """CASE WHEN {row}.text <> '' THEN ts_headline('search_german',
    regexp_replace({row}.text, '\\s+', ' ', 'g'), {row}.words, 'StartSel=**, StopSel=**, MaxFragments=2,
    MinWords=8, MaxWords=20, FragmentDelimiter=" … "') END"""

# Answers what has the words, or is written alike, with its rank.
_FOUND = """(
SELECT id, kind, title, text, words, (CASE
    WHEN ts_filter(vector, '{{a}}') @@ words
        THEN 3 + (ts_rank(vector, words, 32) + 0.9 * similarity({key}, title_key)) / 2
    WHEN vector @@ words THEN 2 + ts_rank(vector, words, 32)
    ELSE 1 + (0.9 * word_similarity({key}, title_key) + 0.09 * similarity({key}, title_key))
    END * {a_match})::bigint AS rank
FROM {table}, (SELECT {words} AS words OFFSET 0) AS asked
WHERE (vector @@ {words}{alike}){kinds}
)"""


@dataclass(frozen=True)
class Search:
    """Pages of what was found, the best first."""

    price: ClassVar = Price(5_000, rows=PAGE_ROWS, total=5_000)

    def json(self, field: Field) -> Json:
        return Page(self.rows(field), field).json()

    def rows(self, field: Field) -> Rows:
        query, kinds = field.argument("query"), field.argument("kinds")
        query.check(_refuse_no_words)
        said = f"websearch_to_tsquery('search_german', {query.bind('text', _without_dashes)})"
        otherwise = f"websearch_to_tsquery('search_german', {query.bind('text', _with_umlauts)})"
        key = query.bind("text", name_key)
        found = _FOUND.format(
            alike="" if query.decide(_excludes) else f" OR {key} <% title_key",
            table=field.planning.rows(SEARCH_ENTRIES),
            words=f"(SELECT {said} || {otherwise})",
            key=key,
            kinds=f" AND kind = ANY({kinds.bind('text[]')})" if kinds.given else "",
            a_match=_A_MATCH,
        )
        return Rows(
            alias=field.planning.alias(),
            table=found,
            condition="true",
            key="rank",
            descending=True,
            cursor=Keyset("search", int),
        )


def search(description: str) -> Any:
    return planned(
        Search(),
        description,
        {
            "query": (
                str,
                'Words that are all found, in any of their forms; "…" a phrase, OR either, - before a word: '
                f"not it. At most {_LONGEST_QUERY} characters.",
            ),
            "kinds": (list[SearchKind] | None, "What is searched for; all where it is left out."),
            **FORWARD_ARGUMENTS,
        },
    )


@strawberry.type(description="What a search found (Treffer).")
class SearchResult:
    kind: SearchKind = column("What it is (Art).", "kind")
    title: str = column("Its name or title (Titel).", "title")
    match: SearchMatch = column("How it was found.", _MATCH)
    snippet: str | None = column(
        "Passages of its text, with the words that were found between ** and ** (Fundstelle); null where it "
        "has no text.",
        _SNIPPET,
        Price(100),
    )
    node: Node = planned(
        NodeOfKind(
            {
                SearchKind.ORGANISATION: "org",
                SearchKind.IMPULSE: "imp",
                SearchKind.PRACTICE_EXAMPLE: "exa",
            }
        ),
        "It itself: an Organisation, an Impulse or a PracticeExample.",
    )


def _refuse_no_words(query: str) -> None:
    words = _without_dashes(query[:_LONGEST_QUERY]).split()
    if len(query) > _LONGEST_QUERY or not name_key(query) or all(word.startswith("-") for word in words):
        raise BadInput(
            "BAD_QUERY",
            Words(
                en=f"Give words to search for, not only such as are to be missing; at most {_LONGEST_QUERY} "
                "characters.",
                de="Anzugeben sind Suchwörter, nicht nur solche, die fehlen sollen; höchstens "
                f"{_LONGEST_QUERY} Zeichen.",
            ),
        )


def _without_dashes(query: str) -> str:
    """The query without hyphens that stand before no word: they would exclude what comes next."""
    return re.sub(r"-(?!\S)", " ", query)


def _excludes(query: str) -> bool:
    return re.search(r"(?<!\w)-(?=\S)", query) is not None


def _with_umlauts(query: str) -> str:
    """The query with ä for ae and so on, which PostgreSQL's stems take for one from version 18 on only.

    Not where it excludes words, as what is excluded would be another one.
    """
    query = _without_dashes(query)
    if _excludes(query):
        return query
    return query.casefold().replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
