"""In an answer, what is marked is opened; no text of a client passes for it."""

from collections.abc import Collection
from uuid import UUID

import orjson

from domain.callers import PUBLIC, Caller, Role
from domain.personal import Access, Personal
from graphql_api.finishing import Finishing
from graphql_api.personal import PersonalValues

ONE, OTHER = Personal.of(UUID(int=1), b"\x00\xff"), Personal.of(UUID(int=2), b"")
TOWN, ANOTHERS = UUID(int=3), UUID(int=5)
OFFICER = Caller(UUID(int=4), frozenset({Role.DATA_PROTECTION_OFFICER}), asking="query")
TEXT = 'Zoë "Zo" \\ Öztürk\n'


class Reader:
    """Knows one person."""

    def __init__(self) -> None:
        self.asked: list[Personal] = []
        self.accesses: list[Access] = []

    async def open(self, values: Collection[Personal], access: Access) -> dict[Personal, str | None]:
        self.asked += values
        self.accesses.append(access)
        return {value: TEXT if value.person == ONE.person else None for value in values}


def finishing(reader: Reader) -> Finishing:
    return Finishing({"personal": PersonalValues(reader)})


async def test_marked_values_become_texts_or_null_and_all_else_stays() -> None:
    reader = Reader()
    personal = finishing(reader)
    mark = f"{personal.mark}:personal"
    data = f'{{"a":"{mark}:{TOWN}:{ONE.hex()}","b":["{mark}:{TOWN}:{OTHER.hex()}"],"c":"{ONE.hex()}"}}'
    told = orjson.loads(await personal.finished(data, OFFICER))
    assert told == {"a": TEXT, "b": [None], "c": ONE.hex()}
    assert set(reader.asked) == {ONE, OTHER}
    assert reader.accesses == [Access(UUID(int=4), "query")]


async def test_the_public_is_told_of_nobody_and_nothing_is_opened_for_it() -> None:
    reader = Reader()
    personal = finishing(reader)
    marked = f'["{personal.mark}:personal:{TOWN}:{ONE.hex()}"]'
    assert orjson.loads(await personal.finished(marked, PUBLIC)) == [None]
    assert reader.accesses == []


async def test_what_is_there_twice_is_opened_once() -> None:
    reader = Reader()
    personal = finishing(reader)
    marked = f'"{personal.mark}:personal:{TOWN}:{ONE.hex()}"'
    assert orjson.loads(await personal.finished(f"[{marked},{marked}]", OFFICER)) == [TEXT, TEXT]
    assert reader.asked == [ONE]


async def test_within_a_longer_text_the_mark_is_text() -> None:
    personal = finishing(Reader())
    texts = [
        f'"{personal.mark}:personal:{TOWN}:{ONE.hex()}"',
        f"{personal.mark}:personal:{TOWN}:{ONE.hex()} and more",
    ]
    data = orjson.dumps(texts).decode()
    assert await personal.finished(data, OFFICER) == data


async def test_nobody_can_know_the_mark() -> None:
    one, other = finishing(Reader()), finishing(Reader())
    assert one.mark != other.mark
    data = f'"{other.mark}:personal:{TOWN}:{ONE.hex()}"'
    assert await one.finished(data, OFFICER) == data


async def test_a_municipality_is_told_of_its_own_people_alone() -> None:
    reader = Reader()
    personal = finishing(reader)
    municipality = Caller(UUID(int=9), frozenset({Role.MUNICIPALITY}), organisation=TOWN)
    marked = [f"{personal.mark}:personal:{of}:{ONE.hex()}" for of in (TOWN, ANOTHERS)]
    told = orjson.loads(await personal.finished(orjson.dumps(marked).decode(), municipality))
    assert told == [TEXT, None]
    assert reader.asked == [ONE]
