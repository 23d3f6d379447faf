"""Who asks: from the Authorization header of a request to its caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from domain.callers import PUBLIC, Caller, Role
from domain.ports import CredentialsNameNoOrganisation, CredentialsRefused, StoreUnavailable
from infra.actors import Actors
from infra.api_keys import PREFIX
from infra.credentials import Credentials, Issuer
from infra.known_tokens import KnownTokens
from projections import ORGANISATIONS
from projections.reading import NoAnswer, ReadStore

_LONGEST_TOKEN = 16_384
_ID = re.compile(r"org_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")

# Answers the id of the organisation that has this AGS, or this id; an empty text where none has.
SELECT_ORGANISATION = """
SELECT coalesce((SELECT id::text FROM {tables}.{organisations}
    WHERE {column} = $1::{type} AND valid_to IS NULL), '') AS data, position
FROM generations WHERE schema_name = '{tables}' AND indexed
"""


class Identity:
    """Knows callers by their bearer tokens.

    Args:
        issuers: by the name that they have in their tokens (`iss`).
        api_keys: who verifies those.
        reads: where organisations are found by their AGS.
        now: tells when tokens have expired.
        public_reading: whether anybody may read the network.
    """

    def __init__(
        self,
        issuers: Mapping[str, Issuer],
        api_keys: Issuer,
        actors: Actors,
        reads: ReadStore,
        now: Callable[[], datetime],
        *,
        public_reading: bool = True,
    ) -> None:
        self._tokens = KnownTokens(issuers, now)
        self._api_keys = api_keys
        self._actors = actors
        self._reads = reads
        self._everybodys = PUBLIC.roles if public_reading else frozenset[Role]()

    async def authenticate(self, header: str | None) -> Caller:
        """Who asks.

        Args:
            header: None where there is none: the public.

        Raises:
            CredentialsRefused: the token is malformed, expired, or not of an issuer that is known here.
            StoreUnavailable: what it is verified by cannot be reached.
        """
        if header is None:
            return Caller(None, self._everybodys)
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 1 <= len(token) <= _LONGEST_TOKEN:
            raise CredentialsRefused
        issuer = self._api_keys if token.startswith(PREFIX) else self._tokens
        return await self._caller(await issuer.verified(token))

    async def _caller(self, credentials: Credentials) -> Caller:
        organisation = None
        if Role.MUNICIPALITY in credentials.roles:
            organisation = await self._organisation(credentials.organisation)
        return Caller(
            await self._actors.pseudonym(credentials.issuer, credentials.subject),
            credentials.roles - {Role.PUBLIC} | self._everybodys,
            organisation,
            credentials.expires,
        )

    async def _organisation(self, named: object) -> UUID:
        """Raises CredentialsNameNoOrganisation, StoreUnavailable."""
        if not isinstance(named, str):
            raise CredentialsNameNoOrganisation
        identified = _ID.fullmatch(named)
        column, type_ = ("id", "uuid") if identified else ("ags", "text")
        statement = SELECT_ORGANISATION.format(
            tables=self._reads.tables, organisations=ORGANISATIONS.table, column=column, type=type_
        )
        try:
            found, _ = await self._reads.read(statement, [identified[1] if identified else named])
        except NoAnswer as error:
            raise StoreUnavailable from error
        if not found:
            raise CredentialsNameNoOrganisation
        return UUID(found)
