"""Tokens that were verified a moment ago are known, and never longer than they hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import OctKey

from domain.ports import CredentialsRefused
from infra import known_tokens
from infra.actors import LOCAL_ISSUER
from infra.credentials import Credentials
from infra.known_tokens import KnownTokens
from infra.tokens import LocalIssuer, issue_token

KEY = OctKey.generate_key(256)


class Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Counting:
    """The local issuer, and how often it was asked; refuses all once its key is withdrawn."""

    def __init__(self, time: Time) -> None:
        self._issuer = LocalIssuer(KEY, time)
        self.asked = 0
        self.withdrawn = False

    async def verified(self, token: str) -> Credentials:
        self.asked += 1
        if self.withdrawn:
            raise CredentialsRefused
        return await self._issuer.verified(token)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def issuer(time: Time) -> Counting:
    return Counting(time)


@pytest.fixture
def tokens(issuer: Counting, time: Time) -> KnownTokens:
    return KnownTokens({LOCAL_ISSUER: issuer}, time)


def token(time: Time, subject: str = "clerk", seconds: float = 3_600) -> str:
    return issue_token(KEY, subject, time.now, timedelta(seconds=seconds))


async def test_a_token_is_verified_once_in_ten_seconds(
    tokens: KnownTokens, issuer: Counting, time: Time
) -> None:
    asked = token(time)
    first = await tokens.verified(asked)
    time.pass_by(9)
    assert await tokens.verified(asked) == first
    assert issuer.asked == 1
    time.pass_by(2)
    await tokens.verified(asked)
    assert issuer.asked == 2


async def test_a_known_token_is_refused_from_the_moment_it_ends(tokens: KnownTokens, time: Time) -> None:
    asked = token(time, seconds=3)
    await tokens.verified(asked)
    time.pass_by(2)
    await tokens.verified(asked)
    time.pass_by(2)
    with pytest.raises(CredentialsRefused):
        await tokens.verified(asked)


async def test_a_token_whose_key_is_withdrawn_is_refused_after_ten_seconds(
    tokens: KnownTokens, issuer: Counting, time: Time
) -> None:
    asked = token(time)
    await tokens.verified(asked)
    issuer.withdrawn = True
    time.pass_by(10)
    with pytest.raises(CredentialsRefused):
        await tokens.verified(asked)


async def test_what_was_refused_is_not_remembered(tokens: KnownTokens, issuer: Counting, time: Time) -> None:
    asked = token(time)
    issuer.withdrawn = True
    with pytest.raises(CredentialsRefused):
        await tokens.verified(asked)
    issuer.withdrawn = False
    assert (await tokens.verified(asked)).subject == "clerk"


async def test_a_tampered_token_is_not_taken_for_one_that_is_known(tokens: KnownTokens, time: Time) -> None:
    head, claims, _ = token(time).split(".")
    await tokens.verified(token(time))
    *_, signature = token(time, "somebody else").split(".")
    with pytest.raises(CredentialsRefused):
        await tokens.verified(f"{head}.{claims}.{signature}")


async def test_as_many_are_known_as_may_be(
    tokens: KnownTokens, issuer: Counting, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_tokens, "_MOST_KNOWN", 2)
    for subject in "abcde":
        assert (await tokens.verified(token(time, subject))).subject == subject
        assert len(tokens._known) <= 2
    assert (await tokens.verified(token(time, "e"))).subject == "e"
    assert issuer.asked == 5
