"""The columns of exports: every one has a heading in both languages, and personal ones are for few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes
from typing import cast

import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from domain.languages import Language
from graphql_api.export.columns import Column, columns_of
from graphql_api.export.headings import HEADINGS
from graphql_api.export.plans import exports_of
from graphql_api.schema import create_schema
from infra.settings import Settings
from tests.api import PERMITTED, Api
from tests.graphql_api.every_list import PERSON
from tests.graphql_api.exporting import fetch, row_type, rows, sheet

SHARED = pytest.mark.asyncio(loop_scope="module")

PERSONAL = {"name", "email", "phone"}
HIDDEN = dict.fromkeys(PERSONAL)


def all_columns(schema: GraphQLSchema) -> Iterator[list[Column]]:
    """The columns of each export that there is."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and (type_.name == "Network" or "id" in type_.fields):
            for name in exports_of(type_):
                yield columns_of(row_type(type_.fields[name]), PERMITTED)


# Headings


def test_every_field_of_a_column_has_a_heading_and_no_heading_is_left_over() -> None:
    columns = all_columns(create_schema()._schema)
    assert {name for each in columns for column in each for name in column.path} == set(HEADINGS)


@pytest.mark.parametrize("language", Language)
def test_no_two_columns_of_a_sheet_are_headed_alike(language: Language) -> None:
    for columns in all_columns(create_schema()._schema):
        headings = [column.heading(language) for column in columns]
        assert len(set(headings)) == len(headings) > 1
        assert all(heading.strip(": ") == heading != "" for heading in headings)


def test_headings_are_in_the_order_of_a_lexicon() -> None:
    assert list(HEADINGS) == sorted(HEADINGS)


def test_a_column_within_another_is_headed_by_both() -> None:
    column = Column(("raisedBy", "name"))
    assert column.heading(Language.DE) == "Eingebracht von: Name"
    assert column.heading(Language.EN) == "Raised by: Name"


def test_lists_have_exports_of_their_own_and_what_needs_an_argument_is_left_out() -> None:
    organisation = cast("GraphQLObjectType", create_schema()._schema.type_map["Organisation"])
    paths = [column.path for column in columns_of(organisation, PERMITTED)]
    assert paths[:4] == [("id",), ("version",), ("ags",), ("name",)]
    assert paths[-3:] == [("ended",), ("endedOn",), ("endedReason",)]
    assert {path[0] for path in paths if len(path) > 1} == {"parent", "membership"}
    assert ("parent", "ags") in paths
    assert ("membership", "councilReference") in paths


# Personal columns


@SHARED
async def test_with_a_token_it_is_told_who_a_contact_person_is_unless_erased(exchanged_api: Api) -> None:
    known, erased = await rows(exchanged_api, "engagementOfficers")
    assert {name: known[name] for name in PERSONAL} == PERSON
    assert {name: erased[name] for name in PERSONAL} == HIDDEN
    assert erased["organisation"]["name"] == "Bonn"
    headings, *cells = await sheet(exchanged_api, "engagementOfficers")
    places = [headings.index(name) for name in ("Name", "E-mail", "Telephone")]
    assert [[row[place] for place in places] for row in cells] == [
        [PERSON["name"], PERSON["email"], f"'{PERSON['phone']}"],
        ["", "", ""],
    ]


@SHARED
async def test_without_a_token_the_personal_columns_are_not_there(exchanged_api: Api) -> None:
    private = await rows(exchanged_api, "engagementOfficers")
    public = await rows(exchanged_api, "engagementOfficers", token=False)
    assert public == [{name: row[name] for name in row if name not in PERSONAL} for row in private]
    headings, *cells = await sheet(exchanged_api, "engagementOfficers", token=False)
    assert not {"Name", "E-mail", "Telephone"} & set(headings)
    assert "Organisation: Name" in headings
    assert "Öztürk" not in str(cells)


@SHARED
async def test_what_nobody_seals_is_there_for_the_public_too(exchanged_api: Api) -> None:
    for name in ("organisations", "impulses", "adoptions"):
        for form in ("csv", "jsonl"):
            private, public = [
                await fetch(exchanged_api, f"{name}.{form}", token=token) for token in (True, False)
            ]
            assert public.content == private.content


@SHARED
async def test_with_another_master_key_it_is_told_that_the_key_is_wrong(
    exchanged_dsn: str, exchanged_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "personal.key").write_bytes(token_bytes(32))
    (tmp_path / "token.key").write_bytes((exchanged_home / "token.key").read_bytes())
    async with Api.over(Settings(database_url=exchanged_dsn, home=tmp_path)) as misled:
        response = await fetch(misled, "engagementOfficers.csv")
        assert response.status_code == 500
        assert response.json()["errors"][0]["extensions"]["code"] == "MASTER_KEY_WRONG"
        assert (await fetch(misled, "engagementOfficers.csv", token=False)).status_code == 200
