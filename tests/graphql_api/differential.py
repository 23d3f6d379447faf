"""The planner and the reference over one register, asked the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import DocumentNode, GraphQLError, build_schema, print_ast

from domain.personal import Personal
from infra.register import Register
from infra.settings import Settings
from tests.api import Api
from tests.databases import connected
from tests.graphql_api.generation.history import History
from tests.graphql_api.generation.rewriting import Asked, forms
from tests.graphql_api.reference import Reference
from tests.graphql_api.reference.comparing import canonical
from tests.graphql_api.reference.execution import PRINTED

SEED = 20121205

_TYPE_NAMES = frozenset(build_schema(PRINTED.read_text()).type_map)


@dataclass(frozen=True)
class Cut:
    """With how many versions an epoch is full: so many for each row, and these few."""

    versions_a_row: int
    fewest: int


OFTEN, SELDOM = Cut(1, 5), Cut(3, 1_000)


@dataclass(frozen=True)
class Both:
    dsn: str
    planner: Api
    reference: Reference

    @classmethod
    @asynccontextmanager
    async def over(
        cls, dsn: str, home: Path, told: Mapping[Personal, str | None] | None = None
    ) -> AsyncIterator[Both]:
        """Both over this register.

        Args:
            told: what answers are to tell of what is sealed in it.
        """
        async with Api.over(Settings(database_url=dsn, home=home, most_cost=10**9)) as api:
            yield cls(dsn, api, await Reference.of(dsn, told))

    async def answer(self, asked: Asked, form: str = "") -> Any:
        """The data that both answer, to the letter the same, without errors; no more than its cost."""
        expected = self.reference.answer(asked.text, asked.variables)
        assert not expected.errors, _shown(form, asked, expected.errors)
        actual = await self.planner.ask(asked.text, asked.variables)
        assert "errors" not in actual, _shown(form, asked, actual["errors"])
        told, wanted = canonical(actual["data"]), canonical(expected.data)
        assert told == wanted, _shown(form, asked, _difference(told, wanted))
        cost = actual["extensions"]["cost"]["cost"]
        assert _objects(actual["data"]) - 1 <= cost, _shown(form, asked, cost)
        return expected.data

    async def code(self, asked: Asked) -> str:
        """The code of the error that both answer."""
        errors = self.reference.answer(asked.text, asked.variables).errors
        assert errors, _shown("", asked)
        expected = {_code(error) for error in errors}
        actual = await self.planner.ask(asked.text, asked.variables)
        codes = {str(error["extensions"]["code"]) for error in actual.get("errors", [])}
        assert codes == expected, _shown("", asked, actual)
        (code,) = codes
        return code


async def record_history(dsn: str, home: Path, cut: Cut = OFTEN) -> Mapping[Personal, str | None]:
    """Records a history on top of the project's own data; what answers are to tell of what is sealed in it.

    Args:
        cut: how often what is past is cut into epochs.
    """
    loaded = await Reference.of(dsn)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("infra.epochs._VERSIONS_A_ROW", cut.versions_a_row)
        patched.setattr("infra.epochs._FEWEST", cut.fewest)
        async with Register.of(Settings(database_url=dsn, home=home)).running() as register:
            history = History(register, sorted(loaded.folded.organisations), SEED)
            await register.reads.reached(await history.record())
    await _analyze(dsn)
    return history.keyring.told


async def _analyze(dsn: str) -> None:
    """As autovacuum does a minute later: PostgreSQL plans by what it knows of the tables."""
    async with connected(dsn) as connection:
        await connection.execute("ANALYZE")


def _objects(data: Any) -> int:
    """How many there are in it, itself counted."""
    match data:
        case dict():
            return 1 + sum(map(_objects, data.values()))
        case list():
            return sum(map(_objects, data))
        case _:
            return 0


def _code(error: GraphQLError) -> str:
    """The stock executor has no code for a value that does not fit its type."""
    return str((error.extensions or {}).get("code", "BAD_USER_INPUT"))


def _shown(form: str, asked: Asked, found: object = "") -> str:
    return f"{form}\n{asked.text}\nvariables = {asked.variables!r}\n{found}"


def _difference(told: str, wanted: str) -> str:
    return "\n".join(unified_diff(wanted.splitlines(), told.splitlines(), "reference", "planner", n=8))


async def share_not_empty(both: Both, documents: Iterable[DocumentNode]) -> float:
    """Asks each query in every form; how large a share of the answers is not empty."""
    random = Random(SEED)
    answers = not_empty = 0
    for document in documents:
        data = {}
        for form, asked in forms(both.reference.schema, document, random).items():
            data[form] = await both.answer(asked, form)
            answers += 1
            not_empty += tells_something(data[form])
        assert data["literal"] == data["variables"] == data["fragments"], print_ast(document)
    return not_empty / answers


def tells_something(data: Any) -> bool:
    """Whether there is a value in it that is not null, false, zero, or a type's name."""
    match data:
        case dict():
            return any(tells_something(value) for value in data.values())
        case list():
            return any(tells_something(value) for value in data)
        case str():
            return data not in _TYPE_NAMES
        case _:
            return bool(data)
