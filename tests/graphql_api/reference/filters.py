"""Which rows a filter lets through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from projections.engagement_officers import EngagementOfficerRow
from projections.german_order import name_key
from projections.invitations import InvitationRow
from projections.organisations import OrganisationRow
from projections.signatures import SignatureRow
from projections.summits import SummitRow
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.malformed import day, node_id
from tests.graphql_api.reference.standing import Span, certain, undated

Filter = Mapping[str, Any]

HELD = ("HELD", "CLOSED")


def passes(model: str, row: Any, asked: Filter, folded: Folded) -> bool:
    """Whether all conditions of the model's filter hold; those that are absent or null do."""
    conditions = _CONDITIONS.get(model, {})
    given = {name: value for name, value in asked.items() if value is not None}
    return all(conditions[name](row, value, folded) for name, value in given.items())


def _is_named_like(row: OrganisationRow, text: str, _: Folded) -> bool:
    if row.ags is not None and row.ags.startswith(text.strip()):
        return True
    key = name_key(text)
    return key in row.name_key if key else not text.strip()


def _is_signatory(row: OrganisationRow, asked: Filter, folded: Folded) -> bool:
    """Whether there is a signature that stands and for which all conditions hold; or none, as asked."""
    wanted = {name: value for name, value in asked.items() if name != "signed"}
    found = any(
        each.organisation_id == row.id and not each.withdrawn and passes("signatures", each, wanted, folded)
        for each in folded.signatures.values()
    )
    return found is bool(asked["signed"])


def _is_member_on(row: OrganisationRow, asked: Filter, folded: Folded) -> bool:
    own = [Span.of_membership(each) for each in folded.memberships.values() if each.organisation_id == row.id]
    judge = {"CERTAIN": certain, "UNDATED": undated}[asked["certainty"]]
    return judge(own, day(asked["on"]))


def _is_of_current_revision(row: SignatureRow, wanted: bool, folded: Folded) -> bool:
    current = any(row.revision == each.revision for each in folded.declarations.values())
    return current is wanted


def _is_signed_on(row: SignatureRow, on: str, _: Folded) -> bool:
    known = row.signed_on
    return known is not None and known.earliest == known.latest == day(on)


def _is_reminder_due(row: InvitationRow, on: str, folded: Folded) -> bool:
    due = row.remind_on is not None and row.remind_on.latest <= day(on)
    can_be_sent = (
        folded.summits[row.summit_id].state == "ANNOUNCED"
        and folded.organisations[row.organisation_id].ended is None
    )
    return due and row.answer == "PENDING" and can_be_sent


def _signed_since(row: SignatureRow, since: str, _: Folded) -> bool:
    return row.signed_on is not None and row.signed_on.earliest >= day(since)


def _signed_until(row: SignatureRow, until: str, _: Folded) -> bool:
    return row.signed_on is not None and row.signed_on.latest <= day(until)


def _is_held(row: SummitRow, wanted: bool, _: Folded) -> bool:
    return (row.state in HELD) is wanted


def _is_in_office(row: EngagementOfficerRow, wanted: bool, _: Folded) -> bool:
    return row.in_office is wanted


def _shares_one(own: Collection[str], wanted: Collection[str]) -> bool:
    return any(each in wanted for each in own)


_CONDITIONS: Mapping[str, Mapping[str, Callable[[Any, Any, Folded], bool]]] = {
    "organisations": {
        "kind": lambda row, wanted, _: row.kind in wanted,
        "membership": lambda row, wanted, _: row.membership in wanted,
        "memberOn": _is_member_on,
        "ended": lambda row, wanted, _: (row.ended is not None) is wanted,
        "signatory": _is_signatory,
        "parent": lambda row, wanted, _: row.parent_id == node_id(wanted, "org")[1],
        "text": _is_named_like,
    },
    "signatures": {
        "revision": lambda row, wanted, _: row.revision == wanted,
        "currentRevision": _is_of_current_revision,
        "withdrawn": lambda row, wanted, _: row.withdrawn is wanted,
        "on": _is_signed_on,
        "since": _signed_since,
        "until": _signed_until,
    },
    "summits": {
        "held": _is_held,
        "state": lambda row, wanted, _: row.state in wanted,
        "format": lambda row, wanted, _: row.format in wanted,
    },
    "invitations": {
        "answer": lambda row, wanted, _: row.answer in wanted,
        "reminderDue": _is_reminder_due,
    },
    "engagement_officers": {"inOffice": _is_in_office},
    "impulses": {
        "state": lambda row, wanted, _: row.state in wanted,
        "topics": lambda row, wanted, _: _shares_one(row.topics, wanted),
        "raisedBy": lambda row, wanted, _: row.organisation_id == node_id(wanted, "org")[1],
        "raisedAt": lambda row, wanted, _: row.summit_id == node_id(wanted, "sum")[1],
    },
    "impulse_steps": {"kind": lambda row, wanted, _: row.kind in wanted},
    "practice_examples": {
        "kind": lambda row, wanted, _: row.kind in wanted,
        "topics": lambda row, wanted, _: _shares_one(row.topics, wanted),
        "targetGroups": lambda row, wanted, _: _shares_one(row.target_groups, wanted),
        "sharedBy": lambda row, wanted, _: row.organisation_id == node_id(wanted, "org")[1],
        "withdrawn": lambda row, wanted, _: row.withdrawn is wanted,
    },
    "adoptions": {
        "kind": lambda row, wanted, _: row.kind in wanted,
        "direct": lambda row, wanted, _: (row.adopted_from_id is None) is wanted,
    },
}

# The token of the ids that a condition takes.
_TAKING_IDS = {"parent": "org", "raisedBy": "org", "raisedAt": "sum", "sharedBy": "org"}


def check_filter(asked: Filter) -> None:
    """Malformed ids and dates are refused also where there is no row to filter."""
    for name, token in _TAKING_IDS.items():
        if asked.get(name) is not None:
            node_id(asked[name], token)
    for name in ("on", "since", "until", "reminderDue"):
        if asked.get(name) is not None:
            day(asked[name])
    for name in ("signatory", "memberOn"):
        if asked.get(name) is not None:
            check_filter(asked[name])
