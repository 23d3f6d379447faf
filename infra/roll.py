"""Who is in the network, as the read side has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from domain.organisation import MembershipStatus
from domain.ports import StoreUnavailable
from infra.event_store import outage_told
from infra.read_store import PostgresReadStore
from infra.recorder import AsyncpgRecorder
from projections import ENGAGEMENT_OFFICERS, ORGANISATIONS
from projections.reading import NoAnswer


class ReadRoll:
    """Implements `domain.ports.Roll`. Waits until the read side reflects all that the log has."""

    def __init__(self, recorder: AsyncpgRecorder, reads: PostgresReadStore) -> None:
        self._recorder = recorder
        self._reads = reads
        # Answers the organisations whose membership stands so and that have not ended.
        self._select = (
            "SELECT position, (SELECT coalesce(json_agg(id ORDER BY name_key, id), '[]')::text"
            f" FROM {reads.tables}.{ORGANISATIONS.table}"
            " WHERE valid_to IS NULL AND ended IS NULL AND membership = ANY($1)) AS data"
            f" FROM generations WHERE schema_name = '{reads.tables}' AND indexed"
        )

        # Answers whether there is any version of a row of this person.
        self._select_appointed = (
            f"SELECT position, EXISTS (SELECT FROM {reads.tables}.{ENGAGEMENT_OFFICERS.table}"
            " WHERE id = $1)::text AS data"
            f" FROM generations WHERE schema_name = '{reads.tables}' AND indexed"
        )

    async def standing_at(self, statuses: Sequence[MembershipStatus]) -> list[UUID]:
        return [UUID(each) for each in await self._read(self._select, list(statuses))]

    async def was_appointed(self, person: UUID) -> bool:
        appointed: bool = await self._read(self._select_appointed, person)
        return appointed

    async def _read(self, statement: str, value: object) -> Any:
        with outage_told():
            head = await self._recorder.max_notification_id()
        try:
            data, _ = await self._reads.read(statement, [value], head or 0)
        except NoAnswer as error:
            raise StoreUnavailable from error
        return orjson.loads(data)
