"""Leaves: three ways to write one and two to read it, all alike; and hashes, many in a row."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from infra.leaf import EPOCH, LEAF_COLUMNS, decode_leaf, encode_leaf, event_copied, hash_rows
from infra.verify import read_leaf
from tests.databases import connected
from tests.infra.bundling import plain_leaf

SELECT_ROWS = f"SELECT {', '.join(LEAF_COLUMNS)}, event_leaf(events) FROM events ORDER BY notification_id"


def row(random: Random, position: int) -> tuple[Any, ...]:
    moment = EPOCH + timedelta(microseconds=random.randrange(2**52))
    causation = uuid4() if random.random() < 0.5 else None
    source = random.choice([None, "", "ein Brief – 🌳", "x" * 300])
    state = random.randbytes(random.choice([0, 1, 300, 70_000]))
    topic = random.choice(["organisation.joined-network", "ä"])
    event = (uuid4(), random.randrange(2**40), topic, state)
    return (position, *event, moment, uuid4(), uuid4(), causation, source)


ROWS = [row(Random(number), number) for number in range(1, 40)]


@pytest.mark.parametrize("values", ROWS, ids=lambda values: values[0])
def test_a_leaf_is_as_it_is_described_and_read_as_it_was_written(values: tuple[Any, ...]) -> None:
    leaf = encode_leaf(*values)
    assert leaf == plain_leaf(*values)
    assert decode_leaf(leaf) == values
    position, microseconds = read_leaf(leaf)
    assert (position, EPOCH + timedelta(microseconds=microseconds)) == (values[0], values[5])


async def test_the_database_writes_the_same_leaves_and_takes_them_back(dsn: str) -> None:
    leaves = [encode_leaf(*values) for values in ROWS]

    async def copied() -> AsyncIterator[bytes]:
        yield b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"".join(map(event_copied, leaves)) + b"\xff\xff"

    async with connected(dsn) as connection:
        await connection.copy_to_table("events", source=copied(), columns=list(LEAF_COLUMNS), format="binary")
        stored = [tuple(each) for each in await connection.fetch(SELECT_ROWS)]
    assert stored == [(*values, leaf) for values, leaf in zip(ROWS, leaves, strict=True)]


@pytest.mark.parametrize("lengths", [[1], [60], [61], [1, 59, 60, 200, 1, 1, 7]])
async def test_hashes_come_back_one_by_one_however_many_a_row_has(dsn: str, lengths: list[int]) -> None:
    hashes = [number.to_bytes(32, "big") for number in range(sum(lengths))]
    async with connected(dsn) as connection:
        first = 1
        for length in lengths:
            rows = hash_rows(first, hashes[first - 1 : first - 1 + length])
            await connection.copy_records_to_table("log_leaves", records=rows)
            first += length
        last = len(hashes)
        for start, end in {(1, last), (1, 1), (last, last), ((last + 1) // 2, last)}:
            told = await connection.fetch("SELECT * FROM leaf_hashes($1, $2) ORDER BY position", start, end)
            assert [tuple(each) for each in told] == list(enumerate(hashes, 1))[start - 1 : end]
        assert await connection.fetch("SELECT * FROM leaf_hashes($1, $2)", last + 1, 2**40) == []
