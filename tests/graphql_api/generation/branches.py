"""What the seeded history has to have rows of, so that no branch is compared on nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from domain.criteria import Recognition
from domain.example_content import ExampleKind
from domain.impulse import ImpulseState
from domain.offices import Office
from domain.organisation import Ending, MembershipStatus
from domain.practice_example import AdoptionKind
from domain.reported_figure import Figure
from domain.summit import Answer, SummitState
from domain.summit_details import SummitFormat
from projections.impulse_steps import ImpulseStepKind
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
    ("impulses", "state"): ImpulseState,
    ("impulse_steps", "kind"): ImpulseStepKind,
    ("practice_examples", "kind"): ExampleKind,
    ("adoptions", "kind"): AdoptionKind,
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


def _numbers_left_out(model: str, of: str) -> Callable[[Folded], Iterable[Any]]:
    """Rows whose number is higher than how many there are of the same."""

    def found(folded: Folded) -> list[Any]:
        rows = list(getattr(folded, model).values())
        counts = Counter(getattr(row, of) for row in rows)
        return [row for row in rows if row.number > counts[getattr(row, of)]]

    return found


def _before_a_later_step(folded: Folded) -> list[Any]:
    """Steps that were corrected behind one that follows them on the way."""
    rows = folded.impulse_steps.values()
    ways = {row.impulse_id: [each for each in rows if each.impulse_id == row.impulse_id] for row in rows}
    return [
        row
        for row in rows
        if any(each.number > row.number and each.position < row.position for each in ways[row.impulse_id])
    ]


def _supported_after_the_end(folded: Folded) -> list[Any]:
    rows = folded.impulse_steps.values()
    ends = {row.impulse_id: row.number for row in rows if row.kind in ("DECLINED", "PUT_INTO_EFFECT")}
    return [row for row in rows if row.kind == "SUPPORTED" and row.number > ends.get(row.impulse_id, 99)]


def _third_in_a_chain(folded: Folded) -> list[Any]:
    handed_on = {
        (row.example_id, row.organisation_id) for row in folded.adoptions.values() if row.adopted_from_id
    }
    rows = folded.adoptions.values()
    return [row for row in rows if (row.example_id, row.adopted_from_id) in handed_on]


def _erased(folded: Folded) -> list[Any]:
    return [row for row in folded.engagement_officers.values() if folded.opened[row.name] is None]


def _corrected(*names: str) -> Callable[[Folded], Iterable[Any]]:
    return lambda folded: range(sum(folded.corrections[name] for name in names))


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
    "number left out of an agenda": _numbers_left_out("agenda_items", "summit_id"),
    "agenda item with a description": _having("agenda_items", lambda row: row.description),
    "invitation with reminders": _having("invitations", lambda row: row.reminders > 1),
    "invitation answered with a reason": _having("invitations", lambda row: row.reason),
    "invited and attended": lambda folded: _attended(folded) & _invited(folded),
    "walk-in": lambda folded: _attended(folded) - _invited(folded),
    "impulse of several topics": _having("impulses", lambda row: len(row.topics) > 1),
    "impulse of many lines": _having("impulses", lambda row: "\n" in row.text),
    "impulse that nobody supports": _having("impulses", lambda row: row.supporter_count == 0),
    "impulses that as many support": lambda folded: _often(
        row.supporter_count for row in folded.impulses.values()
    ),
    "impulses of one title": lambda folded: _often(row.title_key for row in folded.impulses.values()),
    "impulse decided on on an unknown day": _having(
        "impulses", lambda row: row.state != "RAISED" and row.decided_on is None
    ),
    "impulse in effect since a month or year": _having(
        "impulses", lambda row: row.in_effect_on and not row.in_effect_on.day
    ),
    "impulse withdrawn on an unknown day": _having(
        "impulses", lambda row: row.state == "WITHDRAWN" and row.withdrawn_on is None
    ),
    "impulse withdrawn though it was taken up": _having(
        "impulses", lambda row: row.state == "WITHDRAWN" and row.decision
    ),
    "support recorded after the end": _supported_after_the_end,
    "step at a summit of an unknown day": lambda folded: [
        row
        for row in folded.impulse_steps.values()
        if row.summit_id and folded.summits[row.summit_id].held_on is None
    ],
    "number left out of a way": _numbers_left_out("impulse_steps", "impulse_id"),
    "step that was corrected later than the next": _before_a_later_step,
    "example for several": _having("practice_examples", lambda row: len(row.target_groups) > 1),
    "example with a link": _having("practice_examples", lambda row: row.link),
    "example revised": _having("practice_examples", lambda row: row.revised_on),
    "example withdrawn with a reason": _having("practice_examples", lambda row: row.withdrawn_reason),
    "example withdrawn on an unknown day": _having(
        "practice_examples", lambda row: row.withdrawn and row.withdrawn_on is None
    ),
    "example withdrawn that some adopted": _having(
        "practice_examples", lambda row: row.withdrawn and row.adopter_count
    ),
    "example that nobody adopted": _having("practice_examples", lambda row: row.adopter_count == 0),
    "adoption on an unknown day": _having("adoptions", lambda row: row.adopted_on is None),
    "adoption with a note": _having("adoptions", lambda row: row.note),
    "adoption with a note of another day": _having(
        "adoptions", lambda row: row.note_on and row.note_on != row.adopted_on
    ),
    "third in a chain of adoptions": _third_in_a_chain,
    "raisings corrected": _corrected("Impulse.Raised"),
    "supports corrected": _corrected("Impulse.Supported"),
    "decisions corrected": _corrected("Impulse.TakenUp", "Impulse.Declined"),
    "withdrawals of impulses corrected": _corrected("Impulse.Withdrawn"),
    "effects corrected": _corrected("Impulse.PutIntoEffect"),
    "reports corrected": _corrected("Impulse.ReportedBack"),
    "facts of impulses annulled": _corrected("Impulse.Annulled"),
    "sharings corrected": _corrected("PracticeExample.Shared"),
    "revisions of examples corrected": _corrected("PracticeExample.Revised"),
    "withdrawals of examples corrected": _corrected("PracticeExample.Withdrawn"),
    "experiences corrected": _corrected("PracticeExample.ExperienceReported"),
    "adoptions corrected": _corrected("PracticeExample.Adopted"),
    "facts of examples annulled": _corrected("PracticeExample.Annulled"),
    "figure of an unknown day": _having("reported_figures", lambda row: row.reported_on is None),
    "figure of a year": _having(
        "reported_figures", lambda row: row.reported_on and row.reported_on.month is None
    ),
    "figure at least": _having("reported_figures", lambda row: row.at_least),
    "corrections of many kinds": lambda folded: range(len(folded.corrections) - 12),
    "annulments": lambda folded: range(
        sum(count for name, count in folded.corrections.items() if name.endswith(".Annulled")) - 20
    ),
}
