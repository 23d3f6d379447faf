"""Exports as a client reads them, and what they are compared with: the same connection, page by page."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any, cast

import httpx
import orjson
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from tests.api import Api

POSITION = "netzwerkregister-position"


async def fetch(
    api: Api, file: str, given: Mapping[str, Any] | None = None, *, token: bool = True
) -> httpx.Response:
    """The response to a request for an export; parameters that are no texts are sent as JSON."""
    headers = {"authorization": f"Bearer {api.token}"} if token else {}
    return await api.http.get(f"/export/{file}", params=_sent(given or {}), headers=headers)


def _sent(given: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in given.items()
    }


async def rows(
    api: Api, name: str, given: Mapping[str, Any] | None = None, *, token: bool = True
) -> list[dict[str, Any]]:
    """The rows of an export as JSON Lines."""
    response = await fetch(api, f"{name}.jsonl", given, token=token)
    assert response.status_code == 200, response.text
    assert response.text == "" or response.text.endswith("\n")
    return [orjson.loads(line) for line in response.text.split("\n") if line]


async def sheet(
    api: Api, name: str, given: Mapping[str, Any] | None = None, *, token: bool = True
) -> list[list[str]]:
    """The cells of an export as CSV, the headings first."""
    response = await fetch(api, f"{name}.csv", given, token=token)
    assert response.status_code == 200, response.text
    return cells(response, ";" if (given or {}).get("delimiter") == "semicolon" else ",")


def cells(response: httpx.Response, delimiter: str = ",") -> list[list[str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))


def row_type(connection: GraphQLField) -> GraphQLObjectType:
    """What the rows of a connection are."""
    type_ = cast("GraphQLObjectType", get_named_type(connection.type))
    return cast("GraphQLObjectType", get_named_type(type_.fields["nodes"].type))


async def paged(
    api: Api, name: str, asked: str, arguments: str = "", *, of: tuple[str, str] | None = None, length: int
) -> list[dict[str, Any]]:
    """The rows of a connection, page by page.

    Args:
        asked: what is selected of each row.
        of: the type and the id of the node whose connection it is; None of the network's.
        length: of a page.
    """
    page = f"{name}(first: $first, after: $after {arguments}) {{ nodes {asked} pageInfo {{ endCursor }} }}"
    at = f'node(id: "{of[1]}") {{ ... on {of[0]} {{ {page} }} }}' if of else f"network {{ {page} }}"
    query = f"query ($first: Int, $after: String) {{ at: {at} }}"
    found: list[dict[str, Any]] = []
    after = None
    while True:
        data = (await api.data(query, {"first": length, "after": after}))["at"][name]
        found += data["nodes"]
        if len(data["nodes"]) < length:
            return found
        after = data["pageInfo"]["endCursor"]
