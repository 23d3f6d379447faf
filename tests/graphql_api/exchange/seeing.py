"""How a coordinator looks at an impulse, an example, an organisation, a summit."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.telling import org

ARNSBERG, BOCHOLT, BRUEHL, COESFELD = "05958004", "05554008", "05362012", "05558"
HELLENTHAL, OBERBERG, TROISDORF, WUPPERTAL = "05366020", "05374", "05382068", "05124000"
SUMMIT_2017 = "2017-12-06"


async def at_node(api: Api, kind: str, id: str, selection: str) -> Any:
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}"
    return (await api.data(query, {"id": id}))["node"]


async def at_organisation(api: Api, ags: str, selection: str) -> Any:
    return await at_node(api, "Organisation", org(ags), selection)


async def in_network(api: Api, selection: str) -> Any:
    return (await api.data(f"{{ network {{ {selection} }} }}"))["network"]


async def summit_of_2017(api: Api) -> str:
    summit: str = (await in_network(api, "summit(year: 2017) { id }"))["summit"]["id"]
    return summit


async def standing(api: Api, impulse: str) -> tuple[str, int, str | None, str | None]:
    """How far it has gone, how many support it, when it was decided on, when it was put into effect."""
    seen = await at_node(api, "Impulse", impulse, "state supporterCount decidedOn inEffectOn")
    return seen["state"], seen["supporterCount"], seen["decidedOn"], seen["inEffectOn"]


async def timeline(api: Api, impulse: str) -> list[tuple[int, str, str | None, str | None]]:
    """Of each step: its number, what happened, when, and by whom, where it was not the Land."""
    asked = "timeline { nodes { number kind on organisation { name } } }"
    steps = (await at_node(api, "Impulse", impulse, asked))["timeline"]["nodes"]
    return [
        (step["number"], step["kind"], step["on"], step["organisation"] and step["organisation"]["name"])
        for step in steps
    ]


def titles(connection: dict[str, Any]) -> list[str]:
    return [node["title"] for node in connection["nodes"]]
