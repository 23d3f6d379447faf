"""In an answer, what is marked is opened; no text of a client passes for it."""

from collections.abc import Collection
from uuid import UUID

import orjson

from domain.personal import Personal
from graphql_api.personal import PersonalValues

ONE, OTHER = Personal.of(UUID(int=1), b"\x00\xff"), Personal.of(UUID(int=2), b"")
TEXT = 'Zoë "Zo" \\ Öztürk\n'


class Reader:
    """Knows one person."""

    def __init__(self) -> None:
        self.asked: list[Personal] = []

    async def open(self, values: Collection[Personal]) -> dict[Personal, str | None]:
        self.asked += values
        return {value: TEXT if value.person == ONE.person else None for value in values}


async def test_marked_values_become_texts_or_null_and_all_else_stays() -> None:
    reader = Reader()
    personal = PersonalValues(reader)
    data = f'{{"a":"{personal.mark}:{ONE.hex()}","b":["{personal.mark}:{OTHER.hex()}"],"c":"{ONE.hex()}"}}'
    assert orjson.loads(await personal.opened(data)) == {"a": TEXT, "b": [None], "c": ONE.hex()}
    assert set(reader.asked) == {ONE, OTHER}


async def test_what_is_there_twice_is_opened_once() -> None:
    reader = Reader()
    personal = PersonalValues(reader)
    marked = f'"{personal.mark}:{ONE.hex()}"'
    assert orjson.loads(await personal.opened(f"[{marked},{marked}]")) == [TEXT, TEXT]
    assert reader.asked == [ONE]


async def test_within_a_longer_text_the_mark_is_text() -> None:
    personal = PersonalValues(Reader())
    texts = [f'"{personal.mark}:{ONE.hex()}"', f"{personal.mark}:{ONE.hex()} and more"]
    data = orjson.dumps(texts).decode()
    assert await personal.opened(data) == data


async def test_nobody_can_know_the_mark() -> None:
    one, other = PersonalValues(Reader()), PersonalValues(Reader())
    assert one.mark != other.mark
    data = f'"{other.mark}:{ONE.hex()}"'
    assert await one.opened(data) == data
