"""Refusals: stable codes, and a docstring that is the meaning and says what to do."""

import re

import pytest

from domain import errors
from domain.errors import Refusal, explain
from domain.languages import Language

CODES = {
    "ACCESSION_ALREADY_PLANNED": "organisation",
    "ALREADY_ADOPTED": "organisation",
    "ALREADY_ANSWERED": "organisation",
    "ALREADY_ATTENDED": "organisation",
    "ALREADY_CORRECTED": "corrects",
    "ALREADY_INVITED": "organisation",
    "ALREADY_MEMBER": "organisation",
    "ALREADY_PROCLAIMED": None,
    "ALREADY_REGISTERED": "ags",
    "ALREADY_REPORTED_BACK": "summit",
    "ALREADY_SIGNED": "organisation",
    "ALREADY_SUPPORTED": "organisation",
    "ANOTHER_FACT": "corrects",
    "CHECKPOINT_DIFFERS": "note",
    "COSIGNATURE_INVALID": "note",
    "DATES_OUT_OF_ORDER": "on",
    "DATE_IN_FUTURE": "on",
    "DATE_OUTSIDE_YEAR": "on",
    "EXPIRY_OUT_OF_RANGE": "expiresAt",
    "ERASURE_STANDS": "corrects",
    "FACT_REFERRED_TO": "corrects",
    "FIRST_FACT_STANDS": "corrects",
    "IDEMPOTENCY_KEY_REUSED": "idempotencyKey",
    "IMPULSE_DECIDED": "impulse",
    "IMPULSE_ENDED": "impulse",
    "IMPULSE_NOT_DECIDED": "impulse",
    "IMPULSE_NOT_TAKEN_UP": "impulse",
    "INVALID_AGS": "ags",
    "INVALID_EMAIL": "email",
    "INVALID_FIGURE": None,
    "INVALID_HOST": "host",
    "INVALID_LINK": "content.link",
    "INVALID_NAME": "name",
    "INVALID_PHONE": "phone",
    "INVALID_PLACE": "place",
    "INVALID_REVISION_TEXT": "text",
    "INVALID_SUCCESSOR": "into",
    "INVALID_TEXT": None,
    "INVALID_TITLE": "title",
    "INVALID_WEBHOOK_URL": "url",
    "LATER_FACTS_REST_ON_IT": "corrects",
    "NOTHING_CHANGES": None,
    "NOT_ADOPTED": "organisation",
    "NOT_ADOPTED_THERE": "adoptedFrom",
    "NOT_CORRECTABLE": "corrects",
    "NOT_ELIGIBLE": "organisation",
    "NOT_ENTITLED_TO_ATTEND": "organisation",
    "NOT_INVITED": "organisation",
    "NOT_MEMBER": "organisation",
    "NOT_SIGNED": "organisation",
    "NOT_YOUR_ORGANISATION": "organisation",
    "NO_ACCESSION_PLANNED": "organisation",
    "NO_DECLARATION": None,
    "ORGANISATION_ENDED": "organisation",
    "OVERLAP_OUT_OF_RANGE": "overlapHours",
    "OWN_IMPULSE": "organisation",
    "OWN_PRACTICE_EXAMPLE": "organisation",
    "PERSON_ERASED": "officer",
    "PRACTICE_EXAMPLE_WITHDRAWN": "example",
    "REVISION_TEXT_KNOWN": "revision",
    "SIGNATURE_MISSING": "organisation",
    "SUMMIT_ALREADY_HELD": "year",
    "SUMMIT_CANCELLED": "summit",
    "SUMMIT_CLOSED": "summit",
    "SUMMIT_NOT_HELD": "summit",
    "SUMMIT_NOT_LATER": "summit",
    "SUMMIT_UNDER_WAY": "summit",
    "SUMMIT_YEAR_TAKEN": "year",
    "TOO_MANY_ITEMS": "organisations",
    "TOO_MANY_OWN_WEBHOOKS": None,
    "TOO_MANY_WEBHOOKS": None,
    "UNKNOWN_AGENDA_ITEM": "item",
    "UNKNOWN_API_KEY": "id",
    "UNKNOWN_CHECKPOINT": "note",
    "UNKNOWN_ENGAGEMENT_OFFICER": "officer",
    "UNKNOWN_FACT": "corrects",
    "UNKNOWN_FIGURE": "figure",
    "UNKNOWN_IMPULSE": "impulse",
    "UNKNOWN_ORGANISATION": "organisation",
    "UNKNOWN_PARENT": "parent",
    "UNKNOWN_PRACTICE_EXAMPLE": "example",
    "UNKNOWN_WEBHOOK": "id",
    "UNKNOWN_WITNESS": "note",
    "INVALID_PARENT": "parent",
    "NONE_LISTED": None,
    "FOLLOWS_FROM_ANOTHER_FACT": "corrects",
    "UNKNOWN_REVISION": "revision",
    "UNKNOWN_SUMMIT": "summit",
    "VERSION_CONFLICT": "expectedVersion",
}

# What a refusal ends in: an imperative, or that there is nothing to be done.
ADVICE = re.compile(
    r"\. (Announce|Annul|Check|Correct|Give|Look|Others sign|Proclaim|Read|Record|Register|Revise|Leave|Use"
    r"|There is nothing left to do|There is at most)\b[^.]*\.$"
)

REFUSALS = Refusal.__subclasses__()


def test_codes_and_fields_are_as_they_were() -> None:
    assert {refusal.code: refusal.field for refusal in REFUSALS} == CODES
    assert len(REFUSALS) == len(CODES)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_says_what_to_do(refusal: type[Refusal]) -> None:
    assert ADVICE.search(explain(refusal()))
    assert "\n" not in refusal().message()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_says_so_in_german_too(refusal: type[Refusal]) -> None:
    german = refusal().message(Language.DE)
    assert german == explain(refusal(), Language.DE) == vars(refusal)["german"]
    assert german != refusal().message(Language.EN)
    assert german.endswith(".")
    assert "\n" not in german
    assert len(re.split(r"(?<=[.:;]) ", german)) > 1, "the meaning, and what is to be done"


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_code_is_the_name_of_its_class(refusal: type[Refusal]) -> None:
    assert refusal.code == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", refusal.__name__).upper()


def test_codes_of_short_words_are_the_names_of_their_classes() -> None:
    assert errors.NoAccessionPlanned.code == "NO_ACCESSION_PLANNED"
    assert errors.LaterFactsRestOnIt.code == "LATER_FACTS_REST_ON_IT"


def test_a_message_has_the_detail_behind_the_meaning() -> None:
    refusal = errors.UnknownSummit("1999")
    assert refusal.message() == "No such summit is recorded. Announce it, or record it as held, first. (1999)"
    assert refusal.message(Language.DE) == (
        "Ein solches Spitzentreffen ist nicht erfasst. Es ist zuerst anzukündigen oder als durchgeführt zu "
        "erfassen. (1999)"
    )
    assert str(refusal) == f"UNKNOWN_SUMMIT: {refusal.message()}"
    assert errors.UnknownSummit().message() == explain(refusal)


def test_a_refusal_may_name_another_input_than_its_kind_does() -> None:
    assert errors.DateInFuture(field="councilResolvedOn").field == "councilResolvedOn"
    assert errors.DateInFuture().field == "on"


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_that_was_told_once_is_told_again(refusal: type[Refusal]) -> None:
    again = errors.refusal_of(refusal.code, "a detail")
    assert type(again) is refusal
    assert (again.detail, again.field) == ("a detail", refusal.field)
