"""Arnsberg shares a practice example; Brühl adopts it, and Kreis Coesfeld adapts it from Brühl."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.exchange.seeing import ARNSBERG, BRUEHL, COESFELD, HELLENTHAL, at_node
from tests.graphql_api.telling import COLOGNE, org, record, refusal

TITLE = "Engagementlotsinnen und Engagementlotsen für ältere Menschen"
CONTENT = {
    "kind": "PRACTICE_EXAMPLE",
    "title": TITLE,
    "summary": "Geschulte Ehrenamtliche begleiten Ältere in ein passendes bürgerschaftliches Engagement.",
    "text": "Die Fachstelle für bürgerschaftliches Engagement schult zweimal im Jahr.\n\n"
    "Die Größe der Gruppe: höchstens zwölf. Sprechstunden gibt es in allen Bürgerbüros.",
    "topics": ["TRAINING", "LOCAL_CONTACT_POINTS"],
    "targetGroups": ["OLDER_PEOPLE", "VOLUNTEERS"],
    "link": "https://www.arnsberg.example/engagement/lotsen",
}
REVISED: dict[str, Any] = {
    **CONTENT,
    "text": f"{CONTENT['text']}\n\nSeit 2022 auch für junge Leute, gemeinsam mit den Schulen.",
    "targetGroups": ["CHILDREN_AND_YOUTH", "OLDER_PEOPLE", "SCHOOLS", "VOLUNTEERS"],
    "link": None,
}
NOTE = "Für den Kreis angepasst: Die Städte und Gemeinden benennen die Lotsen, der Kreis schult sie."
SAYS = "kind title summary text topics targetGroups link"


async def arnsberg_shares_an_example(api: Api) -> str:
    stranger = {"organisation": org(COLOGNE), "content": CONTENT, "on": "2021-03-08"}
    refused = await refusal(api, "sharePracticeExample", stranger)
    assert (refused["code"], refused["path"]) == ("NOT_MEMBER", ["input", "organisation"])
    sharing = {**stranger, "organisation": org(ARNSBERG)}
    also = "id sharedBy { name } sharedOn revisedOn withdrawn adopterCount"
    example = (await record(api, "sharePracticeExample", sharing, f"example {{ {SAYS} {also} }}"))["example"]
    shared: str = example.pop("id")
    assert example == {
        **CONTENT,
        "topics": ["LOCAL_CONTACT_POINTS", "TRAINING"],
        "sharedBy": {"name": "Arnsberg"},
        "sharedOn": "2021-03-08",
        "revisedOn": None,
        "withdrawn": False,
        "adopterCount": 0,
    }
    return shared


async def arnsberg_revises_it(api: Api, example: str) -> None:
    revising = {"example": example, "content": REVISED, "on": "2022-09-01"}
    revised = await record(api, "revisePracticeExample", revising, f"example {{ {SAYS} sharedOn revisedOn }}")
    assert revised["example"] == {
        **REVISED,
        "topics": ["LOCAL_CONTACT_POINTS", "TRAINING"],
        "sharedOn": "2021-03-08",
        "revisedOn": "2022-09-01",
    }


async def bruehl_adopts_it(api: Api, example: str) -> None:
    adopting = {"example": example, "organisation": org(BRUEHL), "kind": "ADOPTED", "on": "2023-02-01"}
    early = await refusal(api, "adoptPracticeExample", {**adopting, "on": "2021-03-07"})
    assert (early["code"], early["path"]) == ("DATES_OUT_OF_ORDER", ["input", "on"])
    shown = "adoption { organisation { name } kind adoptedFrom { name } adoptedOn note }"
    assert (await record(api, "adoptPracticeExample", adopting, shown))["adoption"] == {
        "organisation": {"name": "Brühl"},
        "kind": "ADOPTED",
        "adoptedFrom": {"name": "Arnsberg"},
        "adoptedOn": "2023-02-01",
        "note": None,
    }
    assert (await at_node(api, "PracticeExample", example, "adopterCount"))["adopterCount"] == 1


async def coesfeld_adapts_it_from_bruehl(api: Api, example: str) -> None:
    """Not from Hellenthal, which never adopted it; nor before Brühl had it."""
    adapting = {"example": example, "organisation": org(COESFELD), "kind": "ADAPTED", "note": NOTE}
    there = await refusal(
        api, "adoptPracticeExample", {**adapting, "adoptedFrom": org(HELLENTHAL), "on": "2024-06-03"}
    )
    assert (there["code"], there["path"]) == ("NOT_ADOPTED_THERE", ["input", "adoptedFrom"])
    from_bruehl = {**adapting, "adoptedFrom": org(BRUEHL)}
    early = await refusal(api, "adoptPracticeExample", {**from_bruehl, "on": "2023-01-31"})
    assert early["code"] == "DATES_OUT_OF_ORDER"
    shown = "adoption { kind adoptedFrom { name } adoptedOn note }"
    adapted = await record(api, "adoptPracticeExample", {**from_bruehl, "on": "2024-06-03"}, shown)
    assert adapted["adoption"] == {
        "kind": "ADAPTED",
        "adoptedFrom": {"name": "Brühl"},
        "adoptedOn": "2024-06-03",
        "note": NOTE,
    }
    assert (await at_node(api, "PracticeExample", example, "adopterCount"))["adopterCount"] == 2
