"""In an answer, what is marked is opened; no text of a client passes for it."""

from collections.abc import Collection
from uuid import UUID

import orjson

from domain.personal import Personal
from graphql_api.finishing import Finishing
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


def finishing(reader: Reader) -> Finishing:
    return Finishing({"personal": PersonalValues(reader)})


async def test_marked_values_become_texts_or_null_and_all_else_stays() -> None:
    reader = Reader()
    personal = finishing(reader)
    mark = f"{personal.mark}:personal"
    data = f'{{"a":"{mark}:{ONE.hex()}","b":["{mark}:{OTHER.hex()}"],"c":"{ONE.hex()}"}}'
    told = orjson.loads(await personal.finished(data, permitted=True))
    assert told == {"a": TEXT, "b": [None], "c": ONE.hex()}
    assert set(reader.asked) == {ONE, OTHER}


async def test_what_is_there_twice_is_opened_once() -> None:
    reader = Reader()
    personal = finishing(reader)
    marked = f'"{personal.mark}:personal:{ONE.hex()}"'
    assert orjson.loads(await personal.finished(f"[{marked},{marked}]", permitted=True)) == [TEXT, TEXT]
    assert reader.asked == [ONE]


async def test_within_a_longer_text_the_mark_is_text() -> None:
    personal = finishing(Reader())
    texts = [f'"{personal.mark}:personal:{ONE.hex()}"', f"{personal.mark}:personal:{ONE.hex()} and more"]
    data = orjson.dumps(texts).decode()
    assert await personal.finished(data, permitted=True) == data


async def test_nobody_can_know_the_mark() -> None:
    one, other = finishing(Reader()), finishing(Reader())
    assert one.mark != other.mark
    data = f'"{other.mark}:personal:{ONE.hex()}"'
    assert await one.finished(data, permitted=True) == data
