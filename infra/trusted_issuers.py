"""The issuers whose tokens are taken, from the file that the operator keeps of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from domain.callers import Role
from domain.languages import Words
from infra.settings import InvalidSetting, is_loopback

# Asymmetric ones alone: whoever knows a published key cannot sign by it. `EdDSA` is Ed25519's older name.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519"}
)
LONGEST_LEEWAY_SECONDS = 300


@dataclass(frozen=True)
class TrustedIssuer:
    """An outside issuer, as the operator trusts it.

    Attributes:
        url: the `iss` of its tokens, exactly.
        audience: what its tokens are to name as the one they are for.
        roles: where its tokens name roles: a claim, or a path of claims with dots in between.
        organisation: where they name the organisation that a municipality acts for.
        role_names: from the issuer's name of a role to ours. Where they are given, no other name holds: an
            issuer may have roles of its own by our names.
        leeway_seconds: how far its clock and ours may differ.
    """

    url: str
    audience: str
    roles: str = "realm_access.roles"
    organisation: str = "organisation"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
    role_names: Mapping[str, Role] = field(default_factory=lambda: {role.value: role for role in Role})
    leeway_seconds: int = 60


def read_issuers(path: Path) -> tuple[TrustedIssuer, ...]:
    """The issuers of a TOML file with a table `[[issuer]]` for each. Raises InvalidSetting."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(path, Words(str(error), str(error))) from error
    tables = document.pop("issuer", None)
    if document or not isinstance(tables, list) or not tables:
        raise _invalid(
            path,
            Words(
                en="it is to have a table [[issuer]] for each issuer, and nothing else",
                de="für jeden Aussteller ist eine Tabelle [[issuer]] anzugeben, und sonst nichts",
            ),
        )
    issuers = tuple(_issuer(path, number, table) for number, table in enumerate(tables, 1))
    if len({issuer.url for issuer in issuers}) < len(issuers):
        raise _invalid(
            path, Words(en="two issuers have the same url", de="zwei Aussteller haben dieselbe url")
        )
    return issuers


def is_trustworthy(address: str) -> bool:
    """Whether what is read from there is the named host's: by https, or from this machine itself."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        )
    except ValueError:
        return False


def _issuer(path: Path, number: int, table: object) -> TrustedIssuer:
    named = f"[[issuer]] {number}"
    if not isinstance(table, dict):
        raise _invalid(path, Words(f"{named} is no table", f"{named} ist keine Tabelle"))
    for name, value in table.items():
        if name not in _CHECKS:
            known = ", ".join(_CHECKS)
            raise _invalid(
                path,
                Words(
                    en=f"{named}: {name} is none of {known}",
                    de=f"{named}: {name} ist keines von {known}",
                ),
            )
        holds, words = _CHECKS[name]
        if not holds(value):
            raise _invalid(
                path,
                Words(
                    en=f"{named}: {name} is to be {words.en}",
                    de=f"{named}: {name} muss {words.de} sein",
                ),
            )
    for name in ("url", "audience"):
        if name not in table:
            raise _invalid(path, Words(f"{named}: {name} is missing", f"{named}: {name} fehlt"))
    return TrustedIssuer(**{name: _READ.get(name, _as_it_is)(value) for name, value in table.items()})


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s?#]", value) or not is_trustworthy(value):
        return False
    parts: SplitResult = urlsplit(value)
    return parts.username is None and parts.password is None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_algorithms(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, str) and each in ALGORITHMS for each in value)
    )


def _are_role_names(value: object) -> bool:
    return isinstance(value, dict) and all(each in list(Role) for each in value.values())


def _is_leeway(value: object) -> bool:
    return type(value) is int and 0 <= value <= LONGEST_LEEWAY_SECONDS


_TEXT = Words(en="text", de="ein Text")
_CHECKS: Mapping[str, tuple[Callable[[object], bool], Words]] = {
    "url": (
        _is_url,
        Words(
            en="an https address without user, query or fragment; http on this machine alone",
            de="eine https-Adresse ohne Benutzer, Abfrage oder Fragment; http nur auf diesem Rechner",
        ),
    ),
    "audience": (_is_text, _TEXT),
    "roles": (_is_text, _TEXT),
    "organisation": (_is_text, _TEXT),
    "algorithms": (
        _are_algorithms,
        Words(
            en=f"a list of one or more of {', '.join(sorted(ALGORITHMS))}",
            de=f"eine Liste mit einem oder mehreren von {', '.join(sorted(ALGORITHMS))}",
        ),
    ),
    "role_names": (
        _are_role_names,
        Words(
            en=f"a table from the issuer's names to {', '.join(Role)}",
            de=f"eine Tabelle von den Namen des Ausstellers zu {', '.join(Role)}",
        ),
    ),
    "leeway_seconds": (
        _is_leeway,
        Words(
            en=f"a whole number from 0 to {LONGEST_LEEWAY_SECONDS}",
            de=f"eine ganze Zahl von 0 bis {LONGEST_LEEWAY_SECONDS}",
        ),
    ),
}


def _as_it_is(value: Any) -> Any:
    return value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "algorithms": tuple,
    "role_names": lambda names: {name: Role(ours) for name, ours in names.items()},
}


def _invalid(path: Path, words: Words) -> InvalidSetting:
    setting = f"NETZWERKREGISTER_ISSUERS={path}"
    return InvalidSetting(Words(en=f"{setting}: {words.en}", de=f"{setting}: {words.de}"))
