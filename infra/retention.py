"""What is kept no longer than it may be: contact persons who left office, and who read what is personal."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from domain.erasure import AskedBy, last_day_due
from domain.errors import PersonErased
from domain.ports import Command
from infra.actors import LOCAL_ISSUER
from infra.database import absence_told
from infra.register import Register
from projections import ENGAGEMENT_OFFICERS, ERASURES, ORGANISATIONS
from projections.erasures import DUE_FOR_ERASURE

# Who erases what is due; idempotency keys and the log have this name's pseudonym.
RETENTION = "retention"

_IS_DUE = DUE_FOR_ERASURE.format(row="officer", day="$1", erasures=f"{{tables}}.{ERASURES.table}")

# Answers who left office on this day or before, and is not erased.
SELECT_DUE = f"""
SELECT officer.id, organisation.name, officer.left_by
FROM {{tables}}.{ENGAGEMENT_OFFICERS.table} AS officer
JOIN {{tables}}.{ORGANISATIONS.table} AS organisation
    ON organisation.id = officer.organisation_id AND organisation.valid_to IS NULL
WHERE officer.valid_to IS NULL AND {_IS_DUE}
ORDER BY officer.left_by, officer.id
"""

# Deletes who read what is personal, of so many months ago.
FORGET_ACCESSES = """
WITH forgotten AS (
    DELETE FROM personal.accesses WHERE at < $1::timestamptz - make_interval(months => $2) RETURNING number
)
SELECT count(*) FROM forgotten
"""


class DuePerson(NamedTuple):
    """A contact person who is to be erased.

    Attributes:
        since: when the person certainly was in office no more, as far as it is known.
    """

    person: UUID
    organisation: str
    since: date


async def due(register: Register, now: datetime, months: int) -> list[DuePerson]:
    """Who left office so many months ago, the longest due first."""
    await register.reads.filled()
    await register.reads.reached(await register.recorder.max_notification_id() or 0)
    with absence_told():
        async with register.database.service() as connection:
            statement = SELECT_DUE.format(tables=register.reads.tables)
            return [DuePerson(*row) for row in await connection.fetch(statement, last_day_due(now, months))]


async def erase_due(register: Register, persons: list[DuePerson], now: datetime, months: int) -> int:
    """Erases them; how many, without those that somebody else erased meanwhile.

    Keys that are left where an erasure was interrupted after its record are destroyed as well.
    """
    actor = await register.actors.pseudonym(LOCAL_ISSUER, RETENTION)
    command = Command(actor=actor, now=now, correlation_id=uuid4())
    erased = 0
    for each in persons:
        try:
            await register.network.erase_person(
                command,
                each.person,
                asked_by=AskedBy.RETENTION,
                reason=f"left office {months} months ago or more",
            )
            erased += 1
        except PersonErased:
            continue
    await register.keyring.destroy_erased()
    return erased


async def forget_accesses(register: Register, now: datetime, months: int) -> int:
    """Deletes what the log of accesses has of so many months ago; how many entries."""
    with absence_told():
        async with register.database.service() as connection:
            forgotten: int = await connection.fetchval(FORGET_ACCESSES, now, months)
            return forgotten
