"""What fields cost. The unit is one plain field of one row: about a microsecond of the database's time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class RowCount:
    """How many rows a field may have, by the first of its arguments that is given.

    Attributes:
        count: from the argument's value; it fails for none, as what is malformed is told elsewhere.
        otherwise: where no argument is given.
    """

    arguments: tuple[str, ...]
    count: Callable[[Any], int]
    otherwise: int


@dataclass(frozen=True)
class Price:
    """What a field costs, for each object that it is asked of but as told otherwise.

    Attributes:
        itself: without what is selected of its rows.
        planned: what the database needs to plan it, once for each place where it is selected.
        rows: how many objects it may answer; what is selected of them is paid for each.
        total: of a connection, what counting all its rows costs.
        given: what arguments add where they are given.
        among: the tokens of the types that its nodes can have; None where all types can be met.
    """

    itself: int = 1
    planned: int = 0
    rows: int | RowCount = 1
    total: int = 1
    given: Mapping[str, int] = field(default_factory=dict)
    among: Collection[str] | None = None


PLAIN = Price()
# A row of another table, found by its key.
LOOK_UP = Price(5, planned=50)
# A text of up to 20,000 characters.
LONG = Price(100)


@runtime_checkable
class Priced(Protocol):
    """Beside FieldPlan: a plan whose field costs more than a plain one, or has rows."""

    @property
    def price(self) -> Price: ...


def price_of(plan: object) -> Price:
    return plan.price if isinstance(plan, Priced) else PLAIN
