"""The peer in Node: emmett's event store for PostgreSQL, as it comes, in a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import orjson
from eventsourcing.persistence import StoredEvent

_PROGRAM = Path(__file__).parent / "peers" / "emmett.mjs"


def append_by_emmett(dsn: str, pool: int, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Commands a second, of a caller for each list of them, by a pool of so many connections."""
    commands = [
        [
            {
                "stream": f"organisation-{event.originator_id}",
                "version": event.originator_version,
                "type": event.topic,
                "data": orjson.Fragment(event.state),
            }
            for event in events
        ]
        for events in batches
    ]
    told = subprocess.run(
        ("node", str(_PROGRAM), str(pool)),
        input=orjson.dumps(commands),
        env=os.environ | {"DATABASE_URL": dsn},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return float(told)
