"""The network in figures: what is certain, and what undated facts leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from domain.organisation import DISTRICTS, ELIGIBLE, MUNICIPALITIES
from domain.reported_figure import Figure
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import NULL, Json, list_of, string
from graphql_api.planner.prices import Price
from graphql_api.scalars import Date
from graphql_api.standing import (
    member_certainly,
    member_possibly,
    signed_certainly,
    signed_possibly,
)
from projections import MEMBERSHIPS, ORGANISATIONS, SIGNATURES
from projections.kernel import ReadModel


def _quoted(names: frozenset[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


# What the statements below are made of: of each organisation that ever joined, or signed, whether it was a
# member, or a signatory, on the day in question, and when its first dated signature was. Each is worked out
# once for all figures that need it, and not at all for none.
_STANDING = """WITH member AS (
    SELECT organisation_id, bool_or({member_certainly}) AS certainly, bool_or({member_possibly}) AS possibly
    FROM {memberships} AS m GROUP BY organisation_id
), signatory AS (
    SELECT organisation_id, bool_or({signed_certainly}) AS certainly, bool_or({signed_possibly}) AS possibly,
        min(signed_on_latest) AS signed_on_latest
    FROM {signatures} AS s GROUP BY organisation_id)
"""

# Answers the organisations that were members on the day.
MEMBERS = "SELECT count(*)::text FROM member WHERE certainly"
UNDATED_MEMBERS = "SELECT count(*)::text FROM member WHERE possibly AND NOT certainly"

# Answers those that are members, or may have been on the day, and whose joining no year counts.
UNDATED_GROWTH = """SELECT count(*)::text FROM (
    SELECT FROM {memberships} AS m WHERE {member_possibly} GROUP BY organisation_id
    HAVING NOT bool_or(coalesce({joined_by}, false))) AS undated"""

# Answers the organisations whose signature of any revision stood on the day.
SIGNATORIES = "SELECT count(*)::text FROM signatory WHERE certainly"
UNDATED_SIGNATORIES = "SELECT count(*)::text FROM signatory WHERE possibly AND NOT certainly"

# The same, of municipalities and districts.
_ELIGIBLE = f"""organisation_id IN (SELECT id FROM {{organisations}}
    WHERE kind IN ({_quoted(ELIGIBLE)}))"""
MUNICIPAL_SIGNATORIES = f"{SIGNATORIES} AND {_ELIGIBLE}"
UNDATED_MUNICIPAL_SIGNATORIES = f"{UNDATED_SIGNATORIES} AND {_ELIGIBLE}"

# Answers the population of municipalities that were members or lay in a member district, each once.
POPULATION = f"""SELECT coalesce(sum(population), 0)::text FROM (
    SELECT own.population,
        {{existed_certainly}}
            AND (coalesce(of_own.certainly, false) OR coalesce(of_district.certainly, false)) AS certainly,
        {{existed_possibly}}
            AND (coalesce(of_own.possibly, false) OR coalesce(of_district.possibly, false)) AS possibly
    FROM {{organisations}} AS own
    LEFT JOIN {{organisations}} AS district ON district.id = own.parent_id
        AND district.kind IN ({_quoted(DISTRICTS)})
    LEFT JOIN member AS of_own ON of_own.organisation_id = own.id
    LEFT JOIN member AS of_district ON of_district.organisation_id = district.id
    WHERE own.kind IN ({_quoted(MUNICIPALITIES)})) AS municipality
WHERE certainly"""
UNDATED_POPULATION = f"{POPULATION} IS FALSE AND possibly"

# Answers each year's joinings, leavings and first signatures, and the members at its end: of those whose
# joining is dated, as the others were never added.
GROWTH = """SELECT year, sum(joined) AS joined, sum(departed) AS departed, sum(signed) AS signed,
    sum(sum(change)) OVER (ORDER BY year) AS members
FROM (
    SELECT extract(year FROM joined_on_latest)::int AS year, 1 AS joined, 0 AS departed, 0 AS signed,
        1 AS change
    FROM {memberships} AS m WHERE {joined_by}
    UNION ALL
    SELECT extract(year FROM left_on_latest)::int, 0, 1, 0, -coalesce({joined_by}, false)::int
    FROM {memberships} AS m WHERE {left_by}
    UNION ALL
    SELECT extract(year FROM signed_on_latest)::int, 0, 0, 1, 0 FROM signatory WHERE {signed_by}
) AS happened
GROUP BY year"""


def counted(field: Field, statement: str, day: str) -> str:
    """The statement for a day, or for now."""

    def by(date: str) -> str:
        return f"{date}_latest <= {day}" if day else f"{date}_latest IS NOT NULL"

    def existed(end: str, undated: str) -> str:
        later = f" OR coalesce(own.ended_on_{end} > {day}, {undated})" if day else ""
        return f"(own.ended IS NULL{later})"

    return statement.format(
        organisations=field.planning.rows(ORGANISATIONS),
        memberships=field.planning.rows(MEMBERSHIPS),
        signatures=field.planning.rows(SIGNATURES),
        member_certainly=member_certainly("m", day),
        member_possibly=member_possibly("m", day),
        signed_certainly=signed_certainly("s", day),
        signed_possibly=signed_possibly("s", day),
        existed_certainly=existed("earliest", "false"),
        existed_possibly=existed("latest", "true"),
        joined_by=by("joined_on"),
        left_by=by("left_on"),
        signed_by=by("signed_on"),
    )


@dataclass(frozen=True)
class _Statistics:
    """All figures of one day. The row that their fields are given is the day as SQL, or empty."""

    def json(self, field: Field) -> Json:
        on = field.argument("on")
        day = on.bind_day() if on.given else ""
        return Json(f"({counted(field, _STANDING, day)} SELECT {field.object(day).sql()})")


@dataclass(frozen=True)
class _Day:
    def json(self, field: Field) -> Json:
        return string(field.row) if field.row else NULL


@dataclass(frozen=True)
class _Figure:
    statement: str
    price: ClassVar = Price(5_000)

    def json(self, field: Field) -> Json:
        return Json(f"({counted(field, self.statement, field.row)})")


@dataclass(frozen=True)
class _Growth:
    price: ClassVar = Price(1_500, rows=30)

    def json(self, field: Field) -> Json:
        year = field.planning.alias()
        listed = list_of(field.object(year), f" ORDER BY {year}.year")
        return Json(f"(SELECT {listed.sql()} FROM ({counted(field, GROWTH, field.row)}) AS {year})")


@dataclass(frozen=True)
class _Registered:
    """What the register itself counts for a reported figure, on its day."""

    of_members: str
    of_signatories: str
    price: ClassVar = Price(300)

    def json(self, field: Field) -> Json:
        row = field.row
        choices = []
        for figure, statement in (
            (Figure.MEMBERS, self.of_members),
            (Figure.SIGNATORY_MUNICIPALITIES, self.of_signatories),
        ):
            now, then = (
                counted(field, f"{_STANDING}{statement}", day) for day in ("", f"{row}.reported_on_latest")
            )
            choices.append(f"WHEN {row}.figure = '{figure}' AND {row}.reported_on IS NULL THEN ({now})")
            choices.append(f"WHEN {row}.figure = '{figure}' THEN ({then})")
        return Json(f"CASE {' '.join(choices)} END")


def registered(description: str) -> int:
    """What the register counts for certain on a reported figure's day; now where that is not known."""
    count: int = planned(_Registered(MEMBERS, MUNICIPAL_SIGNATORIES), description)
    return count


def registered_undated(description: str) -> int:
    """What the register's dates leave open for that day."""
    count: int = planned(_Registered(UNDATED_MEMBERS, UNDATED_MUNICIPAL_SIGNATORIES), description)
    return count


def figure(statement: str, description: str) -> int:
    """A count of the day that is asked for, or of now."""
    count: int = planned(_Figure(statement), description)
    return count


@dataclass(frozen=True)
class Reported:
    """The figures that sources gave of the day and of those before it."""

    model: ReadModel
    price: ClassVar = Price(20, rows=50)

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        until = f" WHERE {row}.reported_on_latest <= {day}" if day else ""
        order = f" ORDER BY {row}.reported_on_latest, {row}.position"
        listed = list_of(field.object(row), order)
        table = field.planning.rows(self.model)
        return Json(f"(SELECT {listed.sql()} FROM {table} AS {row}{until})")


@strawberry.type(description="One calendar year of the network's growth (Wachstum).")
class YearOfGrowth:
    year: int = column("The calendar year.", "year")
    joined: int = column("Joinings in it (Beitritte).", "joined")
    left: int = column("Leavings in it (Austritte), those of organisations that ended included.", "departed")
    signed: int = column("Organisations whose first signature fell in it.", "signed")
    members: int = column("Members at its end, of those whose joining is dated (Mitglieder).", "members")


def day_in_question() -> Date | None:
    day: Date | None = planned(_Day(), "The day in question; null: what the register holds now.")
    return day


def growth() -> list[YearOfGrowth]:
    years: list[YearOfGrowth] = planned(
        _Growth(), "Growth by calendar year (Wachstum), of all dated joinings, leavings and signatures."
    )
    return years


def on_a_day(description: str) -> Any:
    """The field that answers the figures."""
    return planned(
        _Statistics(),
        description,
        {
            "on": (
                Date | None,
                "A day; leave it out for what is held now. Of one that lies ahead it is told what will be if "
                "nothing more happens.",
            )
        },
    )
