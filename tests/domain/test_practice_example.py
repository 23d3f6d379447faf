"""Practice examples: shared, revised, withdrawn; and what they say; given, when, then."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.corrections import History
from domain.errors import Refusal
from domain.example_content import ExampleContent, ExampleKind
from domain.partial_date import PartialDate
from domain.practice_example import AdoptionKind, PracticeExample
from domain.topics import TargetGroup, Topic
from tests.domain.correcting import annulled, begun_otherwise, replaced
from tests.domain.given import NOW, TODAY, TOMORROW, example_content, happened, recorded, saved

STREAM, TOWN, OTHER = UUID(int=42), UUID(int=1), UUID(int=2)
PLAIN = example_content()
JANUARY, FEBRUARY, MARCH = (PartialDate(2026, month) for month in (1, 2, 3))


def share(content: ExampleContent = PLAIN, on: PartialDate | None = None) -> PracticeExample:
    return PracticeExample.share(STREAM, TOWN, content, on=on, now=NOW)


def shared(on: PartialDate | None = None) -> PracticeExample:
    return saved(share(on=on))


def revise(example: PracticeExample, content: ExampleContent = PLAIN, on: PartialDate | None = None) -> None:
    example.revise(content, on=on, now=NOW)


def withdraw(example: PracticeExample, on: PartialDate | None = None, reason: str | None = None) -> None:
    example.withdraw(on=on, reason=reason, now=NOW)


def adopt(example: PracticeExample, on: PartialDate | None = None) -> None:
    example.adopt(OTHER, AdoptionKind.ADOPTED, adopted_from=None, on=on, note=None, now=NOW)


def withdrawn() -> PracticeExample:
    example = shared()
    withdraw(example)
    return saved(example)


WHOLE = example_content(
    kind=ExampleKind.STRATEGY,
    title=" Unsere Strategie ",
    summary=" Kurz\ngesagt. ",
    text=" Wie es geht. ",
    topics=[Topic.STRATEGY, Topic.CULTURE, Topic.STRATEGY],
    target_groups=[TargetGroup.SCHOOLS, TargetGroup.COMPANIES],
    link=" https://stadt.example/strategie ",
)
SAYS = {
    "kind": ExampleKind.STRATEGY,
    "title": "Unsere Strategie",
    "summary": "Kurz\ngesagt.",
    "text": "Wie es geht.",
    "topics": [Topic.CULTURE, Topic.STRATEGY],
    "target_groups": [TargetGroup.COMPANIES, TargetGroup.SCHOOLS],
    "link": "https://stadt.example/strategie",
}


def test_an_example_is_shared() -> None:
    example = share(WHOLE, TODAY)
    assert (example.id, example.withdrawn, example.since) == (STREAM, False, TODAY)
    assert happened(example) == {
        "topic": "practice-example.shared",
        "organisation_id": TOWN,
        **SAYS,
        "on": TODAY,
    }


def test_it_says_something_else_from_a_day_on() -> None:
    example = shared(JANUARY)
    revise(example, WHOLE, FEBRUARY)
    assert happened(example) == {"topic": "practice-example.revised", **SAYS, "on": FEBRUARY}
    assert (example.shared_on, example.since) == (JANUARY, FEBRUARY)
    revise(example)
    assert example.since == FEBRUARY


def test_it_is_withdrawn_and_then_nothing_is_done_with_it() -> None:
    example = shared()
    withdraw(example, TODAY, " überholt ")
    assert happened(example) == {
        "topic": "practice-example.withdrawn",
        "on": TODAY,
        "reason": "überholt",
    }
    for decide in (revise, withdraw, adopt):
        with pytest.raises(errors.PracticeExampleWithdrawn):
            decide(example)
    assert (example.withdrawn, example.collect_events()) == (True, [])


@pytest.mark.parametrize("reason", ["", "a\0b", "ä" * 2001])
def test_a_reason_is_a_text_where_there_is_one(reason: str) -> None:
    with pytest.raises(errors.InvalidText) as refused:
        withdraw(shared(), reason=reason)
    assert refused.value.field == "reason"


def test_nothing_of_it_lies_in_the_future() -> None:
    for decide in (revise, withdraw, adopt):
        with pytest.raises(errors.DateInFuture):
            decide(shared(), on=TOMORROW)
    with pytest.raises(errors.DateInFuture):
        share(on=TOMORROW)


@pytest.mark.parametrize("decide", [revise, withdraw])
def test_it_is_neither_revised_nor_withdrawn_before_it_said_so(decide: Callable[..., None]) -> None:
    example = shared(JANUARY)
    revise(example, on=MARCH)
    with pytest.raises(errors.DatesOutOfOrder, match="2026-02 < 2026-03"):
        decide(example, on=FEBRUARY)
    decide(example, on=PartialDate(2026))


@pytest.mark.parametrize("decide", [revise, withdraw])
def test_neither_is_it_before_it_was_shared_whatever_it_said_meanwhile(decide: Callable[..., None]) -> None:
    example = shared(MARCH)
    revise(example, on=PartialDate(2026))
    with pytest.raises(errors.DatesOutOfOrder, match="2026-02 < 2026-03"):
        decide(example, on=FEBRUARY)
    decide(example, on=MARCH)


# What it says


WRONG: dict[str, tuple[dict[str, Any], type[Refusal], str]] = {
    "no title": ({"title": " "}, errors.InvalidTitle, "title"),
    "title of two lines": ({"title": "a\nb"}, errors.InvalidTitle, "title"),
    "no summary": ({"summary": ""}, errors.InvalidText, "summary"),
    "long summary": ({"summary": "ä" * 2001}, errors.InvalidText, "summary"),
    "no text": ({"text": "\u200b"}, errors.InvalidText, "text"),
    "long text": ({"text": "ä" * 20_001}, errors.InvalidText, "text"),
    "no topic": ({"topics": []}, errors.NoneListed, "topics"),
    "no target group": ({"target_groups": []}, errors.NoneListed, "targetGroups"),
}


@pytest.mark.parametrize(("given", "refusal", "field"), WRONG.values(), ids=WRONG)
def test_it_says_what_it_is_and_for_whom(given: dict[str, Any], refusal: type[Refusal], field: str) -> None:
    content = example_content(**given)
    for decide in (lambda: share(content), lambda: revise(shared(), content)):
        with pytest.raises(refusal) as refused:
            decide()
        assert refused.value.field == f"content.{field}"


@pytest.mark.parametrize(
    "link",
    [
        "http://a",
        "HTTPS://stadt.example:8443/Straße?a=b&c#d",
        "https://köln.example/",
        "https://[2001:db8::1]/",
        "https://stadt.example/" + "a" * 478,
    ],
)
def test_a_link_is_an_address_of_the_web(link: str) -> None:
    assert example_content(link=f" {link}\n").checked().link == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "stadt.example/strategie",
        "//stadt.example",
        "https:stadt.example",
        "https://",
        "https://:443/",
        "https:///strategie",
        "ftp://stadt.example",
        "mailto:a@stadt.example",
        "javascript:alert(1)",
        "https://stadt.example:0/",
        "https://stadt.example:65536/",
        "https://stadt.example:http/",
        "https://[2001:db8::1/",
        "https://ich@stadt.example/",
        "https://ich:geheim@stadt.example/",
        "https://@stadt.example/",
        "https://stadt.example/a b",
        "https://stadt.example/a\nb",
        "https://stadt.example/\u00a0a",
        "https://stadt.example/\ud800",
        "https://stadt.example/" + "a" * 479,
    ],
)
def test_what_leads_nowhere_is_no_link(link: str) -> None:
    with pytest.raises(errors.InvalidLink) as refused:
        example_content(link=link).checked()
    assert refused.value.field == "content.link"
    assert len(refused.value.detail) < 200


# Corrections


@pytest.fixture
def events() -> list[Any]:
    """Shared, revised, withdrawn."""
    example = share(on=JANUARY)
    revise(example, on=FEBRUARY)
    withdraw(example, MARCH)
    return recorded(example)


def test_a_withdrawal_is_annulled_and_it_is_shared_as_before(events: list[Any]) -> None:
    example = History(annulled(events, 3)).aggregate()
    assert (example.withdrawn, example.since) == (False, FEBRUARY)
    revise(example)


def test_a_revision_is_corrected_as_a_whole(events: list[Any]) -> None:
    corrected = replaced(events, 2, lambda example: revise(example, WHOLE, MARCH))
    said = dict(vars(corrected[-1]))
    assert {name: said[name] for name in SAYS} == SAYS
    assert (said["corrects"], History(corrected).aggregate().since) == (2, MARCH)
    assert not History(annulled(annulled(events, 3), 2)).aggregate().withdrawn


def test_what_it_began_with_is_not_corrected_to_after_what_followed(events: list[Any]) -> None:
    with pytest.raises(errors.LaterFactsRestOnIt) as refused:
        begun_otherwise(events, share(on=MARCH))
    assert refused.value.detail == "practice-example.revised: DATES_OUT_OF_ORDER"
    example = History(begun_otherwise(events, share(WHOLE, PartialDate(2025)))).aggregate()
    assert (example.shared_on, example.since) == (PartialDate(2025), FEBRUARY)
