"""The webhooks of one process, put together: how they are kept, and who delivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.key_files import key_file
from infra.register import Register, now
from infra.settings import Settings
from infra.webhook_addresses import Permitted
from infra.webhook_delivery import Deliverer
from infra.webhook_following import Means
from infra.webhook_sending import Sender
from infra.webhook_signing import KEY_FILE, WebhookSecrets
from infra.webhook_targets import Resolver
from infra.webhooks import PostgresWebhooks
from projections.feeding import Reading


class WebhookService:
    """Keeps a register's webhooks, and delivers while it runs, unless another process does.

    Args:
        reading: from the filter of a webhook to what reads its events.
        source: what the register calls itself in them.
    """

    def __init__(self, settings: Settings, register: Register, reading: Reading, source: str) -> None:
        permitted = Permitted.of(settings.webhook_networks)
        secrets = WebhookSecrets(key_file(settings.home / KEY_FILE))
        self._sender = Sender(permitted, Resolver(), now)
        # Tests are sent apart: however many there are, no delivery waits for them.
        self._testing = Sender(permitted, Resolver(), now)
        self._deliverer = Deliverer(
            register.database, Means(register.feeds, reading, self._sender, secrets, now)
        )
        self.webhooks = PostgresWebhooks(
            register.database, secrets, self._testing, permitted, reading, now, source
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delivers while entered; the register is running."""
        delivering = asyncio.create_task(self._deliverer.run())
        try:
            yield
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            await self._sender.close()
            await self._testing.close()
