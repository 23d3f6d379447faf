"""Outside issuers: bearer tokens (JWT) of identity providers that speak OpenID Connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import InvalidHeaderValueError, InvalidKeyIdError, JoseError
from joserfc.jwa import JWS_ALGORITHMS, EdDSAAlgorithm, JWSAlgModel
from joserfc.jwk import KeySet

from domain.callers import Role
from domain.ports import CredentialsRefused
from infra.credentials import Credentials, expiry_of, subject_of
from infra.provider_keys import ProviderKeys
from infra.trusted_issuers import ALGORITHMS, TrustedIssuer

# Of an access token, or of no kind in particular. A logout token is neither.
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})


class _EdDSA(EdDSAAlgorithm):
    """Ed25519 under its older name, which RFC 9864 deprecates and most providers still sign by."""

    security_warning = ""


class _Registry(jws.JWSRegistry):
    """Knows no other algorithms than those that an issuer may be trusted with."""

    algorithms: dict[str, JWSAlgModel] = {  # noqa: RUF012
        **{each.name: each for each in JWS_ALGORITHMS if each.name in ALGORITHMS},
        "EdDSA": _EdDSA(),
    }


class OidcIssuer:
    """Verifies the tokens of one outside issuer by the keys that it publishes."""

    def __init__(self, trusted: TrustedIssuer, now: Callable[[], datetime]) -> None:
        self._trusted = trusted
        self._now = now
        self._keys = ProviderKeys(trusted.url, now)
        # A header parameter that is not known is ignored, unless it is critical (RFC 7515, 4).
        self._registry = _Registry(algorithms=trusted.algorithms, strict_check_header=False)

    async def verified(self, token: str) -> Credentials:
        """Raises CredentialsRefused, IdentityProviderUnavailable."""
        try:
            try:
                claims = self._claims(token, await self._keys.current())
            except InvalidKeyIdError:
                claims = self._claims(token, await self._keys.renewed())
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise CredentialsRefused from error
        return self._credentials(claims)

    async def close(self) -> None:
        await self._keys.close()

    def _claims(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        decoded = jwt.decode(token, keys, registry=self._registry)
        if decoded.header.get("typ", "JWT").lower() not in _TYPES:
            raise InvalidHeaderValueError("typ")
        jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=self._trusted.leeway_seconds,
            iss={"essential": True, "value": self._trusted.url},
            aud={"essential": True, "value": self._trusted.audience},
            sub={"essential": True},
            exp={"essential": True},
        ).validate(decoded.claims)
        return decoded.claims

    def _credentials(self, claims: Mapping[str, Any]) -> Credentials:
        organisation = _claim(claims, self._trusted.organisation)
        return Credentials(
            self._trusted.url,
            subject_of(claims),
            frozenset(self._roles(_claim(claims, self._trusted.roles))),
            organisation if isinstance(organisation, str) else None,
            expiry_of(claims, self._trusted.leeway_seconds),
        )

    def _roles(self, named: object) -> Iterator[Role]:
        """Ours among those that are named; the issuer may have many that are none of our business."""
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and name in self._trusted.role_names:
                yield self._trusted.role_names[name]


def _claim(claims: Mapping[str, Any], path: str) -> object:
    """The claim of this name, which may have dots itself; else that at the end of the path."""
    if path in claims:
        return claims[path]
    found: object = claims
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found
