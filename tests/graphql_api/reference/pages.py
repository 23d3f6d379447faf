"""Pages of rows, as the Relay specification cuts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from tests.graphql_api.reference.malformed import Malformed


class Order(Protocol):
    """How rows are sorted, and the cursors that say where one lies."""

    def sort(self, rows: Iterable[Any]) -> list[Any]: ...

    def place(self, row: Any) -> Any:
        """What tells where the row lies."""

    def is_behind(self, row: Any, place: Any) -> bool: ...

    def cursor(self, row: Any) -> str: ...

    def read_cursor(self, text: str) -> Any:
        """The place. Raises Malformed where it is no such cursor."""


@dataclass(frozen=True)
class Edge:
    cursor: str
    node: Any


@dataclass(frozen=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True)
class Page:
    """A connection: all rows that it is about, and what was asked of them.

    Attributes:
        rows: all rows, of any page.
        show: from a row to the object that stands for it.
        asked: the field's arguments.
    """

    rows: Iterable[Any]
    ordering: Order
    show: Callable[[Any], Any]
    asked: Mapping[str, Any]

    @cached_property
    def _sorted(self) -> list[Any]:
        return self.ordering.sort(self.rows)

    @cached_property
    def _backwards(self) -> bool:
        return self.asked.get("last") is not None

    @cached_property
    def _length(self) -> int:
        first, last = self.asked.get("first"), self.asked.get("last")
        if first is not None and last is not None:
            raise Malformed("BAD_PAGE")
        length: int = next((each for each in (first, last) if each is not None), 100)
        if not 0 <= length <= 100:
            raise Malformed("BAD_PAGE")
        return length

    @cached_property
    def _places(self) -> tuple[Any, Any]:
        """Where the page may begin and must end."""
        after, before = self.asked.get("after"), self.asked.get("before")
        return (
            None if after is None else self.ordering.read_cursor(after),
            None if before is None else self.ordering.read_cursor(before),
        )

    @cached_property
    def _between(self) -> list[Any]:
        """The rows behind `after` and before `before`."""
        after, before = self._places
        rows = self._sorted
        if after is not None:
            rows = [row for row in rows if self.ordering.is_behind(row, after)]
        if before is not None:
            rows = [row for row in rows if self._is_ahead(row, before)]
        return rows

    def _is_ahead(self, row: Any, place: Any) -> bool:
        return not self.ordering.is_behind(row, place) and self.ordering.place(row) != place

    @cached_property
    def _page(self) -> list[Any]:
        if self._backwards:
            return self._between[max(0, len(self._between) - self._length) :]
        return self._between[: self._length]

    def checked(self) -> Page:
        """The same, where the arguments can be understood, whatever is selected of it.

        Raises:
            Malformed: they cannot.
        """
        assert self._length >= 0
        assert self._places
        return self

    @property
    def total_count(self) -> int:
        return len(self._sorted)

    @property
    def nodes(self) -> list[Any]:
        return [self.show(row) for row in self._page]

    @property
    def edges(self) -> list[Edge]:
        return [Edge(self.ordering.cursor(row), self.show(row)) for row in self._page]

    @property
    def page_info(self) -> PageInfo:
        after, before = self._places
        cut = len(self._between) > self._length
        beyond_before = before is not None and any(not self._is_ahead(row, before) for row in self._sorted)
        beyond_after = after is not None and any(
            not self.ordering.is_behind(row, after) for row in self._sorted
        )
        follows = beyond_before or (cut and not self._backwards)
        precedes = beyond_after or (cut and self._backwards)
        page = self._page
        return PageInfo(
            has_next_page=follows,
            has_previous_page=precedes,
            start_cursor=self.ordering.cursor(page[0]) if page else None,
            end_cursor=self.ordering.cursor(page[-1]) if page else None,
        )
