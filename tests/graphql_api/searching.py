"""Searches as a client makes them."""

from __future__ import annotations

from typing import Any

from tests.api import Api

SEARCH = """query ($query: String!, $kinds: [SearchKind!], $first: Int, $after: String) {
    network { search(query: $query, kinds: $kinds, first: $first, after: $after) {
        totalCount
        nodes { kind title match snippet node { id } }
        edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }
}"""


async def search(api: Api, query: str, **given: Any) -> dict[str, Any]:
    """The page that is found."""
    data = await api.data(SEARCH, {"query": query, **given})
    page: dict[str, Any] = data["network"]["search"]
    return page


async def found(api: Api, query: str, **given: Any) -> list[tuple[str, str]]:
    """What is found and how, the best first."""
    return [(node["title"], node["match"]) for node in (await search(api, query, **given))["nodes"]]


async def titles(api: Api, query: str, **given: Any) -> list[str]:
    return [title for title, _ in await found(api, query, **given)]
