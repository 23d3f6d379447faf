"""The dashboards as PostGraphile's schema has them: its documents, and how its answers are ours."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

OVERVIEW = """query Overview($first: Int, $after: Cursor) {
    organisations: allOrganisations(first: $first, after: $after, orderBy: [NAME_KEY_ASC]) { nodes {
        ags name kind population latitude longitude
        signatures(first: 100, orderBy: [POSITION_ASC]) { nodes { signedOn office position } }
    } }
}"""

ORGANISATION = """query Organisation($ags: String!, $on: Date!) {
    organisation: organisationByAgs(ags: $ags) {
        ags name kind population latitude longitude
        parent { name }
        membership joinedOn councilResolvedOn
        membershipOn(day: $on) { member undated }
        memberships(first: 100, orderBy: [POSITION_ASC]) { nodes { joinedOn leftOn } }
        signatures(first: 100, orderBy: [POSITION_ASC]) {
            nodes { revision { number title } signedOn office position }
        }
        invitations(first: 20, orderBy: [POSITION_ASC]) { nodes { summit { year } answer answeredOn } }
        attendances(first: 20, orderBy: [POSITION_ASC]) { nodes { summit { year title } office } }
        engagementOfficers(first: 100, orderBy: [POSITION_ASC]) { nodes { appointedOn inOffice } }
        impulses(first: 100, orderBy: [POSITION_ASC]) { nodes { title } }
        practiceExamples(first: 100, orderBy: [POSITION_ASC]) { nodes { title } }
    }
}"""

STATISTICS = """query Statistics($on: Date!) {
    statistics(day: $on) {
        members undatedMembers signatories undatedSignatories populationCovered
        growth { nodes { year joined left signed members } }
    }
}"""

SUMMIT = """query Summit($year: BigInt!, $invited: Int!, $attended: Int!) {
    summit: summitOfYear(year: $year) {
        year title state on: heldOn place format
        invitations(first: $invited, orderBy: [POSITION_ASC]) {
            nodes { organisation { ags name } invitedOn answer }
        }
        attendances(first: $attended, orderBy: [POSITION_ASC]) {
            nodes { organisation { ags name } office }
        }
    }
}"""

# What tells which cursor it is: of organisations in the order of NAME_KEY_ASC. PostGraphile makes it of the
# order's SQL; `of_order` learns it from an answer.
ORDER = "{allOrganisations(first: 1, orderBy: [NAME_KEY_ASC]) { pageInfo { endCursor } } }"

# PostGraphile writes these as strings, as all of PostgreSQL's bigints.
_NUMBERS = frozenset(
    {"population", "position", "year", "number", "joined", "left", "signed", "populationCovered"}
    | {"members", "undatedMembers", "signatories", "undatedSignatories"}
)


@dataclass(frozen=True)
class Dialect:
    """How one document of ours is asked of PostGraphile.

    Attributes:
        variables: from ours to its.
        network: from its data to our `data.network`.
    """

    document: str
    variables: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    network: Callable[[Any], Any]

    def body(self, variables: Mapping[str, Any]) -> bytes:
        """Of a request."""
        return orjson.dumps({"query": self.document, "variables": self.variables(variables)})


def dialects(order: bytes) -> Mapping[str, Dialect]:
    """By the names of the dashboards. Takes the answer to `ORDER`."""
    tag, *_ = orjson.loads(
        urlsafe_b64decode(orjson.loads(order)["data"]["allOrganisations"]["pageInfo"]["endCursor"])
    )

    def at_cursor(variables: Mapping[str, Any]) -> Mapping[str, Any]:
        after: str = variables["after"]
        _, name_key, key = orjson.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return {**variables, "after": b64encode(orjson.dumps([tag, name_key, key])).decode()}

    return {
        "overview": Dialect(OVERVIEW, at_cursor, _numbered),
        "organisation": Dialect(ORGANISATION, _as_they_are, _organisation),
        "statistics": Dialect(STATISTICS, _as_they_are, _statistics),
        "summit": Dialect(SUMMIT, lambda given: {**given, "year": str(given["year"])}, _numbered),
    }


def _as_they_are(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    return variables


def _numbered(json: Any) -> Any:
    """The same with numbers where they are written as strings."""
    if isinstance(json, list):
        return [_numbered(each) for each in json]
    if isinstance(json, dict):
        return {
            key: int(value) if key in _NUMBERS and isinstance(value, str) else _numbered(value)
            for key, value in json.items()
        }
    return json


def _organisation(data: Any) -> Any:
    shown = _numbered(data)["organisation"]
    status, joined, resolved = (shown.pop(key) for key in ("membership", "joinedOn", "councilResolvedOn"))
    none = status == "NONE" and resolved is None
    membership = {"status": status, "joinedOn": joined, "councilResolvedOn": resolved}
    return {"organisation": {**shown, "membership": None if none else membership}}


def _statistics(data: Any) -> Any:
    shown = _numbered(data)["statistics"]
    return {"statistics": {**shown, "growth": shown["growth"]["nodes"]}}
