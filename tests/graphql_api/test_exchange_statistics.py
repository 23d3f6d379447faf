"""Who came, what became of the impulses, what spread, and who gives and takes: counted by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from infra.register import Register
from infra.settings import Settings
from tests.api import Api
from tests.databases import new_database
from tests.graphql_api.small_register import SmallRegister

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARED = "organisation { name } shared passedOn adopted"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def small(
    server: str, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """The service over the small register."""
    home = tmp_path_factory.mktemp("home")
    async with new_database(server, empty_template) as dsn:
        async with Register(dsn).running() as register:
            await register.reads.reached(await SmallRegister(register.network).record())
        async with Api.over(Settings(database_url=dsn, home=home)) as api:
            yield api


async def statistics(api: Api, selection: str, on: str | None = None) -> Any:
    query = f"query ($on: Date) {{ network {{ statistics(on: $on) {{ {selection} }} }} }}"
    return (await api.data(query, {"on": on}))["network"]["statistics"]


# Attendance


def invited(invited: int, answered: int, accepted: int, declined: int) -> dict[str, Any]:
    return {"invited": invited, "answered": answered, "accepted": accepted, "declined": declined}


def members(members: int, undated: int, attended: int) -> dict[str, Any]:
    return {"members": members, "undatedMembers": undated, "membersAttended": attended}


def came(attended: int, of_invited: float | None, of_members: float | None) -> dict[str, Any]:
    return {"attended": attended, "rateOfInvited": of_invited, "rateOfMembers": of_members}


NOBODY = invited(0, 0, 0, 0)
IN_DÜSSELDORF, IN_COLOGNE = "Regierungsbezirk Düsseldorf", "Regierungsbezirk Köln"
# By the year of the summit: of all, and of each Regierungsbezirk. Hellenthal lies in one by its district,
# Bonn, Düsseldorf and Essen directly, the Städtetag and the Land in none.
ATTENDANCE = {
    # Of five invited, one has not answered; Hellenthal, Bonn and the Städtetag came, and the Land uninvited.
    # Düsseldorf's joining is undated, Essen's is of the day after.
    2018: {
        None: invited(5, 4, 3, 1) | members(2, 1, 2) | came(4, 0.6, 1.0),
        IN_DÜSSELDORF: invited(2, 1, 0, 1) | members(0, 1, 0) | came(0, 0.0, None),
        IN_COLOGNE: invited(2, 2, 2, 0) | members(2, 0, 2) | came(2, 1.0, 1.0),
    },
    # Its day is the last of May: Bonn has not left. Nobody was invited, and only Essen came.
    2019: {
        None: NOBODY | members(3, 1, 1) | came(1, None, 0.3333),
        IN_DÜSSELDORF: NOBODY | members(1, 1, 1) | came(1, None, 1.0),
        IN_COLOGNE: NOBODY | members(2, 0, 0) | came(0, None, 0.0),
    },
    # Nobody is recorded as having been there, so there are no rates; its day is the year's last.
    2022: {
        None: invited(1, 0, 0, 0) | members(2, 1, 0) | came(0, None, None),
        IN_DÜSSELDORF: NOBODY | members(1, 1, 0) | came(0, None, None),
        IN_COLOGNE: invited(1, 0, 0, 0) | members(1, 0, 0) | came(0, None, None),
    },
}


async def test_attendance_of_all_and_by_regierungsbezirk(small: Api) -> None:
    figures = f"figures {{ {' '.join(ATTENDANCE[2018][None])} }}"
    by_region = f"byRegierungsbezirk {{ regierungsbezirk {{ name }} {figures} }}"
    told = (await statistics(small, f"attendance {{ summit {{ year }} {figures} {by_region} }}"))[
        "attendance"
    ]
    assert [each["summit"]["year"] for each in told] == list(ATTENDANCE)  # not that of 2021
    for each, expected in zip(told, ATTENDANCE.values(), strict=True):
        regions = {
            region["regierungsbezirk"]["name"]: region["figures"] for region in each["byRegierungsbezirk"]
        }
        assert {None: each["figures"]} | regions == expected
        assert list(regions) == [IN_DÜSSELDORF, IN_COLOGNE]


@pytest.mark.parametrize(
    ("on", "years"),
    [
        ("2018-05-31", []),
        ("2018-06-01", [2018]),
        ("2019-05-30", [2018]),
        ("2019-05-31", [2018, 2019]),
        ("2022-12-30", [2018, 2019]),
        ("2022-12-31", [2018, 2019, 2022]),
    ],
)
async def test_attendance_of_summits_that_certainly_had_taken_place(
    small: Api, on: str, years: list[int]
) -> None:
    told = (await statistics(small, "attendance { summit { year } figures { members } }", on))["attendance"]
    assert [each["summit"]["year"] for each in told] == years
    assert [each["figures"]["members"] for each in told] == [2, 3, 2][: len(years)]  # of the summit's day


# Impulses


@pytest.mark.parametrize(
    ("on", "raised", "taken_up", "declined", "in_effect", "withdrawn"),
    [
        (None, 1, 4, 1, 1, 1),
        ("2018-05-31", 0, 0, 0, 0, 0),
        ("2018-06-03", 7, 0, 0, 0, 0),
        ("2018-06-04", 6, 0, 1, 0, 0),
        ("2018-06-11", 5, 1, 1, 0, 0),
        ("2018-06-30", 4, 2, 1, 0, 0),
        ("2018-07-01", 3, 2, 1, 0, 1),
        ("2018-07-30", 3, 2, 1, 0, 1),
        ("2018-07-31", 2, 3, 1, 0, 1),  # what was taken up in July certainly is
        ("2018-08-30", 2, 3, 1, 0, 1),
        ("2018-08-31", 2, 2, 1, 1, 1),
        ("2019-05-31", 3, 2, 1, 1, 1),  # one more is raised
        ("2030-01-01", 2, 3, 1, 1, 1),  # what was taken up at an unknown time still counts as raised
    ],
)
async def test_how_far_the_impulses_have_gone(
    small: Api, on: str | None, raised: int, taken_up: int, declined: int, in_effect: int, withdrawn: int
) -> None:
    told = (await statistics(small, "impulses { state count }", on))["impulses"]
    assert [(each["state"], each["count"]) for each in told] == [
        ("RAISED", raised),
        ("TAKEN_UP", taken_up),
        ("DECLINED", declined),
        ("IN_EFFECT", in_effect),
        ("WITHDRAWN", withdrawn),
    ]


@pytest.mark.parametrize(
    ("on", "decided", "undated", "days"),
    [
        # Undated: that of July, that of an unknown day, and that of a summit of which the month is known.
        (None, 3, 3, (3, 10, 20)),
        ("2018-06-03", 0, 0, (None, None, None)),
        ("2018-06-04", 1, 0, (3, 3, 3)),
        ("2018-06-11", 2, 0, (3, 3, 10)),  # half of the cases took three days or fewer
        ("2018-06-21", 3, 0, (3, 10, 20)),
        ("2018-07-31", 3, 1, (3, 10, 20)),
        ("2019-06-10", 3, 2, (3, 10, 20)),
    ],
)
async def test_how_long_decisions_took(
    small: Api, on: str | None, decided: int, undated: int, days: tuple[int | None, ...]
) -> None:
    asked = "daysToDecision { decided undated shortest median longest }"
    told = (await statistics(small, asked, on))["daysToDecision"]
    assert (told["decided"], told["undated"]) == (decided, undated)
    assert (told["shortest"], told["median"], told["longest"]) == days


# Practice examples


@pytest.mark.parametrize(
    ("on", "adopted"),
    [
        (None, [("Anlaufstelle", 3), ("Chor", 2), ("Bank", 1)]),
        ("2018-01-31", []),
        ("2018-03-30", [("Anlaufstelle", 1)]),
        ("2018-03-31", [("Anlaufstelle", 2)]),
        ("2018-05-01", [("Anlaufstelle", 2), ("Chor", 1)]),
        ("2018-06-01", [("Anlaufstelle", 2), ("Chor", 2)]),  # by title, as many adopted either
        ("2030-01-01", [("Anlaufstelle", 3), ("Chor", 2)]),  # when the bank was adopted is not known
    ],
)
async def test_which_examples_were_adopted_most(
    small: Api, on: str | None, adopted: list[tuple[str, int]]
) -> None:
    examples = "adopterCount example { title }"
    asked = f"mostAdopted {{ {examples} }} one: mostAdopted(first: 1) {{ {examples} }}"
    told = await statistics(small, f"{asked} none: mostAdopted(first: 0) {{ adopterCount }}", on)
    assert [(each["example"]["title"], each["adopterCount"]) for each in told["mostAdopted"]] == adopted
    assert (told["one"], told["none"]) == (told["mostAdopted"][:1], [])


# By the day: each member with how many it shares, how many were adopted from it, and how many it adopted.
# What Essen adopted of Hellenthal's from Bonn was passed on by Bonn. Düsseldorf is a member now, on no day.
SHARING: dict[str | None, list[tuple[str, int, int, int]]] = {
    None: [("Hellenthal", 2, 3, 1), ("Essen", 1, 0, 3), ("Düsseldorf", 0, 0, 0)],
    "2015-02-28": [],
    "2015-03-01": [("Hellenthal", 0, 0, 0)],
    "2018-05-01": [("Hellenthal", 2, 1, 1), ("Bonn", 1, 2, 1)],
    # Bonn may have withdrawn its own that day; when Essen shared its own is not known.
    "2018-12-01": [("Hellenthal", 2, 1, 1), ("Bonn", 0, 3, 1), ("Essen", 0, 0, 2)],
}


@pytest.mark.parametrize("on", SHARING)
async def test_who_shares_much_and_who_little(small: Api, on: str | None) -> None:
    asked = f"""most: sharing {{ {SHARED} }} same: sharing(order: DESC) {{ {SHARED} }}
        null: sharing(order: null, first: null) {{ {SHARED} }}
        least: sharing(order: ASC) {{ {SHARED} }} one: sharing(order: ASC, first: 1) {{ {SHARED} }}"""
    told = {
        name: [(each["organisation"]["name"], *list(each.values())[1:]) for each in listed]
        for name, listed in (await statistics(small, asked, on)).items()
    }
    assert told["most"] == told["same"] == told["null"] == SHARING[on]
    assert told["least"] == SHARING[on][::-1]
    assert told["one"] == told["least"][:1]


@pytest.mark.parametrize("field", ["mostAdopted", "sharing"])
@pytest.mark.parametrize("first", [-1, 101])
async def test_a_list_holds_0_to_100_rows(small: Api, field: str, first: int) -> None:
    selection = f"statistics {{ {field}(first: $first) {{ __typename }} }}"
    query = f"query ($first: Int) {{ network {{ {selection} }} }}"
    assert await small.code(query, {"first": first}) == "BAD_PAGE"
    assert await small.code(query.replace("$first)", f"{first})").replace("($first: Int)", "")) == "BAD_PAGE"
    await small.data(query, {"first": 100})
