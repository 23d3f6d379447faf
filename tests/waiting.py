"""Waiting for what other tasks and processes bring about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


async def until(holds: Callable[[], Awaitable[bool]], seconds: float) -> float:
    """Waits until it holds and returns how long that took; fails when it takes longer than this."""
    began = monotonic()
    while not await holds():
        assert monotonic() - began < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.01)
    return monotonic() - began
