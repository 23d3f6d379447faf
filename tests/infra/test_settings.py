"""The settings of the environment; the language of the command line, also by the locale."""

from pathlib import Path

import pytest

from infra.settings import InvalidSetting, Settings, language_of, locale_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "de_AT", "LANG": "en_US"}, "de"),
        ({"LC_ALL": "C", "LC_MESSAGES": "de_AT", "LANG": "de_DE"}, "en"),
        ({"LC_ALL": "", "LANG": "de_DE"}, "de"),
        ({"NETZWERKREGISTER_LANGUAGE": "en", "LC_ALL": "de_DE"}, "en"),
        ({"NETZWERKREGISTER_LANGUAGE": "de"}, "de"),
        ({"NETZWERKREGISTER_LANGUAGE": "", "LANG": "de_DE"}, "de"),
    ],
)
def test_the_language_of(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_language_that_is_not_spoken_is_refused_in_that_of_the_locale() -> None:
    environment = {"NETZWERKREGISTER_LANGUAGE": "fr", "LANG": "de_DE"}
    with pytest.raises(InvalidSetting, match="'fr' is neither de nor en"):
        language_of(environment)
    assert locale_language(environment) == "de"


@pytest.mark.parametrize(
    ("environment", "taken"),
    [
        ({}, True),
        ({"HOST": "::1"}, True),
        ({"HOST": "localhost"}, True),
        ({"NETZWERKREGISTER_LOCAL_ISSUER": "on", "HOST": "::"}, True),
        ({"NETZWERKREGISTER_LOCAL_ISSUER": "on", "NETZWERKREGISTER_ISSUERS": "issuers.toml"}, True),
        ({"NETZWERKREGISTER_LOCAL_ISSUER": "on", "NETZWERKREGISTER_PROXIES": "127.0.0.1"}, True),
        ({"NETZWERKREGISTER_LOCAL_ISSUER": "off"}, False),
        ({"NETZWERKREGISTER_LOCAL_ISSUER": "off", "HOST": "0.0.0.0"}, False),
    ],
    ids=str,
)
def test_local_tokens_are_taken(environment: dict[str, str], taken: bool) -> None:
    assert Settings.from_environment(environment).takes_local_tokens() is taken


@pytest.mark.parametrize(
    "environment",
    [
        {"HOST": "0.0.0.0"},
        {"HOST": "::"},
        {"HOST": "localhost.example"},
        {"NETZWERKREGISTER_ISSUERS": "issuers.toml"},
        {"NETZWERKREGISTER_PROXIES": "127.0.0.1"},
    ],
    ids=str,
)
def test_where_others_may_ask_it_is_to_be_said_whether_local_tokens_are_taken(
    environment: dict[str, str],
) -> None:
    settings = Settings.from_environment(environment)
    with pytest.raises(InvalidSetting, match="say whether they are to be taken: on, or off"):
        settings.takes_local_tokens()


def test_local_tokens_are_not_taken_a_little() -> None:
    with pytest.raises(InvalidSetting, match="'yes' is neither on nor off"):
        Settings.from_environment({"NETZWERKREGISTER_LOCAL_ISSUER": "yes"})


def test_the_file_of_issuers_is_found_from_anywhere() -> None:
    settings = Settings.from_environment({"NETZWERKREGISTER_ISSUERS": "issuers.toml"})
    assert settings.issuers == Path("issuers.toml").absolute()


def test_what_is_personal_is_kept_as_the_settings_say(tmp_path: Path) -> None:
    settings = Settings.from_environment({"NETZWERKREGISTER_HOME": str(tmp_path)})
    assert settings.personal_key == tmp_path / "personal.key"
    assert (settings.retention_months, settings.access_log_months) == (24, 12)
    settings = Settings.from_environment(
        {
            "NETZWERKREGISTER_PERSONAL_KEY_FILE": str(tmp_path / "elsewhere"),
            "NETZWERKREGISTER_RETENTION_MONTHS": "0",
            "NETZWERKREGISTER_ACCESS_LOG_MONTHS": "6",
        }
    )
    assert settings.personal_key == tmp_path / "elsewhere"
    assert (settings.retention_months, settings.access_log_months) == (0, 6)
    with pytest.raises(InvalidSetting, match="NETZWERKREGISTER_ACCESS_LOG_MONTHS='0'"):
        Settings.from_environment({"NETZWERKREGISTER_ACCESS_LOG_MONTHS": "0"})


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("BODY_BYTES", "2048", "body_bytes", 2048),
        ("REQUESTS_PER_MINUTE", "0", "requests_per_minute", 0),
        ("CORS_ORIGINS", "", "cors_origins", ()),
        ("CORS_ORIGINS", "*", "cors_origins", ("*",)),
        (
            "CORS_ORIGINS",
            "https://a.example http://[::1]:8080",
            "cors_origins",
            ("https://a.example", "http://[::1]:8080"),
        ),
        ("PROXIES", "10.0.0.0/8 ::1", "proxies", ("10.0.0.0/8", "::1/128")),
        ("WEBHOOK_NETWORKS", "", "webhook_networks", ()),
        ("WEBHOOK_NETWORKS", "10.1.0.0/16 ::1", "webhook_networks", ("10.1.0.0/16", "::1/128")),
        ("INTROSPECTION", "", "introspection", "everybody"),
        ("INTROSPECTION", "signed-in", "introspection", "signed-in"),
        ("EXPLORER", "off", "explorer", "off"),
        ("PUBLIC_READING", "on", "public_reading", "on"),
        ("DOCUMENTS", "", "documents", None),
        ("DOCUMENTS", "/srv/documents", "documents", Path("/srv/documents")),
    ],
)
def test_a_setting_is_read(name: str, text: str, field: str, value: object) -> None:
    settings = Settings.from_environment({f"NETZWERKREGISTER_{name}": text})
    assert getattr(settings, field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BODY_BYTES", "1"),
        ("BODY_BYTES", "1 MB"),
        ("REQUESTS_PER_MINUTE", "-1"),
        ("CORS_ORIGINS", "a.example"),
        ("CORS_ORIGINS", "https://a.example/"),
        ("CORS_ORIGINS", "https://A.example"),
        ("CORS_ORIGINS", "https://a.example:x"),
        ("CORS_ORIGINS", "https://user@a.example"),
        ("CORS_ORIGINS", "https://"),
        ("PROXIES", "*"),
        ("PROXIES", "10.0.0.1/8"),
        ("PROXIES", "proxy.example"),
        ("WEBHOOK_NETWORKS", "intranet.example"),
        ("INTROSPECTION", "some"),
        ("EXPLORER", "yes"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_by_its_name(name: str, text: str) -> None:
    with pytest.raises(InvalidSetting, match=f"NETZWERKREGISTER_{name}"):
        Settings.from_environment({f"NETZWERKREGISTER_{name}": text})
