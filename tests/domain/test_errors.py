"""Refusals: stable codes, and a docstring that is the meaning and says what to do."""

import re

import pytest

from domain import errors
from domain.errors import Refusal, explain

CODES = {
    "ACCESSION_ALREADY_PLANNED": "organisation",
    "ALREADY_ATTENDED": "organisation",
    "ALREADY_MEMBER": "organisation",
    "ALREADY_PROCLAIMED": None,
    "ALREADY_REGISTERED": "ags",
    "ALREADY_SIGNED": "organisation",
    "DATE_IN_FUTURE": "on",
    "DATE_OUTSIDE_YEAR": "on",
    "IDEMPOTENCY_KEY_REUSED": "idempotencyKey",
    "INVALID_AGS": "ags",
    "INVALID_FIGURE": None,
    "INVALID_HOST": "host",
    "INVALID_NAME": "name",
    "INVALID_PLACE": "place",
    "INVALID_TITLE": "title",
    "NOT_ELIGIBLE": "organisation",
    "NOT_ENTITLED_TO_ATTEND": "organisation",
    "NO_DECLARATION": None,
    "SIGNATURE_MISSING": "organisation",
    "SUMMIT_ALREADY_HELD": "year",
    "SUMMIT_NOT_HELD": "summit",
    "SUMMIT_YEAR_TAKEN": "year",
    "UNKNOWN_ORGANISATION": "organisation",
    "UNKNOWN_PARENT": "parent",
    "UNKNOWN_REVISION": "revision",
    "UNKNOWN_SUMMIT": "summit",
    "VERSION_CONFLICT": "expectedVersion",
}

# What a refusal ends in: an imperative, or that there is nothing to be done.
ADVICE = re.compile(
    r"\. (Announce|Check|Give|Look|Others sign|Proclaim|Read|Record|Register|Revise|Leave|Use"
    r"|There is nothing left to do|There is at most)\b[^.]*\.$"
)

REFUSALS = Refusal.__subclasses__()


def test_codes_and_fields_are_as_they_were() -> None:
    assert {refusal.code: refusal.field for refusal in REFUSALS} == CODES
    assert len(REFUSALS) == len(CODES)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_says_what_to_do(refusal: type[Refusal]) -> None:
    assert ADVICE.search(explain(refusal()))
    assert "\n" not in refusal().message


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_code_is_the_name_of_its_class(refusal: type[Refusal]) -> None:
    assert refusal.code == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", refusal.__name__).upper()


def test_a_message_has_the_detail_behind_the_meaning() -> None:
    refusal = errors.UnknownSummit("1999")
    assert refusal.message == ("No such summit is recorded. Announce it, or record it as held, first. (1999)")
    assert str(refusal) == f"UNKNOWN_SUMMIT: {refusal.message}"
    assert errors.UnknownSummit().message == explain(refusal)
