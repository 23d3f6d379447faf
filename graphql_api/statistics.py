"""The network in figures: what is certain, and what undated facts leave open."""

from __future__ import annotations

from dataclasses import dataclass

import strawberry

from domain.organisation import DISTRICTS, MUNICIPALITIES, MembershipStatus
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import NULL, Json, list_of, string
from graphql_api.scalars import Date
from projections import ORGANISATIONS, SIGNATURES


def _quoted(names: frozenset[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


# In these statements, {joined_certainly} and its like are conditions on a date column: that it had
# come by the day in question certainly, or possibly. Without a day, all that is recorded counts.

# Answers the members that joined by the day.
MEMBERS = f"""SELECT count(*)::text FROM {{organisations}}
WHERE valid_to IS NULL AND membership = '{MembershipStatus.MEMBER}' AND {{joined_certainly}}"""
UNDATED_MEMBERS = MEMBERS.replace("{joined_certainly}", "{joined_possibly}")
UNDATED_GROWTH = MEMBERS.replace("{joined_certainly}", "{joined_in_no_year}")

# Answers the organisations that signed any revision by the day.
SIGNATORIES = """SELECT count(DISTINCT organisation_id)::text FROM {signatures}
WHERE valid_to IS NULL AND {signed_certainly}"""

# Answers the organisations that possibly signed by the day, where no signature certainly was.
UNDATED_SIGNATORIES = """SELECT count(*)::text FROM (
    SELECT FROM {signatures} WHERE valid_to IS NULL GROUP BY organisation_id
    HAVING bool_or({signed_possibly}) AND NOT bool_or({signed_certainly})) AS signatory"""

# Answers the population of municipalities that are members or lie in a member district, each once.
POPULATION = f"""SELECT coalesce(sum(population), 0)::text FROM (
    SELECT own.population,
        own.membership = '{MembershipStatus.MEMBER}' AND {{own_certainly}}
            OR coalesce(district.membership = '{MembershipStatus.MEMBER}' AND {{district_certainly}}, false)
            AS certainly,
        own.membership = '{MembershipStatus.MEMBER}' AND {{own_possibly}}
            OR coalesce(district.membership = '{MembershipStatus.MEMBER}' AND {{district_possibly}}, false)
            AS possibly
    FROM {{organisations}} AS own LEFT JOIN {{organisations}} AS district
        ON district.id = own.parent_id AND district.valid_to IS NULL
            AND district.kind IN ({_quoted(DISTRICTS)})
    WHERE own.valid_to IS NULL AND own.kind IN ({_quoted(MUNICIPALITIES)})) AS municipality
WHERE certainly"""
UNDATED_POPULATION = POPULATION + " IS FALSE AND possibly"

# Answers each year's joinings and first signatures, and the members at its end.
GROWTH = f"""SELECT year, sum(joined) AS joined, sum(signed) AS signed,
    sum(sum(joined)) OVER (ORDER BY year) AS members
FROM (
    SELECT extract(year FROM joined_on_latest)::int AS year, 1 AS joined, 0 AS signed
    FROM {{organisations}} WHERE valid_to IS NULL AND membership = '{MembershipStatus.MEMBER}'
        AND joined_on IS NOT NULL AND {{joined_certainly}}
    UNION ALL
    SELECT extract(year FROM min(signed_on_latest))::int, 0, 1
    FROM {{signatures}} WHERE valid_to IS NULL AND signed_on IS NOT NULL AND {{signed_certainly}}
    GROUP BY organisation_id) AS happened
GROUP BY year"""

_DATES = {
    "joined": "joined_on",
    "signed": "signed_on",
    "own": "own.joined_on",
    "district": "district.joined_on",
}


@dataclass(frozen=True)
class _Statistics:
    """All figures of one day. The row that their fields are given is the day as SQL, or empty."""

    def json(self, field: Field) -> Json:
        on = field.argument("on")
        return field.object(on.bind_day() if on.given else "")


@dataclass(frozen=True)
class _Day:
    def json(self, field: Field) -> Json:
        return string(field.row) if field.row else NULL


@dataclass(frozen=True)
class _Figure:
    statement: str

    def json(self, field: Field) -> Json:
        return Json(f"({_by_day(self.statement, field)})")


@dataclass(frozen=True)
class _Growth:
    def json(self, field: Field) -> Json:
        year = field.planning.alias()
        listed = list_of(field.object(year), f" ORDER BY {year}.year")
        return Json(f"(SELECT {listed.sql()} FROM ({_by_day(GROWTH, field)}) AS {year})")


def _by_day(statement: str, field: Field) -> str:
    day = field.row
    conditions = {"joined_in_no_year": "joined_on IS NULL"}
    for name, date in _DATES.items():
        by = f"coalesce({date}_latest <= {day}, false)"
        after = f"coalesce({date}_earliest > {day}, false)"
        conditions[f"{name}_certainly"] = by if day else "true"
        conditions[f"{name}_possibly"] = f"NOT {by} AND NOT {after}" if day else "false"
    if day:
        conditions["joined_in_no_year"] = conditions["joined_possibly"]
    return statement.format(
        organisations=field.planning.table(ORGANISATIONS),
        signatures=field.planning.table(SIGNATURES),
        **conditions,
    )


def _figure(statement: str, description: str) -> int:
    figure: int = planned(_Figure(statement), description)
    return figure


@strawberry.type(description="One calendar year of the network's growth (Wachstum).")
class YearOfGrowth:
    year: int = column("The calendar year.", "year")
    joined: int = column("Organisations that joined in it (Beitritte).", "joined")
    signed: int = column("Organisations whose first signature fell in it.", "signed")
    members: int = column("Members at its end, as far as dated (Mitglieder).", "members")


@strawberry.type(
    description="The network in figures (Statistik): of a day, what is certain for it and what the "
    "dates leave open; without a day, what the register holds now."
)
class NetworkStatistics:
    on: Date | None = planned(_Day(), "The day in question; null: what the register holds now.")
    members: int = _figure(MEMBERS, "Members (Mitglieder); on a day, those that certainly were.")
    undated_members: int = _figure(
        UNDATED_MEMBERS,
        "Members of which the dates do not say whether they had joined by the day; none without a day.",
    )
    signatories: int = _figure(
        SIGNATORIES,
        "Organisations that signed the declaration (Unterzeichner); on a day, those that certainly had.",
    )
    undated_signatories: int = _figure(
        UNDATED_SIGNATORIES,
        "Organisations of which the dates do not say whether they had signed by the day; none without a day.",
    )
    population_covered: int = _figure(
        POPULATION,
        "Population (Einwohner) of all municipalities that are members or lie in a member district, each "
        "counted once; today's figures, rounded, from GeoNames (CC BY 4.0) unless recorded otherwise.",
    )
    undated_population_covered: int = _figure(
        UNDATED_POPULATION,
        "Population that undated members would add to what is covered; none without a day.",
    )
    growth: list[YearOfGrowth] = planned(
        _Growth(), "Growth by calendar year (Wachstum), of all dated joinings and signatures."
    )
    undated_growth: int = _figure(
        UNDATED_GROWTH, "Members that no year of the growth counts, as their date is not known."
    )


def statistics(description: str) -> NetworkStatistics:
    """The field that answers the figures."""
    field: NetworkStatistics = planned(
        _Statistics(), description, {"on": (Date | None, "A day; leave it out for what is held now.")}
    )
    return field
