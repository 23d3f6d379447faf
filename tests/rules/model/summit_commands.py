"""What the commands on summits ask the rules, and which facts they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.rules.model.deciding import Decision
from tests.rules.model.organisations import refuse_unless_entitled
from tests.rules.model.streams import Refused, State, refuse
from tests.rules.model.summits import refuse_to_invite, refuse_unless_at_it

Items = list[tuple[str, str | None]]


def _changed(decision: Decision, summit: str) -> State:
    return decision.changed(f"summit {summit}", "UNKNOWN_SUMMIT")


def _holder(decision: Decision, year: int) -> str | None:
    holder = decision.streams("year").get(str(year), {}).get("summit")
    return f"summit {holder}" if holder else None


def _new(decision: Decision) -> str:
    return f"summit {len(decision.streams('summit')) + 1}"


def announce(decision: Decision, year: int, **said: Any) -> None:
    refuse(decision.corrects is None and _holder(decision, year), "SUMMIT_YEAR_TAKEN")
    _begin(decision, decision.begun(_new(decision)), "summit.announced", year=year, **said)


def hold(decision: Decision, year: int, title: str | None, on: str | None) -> None:
    stream = decision.begun(_holder(decision, year) or _new(decision))
    said = {"title": title, "on": on}
    summit = decision.changed_if_there(stream) if stream.startswith("summit ") else None
    if summit is None:
        _begin(decision, stream, "summit.held-unannounced", year=year, **said)
        return
    refuse(summit["year"] != year, "DATE_OUTSIDE_YEAR")
    decision.record(stream, "summit.held", **said)


def _begin(decision: Decision, stream: str, topic: str, **said: Any) -> None:
    decision.record(stream, topic, **said)
    refuse(said["title"] is None, "INVALID_TITLE")
    if decision.corrects is None:
        decision.move_year(stream, None, decision.there(stream, "UNKNOWN_SUMMIT"))


def reschedule(decision: Decision, summit: str, **said: Any) -> None:
    _with_year(decision, summit, "summit.rescheduled", **said)


def cancel(decision: Decision, summit: str, **said: Any) -> None:
    _with_year(decision, summit, "summit.cancelled", **said)


def _with_year(decision: Decision, summit: str, topic: str, **said: Any) -> None:
    """The years that a correction moves follow from where it leads."""
    changed = _changed(decision, summit)
    before = {"state": changed["state"], "year": changed["year"]}
    decision.record(f"summit {summit}", topic, **said)
    if decision.corrects is None:
        decision.move_year(f"summit {summit}", before, changed)


def _simple(topic: str) -> Callable[..., None]:
    """A command that rests on nothing but the summit."""

    def give(decision: Decision, summit: str, **said: Any) -> None:
        _changed(decision, summit)
        decision.record(f"summit {summit}", f"summit.{topic}", **said)

    return give


# Who is invited, and who comes


def answer(decision: Decision, summit: str, town: str, **said: Any) -> None:
    _changed(decision, summit)
    answering = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse(answering["ended"], "ORGANISATION_ENDED")
    decision.record(f"summit {summit}", "summit.invitation-answered", town=town, **said)


def attend(decision: Decision, summit: str, town: str, on: str | None, office: str | None) -> None:
    _changed(decision, summit)
    attending = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
    if not decision.named_so("town", town):
        refuse_unless_entitled(attending)
    said = {"town": town, "on": on, "office": office}
    decision.record(f"summit {summit}", "summit.attended", **said)


def attend_all(decision: Decision, summit: str, towns: list[str] | None, on: str | None) -> Items:
    """Those named, or those that are to come and are not recorded yet; for the office that is to come."""
    changed = _changed(decision, summit)
    refuse_unless_at_it(changed, on)
    coming = {
        town: invitation["office"]
        for town, invitation in changed["invited"].items()
        if invitation["answer"] in ("ACCEPTED", "DELEGATED")
    }
    if towns is None:
        towns = [town for town in coming if town not in changed["attended"]]

    def attend(town: str) -> None:
        refuse_unless_entitled(decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION"))
        said = {"town": town, "on": on, "office": coming.get(town)}
        decision.record(f"summit {summit}", "summit.attended", **said)

    return _each(decision, towns, attend)


def invite(
    decision: Decision,
    summit: str,
    towns: list[str],
    standing_at: list[str],
    on: str | None,
    answer_by: str | None,
) -> Items:
    """Those named, and those whose membership stands so and who are not invited."""
    changed = _changed(decision, summit)
    refuse_to_invite(changed, on, answer_by)
    refuse(not towns and not standing_at, "NONE_LISTED")
    organisations = decision.streams("organisation")
    by_status = [
        (town["name"], ags)
        for ags, town in organisations.items()
        if town["status"] in standing_at and not town["ended"]
        if ags not in towns and ags not in changed["invited"]
    ]

    def invite(town: str) -> None:
        refuse_unless_entitled(decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION"))
        said = {"town": town, "on": on, "answer_by": answer_by}
        decision.record(f"summit {summit}", "summit.invited", **said)

    return _each(decision, [*towns, *(ags for _, ags in by_status)], invite)


def remind(decision: Decision, summit: str, towns: list[str] | None, on: str | None) -> Items:
    """Those named, or all that have not answered."""
    changed = _changed(decision, summit)
    refuse_to_invite(changed, on, None)
    if towns is None:
        towns = [town for town, it in changed["invited"].items() if it["answer"] == "PENDING"]

    def remind(town: str) -> None:
        reminded = decision.there(f"organisation {town}", "UNKNOWN_ORGANISATION")
        refuse(reminded["ended"], "ORGANISATION_ENDED")
        decision.record(f"summit {summit}", "summit.reminded", town=town, on=on)

    return _each(decision, towns, remind)


def _each(decision: Decision, towns: Iterable[str], decide: Callable[[str], None]) -> Items:
    refuse(decision.corrects is not None, "NOT_CORRECTABLE")
    items: Items = []
    for town in dict.fromkeys(towns):
        try:
            decide(town)
            items.append((town, None))
        except Refused as refused:
            items.append((town, refused.code))
    return items


COMMANDS: dict[str, Callable[..., Any]] = {
    "announce": announce,
    "hold": hold,
    "reschedule": reschedule,
    "move": _simple("moved-to-format"),
    "cancel": cancel,
    "open": _simple("opened"),
    "close": _simple("closed"),
    "add_item": _simple("agenda-item-added"),
    "change_item": _simple("agenda-item-changed"),
    "remove_item": _simple("agenda-item-removed"),
    "invite": invite,
    "answer": answer,
    "remind": remind,
    "withdraw_invitation": _simple("invitation-withdrawn"),
    "attend": attend,
    "attend_all": attend_all,
}
