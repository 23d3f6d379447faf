"""All pages of organisations that one order can be cut into, asked for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from tests.graphql_api.reference.orders import Ordering

_FRAGMENT = """fragment Page on OrganisationConnection {
    totalCount edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
}"""


def pages(ordering: Ordering, cursors: Sequence[str], filtered: str) -> Iterator[str]:
    """Queries for every length from either side, between any two of these cursors."""
    lengths = [None, *((side, length) for side in ("first", "last") for length in (0, 1, 3, 100))]
    direction = "DESC" if ordering.descending else "ASC"
    asked = []
    for number, (length, after, before) in enumerate(product(lengths, [None, *cursors], [None, *cursors])):
        arguments = [
            filtered,
            f"orderBy: {{ field: {ordering.name}, direction: {direction} }}",
            *([f"{length[0]}: {length[1]}"] if length else []),
            *([f'after: "{after}"'] if after else []),
            *([f'before: "{before}"'] if before else []),
        ]
        asked.append(f"p{number}: organisations({', '.join(arguments)}) {{ ...Page }}")
    for start in range(0, len(asked), 60):
        yield f"{{ network {{ {' '.join(asked[start : start + 60])} }} }} {_FRAGMENT}"
