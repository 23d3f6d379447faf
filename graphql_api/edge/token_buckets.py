"""Token buckets: so many a minute, and as many at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

_SECOND = 1_000_000_000


class TokenBuckets:
    """A bucket for each key, of those used last; whose bucket is forgotten begins with a full one.

    Args:
        per_minute: the tokens that come in a minute, and that a bucket holds; 0 for no limit.
        clock: nanoseconds that only go forward.
        most: buckets kept.
    """

    def __init__(self, per_minute: int, clock: Callable[[], int], most: int = 20_000) -> None:
        self._each = 60 * _SECOND // per_minute if per_minute else 0
        self._spare = self._each * (per_minute - 1)
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[Hashable, int] = OrderedDict()

    def wait(self, key: Hashable) -> int:
        """The whole seconds until there is a token; 0 where there is one."""
        if not self._each:
            return 0
        until_full = self._full_at.get(key, 0) - self._clock()
        return max(0, -((self._spare - until_full) // _SECOND))

    def take(self, key: Hashable) -> int:
        """As `wait`; takes the token where there is one."""
        wait = self.wait(key)
        if not wait and self._each:
            self._full_at[key] = max(self._full_at.get(key, 0), self._clock()) + self._each
        if self._each:
            self._full_at.move_to_end(key)
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)
        return wait
