"""Facts as folds are given them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from projections.kernel import Fact, ReadModel

Event = TypeVar("Event")

STREAM = UUID(int=1)
RECORDED = datetime(2026, 3, 15, 12, 30, tzinfo=UTC)


def fact(kind_: type[Event], *, source: str | None = None, position: int = 9, **said: Any) -> Fact[Event]:
    """An event of this class on the one stream, at a position."""
    event = kind_(originator_id=STREAM, originator_version=1, timestamp=RECORDED, **said)  # type: ignore[call-arg]
    return Fact(event, position, RECORDED, source)


def row_after(model: ReadModel, *facts: Fact[Any]) -> dict[str, Any]:
    """The one row that these facts make, by the names of its columns."""
    row: Any = None
    for each in facts:
        kind = type(each.event)
        if kind in model.opens:
            assert row is None
            row = model.opens[kind](each)
        else:
            assert model.key(each.event) == row.id
            row = model.changes[kind](row, each)
    return dict(row._asdict())
