"""What becomes of an organisation's membership and signatures as it ends: the rule, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.organisation import Ending, MembershipStatus, Organisation
from domain.partial_date import PartialDate


def pass_on(
    ending: Organisation,
    successors: Sequence[Organisation],
    how: Ending,
    *,
    on: PartialDate | None,
    now: datetime,
) -> None:
    """Ends the membership and the signatures, and hands them to the successors that lack them.

    A successor is bound by each signature that it has not given itself; it becomes a member if it can
    be one and is none. Each step is a fact of its own in the stream that it concerns.
    """
    ending.refuse_ended()
    revisions = sorted(ending.signed)
    is_member = ending.membership is MembershipStatus.MEMBER
    for successor in successors:
        successor.succeed(ending.id, how, on=on, now=now)
        for revision in revisions:
            if revision not in successor.signed:
                successor.sign_declaration(
                    revision, on=on, office=None, summit_id=None, inherited_from=ending.id, now=now
                )
        if is_member and successor.eligible and successor.membership is not MembershipStatus.MEMBER:
            successor.join_network(on=on, council_resolved_on=None, inherited_from=ending.id, now=now)
    if ending.membership is MembershipStatus.ACCESSION_PLANNED:
        ending.withdraw_accession(on=on, reason=None, ending=how, now=now)
    if is_member:
        ending.leave_network(on=on, reason=None, ending=how, now=now)
    for revision in revisions:
        ending.withdraw_signature(revision, on=on, reason=None, ending=how, now=now)
