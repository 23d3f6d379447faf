"""The declaration, its revisions and its signatures as they are asked; given, when, then."""

from typing import Any
from uuid import UUID

from domain.declaration import Declaration
from domain.identity import revision_id, signature_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections import DECLARATIONS, REVISIONS, SIGNATURES
from projections.kernel import Fact
from tests.projections.facts import RECORDED, STREAM, fact, row_after

PROCLAIMED = fact(
    Declaration.Proclaimed,
    source="a newspaper",
    originator_topic="declaration",
    title="Erklärung",
    on=PartialDate(2012, 12, 5),
)
REVISED = fact(Declaration.Revised, source="a web page", revision=2, title="Fassung", on=None)


def test_a_proclamation_opens_the_declaration() -> None:
    assert row_after(DECLARATIONS, PROCLAIMED) == {
        "id": STREAM,
        "title": "Erklärung",
        "revision": 1,
        "current_revision_id": revision_id(1),
        "proclaimed_on": PartialDate(2012, 12, 5),
    }


def test_a_revision_changes_the_declaration_and_not_the_day_of_its_proclamation() -> None:
    assert row_after(DECLARATIONS, PROCLAIMED, REVISED) == {
        "id": STREAM,
        "title": "Fassung",
        "revision": 2,
        "current_revision_id": revision_id(2),
        "proclaimed_on": PartialDate(2012, 12, 5),
    }


def test_a_proclamation_is_the_first_revision() -> None:
    assert row_after(REVISIONS, PROCLAIMED) == {
        "id": revision_id(1),
        "declaration_id": STREAM,
        "revision": 1,
        "title": "Erklärung",
        "revised_on": PartialDate(2012, 12, 5),
        "summit_id": None,
        "text_sha256": None,
        "source": "a newspaper",
        "position": 9,
        "recorded_at": RECORDED,
    }


def test_a_revision_is_a_row_of_its_own() -> None:
    assert row_after(REVISIONS, REVISED) == {
        "id": revision_id(2),
        "declaration_id": STREAM,
        "revision": 2,
        "title": "Fassung",
        "revised_on": None,
        "summit_id": None,
        "text_sha256": None,
        "source": "a web page",
        "position": 9,
        "recorded_at": RECORDED,
    }


def test_a_revision_knows_the_summit_at_which_it_was_carried_forward() -> None:
    carried = fact(Declaration.Revised, revision=2, title="Fassung", on=None, summit_id=UUID(int=3))
    assert row_after(REVISIONS, carried)["summit_id"] == UUID(int=3)


def test_a_text_is_that_of_its_revision() -> None:
    text = fact(Declaration.TextRecorded, source="a scan", position=12, revision=2, text_sha256="ab" * 32)
    plain = row_after(REVISIONS, REVISED)
    assert row_after(REVISIONS, REVISED, text) == plain | {"text_sha256": "ab" * 32}
    assert REVISIONS.fold([PROCLAIMED, REVISED, text])[revision_id(1)].text_sha256 is None


SIGNED = fact(
    Organisation.SignedDeclaration,
    source="a letter",
    position=12,
    revision=2,
    on=PartialDate(2013),
    office="LANDRAT",
    summit_id=UUID(int=3),
)
SIGNATURE = {
    "id": signature_id(STREAM, 2),
    "organisation_id": STREAM,
    "revision_id": revision_id(2),
    "revision": 2,
    "signed_on": PartialDate(2013),
    "office": "LANDRAT",
    "summit_id": UUID(int=3),
    "inherited_from_id": None,
    "withdrawn": False,
    "withdrawn_on": None,
    "withdrawn_reason": None,
    "ending": None,
    "source": "a letter",
    "position": 12,
    "recorded_at": RECORDED,
}


def withdrawn(time: int, **said: object) -> Fact[Organisation.SignatureWithdrawn]:
    told: dict[str, Any] = {"on": None, "reason": None, "ending": None} | said
    return fact(Organisation.SignatureWithdrawn, source="a call", revision=2, time=time, **told)


def test_a_signature_is_a_row_that_knows_its_revision() -> None:
    assert row_after(SIGNATURES, SIGNED) == SIGNATURE


def test_a_signature_that_is_withdrawn_stays_as_it_was_given() -> None:
    taken_back = withdrawn(1, on=PartialDate(2014), reason="ein Versehen")
    assert row_after(SIGNATURES, SIGNED, taken_back) == SIGNATURE | {
        "withdrawn": True,
        "withdrawn_on": PartialDate(2014),
        "withdrawn_reason": "ein Versehen",
    }


def test_a_signature_that_was_passed_on_says_how_its_organisation_ended() -> None:
    passed_on = row_after(SIGNATURES, SIGNED, withdrawn(1, ending="MERGED"))
    assert passed_on == SIGNATURE | {"withdrawn": True, "ending": "MERGED"}


def test_a_signature_that_is_given_again_is_another_row() -> None:
    said: dict[str, Any] = {"revision": 2, "on": None, "office": None, "summit_id": None}
    again = fact(Organisation.SignedDeclaration, time=2, inherited_from=UUID(int=5), **said)
    rows = SIGNATURES.fold([SIGNED, withdrawn(1), again])
    first, second = rows[signature_id(STREAM, 2)], rows[signature_id(STREAM, 2, 2)]
    assert (first.withdrawn, second.withdrawn) == (True, False)
    assert (first.inherited_from_id, second.inherited_from_id) == (None, UUID(int=5))
    both = SIGNATURES.fold([SIGNED, withdrawn(1), again, withdrawn(2)])
    assert [row.withdrawn for row in both.values()] == [True, True]
