"""Searches page by page; and whatever is searched for, nothing fails that the client is not told how."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api import Api
from tests.graphql_api.searching import SEARCH, found, search
from tests.graphql_api.test_languages import in_both

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = "Kreis OR Regierungsbezirk OR Bürgerstiftung OR Raum OR Köln"
REFUSALS = {"BAD_QUERY", "BAD_USER_INPUT"}
LONG = 200

ODD = [
    *('"', '"neue', 'neue"', '"" ""', '"neue" "', "'", "''", "neue'; DROP TABLE search_entries; --"),
    *("und die der", "die", '"und"', "-die", "-", "--", "- -", "-neue", "-neue -Kreis", "OR", "OR OR", "or"),
    *("Kreis OR", "OR Kreis", "Kreis -", "-OR", "Kreis OR -Kreis", "a:*", "!&|<->:*", "!Kreis & Köln", "(("),
    *("<->", "Kreis <2> Köln", "\\", "\\'", "%", "_", "$1", "{row}", "{{a}}", "$$", "/*", "%s", "a\0b", "\0"),
    *(
        "😀",
        "Köln 😀",
        "👩‍👩‍👧",
        "\u200b",
        "\u200bKöln",
        "\ufeff",
        "\u202eKöln",
        "\u0301",
        "Ko\u0308ln",
        "ＫÖＬＮ",
    ),
    *(
        "Köln\n\tBonn",
        "\r",
        "\x1b[0m",
        "\x7f",
        "ﬁ",
        "ﷺ" * LONG,
        "ß" * LONG,
        "İ" * LONG,
        "Ǆ",
        "Σς",
        "漢字",
        "1",
        "0",
    ),
    *("a" * LONG, "-" * LONG, '"' * LONG, "a " * (LONG // 2), "a-" * (LONG // 2), "OR " * 66, "😀" * LONG),
    *("https://example.org/a?b=c&d=e", "zoe@stadt.example", "1.000,50", "2017-12-06", "/etc/passwd", "C++"),
]


# Pages


@pytest.mark.parametrize(
    ("query", "length", "matches"),
    [(MANY, 7, {"TITLE", "TEXT"}), ("Bürgerstiftung", 1, {"TITLE", "TEXT", "SIMILAR"})],
)
async def test_pages_are_complete_without_repeats_and_say_where_they_lie(
    query: str, length: int, matches: set[str], exchanged_api: Api
) -> None:
    whole = await search(exchanged_api, query)
    assert whole["totalCount"] == len(whole["nodes"]) > 2 * length
    assert {node["match"] for node in whole["nodes"]} == matches
    nodes: list[dict[str, Any]] = []
    cursors: list[str] = []
    after = None
    while True:
        page = await search(exchanged_api, query, first=length, after=after)
        nodes += page["nodes"]
        cursors += [edge["cursor"] for edge in page["edges"]]
        info = page["pageInfo"]
        assert page["totalCount"] == whole["totalCount"]
        assert (info["startCursor"], info["endCursor"]) == (cursors[-len(page["nodes"])], cursors[-1])
        assert info["hasPreviousPage"] is (after is not None)
        assert info["hasNextPage"] is (len(nodes) < whole["totalCount"])
        if not info["hasNextPage"]:
            break
        after = info["endCursor"]
    assert nodes == whole["nodes"]
    assert cursors == [edge["cursor"] for edge in whole["edges"]]
    assert len(set(cursors)) == len({node["node"]["id"] for node in nodes}) == len(nodes)


async def test_matches_come_one_kind_after_the_other(exchanged_api: Api) -> None:
    matches = [match for _, match in await found(exchanged_api, MANY)]
    assert matches == sorted(matches, key=["TITLE", "TEXT", "SIMILAR"].index)


async def test_the_page_behind_the_last_is_empty(exchanged_api: Api) -> None:
    whole = await search(exchanged_api, "Radevormwald")
    behind = await search(exchanged_api, "Radevormwald", after=whole["pageInfo"]["endCursor"])
    assert (behind["totalCount"], behind["nodes"], behind["edges"]) == (1, [], [])
    assert behind["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }
    none = await search(exchanged_api, "Radevormwald", first=0)
    assert (none["totalCount"], none["nodes"]) == (1, [])
    assert none["pageInfo"]["hasNextPage"] is True


async def test_a_cursor_of_another_connection_is_refused(exchanged_api: Api) -> None:
    query = "{ network { %s { pageInfo { endCursor } } } }"
    for listed in ("organisations", "impulses"):
        page = (await exchanged_api.data(query % f"{listed}(first: 1)"))["network"][listed]
        given = {"query": "Köln", "after": page["pageInfo"]["endCursor"]}
        assert await exchanged_api.code(SEARCH, given) == "BAD_CURSOR"
    ours = (await search(exchanged_api, "Köln"))["pageInfo"]["endCursor"]
    elsewhere = query % f'impulses(after: "{ours}")'
    assert await exchanged_api.code(elsewhere) == "BAD_CURSOR"
    for bad in ("", "x", "bnVsbA"):
        assert await exchanged_api.code(SEARCH, {"query": "Köln", "after": bad}) == "BAD_CURSOR"


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_page_of_another_length_is_refused(first: int, exchanged_api: Api) -> None:
    assert await exchanged_api.code(SEARCH, {"query": "Köln", "first": first}) == "BAD_PAGE"


# Queries


@pytest.mark.parametrize(
    "query", ["", " ", "\n", "!", '""', "-", "-die", "-neue -Kreis", "…", "😀", "a" * (LONG + 1)]
)
async def test_what_has_no_words_or_too_many_is_refused_in_both_languages(
    query: str, exchanged_api: Api
) -> None:
    (english,), (german,) = [
        answer["errors"] for answer in await in_both(exchanged_api, SEARCH, {"query": query})
    ]
    assert english["extensions"] == german["extensions"] == {"code": "BAD_QUERY"}
    assert english["message"] == (
        "Give words to search for, not only such as are to be missing; at most 200 characters."
    )
    assert german["message"] == (
        "Anzugeben sind Suchwörter, nicht nur solche, die fehlen sollen; höchstens 200 Zeichen."
    )


async def test_a_query_is_checked_though_nothing_of_what_it_finds_is_asked_for(exchanged_api: Api) -> None:
    assert await exchanged_api.code('{ network { search(query: "") { __typename } } }') == "BAD_QUERY"
    assert await exchanged_api.data('{ network { search(query: "Köln") { __typename } } }')


async def understood(api: Api, query: str) -> bool:
    """Whether it is answered; it is refused by a code that says why, else."""
    answer = await api.ask(SEARCH, {"query": query, "first": 3})
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert codes <= REFUSALS, answer
    return not codes


@pytest.mark.parametrize("query", ODD, ids=lambda query: repr(query[:30]))
async def test_odd_queries_are_answered_or_refused(query: str, exchanged_api: Api) -> None:
    sought = [word for word in query.split() if not word.startswith("-")]
    words = any(map(str.isalnum, "".join(sought))) and "\0" not in query
    assert await understood(exchanged_api, query) is words


async def test_stop_words_alone_find_nothing(exchanged_api: Api) -> None:
    assert await found(exchanged_api, "und die der") == []


OPERATORS = st.sampled_from(['"', "-", " OR ", " ", "(", ")", "&", "|", "!", ":*", "<->", "'", "\\"])
WORDS = st.sampled_from(["Köln", "Kreis", "buergerstiftung", "Größe", "und", "Radevormwld"])
QUERIES = st.lists(OPERATORS | WORDS | st.text(max_size=4), max_size=12).map("".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
async def test_no_query_fails_internally(query: str, exchanged_api: Api) -> None:
    await understood(exchanged_api, query)
