"""The refusals: what the network does not allow.

A refusal's docstring is its meaning and what to do about it; its `code` never changes; its `field`
names the input that is to blame, where one is.
"""

from __future__ import annotations

from inspect import getdoc
from typing import ClassVar


def explain(error: Exception) -> str:
    """What an exception of this project means: its docstring, on one line."""
    return " ".join((getdoc(error) or "").split())


class Refusal(Exception):
    """The network does not allow this."""

    code: ClassVar[str]
    field: str | None = None

    def __init__(self, detail: str = "", *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field or type(self).field

    @property
    def message(self) -> str:
        return f"{explain(self)} ({self.detail})" if self.detail else explain(self)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class UnknownOrganisation(Refusal):
    """No such organisation is registered. Look it up by its AGS or name, or register it first."""

    code = "UNKNOWN_ORGANISATION"
    field = "organisation"


class UnknownParent(Refusal):
    """The parent is not registered. Register the parent first."""

    code = "UNKNOWN_PARENT"
    field = "parent"


class AlreadyRegistered(Refusal):
    """An organisation with this AGS or name is registered already. Use the registered one."""

    code = "ALREADY_REGISTERED"
    field = "ags"


class InvalidAgs(Refusal):
    """The AGS does not fit the kind: digits only, 2 for the Land, 3 for a Regierungsbezirk, 5 for a
    district, 8 for a municipality, none for an association; and it begins with its parent's. Give
    the AGS of the official register, its leading zero included."""

    code = "INVALID_AGS"
    field = "ags"


class InvalidName(Refusal):
    """A name is one line of 1 to 200 visible characters. Give one."""

    code = "INVALID_NAME"
    field = "name"


class InvalidTitle(Refusal):
    """A title is one line of 1 to 200 visible characters. Give one."""

    code = "INVALID_TITLE"
    field = "title"


class InvalidPlace(Refusal):
    """A place is one line of 1 to 200 visible characters. Give one, or leave it out."""

    code = "INVALID_PLACE"
    field = "place"


class InvalidHost(Refusal):
    """A host's office is one line of 1 to 200 visible characters. Give one, or leave it out."""

    code = "INVALID_HOST"
    field = "host"


class InvalidFigure(Refusal):
    """A figure lies outside of what it can be. Check its sign and size."""

    code = "INVALID_FIGURE"


class DateInFuture(Refusal):
    """What has happened cannot lie in the future. Give a day up to today, Europe/Berlin."""

    code = "DATE_IN_FUTURE"
    field = "on"


class NotEligible(Refusal):
    """Only municipalities and districts join the network. Others sign the declaration."""

    code = "NOT_ELIGIBLE"
    field = "organisation"


class AlreadyMember(Refusal):
    """This organisation is a member already. There is nothing left to do."""

    code = "ALREADY_MEMBER"
    field = "organisation"


class AccessionAlreadyPlanned(Refusal):
    """This organisation plans its accession already. There is nothing left to do."""

    code = "ACCESSION_ALREADY_PLANNED"
    field = "organisation"


class SignatureMissing(Refusal):
    """Who joins has signed the declaration. Record the signature first."""

    code = "SIGNATURE_MISSING"
    field = "organisation"


class AlreadySigned(Refusal):
    """This organisation has signed this revision of the declaration. There is nothing left to do."""

    code = "ALREADY_SIGNED"
    field = "organisation"


class NoDeclaration(Refusal):
    """There is no declaration yet. Proclaim it first."""

    code = "NO_DECLARATION"


class AlreadyProclaimed(Refusal):
    """The declaration is proclaimed already. Revise it instead."""

    code = "ALREADY_PROCLAIMED"


class UnknownRevision(Refusal):
    """The declaration has no such revision. Leave the revision out to sign the current one."""

    code = "UNKNOWN_REVISION"
    field = "revision"


class UnknownSummit(Refusal):
    """No such summit is recorded. Announce it, or record it as held, first."""

    code = "UNKNOWN_SUMMIT"
    field = "summit"


class SummitYearTaken(Refusal):
    """This year has its summit already. There is at most one a calendar year."""

    code = "SUMMIT_YEAR_TAKEN"
    field = "year"


class SummitAlreadyHeld(Refusal):
    """This summit is recorded as held already. There is nothing left to do."""

    code = "SUMMIT_ALREADY_HELD"
    field = "year"


class SummitNotHeld(Refusal):
    """This summit is not recorded as held yet. Record that it was held first."""

    code = "SUMMIT_NOT_HELD"
    field = "summit"


class DateOutsideYear(Refusal):
    """A summit lies in its year. Give a day of that year."""

    code = "DATE_OUTSIDE_YEAR"
    field = "on"


class NotEntitledToAttend(Refusal):
    """A summit is attended by members, by those that plan their accession and by signatories.
    Record the plan or the signature first."""

    code = "NOT_ENTITLED_TO_ATTEND"
    field = "organisation"


class AlreadyAttended(Refusal):
    """This organisation's attendance of this summit is recorded already. There is nothing left to do."""

    code = "ALREADY_ATTENDED"
    field = "organisation"


class VersionConflict(Refusal):
    """Something was recorded since you read the stream. Read it again, decide again, and send the new
    version as expectedVersion."""

    code = "VERSION_CONFLICT"
    field = "expectedVersion"


class IdempotencyKeyReused(Refusal):
    """This idempotency key was used with other input. Use a new key for a new command."""

    code = "IDEMPOTENCY_KEY_REUSED"
    field = "idempotencyKey"
