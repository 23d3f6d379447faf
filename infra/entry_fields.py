"""The fields of one entry of a JSON file, to be taken one by one, so that none is dropped in silence."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from domain.languages import Words
from domain.partial_date import PartialDate

Value = TypeVar("Value", str, int, bool)
Choice = TypeVar("Choice", bound=StrEnum)

_CALLED: dict[type, Words] = {
    str: Words(en="a text", de="kein Text"),
    int: Words(en="a whole number", de="keine ganze Zahl"),
    bool: Words(en="true or false", de="weder true noch false"),
}


class Fields:
    """All methods raise ValueError, with Words, for what does not fit."""

    def __init__(self, entry: object) -> None:
        if not isinstance(entry, dict):
            raise ValueError(Words(en="it is not an object", de="das ist kein Objekt"))
        self._left = dict(entry)

    def optional(self, name: str, type_: type[Value]) -> Value | None:
        value = self._left.pop(name, None)
        if value is not None and type(value) is not type_:
            called = _CALLED[type_]
            raise ValueError(Words(en=f"{name} is not {called.en}", de=f"{name} ist {called.de}"))
        return value

    def required(self, name: str, type_: type[Value]) -> Value:
        value = self.optional(name, type_)
        if value is None:
            raise _missing(name)
        return value

    def optional_choice(self, name: str, type_: type[Choice]) -> Choice | None:
        text = self.optional(name, str)
        try:
            return None if text is None else type_(text)
        except ValueError as error:
            raise ValueError(
                Words(en=f"{text!r} is not a valid {name}", de=f"{text!r} ist für {name} nicht zulässig")
            ) from error

    def choice(self, name: str, type_: type[Choice]) -> Choice:
        value = self.optional_choice(name, type_)
        if value is None:
            raise _missing(name)
        return value

    def optional_date(self, name: str) -> PartialDate | None:
        text = self.optional(name, str)
        return None if text is None else PartialDate.parse(text)

    def on(self) -> PartialDate | None:
        """The date of the fact, which says null where it is not known."""
        if "on" not in self._left:
            raise _missing("on")
        return self.optional_date("on")

    def refuse_others(self) -> None:
        if self._left:
            names = ", ".join(map(repr, self._left))
            raise ValueError(Words(en=f"unknown field {names}", de=f"unbekanntes Feld {names}"))


def _missing(name: str) -> ValueError:
    return ValueError(Words(en=f"{name} is missing", de=f"{name} fehlt"))
