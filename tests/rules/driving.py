"""A command of the model's as the use case that it stands for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.example_content import ExampleContent, ExampleKind
from domain.identity import agenda_item_id, organisation_id
from domain.network import Network
from domain.offices import Office
from domain.organisation import MembershipStatus, OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.practice_example import AdoptionKind
from domain.summit import Answer
from domain.summit_details import SummitDetails, SummitFormat
from domain.topics import TargetGroup, Topic

_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

UseCase = Callable[[Network, Command, dict[str, Any]], Awaitable[Recorded]]


class Driver:
    """Gives commands to a network.

    Attributes:
        known: summits, impulses and examples in the order in which the model numbers them.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.known: dict[str, list[UUID]] = {"summit": [], "impulse": [], "example": []}

    async def give(self, name: str, said: dict[str, Any], corrects: int | None = None) -> Recorded:
        command = Command(actor=UUID(int=1), now=_NOW, correlation_id=UUID(int=2), corrects=corrects)
        read = {field: self._read(field, value, said) for field, value in said.items()}
        if name == "register":
            read["ags"] = said["town"]
        recorded = await USE_CASES[name](self.network, command, read)
        known = self.known[_BEGINS[name]] if name in _BEGINS else [recorded.subject]
        if recorded.subject not in known:
            known.append(recorded.subject)
        return recorded

    def _read(self, field: str, value: Any, said: dict[str, Any]) -> Any:
        if value is None:
            return None
        if field in self.known:
            return self._known(field, value)
        if field == "number":
            return agenda_item_id(self._known("summit", said["summit"]), value)
        return _READ[field](value) if field in _READ else value

    def _known(self, kind: str, number: str) -> UUID:
        known = self.known[kind]
        return known[int(number) - 1] if int(number) <= len(known) else UUID(int=0)


_BEGINS = {"announce": "summit", "hold": "summit", "raise": "impulse", "share": "example"}


def _towns(towns: str | list[str]) -> UUID | list[UUID]:
    return organisation_id(towns) if isinstance(towns, str) else [organisation_id(town) for town in towns]


_READ: dict[str, Callable[[Any], Any]] = {
    "town": _towns,
    "parent": _towns,
    "into": _towns,
    "towns": _towns,
    "adopted_from": _towns,
    "kind": OrganisationKind,
    "on": PartialDate.parse,
    "council_resolved_on": PartialDate.parse,
    "answer_by": PartialDate.parse,
    "office": Office,
    "format": SummitFormat,
    "answer": Answer,
    "how": AdoptionKind,
    "topics": lambda topics: [Topic(topic) for topic in topics],
    "standing_at": lambda statuses: [MembershipStatus(status) for status in statuses],
}


def _details(said: dict[str, Any]) -> SummitDetails:
    return SummitDetails(title=said["title"], on=said["on"])


def _content(said: dict[str, Any]) -> ExampleContent:
    return ExampleContent(
        kind=ExampleKind.STRATEGY,
        title=said["title"],
        summary="Kurz",
        text="Lang",
        topics=said["topics"],
        target_groups=[TargetGroup.SCHOOLS],
        link=None,
    )


def _without(said: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {field: value for field, value in said.items() if field not in fields}


USE_CASES: dict[str, UseCase] = {
    "register": lambda network, command, said: network.register_organisation(
        command, **_without(said, "town")
    ),
    "rename": lambda network, command, said: network.rename_organisation(command, said["town"], said["name"]),
    "change_kind": lambda network, command, said: network.change_organisation_kind(
        command, said["town"], said["kind"]
    ),
    "change_parent": lambda network, command, said: network.change_parent(
        command, said["town"], said["parent"]
    ),
    "update_population": lambda network, command, said: network.update_population(
        command, said["town"], said["population"]
    ),
    "merge": lambda network, command, said: network.merge_organisations(
        command, said["town"], said["into"], on=said["on"]
    ),
    "split": lambda network, command, said: network.split_organisation(
        command, said["town"], said["into"], on=said["on"]
    ),
    "dissolve": lambda network, command, said: network.dissolve_organisation(
        command, said["town"], on=said["on"], reason=None
    ),
    "proclaim": lambda network, command, said: network.proclaim_declaration(command, **said),
    "revise": lambda network, command, said: network.revise_declaration(command, **said),
    "record_text": lambda network, command, said: network.record_revision_text(
        command, said["revision"], "Der Wortlaut"
    ),
    "sign": lambda network, command, said: network.sign_declaration(
        command, said["town"], **_without(said, "town")
    ),
    "withdraw_signature": lambda network, command, said: network.withdraw_signature(
        command, said["town"], revision=said["revision"], on=said["on"]
    ),
    "plan": lambda network, command, said: network.plan_accession(command, said["town"], on=said["on"]),
    "withdraw_accession": lambda network, command, said: network.withdraw_accession(
        command, said["town"], on=said["on"]
    ),
    "resolve": lambda network, command, said: network.resolve_accession(command, said["town"], on=said["on"]),
    "join": lambda network, command, said: network.join_network(
        command, said["town"], on=said["on"], council_resolved_on=said["council_resolved_on"]
    ),
    "leave": lambda network, command, said: network.leave_network(command, said["town"], on=said["on"]),
    "announce": lambda network, command, said: network.announce_summit(command, said["year"], _details(said)),
    "hold": lambda network, command, said: network.hold_summit(command, said["year"], _details(said)),
    "reschedule": lambda network, command, said: network.reschedule_summit(
        command, said["summit"], said["year"], on=said["on"]
    ),
    "move": lambda network, command, said: network.move_summit_to_format(
        command, said["summit"], said["format"]
    ),
    "cancel": lambda network, command, said: network.cancel_summit(
        command, said["summit"], reason=said["reason"]
    ),
    "open": lambda network, command, said: network.open_summit(command, said["summit"], on=said["on"]),
    "close": lambda network, command, said: network.close_summit(command, said["summit"]),
    "add_item": lambda network, command, said: network.add_agenda_item(
        command, said["summit"], title=said["title"]
    ),
    "change_item": lambda network, command, said: network.change_agenda_item(
        command, said["summit"], said["number"], title=said["title"]
    ),
    "remove_item": lambda network, command, said: network.remove_agenda_item(
        command, said["summit"], said["number"]
    ),
    "invite": lambda network, command, said: network.invite_organisations(
        command, said["summit"], organisations=said["towns"], **_without(said, "summit", "towns")
    ),
    "answer": lambda network, command, said: network.answer_invitation(
        command, said["summit"], said["town"], said["answer"], on=said["on"], office=said["office"]
    ),
    "remind": lambda network, command, said: network.remind_organisations(
        command, said["summit"], organisations=said["towns"], on=said["on"]
    ),
    "withdraw_invitation": lambda network, command, said: network.withdraw_invitation(
        command, said["summit"], said["town"], on=said["on"]
    ),
    "attend": lambda network, command, said: network.record_attendance(
        command, said["summit"], said["town"], on=said["on"], office=said["office"]
    ),
    "attend_all": lambda network, command, said: network.record_attendances(
        command, said["summit"], organisations=said["towns"], on=said["on"]
    ),
    "raise": lambda network, command, said: network.raise_impulse(
        command, said["town"], said["summit"], title=said["title"], text="Lang", topics=said["topics"]
    ),
    "support": lambda network, command, said: network.support_impulse(
        command, said["impulse"], said["town"], on=said["on"]
    ),
    "take_up": lambda network, command, said: network.take_up_impulse(
        command, said["impulse"], on=said["on"], note=said["text"]
    ),
    "decline": lambda network, command, said: network.decline_impulse(
        command, said["impulse"], on=said["on"], reason=said["text"]
    ),
    "put_into_effect": lambda network, command, said: network.put_impulse_into_effect(
        command, said["impulse"], on=said["on"], effect=said["text"]
    ),
    "withdraw_impulse": lambda network, command, said: network.withdraw_impulse(
        command, said["impulse"], on=said["on"], reason=said["text"]
    ),
    "report_back": lambda network, command, said: network.report_impulse_back(
        command, said["impulse"], said["summit"], report=said["text"]
    ),
    "share": lambda network, command, said: network.share_practice_example(
        command, said["town"], _content(said), on=said["on"]
    ),
    "revise_example": lambda network, command, said: network.revise_practice_example(
        command, said["example"], _content(said), on=said["on"]
    ),
    "withdraw_example": lambda network, command, said: network.withdraw_practice_example(
        command, said["example"], on=said["on"]
    ),
    "adopt": lambda network, command, said: network.adopt_practice_example(
        command, said["example"], said["town"], said["how"], **_without(said, "example", "town", "how")
    ),
    "report_experience": lambda network, command, said: network.report_experience(
        command, said["example"], said["town"], on=said["on"], note=said["note"]
    ),
    "annul": lambda network, command, said: network.annul_fact(
        command, said["position"], reason="it never was so"
    ),
}
