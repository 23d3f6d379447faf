"""The refusals: what the network does not allow.

A refusal's docstring is its meaning and what to do about it, and `german` is the same in German; its
`code` never changes; its `field` names the input that is to blame, where one is. What it is raised with
besides, its detail, belongs to neither language: names, numbers, dates and signs.
"""

from __future__ import annotations

from inspect import getdoc
from typing import ClassVar, Protocol

from domain.languages import Language


class Explained(Protocol):
    """An exception that says what it means: in its docstring, and in German."""

    @property
    def german(self) -> str: ...


def explain(error: Explained, language: Language = Language.EN) -> str:
    """What an exception of this project means, on one line."""
    return error.german if language is Language.DE else " ".join((getdoc(error) or "").split())


class Refusal(Exception):
    """The network does not allow this."""

    code: ClassVar[str]
    german: ClassVar[str]
    field: str | None = None

    def __init__(self, detail: str = "", *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field or type(self).field

    def message(self, language: Language = Language.EN) -> str:
        meaning = explain(self, language)
        return f"{meaning} ({self.detail})" if self.detail else meaning

    def __str__(self) -> str:
        return f"{self.code}: {self.message()}"


class UnknownOrganisation(Refusal):
    """No such organisation is registered. Look it up by its AGS or name, or register it first."""

    code = "UNKNOWN_ORGANISATION"
    german = (
        "Eine solche Organisation ist nicht registriert. Sie ist über AGS oder Namen zu suchen oder zuerst "
        "zu registrieren."
    )
    field = "organisation"


class UnknownParent(Refusal):
    """The parent is not registered. Register the parent first."""

    code = "UNKNOWN_PARENT"
    german = "Die übergeordnete Organisation ist nicht registriert. Sie ist zuerst zu registrieren."
    field = "parent"


class InvalidParent(Refusal):
    """An organisation lies neither in itself nor in one that has ended. Give the one that it lies in now."""

    code = "INVALID_PARENT"
    german = (
        "Eine Organisation liegt weder in sich selbst noch in einer, die nicht mehr besteht. Anzugeben ist "
        "die, in der sie jetzt liegt."
    )
    field = "parent"


class AlreadyRegistered(Refusal):
    """An organisation with this AGS or name is registered already. Use the registered one."""

    code = "ALREADY_REGISTERED"
    german = (
        "Eine Organisation mit diesem AGS oder Namen ist bereits registriert. Zu verwenden ist die "
        "registrierte."
    )
    field = "ags"


class InvalidAgs(Refusal):
    """The AGS does not fit the kind: digits only, 2 for the Land, 3 for a Regierungsbezirk, 5 for a
    district, 8 for a municipality, none for an association; and it begins with its parent's. Give
    the AGS of the official register, its leading zero included."""

    code = "INVALID_AGS"
    german = (
        "Der AGS passt nicht zur Art: nur Ziffern, 2 für das Land, 3 für einen Regierungsbezirk, 5 für einen "
        "Kreis, 8 für eine Gemeinde, keiner für einen Verband; und er beginnt mit dem der übergeordneten "
        "Organisation. Anzugeben ist der AGS des amtlichen Verzeichnisses einschließlich der führenden Null."
    )
    field = "ags"


class InvalidName(Refusal):
    """A name is one line of 1 to 200 visible characters. Give one."""

    code = "INVALID_NAME"
    german = "Ein Name ist eine Zeile aus 1 bis 200 sichtbaren Zeichen. Ein solcher ist anzugeben."
    field = "name"


class InvalidTitle(Refusal):
    """A title is one line of 1 to 200 visible characters. Give one."""

    code = "INVALID_TITLE"
    german = "Ein Titel ist eine Zeile aus 1 bis 200 sichtbaren Zeichen. Ein solcher ist anzugeben."
    field = "title"


class InvalidPlace(Refusal):
    """A place is one line of 1 to 200 visible characters. Give one, or leave it out."""

    code = "INVALID_PLACE"
    german = (
        "Ein Ort ist eine Zeile aus 1 bis 200 sichtbaren Zeichen. Ein solcher ist anzugeben oder wegzulassen."
    )
    field = "place"


class InvalidHost(Refusal):
    """A host's office is one line of 1 to 200 visible characters. Give one, or leave it out."""

    code = "INVALID_HOST"
    german = (
        "Das Amt der gastgebenden Person ist eine Zeile aus 1 bis 200 sichtbaren Zeichen. Ein solches ist "
        "anzugeben oder wegzulassen."
    )
    field = "host"


class InvalidFigure(Refusal):
    """A figure lies outside of what it can be. Check its sign and size."""

    code = "INVALID_FIGURE"
    german = "Eine Zahl liegt außerhalb dessen, was sie sein kann. Vorzeichen und Größe sind zu prüfen."


class DateInFuture(Refusal):
    """What has happened cannot lie in the future. Give a day up to today, Europe/Berlin."""

    code = "DATE_IN_FUTURE"
    german = (
        "Was geschehen ist, kann nicht in der Zukunft liegen. Anzugeben ist ein Tag bis einschließlich heute "
        "(Europe/Berlin)."
    )
    field = "on"


class NotEligible(Refusal):
    """Only municipalities and districts join the network. Others sign the declaration."""

    code = "NOT_ELIGIBLE"
    german = "Nur Gemeinden und Kreise treten dem Netzwerk bei. Andere unterzeichnen die Erklärung."
    field = "organisation"


class AlreadyMember(Refusal):
    """This organisation is a member already. There is nothing left to do."""

    code = "ALREADY_MEMBER"
    german = "Diese Organisation ist bereits Mitglied. Es ist nichts weiter zu tun."
    field = "organisation"


class AccessionAlreadyPlanned(Refusal):
    """This organisation plans its accession already. There is nothing left to do."""

    code = "ACCESSION_ALREADY_PLANNED"
    german = "Diese Organisation plant ihren Beitritt bereits. Es ist nichts weiter zu tun."
    field = "organisation"


class SignatureMissing(Refusal):
    """Who joins has signed the declaration, and of a member one signature stands. Record the signature
    first; or, before the last one is withdrawn, the leaving."""

    code = "SIGNATURE_MISSING"
    german = (
        "Wer beitritt, hat die Erklärung unterzeichnet, und eine Unterschrift eines Mitglieds bleibt stehen. "
        "Zuerst ist die Unterschrift zu erfassen oder, vor der Rücknahme der letzten, der Austritt."
    )
    field = "organisation"


class AlreadySigned(Refusal):
    """This organisation has signed this revision of the declaration. There is nothing left to do."""

    code = "ALREADY_SIGNED"
    german = (
        "Diese Organisation hat diese Fassung der Erklärung bereits unterzeichnet. Es ist nichts weiter zu "
        "tun."
    )
    field = "organisation"


class NoDeclaration(Refusal):
    """There is no declaration yet. Proclaim it first."""

    code = "NO_DECLARATION"
    german = "Es gibt noch keine Erklärung. Sie ist zuerst bekannt zu geben."


class AlreadyProclaimed(Refusal):
    """The declaration is proclaimed already. Revise it instead."""

    code = "ALREADY_PROCLAIMED"
    german = "Die Erklärung ist bereits bekannt gegeben. Stattdessen ist eine neue Fassung zu erfassen."


class UnknownRevision(Refusal):
    """The declaration has no such revision. Give the number of one that it has; to sign the current one,
    leave it out."""

    code = "UNKNOWN_REVISION"
    german = (
        "Die Erklärung hat keine solche Fassung. Anzugeben ist die Nummer einer vorhandenen; ohne Angabe "
        "wird die geltende unterzeichnet."
    )
    field = "revision"


class UnknownSummit(Refusal):
    """No such summit is recorded. Announce it, or record it as held, first."""

    code = "UNKNOWN_SUMMIT"
    german = (
        "Ein solches Spitzentreffen ist nicht erfasst. Es ist zuerst anzukündigen oder als durchgeführt zu "
        "erfassen."
    )
    field = "summit"


class SummitYearTaken(Refusal):
    """This year has its summit already, and there is at most one a calendar year. Use that one, or
    reschedule or cancel it first."""

    code = "SUMMIT_YEAR_TAKEN"
    german = (
        "Dieses Jahr hat bereits sein Spitzentreffen, und es gibt höchstens eines im Kalenderjahr. Zu "
        "verwenden ist dieses, oder es ist zuerst zu verschieben oder abzusagen."
    )
    field = "year"


class SummitAlreadyHeld(Refusal):
    """This summit is recorded as held already. There is nothing left to do."""

    code = "SUMMIT_ALREADY_HELD"
    german = "Dieses Spitzentreffen ist bereits als durchgeführt erfasst. Es ist nichts weiter zu tun."
    field = "year"


class SummitNotHeld(Refusal):
    """This summit has not begun, as far as recorded. Record that it was opened or held first."""

    code = "SUMMIT_NOT_HELD"
    german = (
        "Dieses Spitzentreffen hat nach den Einträgen noch nicht begonnen. Zuerst ist zu erfassen, dass es "
        "eröffnet wurde oder stattgefunden hat."
    )
    field = "summit"


class DateOutsideYear(Refusal):
    """A summit lies in its year. Give a day of that year."""

    code = "DATE_OUTSIDE_YEAR"
    german = "Ein Spitzentreffen liegt in seinem Jahr. Anzugeben ist ein Tag dieses Jahres."
    field = "on"


class NotEntitledToAttend(Refusal):
    """Summits are attended, and impulses raised and supported, by members, by those that plan their
    accession and by signatories. Record the plan or the signature first."""

    code = "NOT_ENTITLED_TO_ATTEND"
    german = (
        "An Spitzentreffen nehmen Mitglieder teil, außerdem wer den Beitritt plant und wer unterzeichnet "
        "hat; sie bringen auch Impulse ein und unterstützen sie. Zuerst ist die Beitrittsabsicht oder die "
        "Unterschrift zu erfassen."
    )
    field = "organisation"


class AlreadyAttended(Refusal):
    """This organisation's attendance of this summit is recorded already. There is nothing left to do."""

    code = "ALREADY_ATTENDED"
    german = (
        "Die Teilnahme dieser Organisation an diesem Spitzentreffen ist bereits erfasst. Es ist nichts "
        "weiter zu tun."
    )
    field = "organisation"


class OrganisationEnded(Refusal):
    """This organisation has ended: it was merged, split or dissolved. Record it of its successor."""

    code = "ORGANISATION_ENDED"
    german = (
        "Diese Organisation besteht nicht mehr: Sie wurde zusammengelegt, geteilt oder aufgelöst. "
        "Der Vorgang ist bei der Nachfolgerin zu erfassen."
    )
    field = "organisation"


class InvalidSuccessor(Refusal):
    """An organisation cannot succeed itself; a split needs two successors or more; and municipalities and
    districts are succeeded by such. Check them."""

    code = "INVALID_SUCCESSOR"
    german = (
        "Eine Organisation kann nicht ihre eigene Nachfolgerin sein, eine Teilung braucht mindestens zwei "
        "Nachfolgerinnen, und auf Kommunen und Kreise folgen Kommunen und Kreise. Die Angaben sind zu prüfen."
    )
    field = "into"


class NoAccessionPlanned(Refusal):
    """This organisation does not plan its accession. There is nothing left to do."""

    code = "NO_ACCESSION_PLANNED"
    german = "Diese Organisation plant keinen Beitritt. Es ist nichts weiter zu tun."
    field = "organisation"


class NotMember(Refusal):
    """This organisation is not a member. Check which one is meant."""

    code = "NOT_MEMBER"
    german = "Diese Organisation ist nicht Mitglied. Zu prüfen ist, welche gemeint ist."
    field = "organisation"


class DatesOutOfOrder(Refusal):
    """This cannot have been before what it follows on. Check both dates."""

    code = "DATES_OUT_OF_ORDER"
    german = "Das kann nicht vor dem gewesen sein, worauf es folgt. Beide Daten sind zu prüfen."
    field = "on"


class InvalidText(Refusal):
    """A text is of 1 to 2,000 visible characters, line breaks included; that of an impulse or a practice
    example of 1 to 20,000. Give one, or leave it out where it may be left out."""

    code = "INVALID_TEXT"
    german = (
        "Ein Text hat 1 bis 2.000 sichtbare Zeichen, Zeilenumbrüche eingeschlossen; der eines Impulses oder "
        "eines Praxisbeispiels 1 bis 20.000. Er ist anzugeben oder, wo er fehlen darf, wegzulassen."
    )


class NotSigned(Refusal):
    """This organisation's signature does not stand under this revision. Check which one is meant."""

    code = "NOT_SIGNED"
    german = (
        "Unter dieser Fassung steht keine gültige Unterschrift dieser Organisation. Zu prüfen ist, welche "
        "gemeint ist."
    )
    field = "organisation"


class InvalidRevisionText(Refusal):
    """The text of a revision is of 1 to 100,000 characters. Give it whole."""

    code = "INVALID_REVISION_TEXT"
    german = "Der Wortlaut einer Fassung hat 1 bis 100.000 Zeichen. Er ist vollständig anzugeben."
    field = "text"


class RevisionTextKnown(Refusal):
    """The text of this revision is recorded already. Correct that fact if it was recorded wrongly."""

    code = "REVISION_TEXT_KNOWN"
    german = (
        "Der Wortlaut dieser Fassung ist bereits erfasst. Wurde er falsch erfasst, ist dieser Eintrag zu "
        "berichtigen."
    )
    field = "revision"


class SummitCancelled(Refusal):
    """This summit was cancelled. Announce another, or annul the cancellation if it was recorded wrongly."""

    code = "SUMMIT_CANCELLED"
    german = (
        "Dieses Spitzentreffen wurde abgesagt. Ein anderes ist anzukündigen oder, wenn die Absage falsch "
        "erfasst wurde, diese aufzuheben."
    )
    field = "summit"


class SummitClosed(Refusal):
    """This summit is closed and changes no more. Correct a fact recorded wrongly, or annul the closing."""

    code = "SUMMIT_CLOSED"
    german = (
        "Dieses Spitzentreffen ist abgeschlossen und ändert sich nicht mehr. Ein falsch erfasster Eintrag "
        "ist zu berichtigen oder der Abschluss aufzuheben."
    )
    field = "summit"


class SummitUnderWay(Refusal):
    """This summit was opened or held already, and its plan changes no more. Correct a fact recorded
    wrongly."""

    code = "SUMMIT_UNDER_WAY"
    german = (
        "Dieses Spitzentreffen ist bereits eröffnet oder durchgeführt; seine Planung ändert sich nicht mehr. "
        "Ein falsch erfasster Eintrag ist zu berichtigen."
    )
    field = "summit"


class NothingChanges(Refusal):
    """This is how it stands already. There is nothing left to do."""

    code = "NOTHING_CHANGES"
    german = "So steht es bereits. Es ist nichts weiter zu tun."


class UnknownAgendaItem(Refusal):
    """The agenda of the summit has no such item. Look it up in the summit's agenda."""

    code = "UNKNOWN_AGENDA_ITEM"
    german = (
        "Die Tagesordnung des Spitzentreffens hat keinen solchen Punkt. Er ist in der Tagesordnung "
        "nachzuschlagen."
    )
    field = "item"


class AlreadyInvited(Refusal):
    """This organisation is invited to this summit already. There is nothing left to do."""

    code = "ALREADY_INVITED"
    german = (
        "Diese Organisation ist zu diesem Spitzentreffen bereits eingeladen. Es ist nichts weiter zu tun."
    )
    field = "organisation"


class NotInvited(Refusal):
    """This organisation is not invited to this summit. Record the invitation first."""

    code = "NOT_INVITED"
    german = (
        "Diese Organisation ist zu diesem Spitzentreffen nicht eingeladen. Zuerst ist die Einladung zu "
        "erfassen."
    )
    field = "organisation"


class AlreadyAnswered(Refusal):
    """This organisation has answered so already. Correct that answer if it was recorded
    wrongly."""

    code = "ALREADY_ANSWERED"
    german = (
        "Diese Organisation hat bereits so geantwortet. Wurde die Antwort falsch erfasst, ist sie zu "
        "berichtigen."
    )
    field = "organisation"


class TooManyItems(Refusal):
    """One command takes at most 1,000 organisations. Give them in several commands."""

    code = "TOO_MANY_ITEMS"
    german = (
        "Ein Vorgang nimmt höchstens 1.000 Organisationen auf. Sie sind auf mehrere Vorgänge zu verteilen."
    )
    field = "organisations"


class NoneListed(Refusal):
    """Nothing is named where at least one is needed. Give one, or several."""

    code = "NONE_LISTED"
    german = "Es ist nichts angegeben, wo mindestens eine Angabe nötig ist. Eine oder mehrere sind zu nennen."


class InvalidEmail(Refusal):
    """This is no e-mail address. Give one as name@host, or leave it out."""

    code = "INVALID_EMAIL"
    german = "Das ist keine E-Mail-Adresse. Sie ist als name@host anzugeben oder wegzulassen."
    field = "email"


class InvalidPhone(Refusal):
    """A telephone number has 3 to 30 digits, spaces and the signs + - / ( ). Give one, or leave it out."""

    code = "INVALID_PHONE"
    german = (
        "Eine Telefonnummer hat 3 bis 30 Ziffern, Leerzeichen und die Zeichen + - / ( ). Sie ist so "
        "anzugeben oder wegzulassen."
    )
    field = "phone"


class UnknownFigure(Refusal):
    """No such reported figure is recorded. Look it up among the reported figures."""

    code = "UNKNOWN_FIGURE"
    german = (
        "Eine solche gemeldete Zahl ist nicht erfasst. Sie ist unter den gemeldeten Zahlen nachzuschlagen."
    )
    field = "figure"


class UnknownEngagementOfficer(Refusal):
    """The organisation has no such engagement officer in office. Look up who is."""

    code = "UNKNOWN_ENGAGEMENT_OFFICER"
    german = (
        "Die Organisation hat keine solche Engagementbeauftragte im Amt. Es ist nachzuschlagen, wer es ist."
    )
    field = "officer"


class PersonErased(Refusal):
    """This person is erased for good. Leave out what is personal, or appoint a new contact person."""

    code = "PERSON_ERASED"
    german = (
        "Diese Person ist endgültig gelöscht. Personenbezogenes ist zu ihr nicht mehr zu erfassen; eine neue "
        "Ansprechperson ist neu zu benennen."
    )
    field = "officer"


class ErasureStands(Refusal):
    """An erasure is neither corrected nor annulled, as the key is destroyed. There is nothing left to do."""

    code = "ERASURE_STANDS"
    german = (
        "Eine Löschung wird weder berichtigt noch aufgehoben: Der Schlüssel ist vernichtet. Es bleibt nichts "
        "zu tun."
    )
    field = "corrects"


class UnknownImpulse(Refusal):
    """No such impulse is recorded. Look it up among the impulses, or record that it was raised first."""

    code = "UNKNOWN_IMPULSE"
    german = (
        "Ein solcher Impuls ist nicht erfasst. Er ist unter den Impulsen nachzuschlagen oder zuerst zu "
        "erfassen."
    )
    field = "impulse"


class ImpulseDecided(Refusal):
    """This impulse was taken up, declined or withdrawn already, or put into effect. Correct that if it was
    recorded wrongly."""

    code = "IMPULSE_DECIDED"
    german = (
        "Dieser Impuls wurde bereits aufgegriffen, abgelehnt, zurückgezogen oder umgesetzt. Wurde das falsch "
        "erfasst, ist es zu berichtigen."
    )
    field = "impulse"


class ImpulseNotTakenUp(Refusal):
    """Only an impulse that was taken up is put into effect. Record first that it was taken up."""

    code = "IMPULSE_NOT_TAKEN_UP"
    german = (
        "Umgesetzt wird nur ein Impuls, der aufgegriffen wurde. Zuerst ist zu erfassen, dass er aufgegriffen "
        "wurde."
    )
    field = "impulse"


class ImpulseNotDecided(Refusal):
    """Only an impulse that was taken up or declined is reported back. Record that decision first."""

    code = "IMPULSE_NOT_DECIDED"
    german = (
        "Rückgemeldet wird nur zu einem Impuls, der aufgegriffen oder abgelehnt wurde. Diese Entscheidung "
        "ist zuerst zu erfassen."
    )
    field = "impulse"


class ImpulseEnded(Refusal):
    """By that day this impulse was declined, withdrawn or put into effect. Check the day, and which impulse
    is meant."""

    code = "IMPULSE_ENDED"
    german = (
        "An diesem Tag war dieser Impuls bereits abgelehnt, zurückgezogen oder umgesetzt. Zu prüfen ist der "
        "Tag, und welcher Impuls gemeint ist."
    )
    field = "impulse"


class OwnImpulse(Refusal):
    """This organisation raised the impulse itself. Record the support of others."""

    code = "OWN_IMPULSE"
    german = (
        "Diese Organisation hat den Impuls selbst eingebracht. Zu erfassen ist die Unterstützung anderer."
    )
    field = "organisation"


class AlreadySupported(Refusal):
    """This organisation's support of this impulse is recorded already. There is nothing left to do."""

    code = "ALREADY_SUPPORTED"
    german = (
        "Die Unterstützung dieses Impulses durch diese Organisation ist bereits erfasst. Es ist nichts "
        "weiter zu tun."
    )
    field = "organisation"


class AlreadyReportedBack(Refusal):
    """At this summit it was reported on this impulse already. Correct that report if it was recorded
    wrongly."""

    code = "ALREADY_REPORTED_BACK"
    german = (
        "Bei diesem Spitzentreffen wurde über diesen Impuls bereits berichtet. Wurde das falsch erfasst, ist "
        "es zu berichtigen."
    )
    field = "summit"


class SummitNotLater(Refusal):
    """An impulse is reported back at a later summit than the one at which it was raised. Check both."""

    code = "SUMMIT_NOT_LATER"
    german = (
        "Über einen Impuls wird bei einem späteren Spitzentreffen berichtet als dem, bei dem er eingebracht "
        "wurde. Beide sind zu prüfen."
    )
    field = "summit"


class UnknownPracticeExample(Refusal):
    """No such practice example is recorded. Look it up among the practice examples, or share it first."""

    code = "UNKNOWN_PRACTICE_EXAMPLE"
    german = (
        "Ein solches Praxisbeispiel ist nicht erfasst. Es ist unter den Praxisbeispielen nachzuschlagen oder "
        "zuerst zu erfassen."
    )
    field = "example"


class PracticeExampleWithdrawn(Refusal):
    """This practice example was withdrawn. Annul the withdrawal if it was recorded wrongly, or share it
    anew."""

    code = "PRACTICE_EXAMPLE_WITHDRAWN"
    german = (
        "Dieses Praxisbeispiel wurde zurückgezogen. Wurde das falsch erfasst, ist die Rücknahme aufzuheben; "
        "sonst ist es neu zu teilen."
    )
    field = "example"


class OwnPracticeExample(Refusal):
    """This organisation shared the practice example itself. Record what others adopted."""

    code = "OWN_PRACTICE_EXAMPLE"
    german = (
        "Diese Organisation hat das Praxisbeispiel selbst geteilt. Zu erfassen ist, was andere übernommen "
        "haben."
    )
    field = "organisation"


class AlreadyAdopted(Refusal):
    """This organisation's adoption of this practice example is recorded already. Correct it if it was
    recorded wrongly; to tell how it went, report the experience."""

    code = "ALREADY_ADOPTED"
    german = (
        "Die Übernahme dieses Praxisbeispiels durch diese Organisation ist bereits erfasst. Wurde sie falsch "
        "erfasst, ist sie zu berichtigen; Erfahrungen sind als solche nachzutragen."
    )
    field = "organisation"


class NotAdopted(Refusal):
    """This organisation has not adopted this practice example, as far as recorded. Record the adoption
    first."""

    code = "NOT_ADOPTED"
    german = (
        "Diese Organisation hat dieses Praxisbeispiel nach den Einträgen nicht übernommen. Zuerst ist die "
        "Übernahme zu erfassen."
    )
    field = "organisation"


class NotAdoptedThere(Refusal):
    """The organisation that it is said to be adopted from neither shared this practice example nor adopted
    it. Record that adoption first, or leave it out."""

    code = "NOT_ADOPTED_THERE"
    german = (
        "Die Organisation, von der es übernommen sein soll, hat dieses Praxisbeispiel weder geteilt noch "
        "übernommen. Deren Übernahme ist zuerst zu erfassen, oder die Angabe ist wegzulassen."
    )
    field = "adoptedFrom"


class InvalidLink(Refusal):
    """A link is an address of the web of at most 500 characters. Give one as https://host/path, or leave it
    out."""

    code = "INVALID_LINK"
    german = (
        "Ein Link ist eine Webadresse aus höchstens 500 Zeichen. Er ist als https://host/pfad anzugeben oder "
        "wegzulassen."
    )
    field = "content.link"


class UnknownFact(Refusal):
    """The log has no fact at this position that this command could correct. Give the position of the
    fact as its node or its mutation told it."""

    code = "UNKNOWN_FACT"
    german = (
        "Das Protokoll hat an dieser Position keinen Eintrag, den dieser Vorgang berichtigen könnte. "
        "Anzugeben ist die Position, die der Knoten oder der Vorgang genannt hat."
    )
    field = "corrects"


class AnotherFact(Refusal):
    """The fact at this position is of another kind. Correct it by the command that records its kind."""

    code = "ANOTHER_FACT"
    german = (
        "Der Eintrag an dieser Position ist anderer Art. Er ist durch den Vorgang zu berichtigen, der seine "
        "Art erfasst."
    )
    field = "corrects"


class AlreadyCorrected(Refusal):
    """This fact was corrected or annulled before. Correct the one that stands in its place, or record it
    anew."""

    code = "ALREADY_CORRECTED"
    german = (
        "Dieser Eintrag wurde bereits berichtigt oder aufgehoben. Zu berichtigen ist der, der an seiner "
        "Stelle steht; sonst ist neu zu erfassen."
    )
    field = "corrects"


class FirstFactStands(Refusal):
    """What a history begins with cannot be annulled. Correct it; or record what ends it: dissolve the
    organisation, cancel the summit, retract the figure, withdraw the impulse or the example."""

    code = "FIRST_FACT_STANDS"
    german = (
        "Womit eine Geschichte beginnt, lässt sich nicht aufheben. Es ist zu berichtigen; oder es ist zu "
        "erfassen, was sie beendet: die Organisation ist aufzulösen, das Spitzentreffen abzusagen, die Zahl "
        "zurückzunehmen, der Impuls oder das Praxisbeispiel zurückzuziehen."
    )
    field = "corrects"


class FactReferredTo(Refusal):
    """Others refer to this fact, as signatures do to a revision, so it cannot be annulled. Correct it, or
    record what follows on it."""

    code = "FACT_REFERRED_TO"
    german = (
        "Auf diesen Eintrag beziehen sich andere, wie Unterschriften auf eine Fassung; er lässt sich daher "
        "nicht aufheben. Er ist zu berichtigen, oder es ist zu erfassen, was auf ihn folgt."
    )
    field = "corrects"


class FollowsFromAnotherFact(Refusal):
    """This fact was recorded with the end of an organisation, and stands and falls with it. Annul that end:
    the merger, the split, the dissolution."""

    code = "FOLLOWS_FROM_ANOTHER_FACT"
    german = (
        "Dieser Eintrag wurde mit dem Ende einer Organisation erfasst und steht und fällt mit ihm. "
        "Aufzuheben ist dieses Ende: der Zusammenschluss, die Aufteilung, die Auflösung."
    )
    field = "corrects"


class LaterFactsRestOnIt(Refusal):
    """Without this fact, or with it changed so, a later one could not have been recorded. Correct or
    annul the later one first."""

    code = "LATER_FACTS_REST_ON_IT"
    german = (
        "Ohne diesen Eintrag, oder mit ihm in dieser Form, hätte ein späterer nicht erfasst werden können. "
        "Zuerst ist der spätere zu berichtigen oder aufzuheben."
    )
    field = "corrects"


class NotCorrectable(Refusal):
    """This command corrects nothing: it records several facts at once, or annuls some. Annul what is wrong
    and record it anew."""

    code = "NOT_CORRECTABLE"
    german = (
        "Dieser Vorgang berichtigt nichts: Er erfasst mehrere Einträge auf einmal oder hebt welche auf. "
        "Falsches ist aufzuheben und neu zu erfassen."
    )
    field = "corrects"


class VersionConflict(Refusal):
    """Something was recorded since you read the stream. Read it again, decide again, and send the new
    version as expectedVersion."""

    code = "VERSION_CONFLICT"
    german = (
        "Seit dem Lesen des Stroms wurde etwas erfasst. Er ist neu zu lesen, neu zu entscheiden, und die "
        "neue Version ist als expectedVersion mitzugeben."
    )
    field = "expectedVersion"


class NotYourOrganisation(Refusal):
    """A municipality records what is its own organisation's alone. Look up your own, or have the Land's
    office record it."""

    code = "NOT_YOUR_ORGANISATION"
    german = (
        "Eine Kommune erfasst nur, was ihre eigene Organisation betrifft. Anzugeben ist diese; "
        "anderes erfasst die Landesstelle."
    )
    field = "organisation"


class IdempotencyKeyReused(Refusal):
    """This idempotency key was used with other input. Use a new key for a new command."""

    code = "IDEMPOTENCY_KEY_REUSED"
    german = (
        "Dieser Idempotenzschlüssel wurde mit anderen Angaben verwendet. Ein neuer Vorgang braucht einen "
        "neuen Schlüssel."
    )
    field = "idempotencyKey"


class UnknownCheckpoint(Refusal):
    """This is no checkpoint of this log. Give the signed note as `log { checkpoint { note } }` tells it, with
    the line of your signature behind it."""

    code = "UNKNOWN_CHECKPOINT"
    german = (
        "Das ist kein Checkpoint dieses Protokolls. Anzugeben ist die signierte Note, wie "
        "`log { checkpoint { note } }` sie nennt, dahinter die Zeile der eigenen Unterschrift."
    )
    field = "note"


class UnknownWitness(Refusal):
    """The note has no signature of a witness that this register knows. Give the operator your verifier key,
    to be entered in NETZWERKREGISTER_WITNESSES."""

    code = "UNKNOWN_WITNESS"
    german = (
        "Die Note hat keine Unterschrift eines Zeugen, den dieses Register kennt. Der eigene Prüfschlüssel "
        "ist der betreibenden Stelle zu geben, für NETZWERKREGISTER_WITNESSES."
    )
    field = "note"


class ExpiryOutOfRange(Refusal):
    """A key expires some day: later than now, and within this many days. Give such a moment."""

    code = "EXPIRY_OUT_OF_RANGE"
    german = (
        "Ein Schlüssel läuft ab: später als jetzt und innerhalb dieser Zahl von Tagen. Ein solcher Zeitpunkt "
        "ist anzugeben."
    )
    field = "expiresAt"


class UnknownApiKey(Refusal):
    """There is no such key. Look it up by `apiKeys`."""

    code = "UNKNOWN_API_KEY"
    german = "Einen solchen Schlüssel gibt es nicht. Er ist über `apiKeys` zu suchen."
    field = "id"


class UnknownWebhook(Refusal):
    """There is no such webhook, or it is somebody else's. Look it up by `webhooks`."""

    code = "UNKNOWN_WEBHOOK"
    german = (
        "Einen solchen Webhook gibt es nicht, oder er gehört jemand anderem. Er ist über `webhooks` zu "
        "suchen."
    )
    field = "id"


class InvalidWebhookUrl(Refusal):
    """Webhooks go to public addresses by https only, and to those that NETZWERKREGISTER_WEBHOOK_NETWORKS has.
    Give a URL of at most 2,000 characters in ASCII, without a user and without a fragment."""

    code = "INVALID_WEBHOOK_URL"
    german = (
        "Webhooks gehen nur per https an öffentliche Adressen und an solche, die "
        "NETZWERKREGISTER_WEBHOOK_NETWORKS enthält. Anzugeben ist eine URL aus höchstens 2.000 Zeichen in "
        "ASCII, ohne Benutzer und ohne Fragment."
    )
    field = "url"


class TooManyWebhooks(Refusal):
    """There are as many webhooks as this register keeps. Look which are not needed, and have them removed."""

    code = "TOO_MANY_WEBHOOKS"
    german = (
        "Es gibt so viele Webhooks, wie dieses Register führt. Zu prüfen ist, welche nicht gebraucht werden; "
        "diese sind zu entfernen."
    )


class TooManyOwnWebhooks(Refusal):
    """You have as many webhooks as one may have. Look which is not needed, and remove it."""

    code = "TOO_MANY_OWN_WEBHOOKS"
    german = "Sie haben so viele Webhooks, wie einer haben kann. Ein nicht benötigter ist zu entfernen."


class OverlapOutOfRange(Refusal):
    """The secret before stays valid for 0 to 168 hours. Give such a number of hours."""

    code = "OVERLAP_OUT_OF_RANGE"
    german = "Das vorige Geheimnis gilt noch 0 bis 168 Stunden. Anzugeben ist eine solche Zahl von Stunden."
    field = "overlapHours"


class CosignatureInvalid(Refusal):
    """The witness's signature is not of this checkpoint. Give the checkpoint as it was signed, unchanged."""

    code = "COSIGNATURE_INVALID"
    german = (
        "Die Unterschrift des Zeugen gehört nicht zu diesem Checkpoint. Er ist unverändert so einzureichen, "
        "wie er unterschrieben wurde."
    )
    field = "note"


class CheckpointDiffers(Refusal):
    """This register's log has another root at this size. Check it against those of
    other witnesses, and keep it: whoever signed it has shown two histories."""

    code = "CHECKPOINT_DIFFERS"
    german = (
        "Das Protokoll dieses Registers hat bei dieser Größe eine andere Wurzel. Der Checkpoint ist "
        "aufzubewahren und mit denen anderer Zeugen zu vergleichen: Wer ihn signiert hat, hat zwei "
        "Geschichten gezeigt."
    )
    field = "note"


def refusal_of(code: str, detail: str) -> Refusal:
    """The refusal of this code, as it was told once."""
    return next(each for each in Refusal.__subclasses__() if each.code == code)(detail)
