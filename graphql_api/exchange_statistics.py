"""What became of the impulses, which examples spread, and who shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from domain.impulse import ImpulseState
from graphql_api import enums
from graphql_api.inputs import OrderDirection
from graphql_api.planner.connections import PAGE_ROWS, page_length
from graphql_api.planner.fields import Field, column, one, planned
from graphql_api.planner.json_sql import Json, list_of, quoted
from graphql_api.planner.prices import Price
from graphql_api.standing import member_certainly, summit_day
from graphql_api.types import Organisation, PracticeExample
from projections import ADOPTIONS, IMPULSES, MEMBERSHIPS, ORGANISATIONS, PRACTICE_EXAMPLES, SUMMITS

# Answers how many impulses stand in each state.
_BY_STATE = """
SELECT listed.state, count(stood.state) AS impulses, listed.number
FROM unnest(ARRAY[{states}]) WITH ORDINALITY AS listed (state, number)
LEFT JOIN (SELECT {state} AS state FROM {impulses} AS i
    JOIN {summits} AS s ON s.id = i.summit_id{raised}) AS stood ON stood.state = listed.state
GROUP BY listed.state, listed.number"""

# Answers in how many days the Land decided, and of how many impulses that cannot be said.
_DAYS_TO_DECISION = """
SELECT count(days) AS decided, count(*) FILTER (WHERE days IS NULL) AS undated,
    min(days) AS shortest, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median, max(days) AS longest
FROM (SELECT CASE WHEN i.decided_on_earliest = i.decided_on_latest AND s.held_on_earliest = s.held_on_latest
        AND i.decided_on_earliest >= s.held_on_latest
        THEN i.decided_on_earliest - s.held_on_earliest END AS days
    FROM {impulses} AS i JOIN {summits} AS s ON s.id = i.summit_id
    WHERE i.decision IS NOT NULL{decided}) AS decision"""

# Answers the examples that were adopted most.
_MOST_ADOPTED = """
SELECT a.example_id, count(*) AS adopter_count, min(e.title_key) AS title_key
FROM {adoptions} AS a JOIN {examples} AS e ON e.id = a.example_id{adopted}
GROUP BY a.example_id ORDER BY count(*) DESC, min(e.title_key), a.example_id LIMIT {first}"""

# Answers what each member shared, what others adopted from it, and what it adopted.
_SHARING = """
SELECT o.id AS organisation_id, shared.number AS shared, passed_on.number AS passed_on,
    adopted.number AS adopted, row_number() OVER ({order}) AS number
FROM {organisations} AS o
CROSS JOIN LATERAL (SELECT count(*) AS number FROM {examples} AS e
    WHERE e.organisation_id = o.id AND {shared}) AS shared
CROSS JOIN LATERAL (SELECT count(*) AS number FROM {adoptions} AS a
    JOIN {examples} AS e ON e.id = a.example_id
    WHERE coalesce(a.adopted_from_id, e.organisation_id) = o.id{adopted}) AS passed_on
CROSS JOIN LATERAL (SELECT count(*) AS number FROM {adoptions} AS a
    WHERE a.organisation_id = o.id{adopted}) AS adopted
WHERE EXISTS (SELECT FROM {memberships} AS m
    WHERE m.organisation_id = o.id AND {member})
{order} LIMIT {first}"""


@dataclass(frozen=True)
class _ByState:
    price: ClassVar = Price(300, rows=len(ImpulseState))

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        state, raised = "i.state", ""
        if day:
            raised = f" AND {summit_day('s')} <= {day}"
            state = (
                f"CASE WHEN i.withdrawn_on_latest <= {day} THEN '{ImpulseState.WITHDRAWN}'"
                f" WHEN i.in_effect_on_latest <= {day} THEN '{ImpulseState.IN_EFFECT}'"
                f" WHEN i.decided_on_latest <= {day} AND i.state = '{ImpulseState.DECLINED}' THEN i.state"
                f" WHEN i.decided_on_latest <= {day} THEN '{ImpulseState.TAKEN_UP}'"
                f" ELSE '{ImpulseState.RAISED}' END"
            )
        states = _BY_STATE.format(
            states=", ".join(map(quoted, ImpulseState)),
            state=state,
            raised=raised,
            impulses=field.planning.rows(IMPULSES),
            summits=field.planning.rows(SUMMITS),
        )
        listed = list_of(field.object(row), f" ORDER BY {row}.number")
        return Json(f"(SELECT {listed.sql()} FROM ({states}) AS {row})")


@dataclass(frozen=True)
class _DaysToDecision:
    price: ClassVar = Price(300)

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        days = _DAYS_TO_DECISION.format(
            impulses=field.planning.rows(IMPULSES),
            summits=field.planning.rows(SUMMITS),
            decided=f" AND i.decided_on_latest <= {day}" if day else "",
        )
        return Json(f"(SELECT {field.object(row).sql()} FROM ({days}) AS {row})")


@dataclass(frozen=True)
class _MostAdopted:
    price: ClassVar = Price(500, rows=PAGE_ROWS)

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        adopted = _MOST_ADOPTED.format(
            adoptions=field.planning.rows(ADOPTIONS),
            examples=field.planning.rows(PRACTICE_EXAMPLES),
            adopted=f" AND a.adopted_on_latest <= {day}" if day else "",
            first=_first(field),
        )
        listed = list_of(
            field.object(row), f" ORDER BY {row}.adopter_count DESC, {row}.title_key, {row}.example_id"
        )
        return Json(f"(SELECT {listed.sql()} FROM ({adopted}) AS {row})")


@dataclass(frozen=True)
class _Sharing:
    price: ClassVar = Price(8_000, rows=PAGE_ROWS)

    def json(self, field: Field) -> Json:
        day, row = field.row, field.planning.alias()
        least = field.argument("order").decide(lambda asked: asked is not None and asked.name == "ASC")
        direction = "ASC" if least else "DESC"
        shared = "NOT e.withdrawn"
        if day:
            shared = (
                f"e.shared_on_latest <= {day} AND coalesce(e.withdrawn_on_earliest > {day}, NOT e.withdrawn)"
            )
        sharing = _SHARING.format(
            organisations=field.planning.rows(ORGANISATIONS),
            memberships=field.planning.rows(MEMBERSHIPS),
            examples=field.planning.rows(PRACTICE_EXAMPLES),
            adoptions=field.planning.rows(ADOPTIONS),
            shared=shared,
            adopted=f" AND a.adopted_on_latest <= {day}" if day else "",
            member=member_certainly("m", day),
            order=f"ORDER BY shared.number {direction}, passed_on.number {direction}, o.name_key, o.id",
            first=_first(field),
        )
        listed = list_of(field.object(row), f" ORDER BY {row}.number")
        return Json(f"(SELECT {listed.sql()} FROM ({sharing}) AS {row})")


def _first(field: Field) -> str:
    first = field.argument("first")
    first.check(page_length)
    return first.bind("bigint", page_length)


@strawberry.type(description="How many impulses stand in a state.")
class ImpulsesInState:
    state: enums.ImpulseState = column("How far (Stand).", "state")
    count: int = column("How many impulses.", "impulses")


@strawberry.type(
    description="In how many days after the summit the Land took impulses up or declined them; of those of "
    "which both days are known."
)
class DaysToDecision:
    decided: int = column("How many those are.", "decided")
    undated: int = column(
        "How many more were decided on, of which one of the two days is not known, or the summit was moved "
        "behind the decision.",
        "undated",
    )
    shortest: int | None = column("The fewest days; null where there are none.", "shortest")
    median: int | None = column("As many or fewer in half of the cases; null where there are none.", "median")
    longest: int | None = column("The most days; null where there are none.", "longest")


@strawberry.type(description="A practice example that was adopted.")
class AdoptedExample:
    example: PracticeExample = one("The example (Praxisbeispiel).", PRACTICE_EXAMPLES, "example_id")
    adopter_count: int = column("How many organisations adopted it (Übernahmen).", "adopter_count")


@strawberry.type(description="What a member gives and takes (Austausch).")
class Sharing:
    organisation: Organisation = one("The member.", ORGANISATIONS, "organisation_id")
    shared: int = column("Practice examples that it shares (geteilt).", "shared")
    passed_on: int = column(
        "Adoptions from it by others (weitergegeben), also of examples that were withdrawn since.",
        "passed_on",
    )
    adopted: int = column("Practice examples of others that it adopted (übernommen).", "adopted")


_FIRST = {"first": (int | None, "The longest list; at most 100, and 100 where it is left out.")}


def impulses_by_state() -> Any:
    return planned(
        _ByState(),
        "How many impulses stand in each state; on a day, as far as the dates certainly say: one decided on "
        "at an unknown time counts as raised.",
    )


def days_to_decision() -> Any:
    return planned(
        _DaysToDecision(), "How long decisions took; on a day, of those that were certainly made by then."
    )


def most_adopted() -> Any:
    return planned(
        _MostAdopted(),
        "The practice examples that were adopted most, those withdrawn since included; on a day, by "
        "adoptions that certainly were by then.",
        _FIRST,
    )


def sharing() -> Any:
    return planned(
        _Sharing(),
        "Which members share much or little (Geben und Nehmen), those that share nothing included; on a "
        "day, of those that certainly were members, what certainly was by then.",
        {
            "order": (OrderDirection | None, "DESC: those that share most first, as where it is left out."),
            **_FIRST,
        },
    )
