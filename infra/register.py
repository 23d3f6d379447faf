"""The machinery of one process, put together: log, read side, projector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from secrets import token_bytes
from uuid import uuid4

from domain.network import Network
from infra.actors import Actors
from infra.api_keys import PostgresApiKeys
from infra.checkpoint_keys import log_signer
from infra.database import Database
from infra.event_store import EventStore
from infra.feed_pages import PostgresSealedPages
from infra.feeds import LogFeeds
from infra.group_commit import GroupCommit
from infra.health import Health, check_health
from infra.key_files import KEY_BYTES
from infra.keyring import PostgresKeyring
from infra.log_proofs import LogProofs
from infra.master_keys import MasterKeys, master_keys
from infra.notices import Notices
from infra.projector import Projector
from infra.read_store import PostgresReadStore
from infra.read_tables import generation
from infra.recorder import AsyncpgRecorder
from infra.roll import ReadRoll
from infra.settings import Settings
from infra.signing import LogSigner
from infra.texts import KeptTexts
from infra.transcoding import MappedEvents, create_mapper
from infra.verify import Key
from projections import READ_MODELS


def now() -> datetime:
    return datetime.now(UTC)


class Register:
    """One process's part in the register.

    Args:
        dsn: the database, migrated.
        reader_dsn: the same for queries, by a role that only reads.
        personal_keys: the master key of personal values. Without one it is random, and what is sealed with it
            is read by this object alone: for registers that keep nothing personal.
    """

    def __init__(
        self,
        dsn: str,
        reader_dsn: str | None = None,
        *,
        personal_keys: MasterKeys | None = None,
        signer: LogSigner | None = None,
        witnesses: Sequence[Key] = (),
        readers: int = 4,
        statement_seconds: int = 30,
        patience_seconds: int = 5,
    ) -> None:
        tables = generation(READ_MODELS)
        mapper = create_mapper()
        self.database = Database(dsn, reader_dsn, readers=readers, statement_seconds=statement_seconds)
        self.notices = Notices(self.database, tables)
        self.group_commit = GroupCommit(self.database, self.notices)
        self.recorder = AsyncpgRecorder(self.database, self.group_commit, self.notices)
        self.reads = PostgresReadStore(self.database, self.notices, tables, patience_seconds=patience_seconds)
        self.feeds = LogFeeds(self.reads, self.notices)
        self.sealed_pages = PostgresSealedPages(self.database)
        self.projector = Projector(self.database, self.notices, mapper, READ_MODELS)
        self.events = MappedEvents(mapper)
        self.actors = Actors(self.database)
        if personal_keys is None:
            random = token_bytes(KEY_BYTES)
            personal_keys = lambda: [random]  # noqa: E731
        self.keyring = PostgresKeyring(self.database, personal_keys)
        self.log = LogProofs(
            self.database, signer or LogSigner("unsigned", token_bytes(KEY_BYTES)), witnesses
        )
        self.api_keys = PostgresApiKeys(self.database, now)
        self.texts = KeptTexts(self.database)
        self.network = Network(
            EventStore(self.recorder, mapper),
            ReadRoll(self.recorder, self.reads),
            self.texts,
            self.keyring,
            uuid4,
        )

    async def counts(self) -> dict[str, int]:
        """How many rows each read model has now."""
        async with self.database.service() as connection:
            return {
                model.name: await connection.fetchval(
                    f"SELECT count(*) FROM {self.reads.tables}.{model.table} WHERE valid_to IS NULL"
                )
                for model in READ_MODELS
            }

    async def health(self) -> Health:
        return await check_health(self.database, self.projector, self.reads.tables)

    @classmethod
    def of(cls, settings: Settings) -> Register:
        """The register of these settings, whose database is set."""
        assert settings.database_url is not None
        return cls(
            settings.database_url,
            settings.reader_url,
            personal_keys=master_keys(settings.personal_key),
            signer=log_signer(settings.home, settings.origin),
            witnesses=settings.witnesses,
            readers=settings.readers,
            statement_seconds=settings.statement_seconds,
            patience_seconds=settings.patience_seconds,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Register]:
        """Appends, projects and listens while entered."""
        parts = (self.notices, self.group_commit, self.projector, self.feeds)
        tasks = [asyncio.create_task(each.run()) for each in parts]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.database.close()
