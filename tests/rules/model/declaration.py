"""What the declaration allows, and what a calendar year does."""

from __future__ import annotations

from tests.rules.model.streams import Rule, Said, State, refuse, refuse_before, refuse_future

# The declaration: its revisions, by number


def proclaimed(declaration: State, said: Said) -> None:
    refuse_future(said["on"])
    declaration |= {"revisions": {1: {"summit": None, **said}}, "revision": 1}


def revised(declaration: State, said: Said) -> None:
    refuse_future(said["on"])
    refuse_before(said["on"], declaration["revisions"][declaration["revision"]]["on"])
    number = declaration["revision"] = declaration["revision"] + 1
    declaration["revisions"][number] = said


def text_recorded(declaration: State, said: Said) -> None:
    refuse_unknown_revision(declaration, said["revision"])
    revision = declaration["revisions"][said["revision"]]
    refuse(revision["text"], "REVISION_TEXT_KNOWN")
    revision["text"] = True


def refuse_unknown_revision(declaration: State, revision: int) -> None:
    refuse(not 1 <= revision <= declaration["revision"], "UNKNOWN_REVISION")


# A calendar year is one summit's


def reserved(year: State, said: Said) -> None:
    refuse(year.get("summit"), "SUMMIT_YEAR_TAKEN")
    year["summit"] = said["summit"]


def released(year: State, _: Said) -> None:
    year["summit"] = None


RULES: dict[str, Rule] = {
    "declaration.proclaimed": proclaimed,
    "declaration.revised": revised,
    "declaration.text-recorded": text_recorded,
    "summit-year.reserved": reserved,
    "summit-year.reserved-again": reserved,
    "summit-year.released": released,
}
