"""The four queries of a dashboard, each with variables that nobody has sent before as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import asyncpg
import orjson

from benchmarks import overview
from benchmarks.generator import ATTENDANCES, REVISIONS
from infra.read_tables import generation
from projections import ATTENDANCES as ATTENDED
from projections import ORGANISATIONS, READ_MODELS, SUMMITS

ORGANISATION = """query Organisation($ags: String!, $on: Date!) { network {
    organisation(by: { ags: $ags }) {
        ags name kind population latitude longitude
        parent { name }
        membership { status joinedOn councilResolvedOn }
        membershipOn(on: $on) { member undated }
        memberships { nodes { joinedOn leftOn } }
        signatures { nodes { revision { number title } signedOn office position } }
        invitations(first: 20) { nodes { summit { year } answer answeredOn } }
        attendances(first: 20) { nodes { summit { year title } office } }
        engagementOfficers { nodes { appointedOn inOffice } }
        impulses { nodes { title } }
        practiceExamples { nodes { title } }
    }
} }"""

STATISTICS = """query Statistics($on: Date!) { network {
    statistics(on: $on) {
        members undatedMembers signatories undatedSignatories populationCovered
        growth { year joined left signed members }
    }
} }"""

SUMMIT = """query Summit($year: Int!, $invited: Int!, $attended: Int!) { network {
    summit(year: $year) {
        year title state on place format
        invitations(first: $invited) { nodes { organisation { ags name } invitedOn answer } }
        attendances(first: $attended) { nodes { organisation { ags name } office } }
    }
} }"""

_TABLES = generation(READ_MODELS)

# Answers the AGS of the organisations that attended a summit.
SELECT_AGS = f"""
SELECT ags FROM {_TABLES}.{ORGANISATIONS.table} WHERE valid_to IS NULL
    AND id IN (SELECT organisation_id FROM {_TABLES}.{ATTENDED.table} WHERE valid_to IS NULL) ORDER BY ags
"""

# Answers the years of the summits that have as many attendances.
SELECT_YEARS = f"""
SELECT year FROM {_TABLES}.{SUMMITS.table} AS summit WHERE valid_to IS NULL AND $1 = (
    SELECT count(*) FROM {_TABLES}.{ATTENDED.table} WHERE valid_to IS NULL AND summit_id = summit.id
) ORDER BY year
"""

# On each of these days, something is known of the network.
_DAYS = (date(2014, 1, 1).toordinal(), date(2199, 12, 31).toordinal())
_LONGEST_PAGE = 100


@dataclass(frozen=True)
class Dashboard:
    """One query.

    Attributes:
        name: also of the route that answers it by hand.
        unseen: variables, never the same twice.
        whole: of `data.network`, whether the answer has what it ought to.
    """

    name: str
    document: str
    unseen: Iterator[Mapping[str, Any]]
    whole: Callable[[Any], bool]

    def body(self, variables: Mapping[str, Any]) -> bytes:
        """Of a request."""
        return orjson.dumps({"query": self.document, "variables": variables})


async def dashboards(dsn: str, random: Random) -> list[Dashboard]:
    """The four, asked of a register that has been filled."""
    connection = await asyncpg.connect(dsn)
    try:
        ags = [ags for (ags,) in await connection.fetch(SELECT_AGS)]
        years = [year for (year,) in await connection.fetch(SELECT_YEARS, ATTENDANCES)]
    finally:
        await connection.close()
    name_keys = await overview.name_keys_before_a_page(dsn)

    def day() -> str:
        return date.fromordinal(random.randint(*_DAYS)).isoformat()

    def page() -> int:
        return random.randint(ATTENDANCES, _LONGEST_PAGE)

    def cursor() -> Mapping[str, Any]:
        return {"first": overview.PAGE, "after": overview.new_cursor(name_keys, random)}

    return [
        Dashboard("overview", overview.DOCUMENT, _never_twice(cursor), _is_whole_overview),
        Dashboard(
            "organisation",
            ORGANISATION,
            _never_twice(lambda: {"ags": random.choice(ags), "on": day()}),
            _is_whole_organisation,
        ),
        Dashboard("statistics", STATISTICS, _never_twice(lambda: {"on": day()}), _are_whole_statistics),
        Dashboard(
            "summit",
            SUMMIT,
            _never_twice(lambda: {"year": random.choice(years), "invited": page(), "attended": page()}),
            _is_whole_summit,
        ),
    ]


def _never_twice(draw: Callable[[], Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    seen = set()
    while True:
        variables = draw()
        if (values := tuple(variables.values())) not in seen:
            seen.add(values)
            yield variables


def _is_whole_overview(network: Any) -> bool:
    nodes = network["organisations"]["nodes"]
    return len(nodes) == overview.PAGE and all(
        len(node["signatures"]["nodes"]) == REVISIONS for node in nodes
    )


def _is_whole_organisation(network: Any) -> bool:
    shown = network["organisation"]
    lists = ("memberships", "signatures", "invitations", "attendances")
    return shown["membership"] is not None and all(shown[name]["nodes"] for name in lists)


def _are_whole_statistics(network: Any) -> bool:
    shown = network["statistics"]
    figures = ("members", "signatories", "populationCovered")
    return bool(shown["growth"]) and all(shown[name] > 0 for name in figures)


def _is_whole_summit(network: Any) -> bool:
    shown = network["summit"]
    return all(len(shown[name]["nodes"]) == ATTENDANCES for name in ("invitations", "attendances"))
