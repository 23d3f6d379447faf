"""What each command asks the rules, and in which order; and which facts it leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.rules.model import sharing_commands, summit_commands
from tests.rules.model.deciding import Decision
from tests.rules.model.declaration import refuse_unknown_revision
from tests.rules.model.organisations import CAN_JOIN, refuse_other_digits
from tests.rules.model.streams import Place, State, refuse, refuse_before
from tests.rules.model.summits import refuse_unless_at_it

# Organisations


def _changed(decision: Decision, town: str) -> State:
    return decision.changed(f"organisation {town}", "UNKNOWN_ORGANISATION")


def register(decision: Decision, town: str, parent: str | None, kind: str, **said: Any) -> None:
    if parent is not None:
        decision.there(f"organisation {parent}", "UNKNOWN_PARENT")
    refuse_other_digits(town, kind)
    refuse(parent is not None and not town.startswith(parent), "INVALID_AGS")
    stream = f"organisation {town}"
    refuse(decision.changed_if_there(stream) is not None, "ALREADY_REGISTERED")
    decision.record(stream, "organisation.registered", ags=town, parent=parent, kind=kind, **said)


def _simple(topic: str) -> Callable[..., None]:
    """A command that rests on nothing but the organisation."""

    def give(decision: Decision, town: str, **said: Any) -> None:
        _changed(decision, town)
        decision.record(f"organisation {town}", f"organisation.{topic}", **said)

    return give


def change_parent(decision: Decision, town: str, parent: str) -> None:
    changed = _changed(decision, town)
    above = decision.there(f"organisation {parent}", "UNKNOWN_PARENT")
    refuse(parent == town or above["ended"], "INVALID_PARENT")
    refuse(not changed["ags"].startswith(parent), "INVALID_AGS")
    decision.record(f"organisation {town}", "organisation.parent-changed", parent=parent)


def join(decision: Decision, town: str, on: str | None, council_resolved_on: str | None) -> None:
    _changed(decision, town)
    said = {"on": on, "council_resolved_on": council_resolved_on, "inherited_from": None}
    decision.record(f"organisation {town}", "organisation.joined-network", **said)


def merge(decision: Decision, town: str, into: str, on: str | None) -> None:
    ending = _ending(decision, town)
    refuse(into == town, "INVALID_SUCCESSOR")
    _refuse_unless_there(decision, ending, [into])
    _pass_on(decision, ending, [into], "MERGED", on)
    decision.record(f"organisation {town}", "organisation.merged-into", into=into, on=on)


def split(decision: Decision, town: str, into: list[str], on: str | None) -> None:
    ending = _ending(decision, town)
    refuse(len(set(into)) < len(into) or len(into) < 2 or town in into, "INVALID_SUCCESSOR")
    _refuse_unless_there(decision, ending, into)
    _pass_on(decision, ending, into, "SPLIT", on)
    decision.record(f"organisation {town}", "organisation.split-into", into=into, on=on)


def dissolve(decision: Decision, town: str, on: str | None) -> None:
    _pass_on(decision, _ending(decision, town), [], "DISSOLVED", on)
    decision.record(f"organisation {town}", "organisation.dissolved", on=on)


def _ending(decision: Decision, town: str) -> State:
    refuse(decision.corrects is not None, "NOT_CORRECTABLE")
    return _changed(decision, town)


def _refuse_unless_there(decision: Decision, ending: State, towns: list[str]) -> None:
    for town in towns:
        successor = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
        refuse(successor["ended"], "ORGANISATION_ENDED")
        refuse(ending["kind"] in CAN_JOIN and successor["kind"] not in CAN_JOIN, "INVALID_SUCCESSOR")


def _pass_on(decision: Decision, ending: State, into: list[str], how: str, on: str | None) -> None:
    """Signatures and membership go to those that lack them, then end where they were."""
    refuse(ending["ended"], "ORGANISATION_ENDED")
    stream, revisions, status = f"organisation {ending['ags']}", sorted(ending["signed"]), ending["status"]
    inherited = {"on": on, "inherited_from": ending["ags"]}
    for town in into:
        heir_stream = f"organisation {town}"
        decision.record(heir_stream, "organisation.succeeded", predecessor=ending["ags"], ending=how, on=on)
        heir = decision.there(heir_stream, "UNKNOWN_ORGANISATION")
        for revision in sorted(set(revisions) - set(heir["signed"])):
            signed = {**inherited, "revision": revision, "office": None, "summit": None}
            decision.record(heir_stream, "organisation.signed-declaration", **signed)
        if status == "MEMBER" and heir["status"] != "MEMBER" and heir["kind"] != "REGIERUNGSBEZIRK":
            joined = {**inherited, "council_resolved_on": None}
            decision.record(heir_stream, "organisation.joined-network", **joined)
    if status == "ACCESSION_PLANNED":
        decision.record(stream, "organisation.withdrew-accession", on=on, ending=how)
    if status == "MEMBER":
        decision.record(stream, "organisation.left-network", on=on, ending=how)
    for revision in revisions:
        decision.record(stream, "organisation.signature-withdrawn", revision=revision, on=on, ending=how)


# The declaration


def proclaim(decision: Decision, title: str, on: str | None, text: str | None) -> None:
    refuse(decision.changed_if_there("declaration 1") is not None, "ALREADY_PROCLAIMED")
    decision.record("declaration 1", "declaration.proclaimed", title=title, on=on, text=_text(decision, text))


def revise(decision: Decision, title: str, on: str | None, summit: str | None, text: str | None) -> None:
    decision.changed("declaration 1", "NO_DECLARATION")
    _refuse_unless_met(decision, summit, on)
    said = {"title": title, "on": on, "summit": summit, "text": _text(decision, text)}
    decision.record("declaration 1", "declaration.revised", **said)


def _text(decision: Decision, text: str | None) -> bool:
    """Whether it has a text; a correction without one keeps that of what it corrects."""
    if text is None and decision.corrects is not None:
        refuse(decision.corrects.stream != "declaration 1", "UNKNOWN_FACT")
        return decision.named_so("text", True)
    return text is not None


def _refuse_unless_met(decision: Decision, summit: str | None, on: str | None) -> None:
    """A summit that is closed may have been met at by what is corrected."""
    if summit is None:
        return
    at = decision.there(f"summit {summit}", "UNKNOWN_SUMMIT")
    if decision.named_so("summit", summit):
        at = {**at, "state": "HELD" if at["state"] == "CLOSED" else at["state"]}
    refuse_unless_at_it(at, on)


def record_text(decision: Decision, revision: int) -> None:
    decision.changed("declaration 1", "NO_DECLARATION")
    decision.record("declaration 1", "declaration.text-recorded", revision=revision)


def sign(
    decision: Decision,
    town: str,
    revision: int | None,
    on: str | None,
    office: str | None,
    summit: str | None,
) -> None:
    _changed(decision, town)
    declaration = decision.there("declaration 1", "NO_DECLARATION")
    revision = declaration["revision"] if revision is None else revision
    refuse_unknown_revision(declaration, revision)
    refuse_before(on, declaration["revisions"][revision]["on"])
    _refuse_unless_met(decision, summit, on)
    said = {"revision": revision, "on": on, "office": office, "summit": summit, "inherited_from": None}
    decision.record(f"organisation {town}", "organisation.signed-declaration", **said)


def withdraw_signature(decision: Decision, town: str, revision: int, on: str | None) -> None:
    _changed(decision, town)
    said = {"revision": revision, "on": on, "ending": None}
    decision.record(f"organisation {town}", "organisation.signature-withdrawn", **said)


def leave(decision: Decision, town: str, on: str | None) -> None:
    _changed(decision, town)
    decision.record(f"organisation {town}", "organisation.left-network", on=on, ending=None)


def annul(decision: Decision, place: Place) -> None:
    decision.annul(place)


COMMANDS: dict[str, Callable[..., Any]] = {
    "register": register,
    "rename": _simple("renamed"),
    "change_kind": _simple("kind-changed"),
    "change_parent": change_parent,
    "update_population": _simple("population-updated"),
    "merge": merge,
    "split": split,
    "dissolve": dissolve,
    "proclaim": proclaim,
    "revise": revise,
    "record_text": record_text,
    "sign": sign,
    "withdraw_signature": withdraw_signature,
    "plan": _simple("planned-accession"),
    "withdraw_accession": _simple("withdrew-accession"),
    "resolve": _simple("council-resolved"),
    "join": join,
    "leave": leave,
    "annul": annul,
    **summit_commands.COMMANDS,
    **sharing_commands.COMMANDS,
}
