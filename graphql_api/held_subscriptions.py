"""What the subscriptions that a client holds cost together, so that nobody keeps a worker busy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from domain.languages import Words
from graphql_api.planner.errors import ToldError

TOO_MANY_SUBSCRIPTIONS = "TOO_MANY_SUBSCRIPTIONS"


class HeldSubscriptions:
    """Adds up, for each client of a worker, what every event costs it; the same subscription once.

    Args:
        most: what a client's may cost together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Hashable, Counter[tuple[Hashable, int]]] = {}

    @contextmanager
    def of(self, client: Hashable, key: Hashable, cost: int) -> Iterator[None]:
        """Holds one more while entered.

        Args:
            key: what the same subscriptions have in common.

        Raises:
            ToldError: they would cost too much.
        """
        held = self._held.setdefault(client, Counter())
        subscription = key, cost
        others = sum(each[1] for each in held if each != subscription)
        if held and others + cost > self._most:
            raise ToldError(TOO_MANY_SUBSCRIPTIONS, self._words(others, cost))
        held[subscription] += 1
        try:
            yield
        finally:
            held[subscription] -= 1
            if not held[subscription]:
                del held[subscription]
            if not held:
                del self._held[client]

    def _words(self, others: int, cost: int) -> Words:
        return Words(
            en=f"This subscription costs {cost}, and the others that you hold {others}; together "
            f"{self._most} is the most. Complete one of them first, or select less.",
            de=f"Dieses Abonnement kostet {cost}, die übrigen, die Sie halten, {others}; zusammen sind "
            f"höchstens {self._most} zulässig. Zuerst ist eines zu beenden, oder weniger auszuwählen.",
        )
