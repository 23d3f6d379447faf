"""The keys of a provider: fetched once for all, renewed when they change, kept while it is away."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.ports import CredentialsRefused
from infra import provider_keys
from infra.credentials import IdentityProviderUnavailable
from infra.issuers import OidcIssuer
from infra.provider_keys import FRESH, KEPT, PAUSE, ProviderKeys
from tests.providers import Clock, Provider, provider, rsa

LONG = timedelta(days=30)
FETCH = ["/.well-known/openid-configuration", "/keys"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outside() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture
async def issuer(outside: Provider, clock: Clock) -> AsyncIterator[OidcIssuer]:
    issuer = OidcIssuer(outside.trusted(), clock)
    yield issuer
    await issuer.close()


def lasting(outside: Provider, kid: str = "rsa") -> str:
    """A token that outlasts the test, signed with the key of this id."""
    return outside.token(rsa(kid), exp=int((Clock().at + LONG).timestamp()))


async def renewed(issuer: OidcIssuer) -> None:
    """Waits for the keys that are fetched meanwhile."""
    assert issuer._keys._renewing is not None
    await issuer._keys._renewing


async def test_many_requests_at_once_have_them_fetched_once(outside: Provider, issuer: OidcIssuer) -> None:
    await asyncio.gather(*(issuer.verified(lasting(outside)) for _ in range(20)))
    assert outside.asked == FETCH


async def test_they_are_fetched_again_after_a_time(
    outside: Provider, issuer: OidcIssuer, clock: Clock
) -> None:
    await issuer.verified(lasting(outside))
    clock.pass_by(FRESH - PAUSE)
    await issuer.verified(lasting(outside))
    assert outside.asked == FETCH
    clock.pass_by(PAUSE)
    await issuer.verified(lasting(outside))
    await renewed(issuer)
    assert outside.asked == FETCH * 2


async def test_a_new_key_holds_at_once_and_a_withdrawn_one_until_they_are_renewed(
    outside: Provider, issuer: OidcIssuer, clock: Clock
) -> None:
    await issuer.verified(lasting(outside))
    clock.pass_by(PAUSE)
    outside.keys = [rsa(), rsa("new")]
    await issuer.verified(lasting(outside, "new"))
    await issuer.verified(lasting(outside))
    outside.keys = [rsa("new")]
    await issuer.verified(lasting(outside))
    clock.pass_by(FRESH)
    await issuer.verified(lasting(outside))
    await renewed(issuer)
    with pytest.raises(CredentialsRefused):
        await issuer.verified(lasting(outside))
    await issuer.verified(lasting(outside, "new"))


async def test_made_up_key_ids_do_not_have_us_ask_all_the_time(
    outside: Provider, issuer: OidcIssuer, clock: Clock
) -> None:
    forged = [outside.token(rsa("other"), sub=f"{number}") for number in range(20)]
    for _ in range(2):
        told = await asyncio.gather(*map(issuer.verified, forged), return_exceptions=True)
        assert {type(each) for each in told} == {CredentialsRefused}
    assert outside.asked == FETCH
    clock.pass_by(PAUSE)
    await asyncio.gather(*map(issuer.verified, forged), return_exceptions=True)
    assert outside.asked == FETCH * 2


async def test_known_keys_are_taken_for_a_day_while_the_provider_is_away(
    outside: Provider, issuer: OidcIssuer, clock: Clock
) -> None:
    await issuer.verified(lasting(outside))
    outside.status = 503
    clock.pass_by(KEPT)
    for _ in range(2):
        await issuer.verified(lasting(outside))
        await renewed(issuer)
    assert len(outside.asked) == len(FETCH) + 1
    clock.pass_by(PAUSE)
    with pytest.raises(IdentityProviderUnavailable):
        await issuer.verified(lasting(outside))
    outside.status = 200
    clock.pass_by(PAUSE)
    await issuer.verified(lasting(outside))


async def test_where_keys_are_known_nobody_waits_for_a_provider_that_does_not_answer(
    outside: Provider, issuer: OidcIssuer, clock: Clock
) -> None:
    await issuer.verified(lasting(outside))
    clock.pass_by(FRESH)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outside.configuration = {"jwks_uri": f"http://127.0.0.1:{silent.getsockname()[1]}/keys"}
        async with asyncio.timeout(2):
            await asyncio.gather(*(issuer.verified(lasting(outside)) for _ in range(20)))
            while len(outside.asked) == len(FETCH):
                await asyncio.sleep(0.01)
            await issuer.verified(lasting(outside))
            await issuer.close()
    assert outside.asked == [*FETCH, FETCH[0]]


async def test_nothing_is_opened_before_the_first_fetch_and_what_cannot_be_is_told(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    keys = ProviderKeys("https://login.example", clock)
    with pytest.raises(IdentityProviderUnavailable):
        await keys.current()
    await keys.close()


async def test_without_keys_it_is_told_that_the_provider_is_away(clock: Clock) -> None:
    with provider() as gone:
        pass
    issuer = OidcIssuer(gone.trusted(), clock)
    with pytest.raises(IdentityProviderUnavailable):
        await issuer.verified(lasting(gone))
    await issuer.close()


@pytest.mark.parametrize(
    "told",
    [
        {"configuration": {"issuer": "https://another.example"}},
        {"configuration": {"issuer": None}},
        {"configuration": {"jwks_uri": "file:///keys"}},
        {"configuration": {"jwks_uri": "https://[keys"}},
        {"configuration": {"jwks_uri": None}},
        {"status": 302},
        {"status": 500},
        {"padding": 300_000},
        {"document": b"<html>"},
        {"document": b"[]"},
        {"document": b'{"keys": {}}'},
    ],
    ids=str,
)
async def test_what_is_no_proper_answer_is_none(
    told: dict[str, Any], outside: Provider, issuer: OidcIssuer
) -> None:
    vars(outside).update(told)
    with pytest.raises(IdentityProviderUnavailable):
        await issuer.verified(lasting(outside))
    assert "/elsewhere" not in outside.asked


@pytest.mark.parametrize(
    "address", ["http://keys.example/keys", "http://127.0.0.1/keys", "https://localhost/keys"]
)
async def test_a_provider_elsewhere_has_its_keys_elsewhere_and_by_https(address: str, clock: Clock) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        told = {"issuer": "https://login.example", "jwks_uri": address, "keys": []}
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(told).encode()))

    keys = ProviderKeys("https://login.example", clock)
    keys._http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    with pytest.raises(IdentityProviderUnavailable):
        await keys.current()
    await keys.close()
    assert asked == FETCH[:1]


async def test_a_provider_that_publishes_no_key_has_signed_nothing(
    outside: Provider, issuer: OidcIssuer
) -> None:
    outside.keys = []
    with pytest.raises(CredentialsRefused):
        await issuer.verified(lasting(outside))


async def test_a_provider_that_does_not_answer_is_not_waited_for_long(
    outside: Provider, issuer: OidcIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_keys, "_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outside.configuration = {"jwks_uri": f"http://127.0.0.1:{silent.getsockname()[1]}/keys"}
        with pytest.raises(IdentityProviderUnavailable):
            await asyncio.wait_for(issuer.verified(lasting(outside)), 2)


async def test_a_request_that_is_given_up_leaves_the_next_to_ask(
    outside: Provider, issuer: OidcIssuer
) -> None:
    first = asyncio.create_task(issuer.verified(lasting(outside)))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await issuer.verified(lasting(outside))).subject == "somebody"
