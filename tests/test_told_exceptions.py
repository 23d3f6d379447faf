"""Every exception with a code tells people what it means in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.errors import Explained, Refusal, explain
from domain.languages import Language
from infra import command_line
from projections.reading import NoAnswer

ROOMS = ("domain", "projections", "graphql_api", "infra")
ENGLISH = re.compile(r"\b(the|this|is|of|and|not|with|first|already|give|it|to|or|has|no|again)\b", re.I)


def told(kind: type[BaseException] = Exception) -> Iterator[Any]:
    for each in kind.__subclasses__():
        if each.__module__.split(".")[0] in ROOMS and isinstance(vars(each).get("code"), str):
            yield each
        yield from told(each)


TOLD = sorted(set(told()), key=lambda each: each.__name__)


@pytest.mark.parametrize("kind", TOLD, ids=lambda each: each.__name__)
def test_it_is_told_in_german_and_in_english(kind: type[Explained]) -> None:
    error = kind.__new__(kind)
    english, german = explain(error), explain(error, Language.DE)
    assert "german" in vars(kind)
    assert german != english
    for text in (english, german):
        assert re.fullmatch(r"[A-ZÄÖÜ][^\n]*[^ .]\.", text)
        assert "  " not in text
    assert not ENGLISH.search(german), german
    assert ENGLISH.search(english), english


def test_they_are_those_that_the_command_line_and_the_api_tell() -> None:
    assert {*command_line.TOLD} - {NoAnswer} <= {*TOLD}
    assert {*Refusal.__subclasses__(), *NoAnswer.__subclasses__()} <= {*TOLD}
