"""Who was invited to the summits, how they answered, and who came: of all, and by Regierungsbezirk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from graphql_api.planner.fields import Field, column, one, part, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.prices import Price
from graphql_api.standing import member_certainly, member_possibly, summit_day
from graphql_api.types import Organisation, Summit
from projections import ATTENDANCES, INVITATIONS, MEMBERSHIPS, ORGANISATIONS, SUMMITS

# Answers the figures of a summit, of all organisations together or by the Regierungsbezirk they lie in.
_FIGURES = """
SELECT {by}, count(answer) AS invited,
    count(*) FILTER (WHERE answer <> 'PENDING') AS answered,
    count(*) FILTER (WHERE answer IN ('ACCEPTED', 'DELEGATED')) AS accepted,
    count(*) FILTER (WHERE answer = 'DECLINED') AS declined,
    count(*) FILTER (WHERE attended) AS attended,
    count(*) FILTER (WHERE attended AND answer IS NOT NULL) AS invited_attended,
    count(*) FILTER (WHERE member) AS members,
    count(*) FILTER (WHERE undated) AS undated_members,
    count(*) FILTER (WHERE attended AND member) AS members_attended
FROM (
    SELECT CASE
            WHEN own.kind = 'REGIERUNGSBEZIRK' THEN own.id
            WHEN above.kind = 'REGIERUNGSBEZIRK' THEN above.id
            WHEN over_district.kind = 'REGIERUNGSBEZIRK' THEN over_district.id
        END AS regierungsbezirk_id,
        i.answer, a.id IS NOT NULL AS attended, coalesce(standing.certainly, false) AS member,
        coalesce(standing.possibly AND NOT standing.certainly, false) AS undated
    FROM {organisations} AS own
    LEFT JOIN {organisations} AS above ON above.id = own.parent_id
    LEFT JOIN {organisations} AS over_district ON over_district.id = above.parent_id
    LEFT JOIN {invitations} AS i ON i.summit_id = {summit}.id
        AND i.organisation_id = own.id
    LEFT JOIN {attendances} AS a ON a.summit_id = {summit}.id
        AND a.organisation_id = own.id
    LEFT JOIN (SELECT organisation_id, bool_or({certainly}) AS certainly, bool_or({possibly}) AS possibly
        FROM {memberships} AS m GROUP BY organisation_id) AS standing
        ON standing.organisation_id = own.id) AS organisation"""


def _figures(field: Field, by: str) -> str:
    """The statement for the summit that is the field's row."""
    summit = field.row
    day = summit_day(summit)
    return _FIGURES.format(
        by=by,
        summit=summit,
        organisations=field.planning.rows(ORGANISATIONS),
        invitations=field.planning.rows(INVITATIONS),
        attendances=field.planning.rows(ATTENDANCES),
        memberships=field.planning.rows(MEMBERSHIPS),
        certainly=member_certainly("m", day),
        possibly=member_possibly("m", day),
    )


def _known(field: Field) -> str:
    """Whether it is recorded at all who came to the summit that is the field's row."""
    rows = f"SELECT FROM {field.planning.rows(ATTENDANCES)} AS a WHERE a.summit_id = {field.row}.id"
    return f"EXISTS ({rows}) AS known"


@dataclass(frozen=True)
class _BySummit:
    """The summits up to the day that the statistics are of, cancelled ones left out."""

    price: ClassVar = Price(20, rows=30)

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        until = f" AND {summit_day(row)} <= {day}" if day else ""
        listed = list_of(field.object(row), f" ORDER BY {row}.year")
        return Json(
            f"(SELECT {listed.sql()} FROM {field.planning.rows(SUMMITS)} AS {row}"
            f" WHERE {row}.state <> 'CANCELLED'{until})"
        )


@dataclass(frozen=True)
class _OfAll:
    price: ClassVar = Price(1_000)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        return Json(f"(SELECT {field.object(row).sql()} FROM ({_figures(field, _known(field))}) AS {row})")


@dataclass(frozen=True)
class _ByRegierungsbezirk:
    price: ClassVar = Price(1_000, rows=5)

    def json(self, field: Field) -> Json:
        row, name = field.planning.alias(), field.planning.alias()
        figures = _figures(field, f"regierungsbezirk_id, {_known(field)}")
        figures += " WHERE regierungsbezirk_id IS NOT NULL GROUP BY regierungsbezirk_id"
        named = (
            f"SELECT {name}.name_key FROM {field.planning.rows(ORGANISATIONS)} AS {name}"
            f" WHERE {name}.id = {row}.regierungsbezirk_id"
        )
        listed = list_of(field.object(row), f" ORDER BY ({named}), {row}.regierungsbezirk_id")
        return Json(f"(SELECT {listed.sql()} FROM ({figures}) AS {row})")


_RATE = "CASE WHEN {{row}}.known THEN round({{row}}.{came}::numeric / nullif({{row}}.{of}, 0), 4) END"


@strawberry.type(
    description="How many were invited to a summit, how they answered, and how many came. The rates are "
    "from 0 to 1, to four places; null where nobody could come, or no attendance of the summit is recorded."
)
class AttendanceFigures:
    invited: int = column("Organisations that are invited (Eingeladene).", "invited")
    answered: int = column("Of them, those that answered (Antworten).", "answered")
    accepted: int = column("Of them, those that accepted or delegated (Zusagen).", "accepted")
    declined: int = column("Of them, those that declined (Absagen).", "declined")
    attended: int = column("Organisations that are recorded as having been there (Teilnahmen).", "attended")
    rate_of_invited: float | None = column(
        "The share of those invited that came (Teilnahmequote).",
        _RATE.format(came="invited_attended", of="invited"),
    )
    members: int = column("Those that certainly were members on its day (Mitglieder).", "members")
    undated_members: int = column(
        "Those of which the dates do not say whether they were members on its day.", "undated_members"
    )
    members_attended: int = column(
        "Of those that certainly were members, those that came.", "members_attended"
    )
    rate_of_members: float | None = column(
        "The share of those that certainly were members that came (Teilnahmequote der Mitglieder).",
        _RATE.format(came="members_attended", of="members"),
    )


@strawberry.type(description="The attendance of a summit from a Regierungsbezirk.")
class RegionalAttendance:
    regierungsbezirk: Organisation = one(
        "The Regierungsbezirk: itself, and what lies in it.", ORGANISATIONS, "regierungsbezirk_id"
    )
    figures: AttendanceFigures = part("Its figures.")


@strawberry.type(description="The attendance of a summit in figures (Teilnahme).")
class SummitAttendance:
    summit: Summit = part("The summit (Spitzentreffen).")
    figures: AttendanceFigures = planned(_OfAll(), "Of all organisations.")
    by_regierungsbezirk: list[RegionalAttendance] = planned(
        _ByRegierungsbezirk(),
        "By the Regierungsbezirk in which they lie today; associations and the Land in none.",
    )


def by_summit() -> Any:
    return planned(
        _BySummit(),
        "Who was invited to each summit, and who came (Teilnahmequoten), as it is recorded now; on a day, of "
        "the summits whose date was certainly reached by then. Cancelled ones are left out.",
    )
