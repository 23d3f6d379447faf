"""The file of trusted issuers: what it says, and how what is wrong with it is told."""

from dataclasses import fields
from pathlib import Path

import pytest

from domain.callers import Role
from infra import trusted_issuers
from infra.settings import InvalidSetting
from infra.trusted_issuers import TrustedIssuer, read_issuers

LAND = '[[issuer]]\nurl = "https://login.example/realms/land"\naudience = "netzwerkregister"\n'


def read(tmp_path: Path, text: str) -> tuple[TrustedIssuer, ...]:
    file = tmp_path / "issuers.toml"
    file.write_text(text, "utf-8")
    return read_issuers(file)


def test_little_has_to_be_said(tmp_path: Path) -> None:
    (land,) = read(tmp_path, LAND)
    assert land == TrustedIssuer("https://login.example/realms/land", "netzwerkregister")
    assert (land.roles, land.organisation, land.leeway_seconds) == ("realm_access.roles", "organisation", 60)
    assert not any(name.startswith(("HS", "none")) for name in land.algorithms)


def test_everything_may_be_said(tmp_path: Path) -> None:
    _, other = read(
        tmp_path,
        LAND
        + """
[[issuer]]
url = "http://127.0.0.1:8080/"
audience = "register"
roles = "groups"
organisation = "kommune.ags"
algorithms = ["ES384"]
leeway_seconds = 0
[issuer.role_names]
"Geschäftsstelle" = "coordinator"
""",
    )
    assert other == TrustedIssuer(
        "http://127.0.0.1:8080/",
        "register",
        "groups",
        "kommune.ags",
        ("ES384",),
        {"Geschäftsstelle": Role.COORDINATOR},
        0,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    {
        "": "it is to have a table",
        "issuer = 1": "it is to have a table",
        "issuer = []": "it is to have a table",
        "issuer = [1]": "1 is no table",
        LAND + "[else]": "it is to have a table",
        "[[issuer": "Expected",
        LAND + LAND: "two issuers have the same url",
        LAND + LAND.replace("land", "other") + "audiance = 1": r"2: audiance is none of url, audience, roles",
        '[[issuer]]\naudience = "a"': "1: url is missing",
        '[[issuer]]\nurl = "https://a.example"': "1: audience is missing",
        LAND + 'algorithms = ["HS256"]': "1: algorithms is to be a list of one or more of ES256",
        LAND + 'algorithms = ["RS256", "none"]': "algorithms is to be",
        LAND + "algorithms = []": "algorithms is to be",
        LAND + "algorithms = [[]]": "algorithms is to be",
        LAND + 'algorithms = "RS256"': "algorithms is to be",
        LAND + 'role_names = { chief = "boss" }': "role_names is to be a table",
        LAND + "role_names = { chief = [] }": "role_names is to be a table",
        LAND + "leeway_seconds = 301": "leeway_seconds is to be a whole number from 0 to 300",
        LAND + "leeway_seconds = -1": "leeway_seconds is to be",
        LAND + "leeway_seconds = true": "leeway_seconds is to be",
        LAND + 'roles = " "': "roles is to be text",
        LAND + "organisation = 1": "organisation is to be text",
    }.items(),
)
def test_what_is_wrong_with_it_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidSetting, match=rf"NETZWERKREGISTER_ISSUERS=.*issuers\.toml: .*{told}"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example",
        "login.example",
        "https://",
        "https://[x",
        "https://me@login.example",
        "https://login.example?realm=land",
        "https://login.example/#land",
        "https://login.example/ land",
        "http://127.0.0.1.login.example",
        "ftp://127.0.0.1",
    ],
)
def test_an_issuer_is_at_an_https_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(InvalidSetting, match="url is to be an https address"):
        read(tmp_path, f'[[issuer]]\nurl = "{url}"\naudience = "a"')


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="No such file"):
        read_issuers(tmp_path / "issuers.toml")


def test_each_property_of_an_issuer_is_checked() -> None:
    assert trusted_issuers._CHECKS.keys() == {each.name for each in fields(TrustedIssuer)}
