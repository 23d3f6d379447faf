"""What is found by which words, how, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from infra.read_tables import generation
from projections import READ_MODELS, SEARCH_ENTRIES
from tests.api import Api
from tests.databases import ask
from tests.graphql_api.every_list import FORMULA
from tests.graphql_api.exchange.seeing import WUPPERTAL, summit_of_2017
from tests.graphql_api.searching import found, search, titles
from tests.graphql_api.telling import ASSOCIATION, org, record

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD, CAFE = "Die Ehrenamtskarte auf dem Smartphone", "Café der Straße"
FOUNDATIONS = [("Bürgerstiftungen stärken", "TITLE"), (FORMULA, "TEXT"), ("Bürgerstiftungstag", "SIMILAR")]


# Words


@pytest.mark.parametrize(
    "query",
    [
        "Bürgerstiftung",
        "bürgerstiftungen",
        "buergerstiftung",
        "Burgerstiftung",
        "BÜRGERSTIFTUNGEN",
        "BUERGERSTIFTUNG",
        "  Bürgerstiftung!  ",
        "die Bürgerstiftung",
    ],
)
async def test_a_title_ranks_above_a_text_and_a_text_above_what_is_written_alike(
    query: str, exchanged_api: Api
) -> None:
    assert await found(exchanged_api, query) == FOUNDATIONS


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("Radevormwald", "TITLE"),
        ("radevormwald", "TITLE"),
        ("Radevormwld", "SIMILAR"),
        ("Radevor", "SIMILAR"),
    ],
)
async def test_a_name_is_found_as_people_nearly_write_it(query: str, match: str, exchanged_api: Api) -> None:
    assert await found(exchanged_api, query) == [("Radevormwald", match)]


@pytest.mark.parametrize(
    ("query", "match"),
    [
        *((query, "TITLE") for query in ("café", "cafe", "CAFÉ", "Cafés")),
        *((query, "TITLE") for query in ("Straße", "strasse", "STRASSE", "Straßen")),
        *((query, "TEXT") for query in ("Größe", "groesse", "Grosse", "GRÖSSEN", "zaehlen")),
        *((query, "TEXT") for query in ("Maß", "mass")),
    ],
)
async def test_accents_and_sharp_s_do_not_matter(query: str, match: str, exchanged_api: Api) -> None:
    assert (CAFE, match) in await found(exchanged_api, query)


async def test_the_database_works_out_the_words_of_an_entry(exchanged_dsn: str) -> None:
    table = f"{generation(READ_MODELS)}.{SEARCH_ENTRIES.table}"
    vector = await ask(
        exchanged_dsn, f"SELECT vector::text FROM {table} WHERE title = $1 AND valid_to IS NULL", CAFE
    )
    words = set(str(vector).split())
    assert {"'caf':1A,5", "'strass':3A"} < words
    assert {word.split(":")[0] for word in words} >= {"'gross'", "'mass'", "'offn'", "'landlich'"}


async def test_the_more_of_a_title_the_words_are_the_higher_it_ranks(exchanged_api: Api) -> None:
    assert (await titles(exchanged_api, "Köln"))[:2] == ["Köln", "Regierungsbezirk Köln"]
    for name in ("Münster", "Arnsberg", "Detmold", "Düsseldorf", "Düren", "Euskirchen", "Borken", "Herford"):
        first, second = (await titles(exchanged_api, name))[:2]
        assert (first, second.split()[-1]) == (name, name)


# Operators


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ländlichen Raum", [CARD, CAFE]),
        ('"ländlichen Raum"', [CARD, CAFE]),
        ('"Raum ländlichen"', []),
        ("Raum Smartphone", [CARD]),
        ("Raum Zahnarzt", []),
        ("Smartphone OR Café", [CAFE, CARD]),
        ('"Maß und Größe" Café', [CAFE]),
        ("ländlichen Raum -Café", [CARD]),
        ("Raum -Größe", []),
        ("Café - Größe", [CAFE]),
        ("Café für Größe", [CAFE]),
        ("Café fuer Größe", [CAFE]),
        ("Raum -groesse", []),
        ("Jahr Abenteuer", ["Bürgerstiftungstag"]),
        ("Jahr -Abenteuer", []),
        ('Raum -"Maß und Größe"', []),
        ("Nordrhein-Westfalen Landkreistag", ["Landkreistag Nordrhein-Westfalen"]),
    ],
)
async def test_phrases_alternatives_and_exclusions(
    query: str, expected: list[str], exchanged_api: Api
) -> None:
    by_words = [title for title, match in await found(exchanged_api, query, first=10) if match != "SIMILAR"]
    assert sorted(by_words) == sorted(expected)


# What is found


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["IMPULSE"], ["Bürgerstiftungen stärken"]),
        (["PRACTICE_EXAMPLE"], [CAFE]),
        (["ORGANISATION"], ["Radevormwald"]),
        (["PRACTICE_EXAMPLE", "ORGANISATION"], [CAFE, "Radevormwald"]),
        ([], []),
        (None, ["Bürgerstiftungen stärken", CAFE, "Radevormwald"]),
    ],
    ids=str,
)
async def test_only_the_kinds_asked_for_are_found(
    kinds: list[str] | None, expected: list[str], exchanged_api: Api
) -> None:
    listed = await titles(exchanged_api, "stärken OR Café OR Radevormwald", kinds=kinds)
    assert sorted(listed) == sorted(expected)


async def test_a_snippet_shows_the_words_in_their_text_and_names_have_none(exchanged_api: Api) -> None:
    by_title, by_text, alike = (await search(exchanged_api, "bürgerstiftungen"))["nodes"]
    assert by_text["snippet"] == "**Bürgerstiftung** trägt"
    assert by_title["snippet"] == "Mit Geld und Rat."
    assert alike["snippet"] == "Einmal im Jahr ein Abenteuer."
    (name,) = (await search(exchanged_api, "Radevormwald"))["nodes"]
    assert name["snippet"] is None
    (lines,) = (await search(exchanged_api, "Raum Café"))["nodes"]
    assert "**Raum**. Maß und Größe" in lines["snippet"]
    assert "\n" not in lines["snippet"]


async def test_what_is_found_is_shown_as_what_it_is(exchanged_api: Api) -> None:
    data = await exchanged_api.data("""{ network { search(query: "stärken OR Café OR Radevormwald") { nodes {
        kind node { __typename id version ... on Organisation { ags name }
            ... on Impulse { title raisedBy { name } } ... on PracticeExample { title sharedBy { name } } }
    } } } }""")
    nodes = {each["kind"]: each["node"] for each in data["network"]["search"]["nodes"]}
    assert {kind: node.pop("id")[:4] for kind, node in nodes.items()} == {
        "ORGANISATION": "org_",
        "IMPULSE": "imp_",
        "PRACTICE_EXAMPLE": "exa_",
    }
    assert nodes == {
        "ORGANISATION": {
            "__typename": "Organisation",
            "version": 1,
            "ags": "05374036",
            "name": "Radevormwald",
        },
        "IMPULSE": {
            "__typename": "Impulse",
            "version": 1,
            "title": "Bürgerstiftungen stärken",
            "raisedBy": {"name": "Wuppertal"},
        },
        "PRACTICE_EXAMPLE": {
            "__typename": "PracticeExample",
            "version": 3,
            "title": CAFE,
            "sharedBy": {"name": "Arnsberg"},
        },
    }


async def test_several_searches_of_one_document_do_not_mix(exchanged_api: Api) -> None:
    query = """query ($a: String!, $b: String!) { network {
        a: search(query: $a, first: 1) { totalCount nodes { title } }
        b: search(query: $b, kinds: [ORGANISATION]) { totalCount nodes { title match } }
        c: search(query: "Café") { nodes { title } }
        organisations(filter: { text: "Radevorm" }) { nodes { name } }
    } }"""
    data = await exchanged_api.data(query, {"a": "Bürgerstiftung", "b": "Radevormwld"})
    assert data["network"] == {
        "a": {"totalCount": 3, "nodes": [{"title": "Bürgerstiftungen stärken"}]},
        "b": {"totalCount": 1, "nodes": [{"title": "Radevormwald", "match": "SIMILAR"}]},
        "c": {"nodes": [{"title": CAFE}]},
        "organisations": {"nodes": [{"name": "Radevormwald"}]},
    }


# As it is now


async def test_what_is_withdrawn_is_not_found(exchanged_api: Api) -> None:
    assert await titles(exchanged_api, "Zeltlager") == []
    withdrawn = "{ network { practiceExamples(filter: { withdrawn: true }) { nodes { title } } } }"
    assert (await exchanged_api.data(withdrawn))["network"]["practiceExamples"]["nodes"] == [
        {"title": "Zeltlager"}
    ]


async def test_an_organisation_is_found_by_its_new_name_alone(exchanged_api: Api) -> None:
    registering = {"name": "Xanthippe", **ASSOCIATION}
    registered = await record(exchanged_api, "registerOrganisation", registering, "organisation { id }")
    assert await titles(exchanged_api, "Xanthippe") == ["Xanthippe"]
    renaming = {"organisation": registered["organisation"]["id"], "name": "Quodlibet"}
    await record(exchanged_api, "renameOrganisation", renaming)
    assert await titles(exchanged_api, "Xanthippe") == []
    assert await found(exchanged_api, "quodlibet") == [("Quodlibet", "TITLE")]


async def test_an_example_is_found_by_what_its_revision_says(exchanged_api: Api) -> None:
    content: dict[str, Any] = {
        "kind": "STRATEGY",
        "title": "Wunschgroßeltern",
        "summary": "Leihoma.",
        "text": "Vorlesepaten.",
        "topics": ["NEIGHBOURHOOD"],
        "targetGroups": ["FAMILIES"],
    }
    sharing = {"organisation": org(WUPPERTAL), "content": content, "on": "2021-03-08"}
    shared = await record(exchanged_api, "sharePracticeExample", sharing, "example { id }")
    for word in ("wunschgrosseltern", "leihoma", "Vorlesepate"):
        assert await titles(exchanged_api, word) == ["Wunschgroßeltern"]
    revised = {**content, "title": "Patenschaften", "summary": "Kurz.", "text": "Hausaufgabenhilfe."}
    revising = {"example": shared["example"]["id"], "content": revised, "on": "2022-03-08"}
    await record(exchanged_api, "revisePracticeExample", revising)
    for word in ("Wunschgroßeltern", "Leihoma", "Vorlesepaten"):
        assert await titles(exchanged_api, word) == []
    assert await found(exchanged_api, "hausaufgabenhilfe") == [("Patenschaften", "TEXT")]


async def test_an_impulse_is_found_by_its_corrected_title_alone(exchanged_api: Api) -> None:
    raising = {"organisation": org(WUPPERTAL), "summit": await summit_of_2017(exchanged_api)}
    wrong = {**raising, "title": "Brunnenkresse", "text": "Nasturtium.", "topics": ["SPORT"]}
    raised = await record(exchanged_api, "raiseImpulse", wrong, "position")
    right = {**wrong, "title": "Sauerampfer", "corrects": raised["position"]}
    await record(exchanged_api, "raiseImpulse", right)
    assert await titles(exchanged_api, "Brunnenkresse") == []
    assert await found(exchanged_api, "Sauerampfer") == [("Sauerampfer", "TITLE")]
    assert await found(exchanged_api, "nasturtium") == [("Sauerampfer", "TEXT")]
