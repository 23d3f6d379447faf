"""What is searched for by its words: organisations, impulses and practice examples."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.impulse import Impulse
from domain.organisation import Organisation
from domain.practice_example import PracticeExample
from projections.german_order import name_key
from projections.kernel import Fact, ReadModel


class SearchKind(StrEnum):
    ORGANISATION = "ORGANISATION"
    IMPULSE = "IMPULSE"
    PRACTICE_EXAMPLE = "PRACTICE_EXAMPLE"


class SearchEntryRow(NamedTuple):
    id: UUID
    kind: str
    title: str
    title_key: str
    text: str


def registered(fact: Fact[Organisation.Registered]) -> SearchEntryRow:
    return _entry(fact.event.originator_id, SearchKind.ORGANISATION, fact.event.name, "")


def renamed(row: SearchEntryRow, fact: Fact[Organisation.Renamed]) -> SearchEntryRow:
    return row._replace(title=fact.event.name, title_key=name_key(fact.event.name))


def raised(fact: Fact[Impulse.Raised]) -> SearchEntryRow:
    return _entry(fact.event.originator_id, SearchKind.IMPULSE, fact.event.title, fact.event.text)


def shared(fact: Fact[PracticeExample.Shared]) -> SearchEntryRow:
    return _example(fact.event)


def revised(_: SearchEntryRow, fact: Fact[PracticeExample.Revised]) -> SearchEntryRow:
    return _example(fact.event)


def withdrawn(_: SearchEntryRow, __: Fact[PracticeExample.Withdrawn | Impulse.Withdrawn]) -> None:
    """It is not found any more."""


def _example(event: PracticeExample.Shared | PracticeExample.Revised) -> SearchEntryRow:
    text = f"{event.summary}\n\n{event.text}"
    return _entry(event.originator_id, SearchKind.PRACTICE_EXAMPLE, event.title, text)


def _entry(id: UUID, kind: SearchKind, title: str, text: str) -> SearchEntryRow:
    return SearchEntryRow(id=id, kind=kind, title=title, title_key=name_key(title), text=text)


SEARCH_ENTRIES = ReadModel(
    name="search_entries",
    version=1,
    row=SearchEntryRow,
    opens={
        Organisation.Registered: registered,
        Impulse.Raised: raised,
        PracticeExample.Shared: shared,
    },
    changes={
        Organisation.Renamed: renamed,
        PracticeExample.Revised: revised,
        PracticeExample.Withdrawn: withdrawn,
        Impulse.Withdrawn: withdrawn,
    },
    orders={},
    derived={
        "vector": "tsvector GENERATED ALWAYS AS (setweight(to_tsvector('search_german', title), 'A')"
        " || setweight(to_tsvector('search_german', text), 'D')) STORED",
    },
    gin_indexes=("vector", "title_key gin_trgm_ops"),
)
