"""Pages of the log behind a position, as all feeds read them: the events that a filter leaves, in order."""

from __future__ import annotations

from graphql_api.events import EVENTS, filtered
from graphql_api.planner.fields import Field
from graphql_api.planner.planner import Plan
from projections.feeding import Page

# The variables of a page: the position behind which it begins, and how many rows it has at most.
AFTER = "feed.after"
ROWS = "feed.rows"

# How many positions one page looks through at most.
WINDOW = 10_000

# Answers the next rows behind a position, looking through so many at most.
_FRAMES = """SELECT checkpoint.position AS reached, frame.* FROM generations AS checkpoint LEFT JOIN LATERAL (
    SELECT {row}.position, {columns} FROM (
        SELECT {row}.*, {previous} AS previous_position FROM {table} AS {row}
        WHERE {row}.position > {after} AND {row}.position <= least({after} + {window}, checkpoint.position)
            AND {condition}
        ORDER BY {row}.position LIMIT {rows}
    ) AS {row} ORDER BY {row}.position
) AS frame ON true
WHERE checkpoint.schema_name = '{tables}' AND checkpoint.indexed"""

# Answers the position of the row before: in the window, else of the last such row up to the position.
_PREVIOUS = """coalesce(lag({row}.position) OVER (ORDER BY {row}.position), (
    SELECT {earlier}.position FROM {table} AS {earlier} WHERE {earlier}.position <= {after} AND {condition}
    ORDER BY {earlier}.position DESC LIMIT 1), 0)"""


def frames(field: Field, row: str, columns: str) -> Plan:
    """The plan for the next page: so many ROWS behind the position AFTER, which are variables.

    Args:
        field: has the filter.
        row: what SQL calls a row of EVENTS, in `columns` too.
        columns: what is asked for of it; `previous_position` is that of the row before.
    """
    planning = field.planning
    after = planning.bindings.parameter(lambda variables: variables[AFTER], "bigint")
    rows = planning.bindings.parameter(lambda variables: variables[ROWS], "bigint")
    table = EVENTS.format(entries=planning.entries)
    previous, condition = f"{row}.position - 1", "true"
    if conditions := filtered(field, row):
        earlier, condition = planning.alias(), " AND ".join(conditions)
        previous = _PREVIOUS.format(
            row=row,
            earlier=earlier,
            table=table,
            after=after,
            condition=" AND ".join(filtered(field, earlier)),
        )
    sql = _FRAMES.format(
        row=row,
        columns=columns,
        previous=previous,
        table=table,
        after=after,
        window=WINDOW,
        condition=condition,
        rows=rows,
        tables=planning.tables,
    )
    return planning.plan(sql)


def empty_page(after: int, reached: int) -> Page:
    """The page behind a position where nothing was found up to where the read side has come."""
    return Page((), max(after, min(reached, after + WINDOW)))
