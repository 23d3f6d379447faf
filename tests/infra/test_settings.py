"""The language of the command line, by its setting and by the locale."""

import pytest

from infra.settings import InvalidSetting, language_of, locale_language


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
