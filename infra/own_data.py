"""The project's own data files, loaded into an embedded database: the register and the history."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib import resources

from infra.actors import LOCAL_ISSUER
from infra.data import REGISTER_SOURCE
from infra.history_files import read_history
from infra.import_run import Progress, Report
from infra.imports import import_history, import_register
from infra.register import Register, now
from infra.register_files import read_register

# Who imports; idempotency keys are per actor, so this name is for ever.
IMPORTER = "import"

# In place of a history's digest: the log was restored from a bundle, and is not added to by itself.
RESTORED = "restored"

HISTORY_SOURCE = "public statements on the network"

# Answers which history has been loaded to its end; no row before the first load.
LOADED_HISTORY = "SELECT coalesce(history_sha256, '') FROM own_data"
LOADED = """
INSERT INTO own_data (history_sha256) VALUES ($1)
ON CONFLICT (only_row) DO UPDATE SET history_sha256 = excluded.history_sha256
"""


async def load_own_data(register: Register, bar: Callable[[str], Progress]) -> list[Report]:
    """Loads what is not loaded yet. A load that was interrupted goes on where it was.

    The register is loaded once, as it belongs to its users from then on; of a newer history, what is new.

    Args:
        bar: makes a progress bar of this name.
    """
    async with register.database.connection() as connection:
        history = _own("network_history.json")
        digest = sha256(history).hexdigest()
        loaded = await connection.fetchval(LOADED_HISTORY)
        if loaded in (digest, RESTORED):
            return []
        actor = await register.actors.pseudonym(LOCAL_ISSUER, IMPORTER)
        reports = []
        if loaded is None:
            reports.append(
                await import_register(
                    register.network,
                    register.recorder,
                    read_register(_own("nrw_register.csv")),
                    actor=actor,
                    now=now,
                    source=REGISTER_SOURCE,
                    progress=bar("Register"),
                )
            )
        reports.append(
            await import_history(
                register.network,
                register.recorder,
                read_history(history),
                actor=actor,
                now=now,
                source=HISTORY_SOURCE,
                progress=bar("History"),
            )
        )
        await register.reads.reached(await register.recorder.max_notification_id() or 0)
        await connection.execute(LOADED, digest)
        return reports


def _own(name: str) -> bytes:
    return resources.files("infra.data").joinpath(name).read_bytes()
