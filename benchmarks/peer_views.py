"""What the peers read: views of the rows as they are now, with names of their own; and the statistics.

The views cost nothing. Their comments tell PostGraphile what refers to what; the functions answer what no
view does, for all peers alike.
"""

from __future__ import annotations

import asyncpg

from domain.organisation import DISTRICTS, MUNICIPALITIES
from infra.read_tables import generation
from projections import (
    ATTENDANCES,
    ENGAGEMENT_OFFICERS,
    IMPULSES,
    INVITATIONS,
    MEMBERSHIPS,
    ORGANISATIONS,
    PRACTICE_EXAMPLES,
    READ_MODELS,
    REVISIONS,
    SIGNATURES,
    SUMMITS,
)
from projections.kernel import ReadModel

# Of each model: which columns are seen, and what PostGraphile is told of them.
_VIEWS: tuple[tuple[ReadModel, str, tuple[str, ...]], ...] = (
    (
        ORGANISATIONS,
        "id, ags, name, name_key, kind, parent_id, population, latitude, longitude, membership, joined_on,"
        " council_resolved_on, ended, ended_on_earliest",
        ("@unique ags", "@foreignKey (parent_id) references organisations (id)|@fieldName parent"),
    ),
    (REVISIONS, "id, revision AS number, title", ()),
    (
        MEMBERSHIPS,
        "id, organisation_id, joined_on, joined_on_earliest, joined_on_latest, has_left, left_on,"
        " left_on_earliest, left_on_latest, position",
        ("@foreignKey (organisation_id) references organisations (id)|@foreignFieldName memberships",),
    ),
    (
        SIGNATURES,
        "id, organisation_id, revision_id, signed_on, signed_on_earliest, signed_on_latest, office,"
        " withdrawn, withdrawn_on_earliest, withdrawn_on_latest, position",
        (
            "@foreignKey (organisation_id) references organisations (id)|@foreignFieldName signatures",
            "@foreignKey (revision_id) references revisions (id)|@fieldName revision",
        ),
    ),
    (SUMMITS, "id, year, title, state, held_on, place, format", ()),
    (
        INVITATIONS,
        "id, summit_id, organisation_id, invited_on, answer, answered_on, position",
        (
            "@foreignKey (organisation_id) references organisations (id)"
            "|@fieldName organisation|@foreignFieldName invitations",
            "@foreignKey (summit_id) references summits (id)|@fieldName summit|@foreignFieldName invitations",
        ),
    ),
    (
        ATTENDANCES,
        "id, summit_id, organisation_id, office, position",
        (
            "@foreignKey (organisation_id) references organisations (id)"
            "|@fieldName organisation|@foreignFieldName attendances",
            "@foreignKey (summit_id) references summits (id)|@fieldName summit|@foreignFieldName attendances",
        ),
    ),
    (
        ENGAGEMENT_OFFICERS,
        "id, organisation_id, appointed_on, in_office, position",
        ("@foreignKey (organisation_id) references organisations (id)|@foreignFieldName engagementOfficers",),
    ),
    (
        IMPULSES,
        "id, organisation_id, title, position",
        ("@foreignKey (organisation_id) references organisations (id)|@foreignFieldName impulses",),
    ),
    (
        PRACTICE_EXAMPLES,
        "id, organisation_id, title, position",
        ("@foreignKey (organisation_id) references organisations (id)|@foreignFieldName practiceExamples",),
    ),
)


def _one_of(names: frozenset[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


_MEMBER = """coalesce(joined_on_latest <= day, false)
    AND (NOT has_left OR coalesce(left_on_earliest > day, false))"""
_PERHAPS_MEMBER = """coalesce(joined_on_earliest <= day, true)
    AND (NOT has_left OR coalesce(left_on_latest > day, true))"""
_SIGNED = """coalesce(signed_on_latest <= day, false)
    AND (NOT withdrawn OR coalesce(withdrawn_on_earliest > day, false))"""
_PERHAPS_SIGNED = """coalesce(signed_on_earliest <= day, true)
    AND (NOT withdrawn OR coalesce(withdrawn_on_latest > day, true))"""

_FUNCTIONS = f"""
CREATE FUNCTION peers.summit_of_year(year bigint) RETURNS peers.summits STABLE LANGUAGE sql AS $$
    SELECT * FROM peers.summits AS summit
    WHERE summit.year = summit_of_year.year AND state <> 'CANCELLED' LIMIT 1
$$;

CREATE TYPE peers.membership_on_day AS (member boolean, undated boolean);
CREATE FUNCTION peers.organisations_membership_on(organisation peers.organisations, day date)
RETURNS peers.membership_on_day STABLE LANGUAGE sql AS $$
    SELECT coalesce(bool_or({_MEMBER}), false),
        coalesce(bool_or({_PERHAPS_MEMBER}) AND NOT bool_or({_MEMBER}), false)
    FROM peers.memberships WHERE organisation_id = organisation.id
$$;

CREATE TYPE peers.statistics AS (
    day date, members bigint, undated_members bigint, signatories bigint, undated_signatories bigint,
    population_covered bigint
);
CREATE FUNCTION peers.statistics(day date) RETURNS peers.statistics STABLE LANGUAGE sql AS $$
    WITH member AS MATERIALIZED (
        SELECT organisation_id, bool_or({_MEMBER}) AS certainly, bool_or({_PERHAPS_MEMBER}) AS possibly
        FROM peers.memberships GROUP BY organisation_id
    ), signatory AS (
        SELECT bool_or({_SIGNED}) AS certainly, bool_or({_PERHAPS_SIGNED}) AS possibly
        FROM peers.signatures GROUP BY organisation_id
    )
    SELECT day, members, undated_members, signatories, undated_signatories, (
        SELECT coalesce(sum(population), 0)::bigint FROM peers.organisations AS own
        WHERE kind IN ({_one_of(MUNICIPALITIES)}) AND (ended IS NULL OR ended_on_earliest > day)
            AND (id IN (SELECT organisation_id FROM member WHERE certainly)
                OR parent_id IN (SELECT district.id FROM peers.organisations AS district
                    JOIN member ON organisation_id = district.id
                    WHERE district.kind IN ({_one_of(DISTRICTS)}) AND certainly))
    )
    FROM (SELECT count(*) FILTER (WHERE certainly) AS members,
            count(*) FILTER (WHERE possibly AND NOT certainly) AS undated_members FROM member) AS of_members,
        (SELECT count(*) FILTER (WHERE certainly) AS signatories,
            count(*) FILTER (WHERE possibly AND NOT certainly) AS undated_signatories FROM signatory
        ) AS of_signatories
$$;

CREATE TYPE peers.year_of_growth AS (year int, joined bigint, "left" bigint, signed bigint, members bigint);
CREATE FUNCTION peers.growth(day date) RETURNS SETOF peers.year_of_growth STABLE LANGUAGE sql AS $$
    SELECT year, sum(joined)::bigint, sum(departed)::bigint, sum(signed)::bigint,
        sum(sum(change)) OVER (ORDER BY year)::bigint
    FROM (
        SELECT date_part('year', joined_on_latest)::int AS year, 1 AS joined, 0 AS departed, 0 AS signed,
            1 AS change
        FROM peers.memberships WHERE joined_on_latest <= day
        UNION ALL
        SELECT date_part('year', left_on_latest)::int, 0, 1, 0,
            -coalesce(joined_on_latest <= day, false)::int
        FROM peers.memberships WHERE left_on_latest <= day
        UNION ALL
        SELECT date_part('year', min(signed_on_latest))::int, 0, 0, 1, 0
        FROM peers.signatures WHERE signed_on_latest <= day GROUP BY organisation_id
    ) AS happened
    GROUP BY year ORDER BY year
$$;
CREATE FUNCTION peers.statistics_growth(statistics peers.statistics) RETURNS SETOF peers.year_of_growth
STABLE LANGUAGE sql AS $$ SELECT * FROM peers.growth(statistics.day) $$;
COMMENT ON FUNCTION peers.statistics_growth IS '@simpleCollections only';
"""


async def create_peer_views(dsn: str) -> None:
    """Makes them in a schema of their own."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("CREATE SCHEMA peers")
        for model, columns, tags in _VIEWS:
            table = f"{generation(READ_MODELS)}.{model.table}"
            comment = "\n".join(("@primaryKey id", *tags))
            await connection.execute(
                f"CREATE VIEW peers.{model.name} AS SELECT {columns} FROM {table} WHERE valid_to IS NULL;"
                f"COMMENT ON VIEW peers.{model.name} IS '{comment}'"
            )
        await connection.execute(_FUNCTIONS)
    finally:
        await connection.close()
