"""The table that follows from a row type, and rows as the table has them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

import pytest

from domain.partial_date import PartialDate
from domain.personal import Personal
from projections.kernel import Order, ReadModel


class SampleRow(NamedTuple):
    id: UUID
    name: str
    topics: tuple[str, ...]
    on: PartialDate | None
    since: PartialDate
    visitors: int | None
    size: float
    open: bool
    recorded_at: datetime | None


class Happened:
    """An event that changes a row."""


SAMPLES = ReadModel(
    name="samples",
    version=3,
    row=SampleRow,
    opens={},
    changes={Happened: lambda row, _: row},
    orders={
        "NAME": Order.by("name"),
        "COUNT": Order("coalesce(visitors, 9)", "coalesce(visitors, -1)", int),
    },
    indexes=("name, id", "since"),
)
MOMENT = datetime(2026, 3, 15, tzinfo=UTC)
ROW = SampleRow(
    UUID(int=1), "Köln", ("A", "Ä"), PartialDate(2024, 2), PartialDate(2012, 12, 5), None, 1.5, True, MOMENT
)
RECORD = (
    UUID(int=1),
    "Köln",
    ("A", "Ä"),
    *("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    *("2012-12-05", date(2012, 12, 5), date(2012, 12, 5)),
    None,
    1.5,
    True,
    MOMENT,
)


def test_a_table_has_a_column_for_each_field_and_three_for_a_partial_date() -> None:
    assert SAMPLES.create_table("shelf") == (
        "CREATE TABLE shelf.samples_v3 (\n"
        "    id uuid NOT NULL,\n"
        '    name text COLLATE "C" NOT NULL,\n'
        "    topics text[] NOT NULL,\n"
        '    on text COLLATE "C",\n'
        "    on_earliest date,\n"
        "    on_latest date,\n"
        '    since text COLLATE "C" NOT NULL,\n'
        "    since_earliest date NOT NULL,\n"
        "    since_latest date NOT NULL,\n"
        "    visitors bigint,\n"
        "    size double precision NOT NULL,\n"
        "    open boolean NOT NULL,\n"
        "    recorded_at timestamptz,\n"
        "    valid_from bigint NOT NULL,\n"
        "    valid_to bigint,\n"
        "    epoch bigint NOT NULL\n"
        ");\n"
        "CREATE UNIQUE INDEX samples_v3_now ON shelf.samples_v3 (id) WHERE valid_to IS NULL;\n"
    )


def test_a_column_that_the_database_works_out_stands_behind_those_of_the_row() -> None:
    named = replace(SAMPLES, derived={"length": "int GENERATED ALWAYS AS (length(name)) STORED"})
    assert named.create_table("shelf") == SAMPLES.create_table("shelf").replace(
        "    valid_from bigint NOT NULL,\n",
        "    length int GENERATED ALWAYS AS (length(name)) STORED,\n    valid_from bigint NOT NULL,\n",
    )
    assert named.columns == SAMPLES.columns
    assert named.to_record(ROW, 7, 9, 3) == (*RECORD, 7, 9, 3)


# The indexes by which past states are found.
PAST = (
    "CREATE INDEX samples_v3_past_1 ON shelf.samples_v3 (epoch, (name), id);\n"
    "CREATE INDEX samples_v3_past_2 ON shelf.samples_v3 (epoch, (coalesce(visitors, 9)), id);\n"
    "CREATE INDEX samples_v3_past_3 ON shelf.samples_v3 (epoch, (coalesce(visitors, -1)), id);\n"
    "CREATE INDEX samples_v3_past_4 ON shelf.samples_v3 (epoch, name, id);\n"
    "CREATE INDEX samples_v3_past_5 ON shelf.samples_v3 (epoch, since);\n"
)


def test_what_is_looked_up_in_any_part_has_an_index_for_that_behind_the_others() -> None:
    looked_up = replace(SAMPLES, gin_indexes=("topics", "name gin_trgm_ops"))
    assert looked_up.create_indexes("shelf") == (
        SAMPLES.create_indexes("shelf").removesuffix(PAST)
        + "CREATE INDEX samples_v3_6 ON shelf.samples_v3 USING gin (topics) WHERE valid_to IS NULL;\n"
        "CREATE INDEX samples_v3_7 ON shelf.samples_v3 USING gin (name gin_trgm_ops)"
        " WHERE valid_to IS NULL;\n" + PAST
    )


def test_each_order_has_an_index_for_each_expression() -> None:
    assert SAMPLES.create_indexes("shelf") == (
        "ALTER TABLE shelf.samples_v3 ADD PRIMARY KEY (id, epoch, valid_from);\n"
        "CREATE INDEX samples_v3_1 ON shelf.samples_v3 ((name), id) WHERE valid_to IS NULL;\n"
        "CREATE INDEX samples_v3_2 ON shelf.samples_v3 ((coalesce(visitors, 9)), id)"
        " WHERE valid_to IS NULL;\n"
        "CREATE INDEX samples_v3_3 ON shelf.samples_v3 ((coalesce(visitors, -1)), id)"
        " WHERE valid_to IS NULL;\n"
        "CREATE INDEX samples_v3_4 ON shelf.samples_v3 (name, id) WHERE valid_to IS NULL;\n"
        "CREATE INDEX samples_v3_5 ON shelf.samples_v3 (since) WHERE valid_to IS NULL;\n" + PAST
    )


def test_where_nothing_changes_a_row_its_index_comes_after_the_load_and_one_serves_all_times() -> None:
    lasting = replace(SAMPLES, changes={})
    index = "CREATE UNIQUE INDEX samples_v3_now ON shelf.samples_v3 (id) WHERE valid_to IS NULL;\n"
    assert index not in lasting.create_table("shelf")
    others = SAMPLES.create_indexes("shelf").removesuffix(PAST).replace(" WHERE valid_to IS NULL", "")
    assert lasting.create_indexes("shelf") == index + others


def test_a_row_becomes_a_record_in_the_order_of_the_columns() -> None:
    assert SAMPLES.to_record(ROW, 7, 9, 3) == (*RECORD, 7, 9, 3)
    assert len(SAMPLES.columns) == len(RECORD)


@pytest.mark.parametrize(
    "row", [ROW, ROW._replace(on=None, recorded_at=None, visitors=0), ROW._replace(on=PartialDate(2024))]
)
def test_a_record_becomes_the_row_that_it_was(row: SampleRow) -> None:
    record = dict(zip(SAMPLES.record_columns, SAMPLES.to_record(row, 7, None, 3), strict=True))
    assert SAMPLES.from_record(record) == row
    assert (record["valid_from"], record["valid_to"], record["epoch"]) == (7, None, 3)


def test_a_list_comes_back_as_the_row_had_it() -> None:
    """The driver reads lists; rows are compared with those that folds make."""
    record = {name: getattr(ROW, name) for name in ROW._fields} | {"on": None, "since": "2012-12-05"}
    back = SAMPLES.from_record(record | {"topics": ["A", "Ä"], "derived": "something"})
    assert back == ROW._replace(on=None)
    assert SAMPLES.from_record(record | {"topics": []}).topics == ()


def test_a_sealed_value_is_kept_as_bytes_and_comes_back_as_it_was() -> None:
    class Sealed(NamedTuple):
        id: UUID
        name: Personal
        on: PartialDate | None
        email: Personal | None

    model = ReadModel(name="sealed", version=1, row=Sealed, opens={}, changes={}, orders={})
    columns = {column.name: (column.sql_type, column.nullable) for column in model.columns}
    assert (columns["name"], columns["email"]) == (("bytea", False), ("bytea", True))
    row = Sealed(UUID(int=1), Personal.of(UUID(int=2), b"sealed"), None, None)
    record = {column.name: None for column in model.columns} | {"id": row.id, "name": bytes(row.name)}
    back = model.from_record(record)
    assert back == row
    assert back.name.person == UUID(int=2)


def test_a_type_that_no_column_has_is_an_error() -> None:
    class Wrong(NamedTuple):
        id: UUID
        parts: bytes

    wrong = ReadModel(name="wrong", version=1, row=Wrong, opens={}, changes={}, orders={})
    with pytest.raises((KeyError, ValueError)):
        wrong.create_table("shelf")
