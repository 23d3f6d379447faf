"""The process that rebuilds: prints its seconds and the most memory that it held, in bytes."""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter

import uvloop

from infra.register import Register


async def rebuild(dsn: str) -> float:
    """Seconds from empty to indexed read models."""
    register = Register(dsn)
    begun = perf_counter()
    await register.projector.catch_up()
    seconds = perf_counter() - begun
    await register.database.close()
    return seconds


if __name__ == "__main__":
    seconds = uvloop.run(rebuild(sys.argv[1]))
    # Linux starts this at what the parent held when it forked: too high, never too low.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([seconds, peak * (1 if sys.platform == "darwin" else 1024)]))
