"""The example's way into the area, and what still shows when it is withdrawn."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.exchange.passed_on import NOTE, REVISED, TITLE
from tests.graphql_api.exchange.seeing import (
    ARNSBERG,
    BRUEHL,
    COESFELD,
    WUPPERTAL,
    at_node,
    at_organisation,
    in_network,
    titles,
)
from tests.graphql_api.telling import org, record, refusal

REASON = "In die Engagementstrategie der Stadt aufgegangen."
ADOPTION = "organisation { name } adoptedFrom { name } adoptedOn kind note"


def adoption(who: str, whom: str, on: str, kind: str, note: str | None = None) -> dict[str, Any]:
    return {
        "organisation": {"name": who},
        "adoptedFrom": {"name": whom},
        "adoptedOn": on,
        "kind": kind,
        "note": note,
    }


BY_BRUEHL = adoption("Brühl", "Arnsberg", "2023-02-01", "ADOPTED")
BY_COESFELD = adoption("Kreis Coesfeld", "Brühl", "2024-06-03", "ADAPTED", NOTE)


async def its_way_is_followed(api: Api, example: str) -> None:
    passed_on = f"passedOn {{ nodes {{ {ADOPTION} passedOn {{ totalCount }} }} }}"
    seen = await at_node(
        api,
        "PracticeExample",
        example,
        f"""adoptions {{ nodes {{ {ADOPTION} }} }}
        first: adoptions(filter: {{ direct: true }}) {{ nodes {{ {ADOPTION} {passed_on} }} }}
        latest: adoptions(orderBy: {{ field: ADOPTED_ON, direction: DESC }}, first: 1) {{
            nodes {{ {ADOPTION} }}
        }}""",
    )
    assert seen["adoptions"]["nodes"] == [BY_BRUEHL, BY_COESFELD]
    onwards = {"nodes": [{**BY_COESFELD, "passedOn": {"totalCount": 0}}]}
    assert seen["first"]["nodes"] == [{**BY_BRUEHL, "passedOn": onwards}]
    assert seen["latest"]["nodes"] == [BY_COESFELD]
    all_over = await in_network(api, "adoptions(filter: { kind: [ADAPTED] }) { nodes { example { title } } }")
    assert all_over["adoptions"]["nodes"] == [{"example": {"title": TITLE}}]


async def each_of_the_three_shows_its_part(api: Api) -> None:
    asked = f"""practiceExamples {{ nodes {{ title adopterCount }} }}
        adoptions {{ nodes {{ {ADOPTION} example {{ title sharedBy {{ name }} }}
            passedOn {{ nodes {{ organisation {{ name }} }} }} }} }}"""
    arnsberg, bruehl, coesfeld = [
        await at_organisation(api, ags, asked) for ags in (ARNSBERG, BRUEHL, COESFELD)
    ]
    origin = {"example": {"title": TITLE, "sharedBy": {"name": "Arnsberg"}}}
    passed_on = {"passedOn": {"nodes": [{"organisation": {"name": "Kreis Coesfeld"}}]}}
    shared = {"nodes": [{"title": TITLE, "adopterCount": 2}]}
    none: dict[str, Any] = {"nodes": []}
    assert arnsberg == {"practiceExamples": shared, "adoptions": none}
    assert bruehl == {"practiceExamples": none, "adoptions": {"nodes": [BY_BRUEHL | origin | passed_on]}}
    assert coesfeld == {
        "practiceExamples": none,
        "adoptions": {"nodes": [BY_COESFELD | origin | {"passedOn": none}]},
    }


async def it_is_withdrawn(api: Api, example: str) -> None:
    withdrawing = {"example": example, "on": "2025-01-31", "reason": REASON}
    withdrawn = await record(
        api, "withdrawPracticeExample", withdrawing, "example { withdrawn withdrawnOn withdrawnReason }"
    )
    assert withdrawn["example"] == {
        "withdrawn": True,
        "withdrawnOn": "2025-01-31",
        "withdrawnReason": REASON,
    }
    revising = {"example": example, "content": REVISED, "on": "2025-02-01"}
    adopting = {"example": example, "organisation": org(WUPPERTAL), "kind": "ADOPTED", "on": "2025-02-01"}
    for mutation, input in (
        ("revisePracticeExample", revising),
        ("adoptPracticeExample", adopting),
        ("withdrawPracticeExample", withdrawing),
    ):
        refused = await refusal(api, mutation, input)
        assert (refused["code"], refused["path"]) == ("PRACTICE_EXAMPLE_WITHDRAWN", ["input", "example"])


async def what_was_adopted_still_shows(api: Api, example: str) -> None:
    """The example is not among those that are shared, but can be read, with who adopted it."""
    lists = await in_network(
        api,
        """shared: practiceExamples(filter: { withdrawn: false }) { nodes { title } }
        withdrawn: practiceExamples(filter: { withdrawn: true }) { nodes { title } }""",
    )
    assert (titles(lists["shared"]), titles(lists["withdrawn"])) == ([], [TITLE])
    asked = f"text adopterCount adoptions {{ nodes {{ {ADOPTION} }} }}"
    assert await at_node(api, "PracticeExample", example, asked) == {
        "text": REVISED["text"],
        "adopterCount": 2,
        "adoptions": {"nodes": [BY_BRUEHL, BY_COESFELD]},
    }
    at_coesfeld = "adoptions { nodes { example { title withdrawn } } }"
    assert (await at_organisation(api, COESFELD, at_coesfeld))["adoptions"]["nodes"] == [
        {"example": {"title": TITLE, "withdrawn": True}}
    ]
