"""The model as the tests use it: a command is given, and its outcome told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.rules.model.commands import COMMANDS
from tests.rules.model.deciding import Decision, Model
from tests.rules.model.streams import Place, Refused, Said


class Outcome(NamedTuple):
    """What becomes of a command: the code that it is refused with; for many, what becomes of each."""

    code: str | None
    items: Sequence[tuple[str, str | None]] = ()


def give(model: Model, name: str, said: Said, corrects: Place | None = None) -> Outcome:
    """What becomes of this command. Where it is not refused, the model is changed."""
    decision = Decision(model, corrects)
    try:
        items = COMMANDS[name](decision, **said)
        decision.commit()
    except Refused as refused:
        return Outcome(refused.code)
    return Outcome(None, tuple(items or ()))
