"""The declaration, its revisions and its signatures as they are asked; given, when, then."""

from uuid import UUID

from domain.declaration import Declaration
from domain.identity import revision_id, signature_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from projections import DECLARATIONS, REVISIONS, SIGNATURES
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
        "source": "a newspaper",
        "recorded_at": RECORDED,
    }


def test_a_revision_is_a_row_of_its_own() -> None:
    assert row_after(REVISIONS, REVISED) == {
        "id": revision_id(2),
        "declaration_id": STREAM,
        "revision": 2,
        "title": "Fassung",
        "revised_on": None,
        "source": "a web page",
        "recorded_at": RECORDED,
    }


def test_a_signature_is_a_row_that_knows_its_revision() -> None:
    signed = fact(
        Organisation.SignedDeclaration,
        source="a letter",
        position=12,
        revision=2,
        on=PartialDate(2013),
        office="LANDRAT",
        summit_id=UUID(int=3),
    )
    assert row_after(SIGNATURES, signed) == {
        "id": signature_id(STREAM, 2),
        "organisation_id": STREAM,
        "revision_id": revision_id(2),
        "revision": 2,
        "signed_on": PartialDate(2013),
        "office": "LANDRAT",
        "summit_id": UUID(int=3),
        "source": "a letter",
        "position": 12,
        "recorded_at": RECORDED,
    }
