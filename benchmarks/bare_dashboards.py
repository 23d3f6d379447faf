"""The limit of the dashboards' queries: SQL written by hand for each, which makes the whole answer.

Measured beside it and slower, or no faster: a page's lists by correlated subqueries or lateral joins instead
of one grouping; two queries for rows, or one with arrays, put together in Python by orjson; the page of
organisations planned for data in memory, as our readers do.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from benchmarks import dashboards, overview
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

_TABLES = generation(READ_MODELS)

# Each answers a document as JSON.

_OVERVIEW = f"""
WITH page AS MATERIALIZED (
    SELECT * FROM {_TABLES}.{ORGANISATIONS.table} AS organisation
    WHERE valid_to IS NULL AND (name_key, id) > ($2, $3) ORDER BY name_key, id LIMIT $1
), signatures AS (
    SELECT organisation_id, string_agg(
        '{{"signedOn":' || coalesce('"' || signed_on || '"', 'null')
        || ',"office":' || coalesce('"' || office || '"', 'null')
        || ',"position":' || position || '}}', ',' ORDER BY position, id) AS list
    FROM {_TABLES}.{SIGNATURES.table}
    WHERE valid_to IS NULL AND organisation_id = ANY(ARRAY(SELECT id FROM page))
    GROUP BY organisation_id
)
SELECT '{{"data":{{"network":{{"organisations":{{"nodes":[' || coalesce(string_agg(
    '{{"ags":' || coalesce('"' || ags || '"', 'null')
    || ',"name":' || to_json(name)::text
    || ',"kind":"' || kind
    || '","population":' || coalesce(population::text, 'null')
    || ',"latitude":' || coalesce(latitude::text, 'null')
    || ',"longitude":' || coalesce(longitude::text, 'null')
    || ',"signatures":{{"nodes":[' || coalesce(list, '') || ']}}}}', ',' ORDER BY name_key, page.id), '')
    || ']}}}}}}}}'
FROM page LEFT JOIN signatures ON organisation_id = page.id
"""

_ORGANISATION = f"""
SELECT '{{"data":{{"network":{{"organisation":' || coalesce((
    SELECT '{{"ags":"' || ags || '","name":' || to_json(name)::text || ',"kind":"' || kind
    || '","population":' || coalesce(population::text, 'null')
    || ',"latitude":' || coalesce(latitude::text, 'null')
    || ',"longitude":' || coalesce(longitude::text, 'null')
    || ',"parent":' || coalesce((
        SELECT '{{"name":' || to_json(name)::text || '}}' FROM {_TABLES}.{ORGANISATIONS.table}
        WHERE valid_to IS NULL AND id = organisation.parent_id), 'null')
    || ',"membership":' || CASE WHEN membership = 'NONE' AND council_resolved_on IS NULL THEN 'null' ELSE
        '{{"status":"' || membership || '","joinedOn":' || coalesce('"' || joined_on || '"', 'null')
        || ',"councilResolvedOn":' || coalesce('"' || council_resolved_on || '"', 'null') || '}}' END
    || (SELECT ',"membershipOn":{{"member":' || coalesce(bool_or(certainly), false)
        || ',"undated":' || coalesce(bool_or(possibly) AND NOT bool_or(certainly), false)
        || '}},"memberships":{{"nodes":[' || coalesce(string_agg(
        '{{"joinedOn":' || coalesce('"' || joined_on || '"', 'null')
        || ',"leftOn":' || coalesce('"' || left_on || '"', 'null') || '}}', ','), '')
        FROM (SELECT joined_on, left_on,
            coalesce(joined_on_latest <= $2, false)
                AND (NOT has_left OR coalesce(left_on_earliest > $2, false)) AS certainly,
            coalesce(joined_on_earliest <= $2, true)
                AND (NOT has_left OR coalesce(left_on_latest > $2, true)) AS possibly
            FROM {_TABLES}.{MEMBERSHIPS.table}
            WHERE valid_to IS NULL AND organisation_id = organisation.id
            ORDER BY position, id LIMIT 100) AS membership)
    || ']}},"signatures":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"revision":{{"number":' || revision.revision || ',"title":' || to_json(title)::text
        || '}},"signedOn":' || coalesce('"' || signed_on || '"', 'null')
        || ',"office":' || coalesce('"' || office || '"', 'null')
        || ',"position":' || signature.position || '}}', ',' ORDER BY signature.position, signature.id)
        FROM {_TABLES}.{SIGNATURES.table} AS signature
        JOIN {_TABLES}.{REVISIONS.table} AS revision ON revision.id = revision_id
            AND revision.valid_to IS NULL
        WHERE signature.valid_to IS NULL AND organisation_id = organisation.id), '')
    || ']}},"invitations":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"summit":{{"year":' || (SELECT year FROM {_TABLES}.{SUMMITS.table}
            WHERE valid_to IS NULL AND id = summit_id)
        || '}},"answer":"' || answer
        || '","answeredOn":' || coalesce('"' || answered_on || '"', 'null') || '}}', ',')
        FROM (SELECT summit_id, answer, answered_on FROM {_TABLES}.{INVITATIONS.table}
            WHERE valid_to IS NULL AND organisation_id = organisation.id
            ORDER BY position, id LIMIT 20) AS invitation), '')
    || ']}},"attendances":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"summit":' || (SELECT '{{"year":' || year || ',"title":' || to_json(title)::text
            FROM {_TABLES}.{SUMMITS.table} WHERE valid_to IS NULL AND id = summit_id)
        || '}},"office":' || coalesce('"' || office || '"', 'null') || '}}', ',')
        FROM (SELECT summit_id, office FROM {_TABLES}.{ATTENDANCES.table}
            WHERE valid_to IS NULL AND organisation_id = organisation.id
            ORDER BY position, id LIMIT 20) AS attendance), '')
    || ']}},"engagementOfficers":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"appointedOn":' || coalesce('"' || appointed_on || '"', 'null')
        || ',"inOffice":' || in_office || '}}', ',' ORDER BY position, id)
        FROM {_TABLES}.{ENGAGEMENT_OFFICERS.table}
        WHERE valid_to IS NULL AND organisation_id = organisation.id), '')
    || ']}},"impulses":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"title":' || to_json(title)::text || '}}', ',' ORDER BY position, id)
        FROM {_TABLES}.{IMPULSES.table}
        WHERE valid_to IS NULL AND organisation_id = organisation.id), '')
    || ']}},"practiceExamples":{{"nodes":[' || coalesce((SELECT string_agg(
        '{{"title":' || to_json(title)::text || '}}', ',' ORDER BY position, id)
        FROM {_TABLES}.{PRACTICE_EXAMPLES.table}
        WHERE valid_to IS NULL AND organisation_id = organisation.id), '')
    || ']}}}}'
    FROM {_TABLES}.{ORGANISATIONS.table} AS organisation WHERE valid_to IS NULL AND ags = $1
), 'null') || '}}}}}}'
"""


def _one_of(names: frozenset[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


_STATISTICS = f"""
WITH member AS MATERIALIZED (
    SELECT organisation_id, bool_or(coalesce(joined_on_latest <= $1, false)
            AND (NOT has_left OR coalesce(left_on_earliest > $1, false))) AS certainly,
        bool_or(coalesce(joined_on_earliest <= $1, true)
            AND (NOT has_left OR coalesce(left_on_latest > $1, true))) AS possibly
    FROM {_TABLES}.{MEMBERSHIPS.table} WHERE valid_to IS NULL GROUP BY organisation_id
), signatory AS MATERIALIZED (
    SELECT bool_or(coalesce(signed_on_latest <= $1, false)
            AND (NOT withdrawn OR coalesce(withdrawn_on_earliest > $1, false))) AS certainly,
        bool_or(coalesce(signed_on_earliest <= $1, true)
            AND (NOT withdrawn OR coalesce(withdrawn_on_latest > $1, true))) AS possibly,
        min(signed_on_latest) AS since
    FROM {_TABLES}.{SIGNATURES.table} WHERE valid_to IS NULL GROUP BY organisation_id
), growth AS (
    SELECT year, sum(joined) AS joined, sum(departed) AS departed, sum(signed) AS signed,
        sum(sum(change)) OVER (ORDER BY year) AS members
    FROM (
        SELECT date_part('year', joined_on_latest) AS year, count(*) AS joined, 0 AS departed, 0 AS signed,
            count(*) AS change
        FROM {_TABLES}.{MEMBERSHIPS.table} WHERE valid_to IS NULL AND joined_on_latest <= $1 GROUP BY 1
        UNION ALL
        SELECT date_part('year', left_on_latest), 0, count(*), 0,
            -count(*) FILTER (WHERE joined_on_latest <= $1)
        FROM {_TABLES}.{MEMBERSHIPS.table} WHERE valid_to IS NULL AND left_on_latest <= $1 GROUP BY 1
        UNION ALL
        SELECT date_part('year', since), 0, 0, count(*), 0 FROM signatory WHERE since <= $1 GROUP BY 1
    ) AS happened GROUP BY year
)
SELECT '{{"data":{{"network":{{"statistics":{{"members":' || members || ',"undatedMembers":' || open_members
    || ',"signatories":' || signatories || ',"undatedSignatories":' || open_signatories
    || ',"populationCovered":' || covered || ',"growth":[' || coalesce(years, '') || ']}}}}}}}}'
FROM (SELECT count(*) FILTER (WHERE certainly) AS members,
        count(*) FILTER (WHERE possibly AND NOT certainly) AS open_members FROM member) AS of_members,
    (SELECT count(*) FILTER (WHERE certainly) AS signatories,
        count(*) FILTER (WHERE possibly AND NOT certainly) AS open_signatories FROM signatory
    ) AS of_signatories,
    (SELECT coalesce(sum(population), 0) AS covered FROM {_TABLES}.{ORGANISATIONS.table} AS own
        WHERE valid_to IS NULL AND kind IN ({_one_of(MUNICIPALITIES)})
            AND (ended IS NULL OR ended_on_earliest > $1)
            AND (id IN (SELECT organisation_id FROM member WHERE certainly)
                OR parent_id IN (SELECT organisation_id FROM member
                    JOIN {_TABLES}.{ORGANISATIONS.table} AS district ON district.id = organisation_id
                        AND district.valid_to IS NULL AND district.kind IN ({_one_of(DISTRICTS)})
                    WHERE certainly))) AS of_population,
    (SELECT string_agg('{{"year":' || year || ',"joined":' || joined || ',"left":' || departed
        || ',"signed":' || signed || ',"members":' || members || '}}', ',' ORDER BY year) AS years
        FROM growth) AS of_growth
"""

_SUMMIT = f"""
SELECT '{{"data":{{"network":{{"summit":' || coalesce((
    SELECT '{{"year":' || year || ',"title":' || to_json(title)::text || ',"state":"' || state
    || '","on":' || coalesce('"' || held_on || '"', 'null')
    || ',"place":' || coalesce(to_json(place)::text, 'null')
    || ',"format":' || coalesce('"' || format || '"', 'null')
    || ',"invitations":{{"nodes":[' || coalesce((SELECT string_agg('{{"organisation":'
        || (SELECT '{{"ags":' || coalesce('"' || ags || '"', 'null') || ',"name":' || to_json(name)::text
            FROM {_TABLES}.{ORGANISATIONS.table} WHERE valid_to IS NULL AND id = organisation_id)
        || '}},"invitedOn":' || coalesce('"' || invited_on || '"', 'null')
        || ',"answer":"' || answer || '"}}', ',')
        FROM (SELECT organisation_id, invited_on, answer FROM {_TABLES}.{INVITATIONS.table}
            WHERE valid_to IS NULL AND summit_id = summit.id
            ORDER BY position, id LIMIT $2) AS invitation), '')
    || ']}},"attendances":{{"nodes":[' || coalesce((SELECT string_agg('{{"organisation":'
        || (SELECT '{{"ags":' || coalesce('"' || ags || '"', 'null') || ',"name":' || to_json(name)::text
            FROM {_TABLES}.{ORGANISATIONS.table} WHERE valid_to IS NULL AND id = organisation_id)
        || '}},"office":' || coalesce('"' || office || '"', 'null') || '}}', ',')
        FROM (SELECT organisation_id, office FROM {_TABLES}.{ATTENDANCES.table}
            WHERE valid_to IS NULL AND summit_id = summit.id
            ORDER BY position, id LIMIT $3) AS attendance), '')
    || ']}}}}'
    FROM {_TABLES}.{SUMMITS.table} AS summit
    WHERE valid_to IS NULL AND year = $1 AND state <> 'CANCELLED'
), 'null') || '}}}}}}'
"""


@dataclass(frozen=True)
class ByHand:
    """How a document is answered: from the variables of a request to the statement's parameters."""

    statement: str
    parameters: Callable[[Mapping[str, Any]], Sequence[Any]]


def _page(variables: Mapping[str, Any]) -> Sequence[Any]:
    cursor: str | None = variables["after"]
    if cursor is None:
        return variables["first"], "", UUID(int=0)
    _, name_key, key = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return variables["first"], name_key, UUID(key)


BY_HAND: Mapping[str, ByHand] = {
    overview.DOCUMENT: ByHand(_OVERVIEW, _page),
    dashboards.ORGANISATION: ByHand(
        _ORGANISATION, lambda variables: (variables["ags"], date.fromisoformat(variables["on"]))
    ),
    dashboards.STATISTICS: ByHand(_STATISTICS, lambda variables: (date.fromisoformat(variables["on"]),)),
    dashboards.SUMMIT: ByHand(
        _SUMMIT, lambda variables: (variables["year"], variables["invited"], variables["attended"])
    ),
}
