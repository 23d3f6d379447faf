"""No field reads through a large table, nor many of its rows, however long the log is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest
import pytest_asyncio

from tests.conftest import TEMPLATE
from tests.databases import ask, new_database
from tests.graphql_api.costing import SCHEMA
from tests.graphql_api.scale.fields import Asked, fields
from tests.graphql_api.scale.filling import fill
from tests.graphql_api.scale.history import LongHistory
from tests.graphql_api.scale.plans import Explaining, explaining
from tests.graphql_api.scale.values import Values

pytestmark = [pytest.mark.soak, pytest.mark.asyncio(loop_scope="module")]

# A year has 46 events.
YEARS = 22_000
EVENTS = 1_000_000

_COUNTED = "it counts all that there is; its price says so"
_SIGNATURES = "signatures are a few of each organisation"
_SUMMITS = "there is one summit a year"

# The forms of fields that may read many rows, and why.
EXCEPTIONS: Mapping[str, str] = {
    "NetworkStatistics.*": _COUNTED,
    "SummitAttendance.*": _COUNTED,
    "RegionalAttendance.*": _COUNTED,
    "AdoptedExample.*": _COUNTED,
    "Sharing.*": _COUNTED,
    "ReportedFigure.registered*": _COUNTED,
    "Network.organisations *, text*": "names that contain something: of as many as there are municipalities",
    "Network.organisations *, signatory*": _SIGNATURES,
    "*.signatures *, on*": _SIGNATURES,
    "Revision.signatures *, revision*": _SIGNATURES,
    "Network.summits *": _SUMMITS,
    "*.invitations *, reminderDue*": f"it looks for those that are announced: {_SUMMITS}",
    "Network.impulses *, state*": "some tens are raised at a summit; what is rare is looked for among all",
    "Network.practiceExamples * ADOPTERS *, as of": "of the versions of an epoch, most have few adopters",
    "Network.search *, as of": "only what is found now is indexed by its words; its price says so",
    "SearchResult.*, as of": "as Network.search",
    "Query.dueForErasure *": "who left office is looked at whether erased since or not: some a year",
    "DueForErasure.*": "as Query.dueForErasure",
}


@dataclass(frozen=True)
class Scale:
    values: Values
    explaining: Explaining


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scale(server: str) -> AsyncIterator[Scale]:
    """A register in which everything that can become many has."""
    history = LongHistory(YEARS)
    async with new_database(server, TEMPLATE) as dsn:
        await fill(dsn, history)
        position = await ask(dsn, "SELECT position FROM log_head")
        assert isinstance(position, int)
        assert position >= EVENTS
        async with explaining(dsn) as explains:
            yield Scale(Values.of(dsn, history, position // 2), explains)


@pytest.mark.parametrize("asked", fields(SCHEMA), ids=str)
async def test_a_field_reads_few_rows(scale: Scale, asked: Asked) -> None:
    found = {
        f"{asked} {form}": many
        async for form, query in asked.queries(scale.values)
        if not _excepted(f"{asked} {form}") and (many := await scale.explaining.grows(query))
    }
    assert found == {}


def _excepted(form: str) -> bool:
    return any(fnmatchcase(form, each) for each in EXCEPTIONS)
