"""The yearly summit (Spitzentreffen): its course, its agenda, who is invited and who attends. One stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain import errors
from domain.corrections import Annulment, CorrectableEvent
from domain.identity import agenda_item_id
from domain.offices import Office
from domain.partial_date import PartialDate
from domain.rules import one_line, optional_text, refuse_before, refuse_future, within
from domain.summit_details import SummitDetails, SummitFormat, refuse_other_year


class SummitState(StrEnum):
    ANNOUNCED = "ANNOUNCED"
    OPEN = "OPEN"
    HELD = "HELD"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Answer(StrEnum):
    """How an invitation is answered."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DELEGATED = "DELEGATED"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class Invitation:
    """How an invitation stands, and since when; and the office that is to come, where one is named."""

    answer: Answer = Answer.PENDING
    office: Office | None = None
    since: PartialDate | None = None


class Summit(Aggregate):
    TOPIC = "summit"

    class Event(CorrectableEvent):
        TOPIC = "summit.event"

    class Annulled(Event, Annulment):
        TOPIC = "summit.annulled"

    @event(Annulled)
    def _annulled(self) -> None:
        """What stands is folded anew when the summit is loaded."""

    # Its course

    class Announced(Event, Aggregate.Created):
        TOPIC = "summit.announced"
        year: int
        title: str
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None

    class HeldUnannounced(Event, Aggregate.Created):
        """It took place, and no announcement is known."""

        TOPIC = "summit.held-unannounced"
        effective = "on"
        year: int
        title: str
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None
        reported_attendance: int | None

        def apply(self, summit: Summit) -> None:
            summit.state = SummitState.HELD

    class Rescheduled(Event):
        """It is planned for another time, in this year or another."""

        TOPIC = "summit.rescheduled"
        decided_by = "reschedule"
        year: int
        on: PartialDate | None
        reason: str | None

    class MovedToFormat(Event):
        """It is planned in another form."""

        TOPIC = "summit.moved-to-format"
        decided_by = "move_to_format"
        format: SummitFormat
        place: str | None

    class Cancelled(Event):
        TOPIC = "summit.cancelled"
        decided_by = "cancel"
        reason: str | None

    class Opened(Event):
        """It began."""

        TOPIC = "summit.opened"
        decided_by = "open"
        effective = "on"
        on: PartialDate | None

    class Held(Event):
        """It took place; what is None here was as announced."""

        TOPIC = "summit.held"
        effective = "on"
        title: str | None
        on: PartialDate | None
        place: str | None
        host: str | None
        format: SummitFormat | None
        reported_attendance: int | None

        def decide_again(self, aggregate: Summit) -> None:
            details = SummitDetails(self.title, self.on, self.place, self.host, self.format)
            aggregate.hold(details, self.reported_attendance, now=self.timestamp)

    class Closed(Event):
        """All is recorded: it changes no more."""

        TOPIC = "summit.closed"
        decided_by = "close"

    @classmethod
    def announce(cls, summit_id: UUID, year: int, details: SummitDetails, *, now: datetime) -> Summit:
        details = details.checked(year)
        return cls._create(cls.Announced, id=summit_id, timestamp=now, year=year, **_titled(details))

    @classmethod
    def hold_unannounced(
        cls,
        summit_id: UUID,
        year: int,
        details: SummitDetails,
        reported_attendance: int | None,
        *,
        now: datetime,
    ) -> Summit:
        details = details.checked(year)
        _refuse_impossible_meeting(details.on, reported_attendance, now)
        return cls._create(
            cls.HeldUnannounced,
            id=summit_id,
            timestamp=now,
            year=year,
            reported_attendance=reported_attendance,
            **_titled(details),
        )

    @event(Announced)
    def __init__(self, year: int, on: PartialDate | None) -> None:
        self.year = year
        self.on = on
        self.state = SummitState.ANNOUNCED
        self.invitations: Mapping[UUID, Invitation] = {}
        self.attended_by: frozenset[UUID] = frozenset()
        self.agenda: frozenset[UUID] = frozenset()
        self.agenda_length = 0

    def reschedule(self, year: int, *, on: PartialDate | None, reason: str | None, now: datetime) -> None:
        self.refuse_unless_planned()
        refuse_other_year(on, year)
        if (year, on) == (self.year, self.on):
            raise errors.NothingChanges(str(on or year))
        reason = optional_text(reason, "reason")
        self.trigger_event(self.Rescheduled, timestamp=now, year=year, on=on, reason=reason)

    @event(Rescheduled)
    def _rescheduled(self, year: int, on: PartialDate | None) -> None:
        self.year = year
        self.on = on

    def move_to_format(self, format: SummitFormat, *, place: str | None, now: datetime) -> None:
        self.refuse_unless_planned()
        place = None if place is None else one_line(place, errors.InvalidPlace)
        self.trigger_event(self.MovedToFormat, timestamp=now, format=format, place=place)

    @event(MovedToFormat)
    def _moved_to_format(self) -> None:
        """No rule asks for the form."""

    def cancel(self, *, reason: str | None, now: datetime) -> None:
        self.refuse_unless_planned()
        reason = optional_text(reason, "reason")
        self.trigger_event(self.Cancelled, timestamp=now, reason=reason)

    @event(Cancelled)
    def _cancelled(self) -> None:
        self.state = SummitState.CANCELLED

    def open(self, *, on: PartialDate | None, now: datetime) -> None:
        self.refuse_unless_planned()
        refuse_future(on or self.on, now)
        refuse_other_year(on, self.year)
        self.trigger_event(self.Opened, timestamp=now, on=on)

    @event(Opened)
    def _opened(self, on: PartialDate | None) -> None:
        self.state = SummitState.OPEN
        self.on = on or self.on

    def hold(self, details: SummitDetails, reported_attendance: int | None, *, now: datetime) -> None:
        self.refuse_closed()
        details = details.checked(self.year)
        if self.state is SummitState.HELD:
            raise errors.SummitAlreadyHeld(str(self.year))
        _refuse_impossible_meeting(details.on or self.on, reported_attendance, now)
        self.trigger_event(
            self.Held,
            timestamp=now,
            reported_attendance=reported_attendance,
            **vars(details),
        )

    @event(Held)
    def _held(self, on: PartialDate | None) -> None:
        self.state = SummitState.HELD
        self.on = on or self.on

    def close(self, *, now: datetime) -> None:
        self.refuse_closed()
        self.refuse_unless_begun()
        self.trigger_event(self.Closed, timestamp=now)

    @event(Closed)
    def _closed(self) -> None:
        self.state = SummitState.CLOSED

    @property
    def day(self) -> PartialDate:
        """When it takes place, as exactly as it is known."""
        return self.on or PartialDate(self.year)

    @property
    def year_held(self) -> int | None:
        """The calendar year that no other summit can have; None once it is cancelled."""
        return None if self.state is SummitState.CANCELLED else self.year

    def refuse_unless_met(self, on: PartialDate | None) -> None:
        """What is said to have happened at it on this day, and is recorded elsewhere: closed or not."""
        if self.state is SummitState.CANCELLED:
            raise errors.SummitCancelled(str(self.year))
        self.refuse_unless_begun()
        refuse_other_year(on, self.year)

    def refuse_unless_at_it(self, on: PartialDate | None) -> None:
        """What is said to happen at it on this day: only where it has begun, and is not closed."""
        self.refuse_closed()
        self.refuse_unless_begun()
        refuse_other_year(on, self.year)

    def refuse_closed(self) -> None:
        if self.state is SummitState.CANCELLED:
            raise errors.SummitCancelled(str(self.year))
        if self.state is SummitState.CLOSED:
            raise errors.SummitClosed(str(self.year))

    def refuse_unless_planned(self) -> None:
        self.refuse_closed()
        if self.state is not SummitState.ANNOUNCED:
            raise errors.SummitUnderWay(str(self.year))

    def refuse_unless_begun(self) -> None:
        if self.state is SummitState.ANNOUNCED:
            raise errors.SummitNotHeld(str(self.year))

    # Its agenda

    class AgendaItemAdded(Event):
        TOPIC = "summit.agenda-item-added"
        decided_by = "add_agenda_item"
        works_out = frozenset({"item_id", "number"})
        item_id: UUID
        number: int
        title: str
        description: str | None

        def make_room(self, before: Summit) -> None:
            before.agenda_length = self.number - 1

    class AgendaItemChanged(Event):
        TOPIC = "summit.agenda-item-changed"
        decided_by = "change_agenda_item"
        item_id: UUID
        title: str
        description: str | None

    class AgendaItemRemoved(Event):
        TOPIC = "summit.agenda-item-removed"
        decided_by = "remove_agenda_item"
        item_id: UUID

    def add_agenda_item(self, title: str, *, description: str | None, now: datetime) -> None:
        self.refuse_closed()
        number = self.agenda_length + 1
        self.trigger_event(
            self.AgendaItemAdded,
            timestamp=now,
            item_id=agenda_item_id(self.id, number),
            number=number,
            title=one_line(title, errors.InvalidTitle),
            description=optional_text(description, "description"),
        )

    @event(AgendaItemAdded)
    def _agenda_item_added(self, item_id: UUID, number: int) -> None:
        self.agenda |= {item_id}
        self.agenda_length = number

    def change_agenda_item(
        self, item_id: UUID, title: str, *, description: str | None, now: datetime
    ) -> None:
        self._refuse_unknown_item(item_id)
        self.trigger_event(
            self.AgendaItemChanged,
            timestamp=now,
            item_id=item_id,
            title=one_line(title, errors.InvalidTitle),
            description=optional_text(description, "description"),
        )

    @event(AgendaItemChanged)
    def _agenda_item_changed(self) -> None:
        """No rule asks for the wording."""

    def remove_agenda_item(self, item_id: UUID, *, now: datetime) -> None:
        self._refuse_unknown_item(item_id)
        self.trigger_event(self.AgendaItemRemoved, timestamp=now, item_id=item_id)

    @event(AgendaItemRemoved)
    def _agenda_item_removed(self, item_id: UUID) -> None:
        self.agenda -= {item_id}

    def _refuse_unknown_item(self, item_id: UUID) -> None:
        self.refuse_closed()
        if item_id not in self.agenda:
            raise errors.UnknownAgendaItem(str(item_id))

    # Who is invited

    class Invited(Event):
        """An organisation is invited.

        Attributes:
            answer_by: the day by which an answer is asked for.
            remind_on: the day on which one that has not answered is to be reminded.
        """

        TOPIC = "summit.invited"
        decided_by = "invite"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None
        answer_by: PartialDate | None
        remind_on: PartialDate | None

    class InvitationAnswered(Event):
        """It was accepted, or accepted for the office that is named, or declined."""

        TOPIC = "summit.invitation-answered"
        decided_by = "answer_invitation"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        answer: Answer
        on: PartialDate | None
        office: Office | None
        reason: str | None

    class Reminded(Event):
        """One that has not answered was reminded, and is to be again on the day that is named."""

        TOPIC = "summit.reminded"
        decided_by = "remind"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None
        remind_on: PartialDate | None

    class InvitationWithdrawn(Event):
        """It is not invited any more, for instance as it has left."""

        TOPIC = "summit.invitation-withdrawn"
        decided_by = "withdraw_invitation"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None
        reason: str | None

    def invite(
        self,
        organisation_id: UUID,
        *,
        on: PartialDate | None,
        answer_by: PartialDate | None,
        remind_on: PartialDate | None,
        now: datetime,
    ) -> None:
        self.refuse_to_invite(on, answer_by, remind_on, now)
        if organisation_id in self.invitations:
            raise errors.AlreadyInvited(str(organisation_id))
        self.trigger_event(
            self.Invited,
            timestamp=now,
            organisation_id=organisation_id,
            on=on,
            answer_by=answer_by,
            remind_on=remind_on,
        )

    def refuse_to_invite(
        self,
        on: PartialDate | None,
        answer_by: PartialDate | None,
        remind_on: PartialDate | None,
        now: datetime,
    ) -> None:
        """What holds for all that are invited at once."""
        self.refuse_unless_planned()
        refuse_future(on, now)
        refuse_before(answer_by, on, field="answerBy")
        refuse_before(remind_on, on, field="remindOn")

    @event(Invited)
    def _invited(self, organisation_id: UUID, on: PartialDate | None) -> None:
        self.invitations = {**self.invitations, organisation_id: Invitation(since=on)}

    def answer_invitation(
        self,
        organisation_id: UUID,
        answer: Answer,
        *,
        on: PartialDate | None,
        office: Office | None,
        reason: str | None,
        now: datetime,
    ) -> None:
        self.refuse_closed()
        refuse_future(on, now)
        reason = optional_text(reason, "reason")
        invitation = self._invitation(organisation_id)
        if (invitation.answer, invitation.office) == (answer, office):
            raise errors.AlreadyAnswered(answer)
        refuse_before(on, invitation.since)
        self.trigger_event(
            self.InvitationAnswered,
            timestamp=now,
            organisation_id=organisation_id,
            answer=answer,
            on=on,
            office=office,
            reason=reason,
        )

    @event(InvitationAnswered)
    def _invitation_answered(
        self, organisation_id: UUID, answer: Answer, office: Office | None, on: PartialDate | None
    ) -> None:
        since = on or self.invitations[organisation_id].since
        invitation = Invitation(Answer(answer), office, since)
        self.invitations = {**self.invitations, organisation_id: invitation}

    def remind(
        self,
        organisation_id: UUID,
        *,
        on: PartialDate | None,
        remind_on: PartialDate | None,
        now: datetime,
    ) -> None:
        self.refuse_to_invite(on, None, remind_on, now)
        invitation = self._invitation(organisation_id)
        if invitation.answer is not Answer.PENDING:
            raise errors.AlreadyAnswered(invitation.answer)
        refuse_before(on, invitation.since)
        self.trigger_event(
            self.Reminded, timestamp=now, organisation_id=organisation_id, on=on, remind_on=remind_on
        )

    @event(Reminded)
    def _reminded(self, organisation_id: UUID, on: PartialDate | None) -> None:
        invitation = self.invitations[organisation_id]
        reminded = replace(invitation, since=on or invitation.since)
        self.invitations = {**self.invitations, organisation_id: reminded}

    def withdraw_invitation(
        self, organisation_id: UUID, *, on: PartialDate | None, reason: str | None, now: datetime
    ) -> None:
        self.refuse_unless_planned()
        refuse_future(on, now)
        reason = optional_text(reason, "reason")
        refuse_before(on, self._invitation(organisation_id).since)
        self.trigger_event(
            self.InvitationWithdrawn,
            timestamp=now,
            organisation_id=organisation_id,
            on=on,
            reason=reason,
        )

    @event(InvitationWithdrawn)
    def _invitation_withdrawn(self, organisation_id: UUID) -> None:
        self.invitations = {
            each: invitation for each, invitation in self.invitations.items() if each != organisation_id
        }

    def _invitation(self, organisation_id: UUID) -> Invitation:
        invitation = self.invitations.get(organisation_id)
        if invitation is None:
            raise errors.NotInvited(str(organisation_id))
        return invitation

    @property
    def accepted(self) -> Mapping[UUID, Office | None]:
        """Those that are to come, each with the office that represents it, where one is named."""
        coming = {Answer.ACCEPTED, Answer.DELEGATED}
        return {
            organisation: invitation.office
            for organisation, invitation in self.invitations.items()
            if invitation.answer in coming
        }

    # Who attends

    class Attended(Event):
        """An organisation was there: on the summit's day where no other is said."""

        TOPIC = "summit.attended"
        decided_by = "attend"
        effective = "on"
        concerns = frozenset({"organisation_id"})
        organisation_id: UUID
        on: PartialDate | None
        office: Office | None

    def attend(
        self, organisation_id: UUID, *, on: PartialDate | None, office: Office | None, now: datetime
    ) -> None:
        """Records an organisation that is entitled, whether it was invited or not."""
        self.refuse_unless_at_it(on)
        refuse_future(on, now)
        if organisation_id in self.attended_by:
            raise errors.AlreadyAttended(str(self.year))
        self.trigger_event(
            self.Attended, timestamp=now, organisation_id=organisation_id, on=on, office=office
        )

    @event(Attended)
    def _attended(self, organisation_id: UUID) -> None:
        self.attended_by |= {organisation_id}


def _titled(details: SummitDetails) -> dict[str, Any]:
    if details.title is None:
        raise errors.InvalidTitle
    return vars(details)


def _refuse_impossible_meeting(
    on: PartialDate | None, reported_attendance: int | None, now: datetime
) -> None:
    refuse_future(on, now)
    within(reported_attendance, 0, 1_000_000, field="reportedAttendance")
