"""What stood on a day: what began and, it may be, ended on dates that are known more or less exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.partial_date import PartialDate
from projections.memberships import MembershipRow
from projections.signatures import SignatureRow


@dataclass(frozen=True)
class Span:
    begun: PartialDate | None
    has_ended: bool
    ended: PartialDate | None

    @classmethod
    def of_membership(cls, row: MembershipRow) -> Span:
        return cls(row.joined_on, row.has_left, row.left_on)

    @classmethod
    def of_signature(cls, row: SignatureRow) -> Span:
        return cls(row.signed_on, row.withdrawn, row.withdrawn_on)

    def certainly(self, day: date | None) -> bool:
        """Whether it stood on the day, whatever the unknown parts of its dates are; or stands now."""
        if day is None:
            return not self.has_ended
        begun = self.begun is not None and self.begun.latest <= day
        lasts = not self.has_ended or (self.ended is not None and self.ended.earliest > day)
        return begun and lasts

    def possibly(self, day: date | None) -> bool:
        """Whether some reading of its dates has it stand on the day; now, nothing is open."""
        if day is None:
            return not self.has_ended
        not_begun = self.begun is not None and self.begun.earliest > day
        is_over = self.has_ended and self.ended is not None and self.ended.latest <= day
        return not not_begun and not is_over


def certain(spans: Iterable[Span], day: date | None) -> bool:
    return any(span.certainly(day) for span in spans)


def undated(spans: Iterable[Span], day: date | None) -> bool:
    """Whether the dates leave it open if one of them stood on the day."""
    all_ = list(spans)
    return not certain(all_, day) and any(span.possibly(day) for span in all_)
