"""The languages in which people are told things. What programs read, codes above all, is the same in both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    DE = "de"
    EN = "en"


@dataclass(frozen=True)
class Words:
    """What people are told, in each language.

    An exception may be raised with words: it prints itself in English, for logs and developers.
    """

    en: str
    de: str

    def in_(self, language: Language) -> str:
        return self.de if language is Language.DE else self.en

    def __str__(self) -> str:
        return self.en


def said_by(error: Exception) -> Words:
    """The words that an exception was raised with; the text of somebody else's stays as it is."""
    match error.args:
        case (Words() as words, *_):
            return words
        case _:
            return Words(str(error), str(error))
