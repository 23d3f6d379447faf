"""The settings, from the environment. README lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import ClassVar, TypeVar
from urllib.parse import urlsplit

from domain.languages import Language, Words
from infra.verify import WITNESS_KEY, Key, Malformed, check_name, read_key


class InvalidSetting(Exception):
    """A setting cannot be used as it is. Correct it in the environment."""

    code = "INVALID_SETTING"
    german: ClassVar[str] = (
        "Eine Einstellung ist so nicht verwendbar. Sie ist in der Umgebung zu berichtigen."
    )


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


class Introspection(StrEnum):
    """Who may ask for the schema itself."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed-in"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Settings:
    """How this register is run.

    Attributes:
        database_url: None for the embedded PostgreSQL, whose data lie under `home`.
        reader_url: the same database by a role that only reads, for queries; None for that of database_url.
        home: the folder of the embedded PostgreSQL and of the keys.
        readers: connections that each worker reads by, at most.
        statement_seconds: the longest that a statement of a query may take.
        patience_seconds: the longest that an answer waits for the read side to reach a position.
        personal_key_file: the master key of personal values; None for the one under `home`.
        retention_months: how long after leaving office a person is to be erased.
        access_log_months: how long it is kept who read what is personal.
        origin: what the log calls itself in its checkpoints, and the name of the key that signs them.
        most_cost: what an operation may cost.
        witnesses: the keys of those whose signatures under checkpoints are taken.
        issuers: the file of the outside issuers whose tokens are taken; None where none are.
        local_issuer: whether tokens of the local key are taken; None where that is not said.
        body_bytes: the longest body of a request.
        requests_per_minute: of one client, to each worker; 0 for any number.
        connections: that an address may hold to each worker: WebSockets and streams of events.
        subscriptions: that may run on one connection at a time.
        cors_origins: the sites whose pages may ask; `*` for all.
        proxies: the addresses and networks whose word is taken on where a request comes from.
        introspection: who may ask for the schema itself.
        explorer: whether browsers are given the explorer.
        public_reading: whether anybody may read the network.
        documents: the folder of the documents that the public may run; None where it may run any.
        webhook_networks: the addresses and networks that webhooks may reach besides public ones.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str | None = field(default=None, repr=False)
    reader_url: str | None = field(default=None, repr=False)
    home: Path = Path("var")
    readers: int = 4
    statement_seconds: int = 30
    patience_seconds: int = 5
    personal_key_file: Path | None = None
    retention_months: int = 24
    access_log_months: int = 12
    most_cost: int = 500_000
    origin: str = "netzwerkregister.local"
    witnesses: tuple[Key, ...] = ()
    issuers: Path | None = None
    local_issuer: bool | None = None
    body_bytes: int = 1_048_576
    requests_per_minute: int = 600
    connections: int = 100
    subscriptions: int = 20
    cors_origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    introspection: Introspection = Introspection.EVERYBODY
    explorer: Switch = Switch.ON
    public_reading: Switch = Switch.ON
    documents: Path | None = None
    webhook_networks: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises InvalidSetting."""
        return cls(
            host=environment.get("HOST") or cls.host,
            port=_number(environment, "PORT", cls.port, 0, 65535),
            database_url=environment.get("DATABASE_URL") or None,
            reader_url=_reader_url(environment),
            home=Path(environment.get("NETZWERKREGISTER_HOME") or cls.home).absolute(),
            readers=_number(environment, "NETZWERKREGISTER_READERS", cls.readers, 1, 100),
            statement_seconds=_number(
                environment, "NETZWERKREGISTER_STATEMENT_SECONDS", cls.statement_seconds, 1, 3600
            ),
            patience_seconds=_number(
                environment, "NETZWERKREGISTER_PATIENCE_SECONDS", cls.patience_seconds, 1, 60
            ),
            personal_key_file=_path(environment.get("NETZWERKREGISTER_PERSONAL_KEY_FILE", "")),
            retention_months=_number(
                environment, "NETZWERKREGISTER_RETENTION_MONTHS", cls.retention_months, 0, 1200
            ),
            access_log_months=_number(
                environment, "NETZWERKREGISTER_ACCESS_LOG_MONTHS", cls.access_log_months, 1, 1200
            ),
            most_cost=_number(environment, "NETZWERKREGISTER_MOST_COST", cls.most_cost, 1_000, 10**9),
            origin=_origin(environment.get("NETZWERKREGISTER_ORIGIN") or cls.origin),
            witnesses=_witnesses(environment.get("NETZWERKREGISTER_WITNESSES", "")),
            issuers=_path(environment.get("NETZWERKREGISTER_ISSUERS", "")),
            local_issuer=_local_issuer(environment.get("NETZWERKREGISTER_LOCAL_ISSUER", "")),
            body_bytes=_number(environment, "NETZWERKREGISTER_BODY_BYTES", cls.body_bytes, 1024, 2**30),
            requests_per_minute=_number(
                environment, "NETZWERKREGISTER_REQUESTS_PER_MINUTE", cls.requests_per_minute, 0, 1_000_000
            ),
            connections=_number(environment, "NETZWERKREGISTER_CONNECTIONS", cls.connections, 1, 100_000),
            subscriptions=_number(
                environment, "NETZWERKREGISTER_SUBSCRIPTIONS", cls.subscriptions, 1, 10_000
            ),
            cors_origins=_origins(environment.get("NETZWERKREGISTER_CORS_ORIGINS", "")),
            proxies=_networks(environment, "NETZWERKREGISTER_PROXIES"),
            introspection=_choice(environment, "NETZWERKREGISTER_INTROSPECTION", cls.introspection),
            explorer=_choice(environment, "NETZWERKREGISTER_EXPLORER", cls.explorer),
            public_reading=_choice(environment, "NETZWERKREGISTER_PUBLIC_READING", cls.public_reading),
            documents=_path(environment.get("NETZWERKREGISTER_DOCUMENTS", "")),
            webhook_networks=_networks(environment, "NETZWERKREGISTER_WEBHOOK_NETWORKS"),
        )

    def takes_local_tokens(self) -> bool:
        """Whether tokens of the local key are taken, which anybody can make who reads the home.

        Raises:
            InvalidSetting: others than this machine may ask, itself or through a proxy, or other issuers are
                trusted, and nobody has said whether.
        """
        if self.local_issuer is not None:
            return self.local_issuer
        if self.issuers is None and not self.proxies and is_loopback(self.host):
            return True
        raise InvalidSetting(
            Words(
                en="NETZWERKREGISTER_LOCAL_ISSUER is not set. Tokens of the local key are for trying out; "
                "where NETZWERKREGISTER_ISSUERS or NETZWERKREGISTER_PROXIES is set, or HOST is not this "
                "machine's own, say whether they are to be taken: on, or off",
                de="NETZWERKREGISTER_LOCAL_ISSUER ist nicht gesetzt. Token des lokalen Schlüssels sind zum "
                "Ausprobieren da; wo NETZWERKREGISTER_ISSUERS oder NETZWERKREGISTER_PROXIES gesetzt oder "
                "HOST nicht dieser Rechner selbst ist, ist anzugeben, ob sie gelten: on oder off",
            )
        )

    @property
    def personal_key(self) -> Path:
        """The file of the master key of personal values."""
        return self.personal_key_file or self.home / "personal.key"


def read_settings() -> Settings:
    """Those of this process. Raises InvalidSetting."""
    return Settings.from_environment(os.environ)


def is_loopback(host: str) -> bool:
    """Whether this is a name of this machine that others cannot reach it by."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _number(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    raise InvalidSetting(
        Words(
            en=f"{name}={text!r} is not a whole number from {low} to {high}",
            de=f"{name}={text!r} ist keine ganze Zahl von {low} bis {high}",
        )
    )


def _reader_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("NETZWERKREGISTER_READER_URL") or None
    if url and not environment.get("DATABASE_URL"):
        raise InvalidSetting(
            Words(
                en="NETZWERKREGISTER_READER_URL is set, and DATABASE_URL is not",
                de="NETZWERKREGISTER_READER_URL ist gesetzt, DATABASE_URL jedoch nicht",
            )
        )
    return url


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(environment: Mapping[str, str], name: str, default: _Choice) -> _Choice:
    text = environment.get(name) or default.value
    try:
        return type(default)(text)
    except ValueError as error:
        *others, last = map(str, type(default))
        listed = ", ".join(others)
        raise InvalidSetting(
            Words(
                en=f"{name}={text!r} is not one of {listed} and {last}",
                de=f"{name}={text!r} ist keines von {listed} und {last}",
            )
        ) from error


def _origins(text: str) -> tuple[str, ...]:
    """Sites as browsers name them, separated by spaces."""
    for each in text.split():
        if each != "*" and each != _site(each):
            raise InvalidSetting(
                Words(
                    en=f"NETZWERKREGISTER_CORS_ORIGINS: {each!r} is no origin such as https://example.org",
                    de=f"NETZWERKREGISTER_CORS_ORIGINS: {each!r} ist keine Herkunft wie https://example.org",
                )
            )
    return tuple(text.split())


def _site(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # its port is none
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}" if named else None


def _networks(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Addresses and networks, separated by spaces."""
    try:
        return tuple(str(ip_network(each)) for each in environment.get(name, "").split())
    except ValueError as error:
        raise InvalidSetting(f"{name}: {error}") from error


def _origin(text: str) -> str:
    try:
        check_name(text)
    except Malformed as error:
        raise InvalidSetting(
            Words(
                en=f"NETZWERKREGISTER_ORIGIN={text!r} has spaces or plus signs",
                de=f"NETZWERKREGISTER_ORIGIN={text!r} enthält Leerzeichen oder Pluszeichen",
            )
        ) from error
    return text


def _witnesses(text: str) -> tuple[Key, ...]:
    """Their verifier keys, separated by spaces."""
    try:
        keys = tuple(map(read_key, text.split()))
    except Malformed as error:
        raise InvalidSetting(f"NETZWERKREGISTER_WITNESSES: {error}") from error
    for key in keys:
        if key.kind != WITNESS_KEY:
            raise InvalidSetting(
                Words(
                    en=f"NETZWERKREGISTER_WITNESSES: {key.vkey} is the key of a log, not of a witness",
                    de=f"NETZWERKREGISTER_WITNESSES: {key.vkey} ist der Schlüssel eines Protokolls, nicht "
                    "eines Zeugen",
                )
            )
    return keys


def _path(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _local_issuer(text: str) -> bool | None:
    if text in ("on", "off", ""):
        return {"on": True, "off": False}.get(text)
    raise InvalidSetting(
        Words(
            en=f"NETZWERKREGISTER_LOCAL_ISSUER={text!r} is neither on nor off",
            de=f"NETZWERKREGISTER_LOCAL_ISSUER={text!r} ist weder on noch off",
        )
    )


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of the command line: as it is set, else that of the locale. Raises InvalidSetting."""
    text = environment.get("NETZWERKREGISTER_LANGUAGE", "")
    if not text:
        return locale_language(environment)
    if text in list(Language):
        return Language(text)
    raise InvalidSetting(
        Words(
            en=f"NETZWERKREGISTER_LANGUAGE={text!r} is neither de nor en",
            de=f"NETZWERKREGISTER_LANGUAGE={text!r} ist weder de noch en",
        )
    )


def locale_language(environment: Mapping[str, str]) -> Language:
    """German where the locale's messages are; else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return Language.DE if locale.lower().startswith("de") else Language.EN
