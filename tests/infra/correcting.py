"""A small network whose facts tests correct and annul."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from domain.identity import organisation_id
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.ports import Command, IdempotencyKey
from domain.summit_details import SummitDetails
from infra.read_tables import generation
from infra.register import now
from projections import READ_MODELS
from projections.kernel import ReadModel
from tests.databases import connected

ACTOR = UUID(int=7)
TOWNS = [f"{number:08}" for number in range(5_154_001, 5_154_009)]
TOWN, OTHER = organisation_id(TOWNS[0]), organisation_id(TOWNS[1])


def command(
    corrects: int | None = None, key: str | None = None, expected_version: int | None = None
) -> Command:
    return Command(
        actor=ACTOR,
        now=now(),
        correlation_id=uuid4(),
        corrects=corrects,
        expected_version=expected_version,
        idempotency=IdempotencyKey(key, b"digest") if key else None,
    )


async def found(network: Network, towns: int = 2) -> UUID:
    """Registers towns that sign the declaration; answers a summit that is open."""
    await network.proclaim_declaration(command(), title="Erklärung", on=None)
    for ags in TOWNS[:towns]:
        kind = OrganisationKind.STADT
        await network.register_organisation(command(), name=f"Ort {ags}", kind=kind, ags=ags)
        await network.sign_declaration(command(), organisation_id(ags), on=None)
    announced = await network.announce_summit(command(), 2020, SummitDetails(title="Treffen"))
    await network.open_summit(command(), announced.subject, on=None)
    return announced.subject


async def versions(dsn: str, model: ReadModel, id_: UUID) -> list[tuple[Any, int, int | None]]:
    """All versions of a row, the oldest first: the row, and the two positions between which it holds."""
    async with connected(dsn) as connection:
        records = await connection.fetch(
            f"SELECT * FROM {generation(READ_MODELS)}.{model.table} WHERE id = $1 ORDER BY valid_from", id_
        )
    return [(model.from_record(dict(record)), record["valid_from"], record["valid_to"]) for record in records]
