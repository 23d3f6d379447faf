"""What a bundle says of any position, without a database, is what the register's tables said."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from infra.bundle_state import facts_until, state
from infra.log_bundles import export_bundle
from infra.proof_commands import read_until
from infra.register import Register, now
from infra.signing import LogSigner
from projections import READ_MODELS
from tests.commands import command
from tests.databases import connected
from tests.infra.projecting import caught_up
from tests.infra.random_commands import RandomCommands

SIGNER = LogSigner("log.example", bytes(32))


@pytest.fixture
async def recorded(dsn: str) -> AsyncIterator[Register]:
    async with Register(dsn, signer=SIGNER).running() as register:
        await RandomCommands(register.network, 51).send(400)
        await caught_up(register)
        yield register


@pytest.fixture
async def bundle(recorded: Register, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    async with recorded.database.connection() as connection:
        await export_bundle(connection, recorded.log, path, now(), lambda *_: None)
    return path


def damage(bundle: Path) -> None:
    """Changes a byte in the first event."""
    content = bytearray(bundle.read_bytes())
    content[content.index(b"organisation.registered")] ^= 1
    bundle.write_bytes(content)


async def test_the_state_at_any_position_is_that_of_the_tables(
    recorded: Register, bundle: Path, dsn: str
) -> None:
    end = await recorded.recorder.max_notification_id() or 0
    for position in (1, end // 3, end // 2, end - 1, end):
        told = state(facts_until(bundle, position))
        async with connected(dsn) as connection:
            for model in READ_MODELS:
                stored = await connection.fetch(
                    f"SELECT * FROM {recorded.reads.tables}.{model.table}"
                    " WHERE valid_from <= $1 AND (valid_to > $1 OR valid_to IS NULL)",
                    position,
                )
                expected = {row["id"]: model.from_record(dict(row)) for row in stored}
                assert {row.id: row for row in told[model.name]} == expected, (model.name, position)


async def test_a_moment_counts_what_was_recorded_until_then(
    recorded: Register, bundle: Path, dsn: str
) -> None:
    async with connected(dsn) as connection:
        times = [row[0] for row in await connection.fetch("SELECT recorded_at FROM events ORDER BY 1")]
    moment = times[len(times) // 2]
    for until in (moment, moment - timedelta(microseconds=1), times[0] - timedelta(days=1)):
        assert len(list(facts_until(bundle, until))) == sum(each <= until for each in times)


async def test_the_command_prints_rows_and_counts_and_verifies_first(bundle: Path, tmp_path: Path) -> None:
    told = await command(tmp_path, "state", str(bundle), "--of", "organisations", "--as-of", "300")
    assert told.status == 0, told.err
    assert "Only the bundle itself vouches" in told.err
    rows: list[dict[str, Any]] = [orjson.loads(line) for line in told.out.splitlines()]
    assert len(rows) == len(state(facts_until(bundle, 300))["organisations"])
    assert {"id", "name", "membership", "ags"} <= rows[0].keys()
    counts = await command(tmp_path, "state", str(bundle), "--key", SIGNER.vkeys[0])
    assert counts.err.strip() == ""
    assert any(line.split()[:1] == ["summits"] for line in counts.out.splitlines())


async def test_what_there_is_not_is_told(bundle: Path, tmp_path: Path) -> None:
    unknown = await command(tmp_path, "state", str(bundle), "--of", "mayors")
    assert unknown.status == 2
    assert "organisations, successions" in unknown.err
    malformed = await command(tmp_path, "state", str(bundle), "--as-of", "gestern")
    assert malformed.status == 2
    damage(bundle)
    damaged = await command(tmp_path, "state", str(bundle))
    assert damaged.status == 1
    assert damaged.err.startswith("LEAF_DIFFERS")
    assert damaged.out == ""


def test_a_day_is_meant_to_its_end_in_berlin() -> None:
    assert read_until("17") == 17
    summer = read_until("2026-07-01")
    assert isinstance(summer, datetime)
    assert summer.astimezone(UTC) == datetime(2026, 7, 1, 21, 59, 59, 999_999, UTC)
    assert read_until("2026-03-01T12:00:00+01:00") == datetime(2026, 3, 1, 11, tzinfo=UTC)
    for text in ("2026-03-01T12:00:00", "2026-13-01", "", "-1", "+1"):
        with pytest.raises(ValueError, match=r"."):
            read_until(text)
