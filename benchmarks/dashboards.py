"""The four queries of a dashboard, each with variables that nobody has sent before as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import orjson

from infra.read_tables import generation
from projections import READ_MODELS, SUMMITS

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

SUMMIT = """query Summit($year: Int!, $first: Int!) { network {
    summit(year: $year) {
        year title state on place format
        invitations(first: $first) { nodes { organisation { ags name } invitedOn answer } }
        attendances(first: $first) { nodes { organisation { ags name } office } }
    }
} }"""

# Answers the years of the summits.
SELECT_YEARS = f"""
SELECT year FROM {generation(READ_MODELS)}.{SUMMITS.table} WHERE valid_to IS NULL ORDER BY year
"""

_FIRST_DAY = date(1900, 1, 1)


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
    raise NotImplementedError
