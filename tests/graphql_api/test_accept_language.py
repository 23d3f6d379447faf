"""The language that a client wants, by the quality values of its header."""

import pytest

from graphql_api.accept_language import preferred_language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE", "de"),
        ("en", "en"),
        ("de-AT", "de"),
        ("de-Latn-DE-1996", "de"),
        ("en-GB, de", "en"),
        ("de, en", "de"),
        ("en, de", "en"),
        ("de;q=0.8, en;q=0.9", "en"),
        ("de;q=0.9, en;q=0.8", "de"),
        ("en;q=0.5, de ; q=0.501", "de"),
        ("de-CH;q=0.2, en;q=0.5, de;q=0.7", "de"),
        ("fr, de;q=0.1", "de"),
        ("fr, nl", "en"),
        ("*", "en"),
        ("fr, *;q=0.5", "en"),
        ("de;q=0.5, *", "en"),
        ("de, *;q=0.5", "de"),
        ("de, *", "de"),
        ("en;q=0, *", "de"),
        ("en;q=0, de;q=0.001", "de"),
        ("de;q=0", "en"),
        ("de;q=0.000, *", "en"),
        ("en;q=0", "en"),
        ("de;q=0, en;q=0", "en"),
        ("den, der", "en"),
        ("de;q=2, en", "en"),
        ("de;q=x", "en"),
        ("de;q=0.1234", "en"),
        ("de;q=", "en"),
        (",, de ,", "de"),
        ("de;level=1", "en"),
        (";q=1", "en"),
        ("ä\0", "en"),
    ],
)
def test_the_language_of(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language
