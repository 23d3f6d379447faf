"""What the seeded history has to have rows of, so that no branch is compared on nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from domain.criteria import Recognition
from domain.offices import Office
from domain.organisation import Ending, MembershipStatus
from domain.reported_figure import Figure
from domain.summit import Answer, SummitState
from domain.summit_details import SummitFormat
from tests.graphql_api.reference.folding import Folded

# For each model and column, the values of which some row has each.
ENUMERATED: Mapping[tuple[str, str], type[StrEnum]] = {
    ("organisations", "membership"): MembershipStatus,
    ("organisations", "ended"): Ending,
    ("memberships", "recognition"): Recognition,
    ("memberships", "ending"): Ending,
    ("signatures", "ending"): Ending,
    ("signatures", "office"): Office,
    ("summits", "state"): SummitState,
    ("summits", "format"): SummitFormat,
    ("invitations", "answer"): Answer,
    ("reported_figures", "figure"): Figure,
}


def _having(model: str, condition: Callable[[Any], object]) -> Callable[[Folded], Iterable[Any]]:
    return lambda folded: [row for row in getattr(folded, model).values() if condition(row)]


def _often(keys: Iterable[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _invited(folded: Folded) -> set[tuple[Any, Any]]:
    return {(row.summit_id, row.organisation_id) for row in folded.invitations.values()}


def _attended(folded: Folded) -> set[tuple[Any, Any]]:
    return {(row.summit_id, row.organisation_id) for row in folded.attendances.values()}


def _numbers_left_out(folded: Folded) -> list[Any]:
    items = folded.agenda_items.values()
    counts = Counter(row.summit_id for row in items)
    return [row for row in items if row.number > counts[row.summit_id]]


def _erased(folded: Folded) -> list[Any]:
    return [row for row in folded.engagement_officers.values() if folded.opened[row.name] is None]


# By what they are called: what of them the register has.
BRANCHES: Mapping[str, Callable[[Folded], Iterable[Any]]] = {
    "left by itself": _having("memberships", lambda row: row.has_left and row.ending is None),
    "left on an unknown day": _having("memberships", lambda row: row.has_left and row.left_on is None),
    "left in a month or year": _having("memberships", lambda row: row.left_on and row.left_on.day is None),
    "member since an unknown day": _having("memberships", lambda row: row.joined_on is None),
    "joined again": lambda folded: _often(row.organisation_id for row in folded.memberships.values()),
    "inherited membership": _having("memberships", lambda row: row.inherited_from_id),
    "joined without criteria": _having("memberships", lambda row: row.contact_person is None),
    "resolved and not set out": _having(
        "organisations", lambda row: row.council_resolved_on and row.membership == "NONE"
    ),
    "council's reference": _having("organisations", lambda row: row.council_reference),
    "signature withdrawn": _having("signatures", lambda row: row.withdrawn and row.ending is None),
    "signature withdrawn on an unknown day": _having(
        "signatures", lambda row: row.withdrawn and row.withdrawn_on is None
    ),
    "signed again": lambda folded: _often(
        (row.organisation_id, row.revision) for row in folded.signatures.values()
    ),
    "inherited signature": _having("signatures", lambda row: row.inherited_from_id),
    "signed at a summit": _having("signatures", lambda row: row.summit_id),
    "ended on an unknown day": _having("organisations", lambda row: row.ended and row.ended_on is None),
    "ended in a month or year": _having("organisations", lambda row: row.ended_on and not row.ended_on.day),
    "several successors": lambda folded: _often(row.predecessor_id for row in folded.successions.values()),
    "revision with a text": _having("revisions", lambda row: row.text_sha256),
    "revision without a text": _having("revisions", lambda row: row.text_sha256 is None),
    "carried forward at a summit": _having("revisions", lambda row: row.summit_id),
    "officer in office": _having("engagement_officers", lambda row: row.in_office),
    "officer that stepped down": _having("engagement_officers", lambda row: not row.in_office),
    "officer without an e-mail address": _having("engagement_officers", lambda row: row.email is None),
    "officer with a telephone": _having("engagement_officers", lambda row: row.phone),
    "erased officer": _erased,
    "year of a cancelled summit and another": lambda folded: _often(
        row.year for row in folded.summits.values()
    ),
    "summit with a reason": _having("summits", lambda row: row.reason),
    "number left out of an agenda": _numbers_left_out,
    "agenda item with a description": _having("agenda_items", lambda row: row.description),
    "invitation with reminders": _having("invitations", lambda row: row.reminders > 1),
    "invitation answered with a reason": _having("invitations", lambda row: row.reason),
    "invited and attended": lambda folded: _attended(folded) & _invited(folded),
    "walk-in": lambda folded: _attended(folded) - _invited(folded),
    "figure of an unknown day": _having("reported_figures", lambda row: row.reported_on is None),
    "figure of a year": _having(
        "reported_figures", lambda row: row.reported_on and row.reported_on.month is None
    ),
    "figure at least": _having("reported_figures", lambda row: row.at_least),
    "corrections of many kinds": lambda folded: range(len(folded.corrections) - 12),
    "annulments": lambda folded: range(folded.corrections["Annulled"] - 20),
}
