"""When a delivery that failed is attempted again, and when no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import randbelow

from infra.webhook_sending import Attempt
from projections.webhooks import WebhookOutcome, WebhookPauseReason

_MINUTE, _HOUR = 60, 3600

# How long is waited after each failure, in seconds: three days and five hours in all.
DELAYS: Sequence[float] = (
    *(5, 30, 2 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)

# The longest that a receiver can ask to be left alone.
_LONGEST_ASKED = 24 * _HOUR


def _a_tenth() -> float:
    """Up to a tenth, so that those who failed together do not come back together."""
    return randbelow(1000) / 10_000


@dataclass(frozen=True)
class Retries:
    """The delays, and by which part of itself each is longer."""

    delays: Sequence[float] = DELAYS
    jitter: Callable[[], float] = _a_tenth

    def after(self, failures: int, attempt: Attempt) -> timedelta | WebhookPauseReason:
        """How long to wait after so many failures of which this attempt is the last; or why to stop."""
        if attempt.outcome is WebhookOutcome.GONE:
            return WebhookPauseReason.GONE
        if failures > len(self.delays):
            return WebhookPauseReason.RETRIES_EXHAUSTED
        delay = self.delays[failures - 1] * (1 + self.jitter())
        return timedelta(seconds=max(delay, min(attempt.retry_after, _LONGEST_ASKED)))
