"""What a summit allows: its course, its agenda, who is invited and who comes."""

from __future__ import annotations

from tests.rules.model.streams import Refused, Rule, Said, State, refuse, refuse_before, refuse_future

# Its course


def announced(summit: State, said: Said) -> None:
    refuse_other_year(said["on"], said["year"])
    _begin(summit, said, "ANNOUNCED")


def held_unannounced(summit: State, said: Said) -> None:
    refuse_other_year(said["on"], said["year"])
    refuse_future(said["on"])
    _begin(summit, said, "HELD")


def _begin(summit: State, said: Said, state: str) -> None:
    summit |= said
    summit |= {"state": state, "format": None, "reason": None}
    summit |= {"agenda": {}, "length": 0, "invited": {}, "attended": {}}


def rescheduled(summit: State, said: Said) -> None:
    refuse_unless_planned(summit)
    refuse_other_year(said["on"], said["year"])
    refuse((said["year"], said["on"]) == (summit["year"], summit["on"]), "NOTHING_CHANGES")
    summit |= said


def moved_to_format(summit: State, said: Said) -> None:
    refuse_unless_planned(summit)
    summit |= said


def cancelled(summit: State, said: Said) -> None:
    refuse_unless_planned(summit)
    summit |= {"state": "CANCELLED", "reason": said["reason"]}


def opened(summit: State, said: Said) -> None:
    refuse_unless_planned(summit)
    refuse_future(said["on"] or summit["on"])
    refuse_other_year(said["on"], summit["year"])
    summit |= {"state": "OPEN", "on": said["on"] or summit["on"]}


def held(summit: State, said: Said) -> None:
    refuse_over(summit)
    refuse_other_year(said["on"], summit["year"])
    refuse(summit["state"] == "HELD", "SUMMIT_ALREADY_HELD")
    on = said["on"] or summit["on"]
    refuse_future(on)
    summit |= {"state": "HELD", "on": on, "title": said["title"] or summit["title"]}


def closed(summit: State, _: Said) -> None:
    refuse_unless_begun(summit)
    summit["state"] = "CLOSED"


def refuse_other_year(on: str | None, year: int) -> None:
    refuse(on is not None and not on.startswith(str(year)), "DATE_OUTSIDE_YEAR")


def refuse_over(summit: State) -> None:
    refuse(summit["state"] == "CANCELLED", "SUMMIT_CANCELLED")
    refuse(summit["state"] == "CLOSED", "SUMMIT_CLOSED")


def refuse_unless_planned(summit: State) -> None:
    refuse_over(summit)
    refuse(summit["state"] != "ANNOUNCED", "SUMMIT_UNDER_WAY")


def refuse_unless_begun(summit: State) -> None:
    refuse_over(summit)
    refuse(summit["state"] == "ANNOUNCED", "SUMMIT_NOT_HELD")


def refuse_unless_at_it(summit: State, on: str | None) -> None:
    """What is said to happen at a summit on a day."""
    refuse_unless_begun(summit)
    refuse_other_year(on, summit["year"])


# Its agenda, by the numbers of the items


def item_added(summit: State, said: Said) -> None:
    refuse_over(summit)
    number = said.setdefault("number", summit["length"] + 1)
    summit["agenda"][number] = said["title"]
    summit["length"] = number


def item_changed(summit: State, said: Said) -> None:
    _refuse_unknown_item(summit, said)
    summit["agenda"][said["number"]] = said["title"]


def item_removed(summit: State, said: Said) -> None:
    _refuse_unknown_item(summit, said)
    del summit["agenda"][said["number"]]


def _refuse_unknown_item(summit: State, said: Said) -> None:
    refuse_over(summit)
    refuse(said["number"] not in summit["agenda"], "UNKNOWN_AGENDA_ITEM")


# Who is invited, and who comes


def invited(summit: State, said: Said) -> None:
    refuse_to_invite(summit, said["on"], said["answer_by"])
    refuse(said["town"] in summit["invited"], "ALREADY_INVITED")
    summit["invited"][said["town"]] = {
        "on": said["on"],
        "since": said["on"],
        "answer": "PENDING",
        "office": None,
        "answered_on": None,
        "reminders": 0,
    }


def refuse_to_invite(summit: State, on: str | None, answer_by: str | None) -> None:
    refuse_unless_planned(summit)
    refuse_future(on)
    refuse_before(answer_by, on)


def answered(summit: State, said: Said) -> None:
    refuse_over(summit)
    refuse_future(said["on"])
    invitation = _invitation(summit, said["town"])
    given = (invitation["answer"], invitation["office"])
    refuse(given == (said["answer"], said["office"]), "ALREADY_ANSWERED")
    _refuse_before_the_last(invitation, said["on"])
    invitation |= {"answer": said["answer"], "office": said["office"], "answered_on": said["on"]}


def reminded(summit: State, said: Said) -> None:
    refuse_to_invite(summit, said["on"], None)
    invitation = _invitation(summit, said["town"])
    refuse(invitation["answer"] != "PENDING", "ALREADY_ANSWERED")
    _refuse_before_the_last(invitation, said["on"])
    invitation["reminders"] += 1


def invitation_withdrawn(summit: State, said: Said) -> None:
    refuse_unless_planned(summit)
    refuse_future(said["on"])
    _refuse_before_the_last(_invitation(summit, said["town"]), said["on"])
    del summit["invited"][said["town"]]


def _refuse_before_the_last(invitation: State, on: str | None) -> None:
    """What happens to an invitation follows on what happened to it before."""
    refuse_before(on, invitation["since"])
    invitation["since"] = on or invitation["since"]


def _invitation(summit: State, town: str) -> State:
    if town not in summit["invited"]:
        raise Refused("NOT_INVITED")
    invitation: State = summit["invited"][town]
    return invitation


def attended(summit: State, said: Said) -> None:
    refuse_unless_at_it(summit, said["on"])
    refuse_future(said["on"])
    refuse(said["town"] in summit["attended"], "ALREADY_ATTENDED")
    summit["attended"][said["town"]] = {"on": said["on"], "office": said["office"]}


RULES: dict[str, Rule] = {
    "summit.announced": announced,
    "summit.held-unannounced": held_unannounced,
    "summit.rescheduled": rescheduled,
    "summit.moved-to-format": moved_to_format,
    "summit.cancelled": cancelled,
    "summit.opened": opened,
    "summit.held": held,
    "summit.closed": closed,
    "summit.agenda-item-added": item_added,
    "summit.agenda-item-changed": item_changed,
    "summit.agenda-item-removed": item_removed,
    "summit.invited": invited,
    "summit.invitation-answered": answered,
    "summit.reminded": reminded,
    "summit.invitation-withdrawn": invitation_withdrawn,
    "summit.attended": attended,
}
