"""What fields are asked with: a value for each argument and each field of a filter, of a long history."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from graphql_api.changes import Changes
from graphql_api.events import Events
from graphql_api.personal_data import Accesses, Due
from graphql_api.planner.connections import Connection
from graphql_api.planner.fields import FieldPlan
from graphql_api.search import Search
from infra.read_tables import generation
from projections import READ_MODELS
from projections.kernel import ReadModel
from tests.databases import ask
from tests.graphql_api.scale.history import LongHistory

# Answers the row in the middle of an order: its key and its id.
MIDDLE = """
SELECT json_build_array(key, id)::text
FROM (SELECT {key} AS key, id FROM {table} WHERE valid_to IS NULL ORDER BY 1, 2) AS ordered
OFFSET (SELECT count(*) FROM {table} WHERE valid_to IS NULL) / 2 LIMIT 1
"""

_NOBODY = UUID(int=1)
_DAY = "2005-06-01"


@dataclass(frozen=True)
class Values:
    dsn: str
    arguments: Mapping[str, Any]
    filters: Mapping[str, Mapping[str, Any]]
    position: int

    @classmethod
    def of(cls, dsn: str, history: LongHistory, position: int) -> Values:
        """Of those in the middle.

        Args:
            position: of the log, in the middle.
        """
        middle = len(history.summits) // 2
        organisation = f"org_{history.organisations[middle]}"
        summit, impulse = f"sum_{history.summits[middle]}", f"imp_{history.impulses[middle]}"
        person = f"eng_{history.persons[middle]}"
        arguments: dict[str, Any] = {
            "Query.node.id": impulse,
            "Network.node.id": impulse,
            "Query.nodes.ids": [impulse, organisation, summit, person],
            "Network.nodes.ids": [impulse, organisation, summit, person],
            "Network.organisation.by": {"ags": f"{middle:08}"},
            "Network.summit.year": middle,
            "Network.statistics.on": _DAY,
            "Network.search.query": f"Gemeinde {middle:06}",
            "Network.search.kinds": ["ORGANISATION", "IMPULSE"],
            "Query.network.asOf": {"position": position},
            "Query.changes.from": {"position": position},
            "Query.changes.to": {"position": position + 100},
            "Query.personalDataAccesses.person": person,
            "Query.dataSubject.officer": person,
            "Log.checkpoint.size": position,
            "Log.inclusionProof.position": position,
            "Log.inclusionProof.size": position + 1,
            "Log.consistencyProof.from": position,
            "Log.consistencyProof.to": position + 1,
            "Organisation.membershipOn.on": _DAY,
            "NetworkStatistics.mostAdopted.first": 20,
            "NetworkStatistics.sharing.order": "ASC",
            "NetworkStatistics.sharing.first": 20,
        }
        return cls(dsn, arguments, _filters(organisation, summit, history), position)

    async def cursor(self, plan: FieldPlan, order: tuple[str, str] | None) -> str:
        """A cursor from the middle of what the plan pages through.

        Args:
            order: its name and direction, where it can be asked for in several.
        """
        match plan:
            case Connection():
                name, direction = order or (plan.order, "ASC")
                by = plan.model.orders[name]
                key = by.ascending if direction == "ASC" else by.descending
                tag = f"{plan.model.name}:{name}:{direction}"
                return _written(tag, *await self._middle(plan.model, key))
            case Accesses():
                return _written("accesses", 10_000, str(_NOBODY))
            case Due():
                return _written("due", _DAY, str(_NOBODY))
            case Changes():
                return _written("changes", self.position + 50, str(_NOBODY))
            case Search():
                return _written("search", 2_500_000_000, str(_NOBODY))
        assert isinstance(plan, Events), plan
        return str(self.position)

    async def _middle(self, model: ReadModel, key: str) -> list[Any]:
        table = f"{generation(READ_MODELS)}.{model.table}"
        found: Any = await ask(self.dsn, MIDDLE.format(key=key, table=table))
        middle: list[Any] = orjson.loads(found)
        return middle


def _written(*cursor: Any) -> str:
    return urlsafe_b64encode(orjson.dumps(cursor)).decode().rstrip("=")


def _filters(organisation: str, summit: str, history: LongHistory) -> Mapping[str, Mapping[str, Any]]:
    """Values of the fields of filters, by the input types: of work lists, such as are rare."""
    return {
        "OrganisationFilter": {
            "kind": ["KREIS", "LAND"],
            "membership": ["LEFT"],
            "memberOn": {"on": _DAY, "certainty": "UNDATED"},
            "ended": True,
            "signatory": {"revision": 2, "until": _DAY},
            "parent": organisation,
            "text": "0123",
        },
        "SignatureFilter": {
            "revision": 2,
            "currentRevision": True,
            "withdrawn": True,
            "on": _DAY,
            "since": _DAY,
            "until": _DAY,
        },
        "SummitFilter": {"held": False, "state": ["ANNOUNCED"], "format": ["IN_PERSON"]},
        "InvitationFilter": {"answer": ["PENDING"], "reminderDue": "2026-01-01"},
        "EngagementOfficerFilter": {"inOffice": True},
        "ImpulseFilter": {
            "state": ["RAISED"],
            "topics": ["SPORT"],
            "raisedBy": organisation,
            "raisedAt": summit,
        },
        "ImpulseStepFilter": {"kind": ["TAKEN_UP"]},
        "PracticeExampleFilter": {
            "kind": ["STRATEGY"],
            "topics": ["SPORT"],
            "targetGroups": ["ASSOCIATIONS"],
            "sharedBy": organisation,
            "withdrawn": True,
        },
        "AdoptionFilter": {"kind": ["ADAPTED"], "direct": False},
        "EventFilter": {
            "type": ["declaration.revised"],
            "stream": str(history.summits[len(history.summits) // 2]),
            "organisation": organisation,
            "actor": str(_NOBODY),
            "correlationId": str(UUID(int=2)),
            "recordedSince": "2020-01-01T00:10:00Z",
            "recordedUntil": "2020-01-01T00:10:00Z",
            "effectiveSince": _DAY,
            "effectiveUntil": _DAY,
            "corrections": True,
        },
    }
