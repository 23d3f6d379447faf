"""Tokens of outside issuers: which are taken, what they say, and all that is refused."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import Key, OctKey, RSAKey

from domain.callers import Role
from domain.ports import CredentialsRefused
from infra.credentials import Credentials
from infra.issuers import OidcIssuer
from tests.providers import AUDIENCE, START, Clock, Provider, ec, okp, provider, rsa, signed

NOW = int(START.timestamp())
MINUTE = 60
SECRET = OctKey.import_key(b"s" * 32, {"kid": "secret"})


@pytest.fixture(scope="module")
def outside() -> Iterator[Provider]:
    """A provider whose keys stay as they are. It publishes a secret as well, which it should not."""
    with provider() as served:
        served.keys = [*served.keys, SECRET.as_dict(private=True)]
        yield served


@asynccontextmanager
async def trusting(outside: Provider, **settings: Any) -> AsyncIterator[OidcIssuer]:
    issuer = OidcIssuer(outside.trusted(**settings), Clock())
    yield issuer
    await issuer.close()


@pytest.fixture
async def issuer(outside: Provider) -> AsyncIterator[OidcIssuer]:
    async with trusting(outside) as issuer:
        yield issuer


@pytest.mark.parametrize(
    ("key", "alg"),
    [(rsa, "RS256"), (rsa, "PS256"), (ec, "ES256"), (okp, "EdDSA"), (okp, "Ed25519")],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_a_token_says_who_somebody_is(
    key: Callable[[], Key], alg: str, outside: Provider, issuer: OidcIssuer
) -> None:
    assert await issuer.verified(outside.token(key(), alg)) == Credentials(
        outside.url,
        "somebody",
        frozenset({Role.COORDINATOR}),
        None,
        START + timedelta(minutes=5 + 1),
    )


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["account", AUDIENCE]},
        {"exp": NOW - MINUTE + 1},
        {"exp": NOW + 0.5},
        {"nbf": NOW + MINUTE},
        {"iat": NOW + MINUTE},
        {"iat": None},
        {"sub": "ä" * 255},
    ],
    ids=str,
)
async def test_a_token_is_taken_with(claims: dict[str, Any], outside: Provider, issuer: OidcIssuer) -> None:
    told = await issuer.verified(outside.token(**claims))
    assert told.subject == claims.get("sub", "somebody")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": ["account", "another-client"]},
        {"aud": f"{AUDIENCE} account"},
        {"aud": None},
        {"aud": []},
        {"aud": {AUDIENCE: True}},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": None},
        {"exp": NOW - MINUTE},
        {"exp": str(NOW + MINUTE)},
        {"exp": True},
        {"exp": 10**30},
        {"exp": 253402300799},
        {"nbf": NOW + MINUTE + 1},
        {"nbf": "now"},
        {"iat": NOW + MINUTE + 1},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a" * 256},
        {"sub": "a\0b"},
    ],
    ids=lambda claims: str(claims)[:60],
)
async def test_a_token_is_refused_with(claims: dict[str, Any], outside: Provider, issuer: OidcIssuer) -> None:
    with pytest.raises(CredentialsRefused):
        await issuer.verified(outside.token(**claims))


def forged(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None = None) -> str:
    """A token of one's own making: signed with the secret by HS256, or not at all."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims)]
    signature = b""
    if secret is not None:
        signature = hmac.digest(secret, ".".join(parts).encode(), hashlib.sha256)
    return ".".join([*parts, _base64(signature)])


def signed_by_hand(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token of the provider's key with any header."""
    signed_part = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    private = rsa().private_key
    assert private is not None
    return f"{signed_part}.{_base64(private.sign(signed_part.encode(), PKCS1v15(), SHA256()))}"


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def tampered(token: str, **claims: Any) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{_base64(json.dumps(claims).encode())}.{signature}"


FORGERIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "not signed": lambda claims: forged({"alg": "none", "kid": "rsa"}, claims),
    "not signed, in other letters": lambda claims: forged({"alg": "nOnE", "kid": "rsa"}, claims),
    "the public key as a secret": lambda claims: forged(
        {"alg": "HS256", "kid": "rsa"}, claims, rsa().as_pem(private=False)
    ),
    "the public key's numbers as a secret": lambda claims: forged(
        {"alg": "HS256", "kid": "rsa"}, claims, json.dumps(rsa().as_dict()).encode()
    ),
    "a published secret": lambda claims: forged({"alg": "HS256", "kid": "secret"}, claims, b"s" * 32),
    "an empty secret": lambda claims: forged({"alg": "HS256"}, claims, b""),
    "another's key by the same id": lambda claims: signed(claims, other_rsa(), "RS256", kid="rsa"),
    "a key that came with the token": lambda claims: signed(
        claims, other_rsa(), "RS256", kid="rsa", jwk=other_rsa().as_dict()
    ),
    "a key that nobody published": lambda claims: signed(claims, other_rsa(), "RS256"),
    "no key named, of several": lambda claims: signed(claims, rsa(), "RS256", kid=None),
    "an algorithm that is not the issuer's": lambda claims: signed(claims, rsa(), "RS512"),
    "a key of another kind": lambda claims: signed(claims, ec(), "ES256", kid="rsa"),
    "another claim than was signed": lambda claims: tampered(
        signed(claims, rsa(), "RS256"), **claims | {"sub": "somebody else"}
    ),
    "half a signature": lambda claims: signed(claims, rsa(), "RS256")[:-100],
    "a logout token": lambda claims: signed(claims, rsa(), "RS256", typ="logout+jwt"),
    "a critical header parameter that is not known": lambda claims: signed_by_hand(
        {"alg": "RS256", "kid": "rsa", "crit": ["own"], "own": 1}, claims
    ),
    "a type that is no text": lambda claims: signed_by_hand({"alg": "RS256", "kid": "rsa", "typ": 1}, claims),
    "a header that is a list": lambda claims: f"{_base64(b'[]')}.{_base64(json.dumps(claims).encode())}.x",
    "no header": lambda claims: f".{_base64(json.dumps(claims).encode())}.x",
}


def other_rsa() -> RSAKey:
    return rsa("other")


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_token_is_refused(
    forge: Callable[[dict[str, Any]], str], outside: Provider, issuer: OidcIssuer
) -> None:
    with pytest.raises(CredentialsRefused):
        await issuer.verified(forge(outside.claims()))


async def test_a_token_that_is_signed_by_hand_is_as_good_as_any(
    outside: Provider, issuer: OidcIssuer
) -> None:
    token = signed_by_hand({"alg": "RS256", "kid": "rsa"}, outside.claims())
    assert (await issuer.verified(token)).subject == "somebody"


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt", None])
async def test_an_access_token_may_say_that_it_is_one(
    typ: str | None, outside: Provider, issuer: OidcIssuer
) -> None:
    token = signed(outside.claims(), rsa(), "RS256", typ=typ, x="a header parameter of its own")
    assert (await issuer.verified(token)).subject == "somebody"


async def test_the_operator_decides_which_algorithms_hold(outside: Provider) -> None:
    async with trusting(outside, algorithms=("RS512",)) as issuer:
        assert (await issuer.verified(outside.token(alg="RS512"))).subject == "somebody"
        with pytest.raises(CredentialsRefused):
            await issuer.verified(outside.token())


async def test_a_key_is_used_for_what_it_is_published_for() -> None:
    unfit = {
        "to encrypt": rsa("to encrypt").as_dict() | {"use": "enc"},
        "by another algorithm": rsa("by another algorithm").as_dict() | {"alg": "PS256"},
        "not to verify": rsa("not to verify").as_dict() | {"key_ops": ["encrypt"], "use": "enc"},
        "with its private part": rsa("with its private part").as_dict(private=True),
        "too weak": rsa("too weak", 1024).as_dict(),
    }
    with provider() as other:
        other.keys = [
            *unfit.values(),
            {"kty": "new", "kid": "new"},
            ec().as_dict() | {"crv": "new"},
            {},
            rsa(),
        ]
        async with trusting(other) as issuer:
            assert (await issuer.verified(other.token())).subject == "somebody"
            for kid in unfit:
                key = rsa(kid, 1024) if kid == "too weak" else rsa(kid)
                with pytest.raises(CredentialsRefused):
                    await issuer.verified(other.token(key))


async def test_a_key_need_not_be_named_where_there_is_one_only() -> None:
    with provider() as other:
        other.keys = [rsa("to encrypt").as_dict() | {"use": "enc"}, rsa()]
        async with trusting(other) as issuer:
            token = signed(other.claims(), rsa(), "RS256", kid=None)
            assert (await issuer.verified(token)).subject == "somebody"


async def test_another_issuers_key_signs_nothing_here(outside: Provider, issuer: OidcIssuer) -> None:
    with provider() as other:
        other.keys = [other_rsa()]
        async with trusting(other) as others:
            token = other.token(other_rsa())
            assert (await others.verified(token)).issuer == other.url
            for claims in (other.claims(), outside.claims()):
                with pytest.raises(CredentialsRefused):
                    await issuer.verified(signed(claims, other_rsa(), "RS256"))


ROLES: list[tuple[dict[str, Any], dict[str, Any], set[Role]]] = [
    ({}, {"realm_access": {"roles": ["offline_access", "auditor", "witness"]}}, {Role.AUDITOR, Role.WITNESS}),
    ({}, {"realm_access": None}, set()),
    ({}, {"realm_access": ["coordinator"]}, set()),
    ({}, {"realm_access": {"roles": {"coordinator": True}}}, set()),
    ({}, {"realm_access": {"roles": [["coordinator"], 7, None, "witness"]}}, {Role.WITNESS}),
    ({"roles": "roles"}, {"roles": ["integrator"]}, {Role.INTEGRATOR}),
    ({"roles": "role"}, {"role": "integrator"}, {Role.INTEGRATOR}),
    ({"roles": "https://land.example/roles"}, {"https://land.example/roles": ["auditor"]}, {Role.AUDITOR}),
    (
        {"role_names": {"Geschäftsstelle": Role.COORDINATOR, "administrator": Role.PUBLIC}},
        {"realm_access": {"roles": ["Geschäftsstelle", "administrator", "witness"]}},
        {Role.COORDINATOR, Role.PUBLIC},
    ),
    (
        {"role_names": {"Geschäftsstelle": Role.COORDINATOR}},
        {"realm_access": {"roles": ["administrator", "coordinator", ["Geschäftsstelle"]]}},
        set(),
    ),
]


@pytest.mark.parametrize(("settings", "claims", "roles"), ROLES, ids=range(len(ROLES)))
async def test_roles_are_read_where_the_issuer_names_them(
    settings: dict[str, Any], claims: dict[str, Any], roles: set[Role], outside: Provider
) -> None:
    async with trusting(outside, **settings) as issuer:
        assert (await issuer.verified(outside.token(**claims))).roles == roles


async def test_the_organisation_is_read_where_the_issuer_names_it(outside: Provider) -> None:
    async with trusting(outside, organisation="kommune.ags") as issuer:
        told = await issuer.verified(outside.token(kommune={"ags": "05315000"}))
        assert told.organisation == "05315000"
        told = await issuer.verified(outside.token(kommune={"ags": 5315000}))
        assert told.organisation is None
