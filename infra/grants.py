"""What the roles of a set-up database may do: the writer, as which the service runs, and the reader, as which
queries are answered. The owner alone changes what is defined, and nobody changes the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Grant:
    """What may be done with a table.

    Attributes:
        writer, reader: the privileges as SQL lists them.
        withheld: the columns that the reader does not see.
    """

    writer: str
    reader: str = ""
    withheld: tuple[str, ...] = ()


_READ = "SELECT"
_APPEND = "SELECT, INSERT"
_KEEP = "SELECT, INSERT, UPDATE"
_ALL = "SELECT, INSERT, UPDATE, DELETE"

# Each table of the schema public; a migration that adds one adds its line.
TABLES: Mapping[str, Grant] = {
    "events": Grant(_APPEND, _READ),
    "log_leaves": Grant(_APPEND, _READ),
    "log_subtrees": Grant(_APPEND, _READ),
    "log_head": Grant("SELECT, UPDATE", _READ),
    "texts": Grant(_APPEND, _READ),
    "command_keys": Grant(_KEEP),
    "actors": Grant(_ALL),
    "api_keys": Grant(_KEEP, _READ, withheld=("digest",)),
    "checkpoint_keys": Grant(_KEEP, _READ),
    "cosignatures": Grant(_KEEP, _READ),
    "generations": Grant(_ALL, _READ),
    "feed_pages": Grant("SELECT, INSERT, DELETE", _READ),
    "own_data": Grant(_KEEP),
    "webhooks": Grant(_KEEP, _READ),
    "webhook_attempts": Grant("SELECT, INSERT, DELETE", _READ),
    "migrations": Grant(_READ),
}

# Each function of the schema public, and who calls it. Triggers call refuse_change, whoever sets them off.
FUNCTIONS: Mapping[str, Grant] = {
    "lock_head": Grant("EXECUTE"),
    "leaf_hashes": Grant("EXECUTE", "EXECUTE"),
    "log_hashes": Grant("EXECUTE", "EXECUTE"),
    "event_leaf": Grant("EXECUTE", "EXECUTE"),
    "position_at": Grant("EXECUTE", "EXECUTE"),
    "refuse_change": Grant(""),
}

# The schemas whose tables are all the writer's to fill and empty, and none of the reader's but these.
SECLUDED: Mapping[str, Grant] = {"personal": Grant(_ALL)}
SHOWN: Mapping[str, tuple[str, ...]] = {"personal": ("accesses",)}


def digest() -> str:
    """What a database is marked with in which these grants are made."""
    return sha256(repr((TABLES, FUNCTIONS, SECLUDED, SHOWN)).encode()).hexdigest()
