"""Commands that the network refuses over the project's own data."""

from typing import Any
from uuid import UUID

from domain.identity import DECLARATION_ID, organisation_id
from tests.graphql_api.telling import ASSOCIATION, BONN, COLOGNE, CRITERIA, LAND, REGION, org

WUPPERTAL = "05124000"
UNKNOWN = f"org_{UUID(int=1)}"
UNKNOWN_SUMMIT = f"sum_{UUID(int=1)}"
HELD = "the summit of 2017"  # which the tests look up
LATER = "2999-12-31"
DAY = "2020-02-29"

NAMED = {"name": "Verein", **ASSOCIATION}
TOWN = {"name": "Neustadt", "kind": "STADT", "ags": "05315001", "parent": org(REGION)}

# A mutation, its input, the code, and the input that is to blame.
Case = tuple[tuple[str, dict[str, Any]], tuple[str, str | None]]

CASES: dict[str, Case] = {
    "an unknown organisation signs": (
        ("signDeclaration", {"organisation": UNKNOWN, "on": DAY}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "an unknown organisation joins": (
        ("joinNetwork", {"organisation": UNKNOWN, "on": DAY, "criteria": CRITERIA}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "an unknown organisation attends": (
        ("recordAttendance", {"organisation": UNKNOWN, "summit": HELD}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "the declaration signs, passed off as an organisation": (
        ("signDeclaration", {"organisation": f"org_{DECLARATION_ID}", "on": DAY}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "one attends an organisation, passed off as a summit": (
        ("recordAttendance", {"organisation": org(BONN), "summit": f"sum_{organisation_id(BONN)}"}),
        ("UNKNOWN_SUMMIT", "summit"),
    ),
    "a parent is unknown": (
        ("registerOrganisation", {**TOWN, "parent": UNKNOWN}),
        ("UNKNOWN_PARENT", "parent"),
    ),
    "an AGS is registered twice": (
        ("registerOrganisation", {"name": "Neu-Köln", "kind": "KREISFREIE_STADT", "ags": COLOGNE}),
        ("ALREADY_REGISTERED", "ags"),
    ),
    "an association is registered twice": (
        ("registerOrganisation", {"name": " Städtetag Nordrhein-Westfalen ", **ASSOCIATION}),
        ("ALREADY_REGISTERED", "ags"),
    ),
    "an AGS is too short for a town": (
        ("registerOrganisation", {**TOWN, "ags": "05315"}),
        ("INVALID_AGS", "ags"),
    ),
    "an AGS begins unlike its parent's": (
        ("registerOrganisation", {**TOWN, "ags": "05124001"}),
        ("INVALID_AGS", "ags"),
    ),
    "a name is blank": (("registerOrganisation", {**NAMED, "name": " \t "}), ("INVALID_NAME", "name")),
    "a name is of 201 characters": (
        ("registerOrganisation", {**NAMED, "name": "ä" * 201}),
        ("INVALID_NAME", "name"),
    ),
    "a name has two lines": (("registerOrganisation", {**NAMED, "name": "a\nb"}), ("INVALID_NAME", "name")),
    "a name has a NUL": (("registerOrganisation", {**NAMED, "name": "a\0b"}), ("INVALID_NAME", "name")),
    "a name is invisible": (("registerOrganisation", {**NAMED, "name": "\u200b"}), ("INVALID_NAME", "name")),
    "a population is negative": (
        ("registerOrganisation", {**NAMED, "population": -1}),
        ("INVALID_FIGURE", "population"),
    ),
    "a latitude is beyond the pole": (
        ("registerOrganisation", {**NAMED, "latitude": 90.01}),
        ("INVALID_FIGURE", "latitude"),
    ),
    "a longitude is beyond the date line": (
        ("registerOrganisation", {**NAMED, "longitude": -1e300}),
        ("INVALID_FIGURE", "longitude"),
    ),
    "the declaration is proclaimed twice": (
        ("proclaimDeclaration", {"title": "Erklärung", "on": DAY}),
        ("ALREADY_PROCLAIMED", None),
    ),
    "a title is blank": (("reviseDeclaration", {"title": "", "on": DAY}), ("INVALID_TITLE", "title")),
    "a revision lies in the future": (
        ("reviseDeclaration", {"title": "Erklärung", "on": LATER}),
        ("DATE_IN_FUTURE", "on"),
    ),
    "a signature lies in the future": (
        ("signDeclaration", {"organisation": org(COLOGNE), "on": LATER}),
        ("DATE_IN_FUTURE", "on"),
    ),
    "one signs a revision twice": (
        ("signDeclaration", {"organisation": org(BONN), "on": DAY, "revision": 1}),
        ("ALREADY_SIGNED", "organisation"),
    ),
    "one signs a revision that there is not": (
        ("signDeclaration", {"organisation": org(BONN), "on": DAY, "revision": 3}),
        ("UNKNOWN_REVISION", "revision"),
    ),
    "one signs revision 0": (
        ("signDeclaration", {"organisation": org(BONN), "on": DAY, "revision": 0}),
        ("UNKNOWN_REVISION", "revision"),
    ),
    "one signs at an unknown summit": (
        ("signDeclaration", {"organisation": org(COLOGNE), "on": DAY, "summit": UNKNOWN_SUMMIT}),
        ("UNKNOWN_SUMMIT", "summit"),
    ),
    "one joins who has not signed": (
        ("joinNetwork", {"organisation": org(COLOGNE), "on": DAY, "criteria": CRITERIA}),
        ("SIGNATURE_MISSING", "organisation"),
    ),
    "a member joins again": (
        ("joinNetwork", {"organisation": org(BONN), "on": DAY, "criteria": CRITERIA}),
        ("ALREADY_MEMBER", "organisation"),
    ),
    "a Regierungsbezirk joins": (
        ("joinNetwork", {"organisation": org(REGION), "on": DAY, "criteria": CRITERIA}),
        ("NOT_ELIGIBLE", "organisation"),
    ),
    "the Land, which has signed, joins": (
        ("joinNetwork", {"organisation": org(LAND), "on": DAY, "criteria": CRITERIA}),
        ("NOT_ELIGIBLE", "organisation"),
    ),
    "an association plans to join": (
        ("planAccession", {"organisation": org("Städtetag Nordrhein-Westfalen"), "on": LATER}),
        ("NOT_ELIGIBLE", "organisation"),
    ),
    "a council has resolved in the future": (
        (
            "joinNetwork",
            {"organisation": org(COLOGNE), "on": DAY, "councilResolvedOn": LATER, "criteria": CRITERIA},
        ),
        ("DATE_IN_FUTURE", "councilResolvedOn"),
    ),
    "a year has a second summit": (
        ("announceSummit", {"year": 2017, "title": "Treffen"}),
        ("SUMMIT_YEAR_TAKEN", "year"),
    ),
    "a summit was held in another year": (
        ("holdSummit", {"year": 2017, "on": DAY}),
        ("DATE_OUTSIDE_YEAR", "on"),
    ),
    "a summit is held again": (
        ("holdSummit", {"year": 2017, "on": "2017-12-07"}),
        ("SUMMIT_ALREADY_HELD", "year"),
    ),
    "a summit was held in the future": (
        ("holdSummit", {"year": 2199, "title": "Treffen", "on": "2199-01-01"}),
        ("DATE_IN_FUTURE", "on"),
    ),
    "a summit was held by a crowd below zero": (
        ("holdSummit", {"year": 2020, "title": "Treffen", "on": DAY, "reportedAttendance": -1}),
        ("INVALID_FIGURE", "reportedAttendance"),
    ),
    "a summit of the year 0": (("announceSummit", {"year": 0, "title": "T"}), ("INVALID_FIGURE", "year")),
    "a summit of the year 10000": (
        ("announceSummit", {"year": 10000, "title": "T"}),
        ("INVALID_FIGURE", "year"),
    ),
    "a place is blank": (
        ("announceSummit", {"year": 2020, "title": "T", "place": " "}),
        ("INVALID_PLACE", "place"),
    ),
    "a host has a NUL": (
        ("announceSummit", {"year": 2020, "title": "T", "host": "\0"}),
        ("INVALID_HOST", "host"),
    ),
    "one attends uninvited": (
        ("recordAttendance", {"summit": HELD, "organisation": org(COLOGNE)}),
        ("NOT_ENTITLED_TO_ATTEND", "organisation"),
    ),
    "one attends twice": (
        ("recordAttendance", {"summit": HELD, "organisation": org(WUPPERTAL)}),
        ("ALREADY_ATTENDED", "organisation"),
    ),
    "one attends in another year": (
        ("recordAttendance", {"summit": HELD, "organisation": org(BONN), "on": DAY}),
        ("DATE_OUTSIDE_YEAR", "on"),
    ),
    "the version expected is too old": (
        ("planAccession", {"organisation": org(BONN), "on": DAY, "expectedVersion": 1}),
        ("VERSION_CONFLICT", "expectedVersion"),
    ),
    "nothing is expected where something is": (
        ("reviseDeclaration", {"title": "Erklärung", "on": DAY, "expectedVersion": 0}),
        ("VERSION_CONFLICT", "expectedVersion"),
    ),
    "something is expected where nothing is": (
        ("registerOrganisation", {**NAMED, "expectedVersion": 1}),
        ("VERSION_CONFLICT", "expectedVersion"),
    ),
}
