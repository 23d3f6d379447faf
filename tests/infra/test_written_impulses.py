"""Impulses and practice examples as they were written in 2026 stand, and are corrected, as ever."""

from typing import Any

from domain.corrections import History
from domain.partial_date import PartialDate
from infra.transcoding import create_mapper
from tests.infra.test_transcoding import written
from tests.infra.written_impulses import EXAMPLES, IMPULSES, SUMMIT

Entry = tuple[str, int, str, dict[str, Any]]


def read(entries: list[Entry]) -> list[Any]:
    return [create_mapper().to_domain_event(written(*entry[:3])) for entry in entries]


def way(*but: str) -> list[Entry]:
    """What became of an impulse in 2026, but for the steps of these topics."""
    return [entry for entry in IMPULSES if entry[0] not in but]


def test_an_impulses_way_of_old_goes_on_as_corrected() -> None:
    """One that was raised, supported, taken up, put into effect and reported back."""
    impulse = History(read(way("impulse.declined", "impulse.withdrawn"))).aggregate()
    assert (impulse.state, impulse.last_step, impulse.reported_at) == ("IN_EFFECT", 4, frozenset())
    assert impulse.days == [PartialDate(2025), PartialDate(2026, 1), PartialDate(2026, 1, 2)]


def test_an_impulse_that_was_withdrawn_is_withdrawn() -> None:
    impulse = History(read(way("impulse.declined", "impulse.put-into-effect"))).aggregate()
    assert (impulse.state, impulse.last_step) == ("WITHDRAWN", 4)
    assert (impulse.decided_on, impulse.ended_on) == (PartialDate(2026, 1), PartialDate(2026, 1, 2))


def test_an_example_of_old_is_as_it_was_corrected_and_its_adoption_as_it_went() -> None:
    history = History(read(EXAMPLES))
    example = history.aggregate()
    assert (example.adopted_on, example.withdrawn, example.version) == ({SUMMIT: None}, False, 7)
    before = history.before(7)
    history.stands(7).decide_again(before)
    (again,) = before.collect_events()
    assert (again.organisation_id, again.note) == (SUMMIT, "Es ging\nleicht.")


def test_what_is_listed_in_an_example_of_old_is_decided_on_again() -> None:
    """Shared and revised; the log has topics and target groups as texts."""
    events = read(EXAMPLES[:2])
    before = History(events).before(2)
    events[1].decide_again(before)
    (again,) = before.collect_events()
    assert (again.topics, again.target_groups) == (["FUNDING"], ["VOLUNTEERS"])
