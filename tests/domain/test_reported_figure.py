"""What sources say of a number: reported, retracted, corrected; given, when, then."""

from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.reported_figure import Figure, ReportedFigure
from tests.domain.correcting import begun_otherwise, versions_that_stand
from tests.domain.given import (
    NOW,
    TODAY,
    TOMORROW,
    happened,
    recorded,
    saved,
)

STREAM = UUID(int=1)


def report(**given: Any) -> ReportedFigure:
    said: dict[str, Any] = {
        "figure": Figure.MEMBERS,
        "number": 91,
        "at_least": False,
        "on": TODAY,
        "says": "91 Mitglieder",
    }
    return ReportedFigure.report(STREAM, now=NOW, **said | given)


def test_a_figure_is_reported() -> None:
    reported = report(
        figure=Figure.SIGNATORY_MUNICIPALITIES, number=100, at_least=True, says=" mehr als 100 "
    )
    assert (reported.id, reported.retracted) == (STREAM, False)
    assert happened(reported) == {
        "topic": "reported-figure.reported",
        "figure": Figure.SIGNATORY_MUNICIPALITIES,
        "number": 100,
        "at_least": True,
        "on": TODAY,
        "says": "mehr als 100",
    }


@pytest.mark.parametrize("number", [0, 100_000])
def test_a_number_may_be_none_or_many(number: int) -> None:
    assert happened(report(number=number))["number"] == number


@pytest.mark.parametrize("number", [-1, 100_001])
def test_a_number_is_one_of_municipalities(number: int) -> None:
    with pytest.raises(errors.InvalidFigure) as refused:
        report(number=number)
    assert refused.value.field == "number"


@pytest.mark.parametrize("says", ["", " \n ", "a\0b", "ä" * 2001])
def test_a_statement_is_a_text(says: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        report(says=says)
    assert refused.value.field == "says"


def test_nothing_is_reported_of_the_future() -> None:
    with pytest.raises(errors.DateInFuture):
        report(on=TOMORROW)


def test_a_figure_is_retracted_once() -> None:
    reported = saved(report())
    reported.retract(reason=" ein Irrtum ", now=NOW)
    assert happened(reported) == {"topic": "reported-figure.retracted", "reason": "ein Irrtum"}
    assert reported.retracted
    with pytest.raises(errors.NothingChanges):
        reported.retract(reason="noch einmal", now=NOW)


def test_a_retraction_has_a_reason() -> None:
    reported = saved(report())
    with pytest.raises(errors.InvalidText) as refused:
        reported.retract(reason=" ", now=NOW)
    assert refused.value.field == "reason"
    assert not reported.retracted


def test_a_figure_that_was_misread_is_corrected_and_stays_retracted() -> None:
    misread = report()
    misread.retract(reason="ein Irrtum", now=NOW)
    events = recorded(misread)
    corrected = begun_otherwise(events, report(number=36))
    assert versions_that_stand(corrected) == [3, 2]
    assert History(corrected).aggregate().retracted
