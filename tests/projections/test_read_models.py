"""All read models together: every event is shown somewhere, and names and orders hold."""

from collections import Counter

from domain.corrections import Annulment
from domain.engagement_officers import EngagementOfficers
from domain.summit_year import SummitYear
from projections import READ_MODELS
from tests.domain.test_identity import events

# Nobody asks for the reservation of a year; the summit shows it. That a town has a record of its officers is
# shown by those who are in it. What annuls is shown by what does not stand any more.
SHOWN_BY_NONE = {
    SummitYear.Reserved,
    SummitYear.Released,
    SummitYear.ReservedAgain,
    EngagementOfficers.Kept,
    *(event for event in events() if issubclass(event, Annulment)),
}


def test_every_event_is_shown_by_a_read_model_or_meant_to_be_shown_by_none() -> None:
    shown = {kind for model in READ_MODELS for kind in (*model.opens, *model.changes)}
    assert shown | SHOWN_BY_NONE == set(events())
    assert not shown & SHOWN_BY_NONE


def test_an_event_opens_a_row_or_changes_it_in_one_model() -> None:
    for model in READ_MODELS:
        assert not model.opens.keys() & model.changes.keys()


def test_each_table_has_a_name_of_its_own_that_bears_the_models_version() -> None:
    names = Counter(model.table for model in READ_MODELS)
    assert set(names.values()) == {1}
    assert all(
        name == f"{model.name}_v{model.version}" for name, model in zip(names, READ_MODELS, strict=True)
    )


def test_each_row_begins_with_its_id() -> None:
    assert {model.row._fields[0] for model in READ_MODELS} == {"id"}
