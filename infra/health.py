"""Whether the register is ready to answer, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from domain.languages import Words
from domain.ports import StoreUnavailable
from infra.database import CONNECTION_ERRORS, Database
from infra.projector import BEAT_SECONDS, Projector

# Answers the log's position, the read side's, and how long ago the projector last gave a sign; how many
# webhooks are paused, and how far the last of the others is behind.
SELECT_STATE = """
SELECT log_head.position AS log, generations.position AS read,
    extract(epoch FROM now() - projected_at)::float AS silent,
    (SELECT count(*) FROM webhooks WHERE state = 'paused') AS paused,
    (SELECT coalesce(max(log_head.position - webhooks.position), 0)
        FROM webhooks WHERE state = 'active') AS behind
FROM log_head LEFT JOIN generations ON schema_name = $1
"""

_SMALL_LAG = 1_000
_LONG_SILENCE_SECONDS = 3 * BEAT_SECONDS


@dataclass(frozen=True)
class Health:
    """Where the log and the read side stand; `reasons` why the register is not ready, if any.

    Attributes:
        webhooks_behind: how many events the last of those is behind that are not paused.
    """

    log_position: int
    read_position: int
    reasons: tuple[Words, ...]
    webhooks_paused: int = 0
    webhooks_behind: int = 0

    @property
    def lag(self) -> int:
        return self.log_position - self.read_position


async def check_health(database: Database, projector: Projector, tables: str) -> Health:
    """Asks the database.

    Args:
        projector: this process's own, whose failure is known at once.
        tables: the generation of read models that this process reads.
    """
    try:
        async with database.service() as connection:
            state = await connection.fetchrow(SELECT_STATE, tables)
    except CONNECTION_ERRORS:
        code = StoreUnavailable.code
        away = Words(en=f"{code}: the database does not answer", de=f"{code}: die Datenbank antwortet nicht")
        return Health(0, 0, (away,))
    assert state is not None
    log, read, silent, paused, behind = state
    reasons = []
    if read is None:
        reasons.append(
            Words(en="the read models have not been made yet", de="die Lesemodelle sind noch nicht aufgebaut")
        )
    elif silent > _LONG_SILENCE_SECONDS:
        reasons.append(
            Words(
                en=f"the projector has stood still at position {read} for {silent:.0f} s",
                de=f"der Projektor steht seit {silent:.0f} s an Position {read}",
            )
        )
    if projector.state.failure:
        failed = f"PROJECTION_FAILED: {projector.state.failure}"
        reasons.append(Words(en=failed, de=failed))
    if read is not None and log - read > _SMALL_LAG:
        reasons.append(
            Words(
                en=f"the read side is {log - read} events behind the log",
                de=f"die Leseseite ist {log - read} Ereignisse hinter dem Protokoll",
            )
        )
    return Health(log, read or 0, tuple(reasons), paused, behind)
