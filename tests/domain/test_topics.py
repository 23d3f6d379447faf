"""What impulses and practice examples are about, and for whom: two lists, in both languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from domain import errors
from domain.languages import Words
from domain.topics import TARGET_GROUPS, TOPICS, TargetGroup, Topic, listed

LISTS = pytest.mark.parametrize(
    ("names", "words"), [(Topic, TOPICS), (TargetGroup, TARGET_GROUPS)], ids=["topics", "target groups"]
)


def test_names_of_topics_are_as_they_were() -> None:
    """The log has them."""
    assert [*Topic] == [
        "ASSOCIATIONS_AND_BOARDS",
        "CITIZENS_FOUNDATIONS",
        "CLIMATE_AND_ENVIRONMENT",
        "COOPERATION_WITH_BUSINESS",
        "CULTURE",
        "DEMOCRACY_AND_PARTICIPATION",
        "DIGITAL_ENGAGEMENT",
        "DISASTER_RELIEF",
        "EDUCATION_AND_SCHOOL",
        "FUNDING",
        "HEALTH_AND_CARE",
        "INCLUSION",
        "INSURANCE",
        "INTEGRATION",
        "LESS_BUREAUCRACY",
        "LOCAL_CONTACT_POINTS",
        "NEIGHBOURHOOD",
        "PUBLIC_RELATIONS",
        "RECOGNITION",
        "REFUGEES",
        "RURAL_AREAS",
        "SPORT",
        "STRATEGY",
        "TRAINING",
        "VOLUNTARY_SERVICE",
        "VOLUNTEER_AGENCIES",
    ]


def test_names_of_target_groups_are_as_they_were() -> None:
    assert [*TargetGroup] == [
        "ADMINISTRATIONS",
        "ASSOCIATIONS",
        "CHILDREN_AND_YOUTH",
        "COMPANIES",
        "FAMILIES",
        "IMMIGRANTS",
        "NEWCOMERS_TO_ENGAGEMENT",
        "OLDER_PEOPLE",
        "PEOPLE_WITH_DISABILITIES",
        "SCHOOLS",
        "VOLUNTEERS",
    ]


@LISTS
def test_each_has_words_of_its_own_in_both_languages(
    names: type[StrEnum], words: Mapping[Any, Words]
) -> None:
    assert [*words] == [*names]
    for told in ({each.en for each in words.values()}, {each.de for each in words.values()}):
        assert len(told) == len(names)
        assert all(word and word == word.strip() for word in told)


@LISTS
def test_names_are_the_values_in_the_order_of_the_alphabet(names: type[StrEnum], words: Any) -> None:
    assert [each.name for each in names] == [*names] == sorted(names)


def test_what_is_named_is_listed_once_in_the_order_of_the_list() -> None:
    named = [Topic.SPORT, Topic.CULTURE, Topic.SPORT]
    assert listed(named, Topic, "topics") == [Topic.CULTURE, Topic.SPORT]
    assert listed(iter(TargetGroup), TargetGroup, "targetGroups") == [*TargetGroup]


def test_what_the_log_wrote_as_text_is_listed_alike() -> None:
    written: Any = ["SPORT", "CULTURE"]
    assert listed(written, Topic, "topics") == [Topic.CULTURE, Topic.SPORT]


def test_nothing_named_is_refused_by_its_field() -> None:
    with pytest.raises(errors.NoneListed) as refused:
        listed([], Topic, "content.topics")
    assert refused.value.field == "content.topics"
