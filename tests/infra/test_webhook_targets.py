"""Webhooks reach nothing in the operator's network: their URLs, and the addresses behind their names."""

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpcore
import pytest

from domain.errors import InvalidWebhookUrl
from infra.webhook_addresses import Permitted, address_of, is_public
from infra.webhook_sending import Sender
from infra.webhook_targets import AddressNotPermitted, JudgingBackend, Resolver, Target, target_of
from projections.webhooks import WebhookOutcome
from tests.infra.webhook_receiving import answer, certificate_for, receiving

NOTHING = Permitted()
LOOPBACK = Permitted.of(["127.0.0.0/8"])


class Names:
    """Answers each time the next of these addresses, and in the end the last."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked = 0
        self._answers = answers

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


def sender(permitted: Permitted, names: Names, **others: object) -> Sender:
    return Sender(permitted, names, lambda: datetime.now(UTC), **others)  # type: ignore[arg-type]


# URLs


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org", Target("https", "example.org", 443, "/")),
        ("HTTPS://Example.ORG:8443/a/b?c=d&e", Target("https", "example.org", 8443, "/a/b?c=d&e")),
        ("https://xn--kln-sna.example/%C3%B6", Target("https", "xn--kln-sna.example", 443, "/%C3%B6")),
        ("https://8.8.8.8/", Target("https", "8.8.8.8", 443, "/")),
        ("https://[2606:4700::1111]:444/", Target("https", "2606:4700::1111", 444, "/")),
    ],
)
def test_a_url_is_read_into_its_parts(url: str, target: Target) -> None:
    assert target_of(url, NOTHING) == target


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "//example.org", "https:", "https://", "https:///x", "https:example.org"),
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/"),
        *("https://[2606:4700::1111%lo]/", "https://[2606:4700::1111%25lo]/"),
        *("https://user@example.org/", "https://user:secret@example.org/", "https://@example.org/"),
        *("https://example.org/#x", "https://example.org#@evil.org", "https://example.org\\@evil.org/"),
        *("https://example.org:0/", "https://example.org:99999/", "https://example.org:x/"),
        *("https://example.org:/", "https://exa mple.org/", "https://example.org/\r\nx: y"),
        *(
            " https://example.org/",
            "https://example.org/\t",
            "https://exämple.org/",
            "https://example.or\u212a/",
        ),
        *("https://-example.org/", "https://example..org/", "https://.example.org/", "https://example.org./"),
        *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/"),
        *("https://0177.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://0/"),
        *("https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[::1/"),
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_a_url_that_goes_nowhere_public_is_refused(url: str) -> None:
    with pytest.raises(InvalidWebhookUrl):
        target_of(url, NOTHING)


def test_what_the_setting_has_is_reached_without_tls_too_and_nothing_else_is() -> None:
    assert target_of("http://127.0.0.1:8080/", LOOPBACK).authority == "127.0.0.1:8080"
    assert target_of("http://portal/", LOOPBACK).authority == "portal"  # judged when it is resolved
    assert target_of("https://[::ffff:127.0.0.1]/", LOOPBACK).authority == "[::ffff:127.0.0.1]"
    for url in ("http://8.8.8.8/", "http://10.0.0.1/", "https://10.0.0.1/"):
        with pytest.raises(InvalidWebhookUrl):
            target_of(url, LOOPBACK)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "193.0.6.139", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"),
        *("2002:808:808::1", "2001:0:808:808::f7f7:f7f7"),
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address_of(address))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("192.88.99.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("2001:db8::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1"),
        *("64:ff9b::7f00:1", "64:ff9b:1::808:808", "2002:7f00:1::1", "2002:a00:1::", "2001:0:7f00:1::"),
        *("2001:0:808:808::80ff:fffe", "2001:0:a00:1::f7f7:f7f7", "100::1", "4000::1"),
    ],
)
def test_an_address_that_is_not_everybodys_is_not_public(address: str) -> None:
    assert not is_public(address_of(address))


# Names


async def test_a_name_of_which_one_address_is_private_is_not_connected_to() -> None:
    async with receiving() as receiver:
        names = Names(["8.8.8.8", "127.0.0.1"])
        backend = JudgingBackend(NOTHING.may_reach, names)
        with pytest.raises(AddressNotPermitted):
            await backend.connect_tcp("mixed.test", receiver.port, 1.0)
        assert receiver.requests == []


async def test_a_name_is_resolved_once_a_connection_and_judged_each_time() -> None:
    async with receiving() as receiver:
        names = Names(["127.0.0.1"], ["10.0.0.1"])
        receiver.script.append(answer(200, "connection: close"))
        rebound = sender(LOOPBACK, names)
        first = await rebound.send(receiver.url("rebinding.test"), {}, b"1")
        assert (first.outcome, first.status, names.asked) == (WebhookOutcome.DELIVERED, 200, 1)
        second = await rebound.send(receiver.url("rebinding.test"), {}, b"2")
        assert (second.outcome, second.status) == (WebhookOutcome.ADDRESS_NOT_PERMITTED, None)
        assert [each.body for each in receiver.requests] == [b"1"]
        await rebound.close()


async def test_a_name_without_an_address_is_told_so() -> None:
    for names in (Names([]), Resolver()):
        unknown = Sender(NOTHING, names, lambda: datetime.now(UTC))
        attempt = await unknown.send("https://no-such-name.invalid/", {}, b"")
        assert attempt.outcome is WebhookOutcome.NAME_UNKNOWN
        await unknown.close()


async def test_the_next_address_is_tried_where_one_is_not_there() -> None:
    async with receiving() as receiver:
        several = sender(LOOPBACK, Names(["127.0.0.2", "127.0.0.1"]))
        attempt = await several.send(receiver.url("several.test"), {}, b"")
        assert attempt.delivered
        await several.close()


async def test_an_address_is_not_resolved() -> None:
    names = Names(["127.0.0.1"])
    with pytest.raises(AddressNotPermitted):
        await JudgingBackend(NOTHING.may_reach, names).connect_tcp("10.0.0.1", 443, 1.0)
    assert names.asked == 0


# Certificates, and proxies


async def test_the_certificate_must_be_of_the_name_though_an_address_is_connected_to(tmp_path: Path) -> None:
    shown, trusted = certificate_for("hook.test", tmp_path)
    async with receiving(shown) as receiver:
        sure = sender(LOOPBACK, Names(["127.0.0.1"]), trusted=trusted)
        assert (await sure.send(receiver.url("hook.test"), {}, b"")).delivered
        other = await sure.send(receiver.url("other.test"), {}, b"")
        assert other.outcome is WebhookOutcome.NOT_TRUSTED
        unknown = sender(LOOPBACK, Names(["127.0.0.1"]))
        assert (await unknown.send(receiver.url("hook.test"), {}, b"")).outcome is WebhookOutcome.NOT_TRUSTED
        assert len(receiver.requests) == 1
        for each in (sure, unknown):
            await each.close()


async def test_what_speaks_no_tls_is_not_trusted() -> None:
    def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 No TLS\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    plain = sender(LOOPBACK, Names(["127.0.0.1"]))
    attempt = await plain.send(f"https://hook.test:{server.sockets[0].getsockname()[1]}/", {}, b"")
    assert attempt.outcome is WebhookOutcome.NOT_TRUSTED
    await plain.close()
    server.close()


@pytest.mark.parametrize(
    ("told", "outcome"),
    [(b"", WebhookOutcome.NOT_TRUSTED), (answer(200), WebhookOutcome.DELIVERED)],
    ids=["before the answer", "behind the answer"],
)
async def test_tls_that_breaks_off_is_one_outcome_more(
    tmp_path: Path, told: bytes, outcome: WebhookOutcome
) -> None:
    shown, trusted = certificate_for("hook.test", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def receive() -> None:
            taken, _ = listening.accept()
            with shown.wrap_socket(taken, server_side=True) as secured:
                while b"\r\n\r\n" not in secured.recv(65_536):
                    pass
                if told:
                    secured.sendall(told.replace(b"content-length: 0", b"content-length: 9"))
                os.write(secured.fileno(), b"no record of TLS")
                while os.read(secured.fileno(), 65_536):
                    pass

        receiving = asyncio.create_task(asyncio.to_thread(receive))
        sure = sender(LOOPBACK, Names(["127.0.0.1"]), trusted=trusted)
        attempt = await sure.send(f"https://hook.test:{listening.getsockname()[1]}/", {}, b"")
        await sure.close()
        await receiving
    assert attempt.outcome is outcome


async def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(path=""))
        direct = sender(LOOPBACK, Names(["127.0.0.1"]))
        assert (await direct.send(receiver.url("hook.test"), {}, b"")).delivered
        assert proxy.requests == []
        await direct.close()


def test_it_is_a_backend_as_httpcore_has_it() -> None:
    assert issubclass(JudgingBackend, httpcore.AsyncNetworkBackend)
