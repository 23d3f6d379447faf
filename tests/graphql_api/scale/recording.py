"""Events of streams that grow, and what they say drawn by a seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.partial_date import PartialDate

NOW = datetime(2020, 1, 1, tzinfo=UTC)


class Recording:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._versions: Counter[UUID] = Counter()

    def _event(self, kind: type[Any], stream: UUID, /, **values: Any) -> Aggregate.Event:
        self._versions[stream] += 1
        event: Aggregate.Event = kind(
            originator_id=stream, originator_version=self._versions[stream], timestamp=NOW, **values
        )
        return event

    def _earlier(self, ids: list[UUID], year: int) -> UUID:
        return ids[self._random.randrange(year + 1)]

    def _date(self) -> PartialDate | None:
        """Known to the day, the month, the year, or not at all."""
        year, month, day = (self._random.randrange(*ends) for ends in ((1990, 2018), (1, 13), (1, 29)))
        return self._random.choice(
            [PartialDate(year, month, day), PartialDate(year, month), PartialDate(year), None]
        )
