"""What becomes of a practice example, and who may adopt it from whom."""

from __future__ import annotations

from tests.rules.model.streams import (
    Rule,
    Said,
    State,
    certainly_until,
    refuse,
    refuse_before,
    refuse_blank,
    refuse_future,
)


def shared(example: State, said: Said) -> None:
    refuse_future(said["on"])
    _say(example, said)
    example |= {"town": said["town"], "on": said["on"], "since": said["on"], "revised_on": None}
    example |= {"withdrawn": False, "withdrawn_on": None, "adopted": {}}


def revised(example: State, said: Said) -> None:
    _go_on(example, said)
    _say(example, said)
    example |= {"since": said["on"] or example["since"], "revised_on": said["on"]}


def withdrawn(example: State, said: Said) -> None:
    _go_on(example, said)
    for adoption in example["adopted"].values():
        refuse_before(said["on"], adoption["since"])
    example |= {"withdrawn": True, "withdrawn_on": said["on"]}


def _go_on(example: State, said: Said) -> None:
    _refuse_withdrawn(example)
    refuse_future(said["on"])
    for day in (example["on"], example["since"]):
        refuse_before(said["on"], day)


def _say(example: State, said: Said) -> None:
    refuse(not said["topics"], "NONE_LISTED")
    example |= {"title": said["title"], "topics": tuple(sorted(set(said["topics"])))}


def adopted(example: State, said: Said) -> None:
    """No earlier than where it is adopted from; and if it is withdrawn, certainly no later than that."""
    if not certainly_until(said["on"], example["withdrawn_on"]):
        _refuse_withdrawn(example)
    refuse_future(said["on"])
    refuse(said["town"] == example["town"], "OWN_PRACTICE_EXAMPLE")
    refuse(said["town"] in example["adopted"], "ALREADY_ADOPTED")
    source = None if said["adopted_from"] == example["town"] else said["adopted_from"]
    refuse(source is not None and source not in example["adopted"], "NOT_ADOPTED_THERE")
    since_there = None if source is None else example["adopted"][source]["since"]
    for day in (example["on"], since_there):
        refuse_before(said["on"], day)
    said["adopted_from"] = source
    note_on = said["on"] if said["note"] else None
    example["adopted"][said["town"]] = {**said, "since": said["on"] or since_there, "note_on": note_on}


def experience_reported(example: State, said: Said) -> None:
    refuse(said["town"] not in example["adopted"], "NOT_ADOPTED")
    adoption = example["adopted"][said["town"]]
    refuse_future(said["on"])
    refuse_before(said["on"], adoption["since"])
    refuse_blank(said["note"])
    adoption |= {"note": said["note"], "note_on": said["on"]}


def _refuse_withdrawn(example: State) -> None:
    refuse(example["withdrawn"], "PRACTICE_EXAMPLE_WITHDRAWN")


RULES: dict[str, Rule] = {
    "practice-example.shared": shared,
    "practice-example.revised": revised,
    "practice-example.withdrawn": withdrawn,
    "practice-example.adopted": adopted,
    "practice-example.experience-reported": experience_reported,
}
