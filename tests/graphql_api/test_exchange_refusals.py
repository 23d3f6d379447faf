"""What the network refuses of impulses and practice examples: by code, with the input that is to blame."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from infra.settings import Settings
from tests.api import Api
from tests.databases import new_database
from tests.graphql_api import refused_examples, refused_impulses
from tests.graphql_api.exchanged import EMSDETTEN, HEMER, held, raised, shared
from tests.graphql_api.refused_examples import EXAMPLE_CASES
from tests.graphql_api.refused_impulses import (
    ANNOUNCED,
    CANCELLED,
    DECLINED,
    FIRST,
    IMPULSE_CASES,
    IN_EFFECT,
    RAISED,
    RAISING,
    SECOND,
    TAKEN_UP,
    THIRD,
    WITHDRAWN,
)
from tests.graphql_api.telling import org, record, refusal

pytestmark = pytest.mark.asyncio(loop_scope="module")

DECIDED = "2019-03-01"


@dataclass(frozen=True)
class Exchange:
    """A register with a few impulses and examples.

    Attributes:
        known: their ids and positions, by what the cases call them.
    """

    api: Api
    known: Mapping[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exchange(
    server: str, loaded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Exchange]:
    home = tmp_path_factory.mktemp("home")
    async with (
        new_database(server, loaded_template) as dsn,
        Api.over(Settings(database_url=dsn, home=home)) as api,
    ):
        known = {**await summits(api)}
        known |= await impulses(api, known)
        known |= await examples(api)
        await record(api, "dissolveOrganisation", {"organisation": org(EMSDETTEN), "on": "2020-01-01"})
        yield Exchange(api, known)


async def summits(api: Api) -> dict[str, Any]:
    first = (await api.data("{ network { summit(year: 2017) { id } } }"))["network"]["summit"]["id"]
    known = {FIRST: first, SECOND: await held(api, "2018-06-01"), THIRD: await held(api, "2019-06-01")}
    for name, year in ((ANNOUNCED, 2030), (CANCELLED, 2031)):
        announced = await record(api, "announceSummit", {"year": year, "title": "T"}, "summit { id }")
        known[name] = announced["summit"]["id"]
    await record(api, "cancelSummit", {"summit": known[CANCELLED]})
    return known


async def impulses(api: Api, known: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in (RAISED, TAKEN_UP, DECLINED, IN_EFFECT, WITHDRAWN):
        found[name], position = await raised(api, known[SECOND])
        found.setdefault(RAISING, position)
    supporting = {"impulse": found[RAISED], "organisation": org(HEMER), "on": DECIDED}
    await record(api, "supportImpulse", supporting)
    for name in (TAKEN_UP, IN_EFFECT):
        await record(api, "takeUpImpulse", {"impulse": found[name], "on": DECIDED, "note": "gern"})
    await record(api, "declineImpulse", {"impulse": found[DECLINED], "on": DECIDED, "reason": "nein"})
    await record(api, "withdrawImpulse", {"impulse": found[WITHDRAWN], "on": DECIDED, "reason": "doch nicht"})
    done = {"impulse": found[IN_EFFECT], "on": DECIDED, "effect": "alle haben sie"}
    await record(api, "putImpulseIntoEffect", done)
    report = {"impulse": found[IN_EFFECT], "summit": known[THIRD], "report": "fertig"}
    await record(api, "reportImpulseBack", report)
    return found


async def examples(api: Api) -> dict[str, Any]:
    one, sharing = await shared(api, "2018-06-01")
    other, _ = await shared(api, "2018-06-01")
    adopting = {"example": one, "organisation": org(HEMER), "kind": "ADOPTED", "on": DECIDED}
    adopted = await record(api, "adoptPracticeExample", adopting)
    await record(api, "withdrawPracticeExample", {"example": other, "on": DECIDED})
    return {
        refused_examples.SHARED: one,
        refused_examples.WITHDRAWN: other,
        refused_examples.SHARING: sharing,
        refused_examples.ADOPTION: adopted["position"],
    }


@pytest.mark.parametrize("case", IMPULSE_CASES | EXAMPLE_CASES)
async def test_it_is_refused_that(case: str, exchange: Exchange) -> None:
    (mutation, input), (code, field) = (IMPULSE_CASES | EXAMPLE_CASES)[case]
    input = {
        name: exchange.known.get(value, value) if isinstance(value, str) else value
        for name, value in input.items()
    }
    refused = await refusal(exchange.api, mutation, input)
    assert (refused["code"], refused["path"]) == (code, ["input", *(field or "").split(".")]), refused


async def test_how_long_a_text_is_and_may_be_is_told(exchange: Exchange) -> None:
    known = {**exchange.known}
    for mutation, input, told in (
        ("raiseImpulse", {**refused_impulses.RAISE, "text": "ä" * 20_001}, "20001 > 20000"),
        ("takeUpImpulse", {**refused_impulses.TAKE_UP, "note": "ä" * 2_001}, "2001 > 2000"),
    ):
        named = {name: known.get(str(value), value) for name, value in input.items()}
        assert told in (await refusal(exchange.api, mutation, named))["message"]


async def test_what_is_refused_of_one_state_is_recorded_of_another(exchange: Exchange) -> None:
    """The cases differ from these in one thing each. It comes last, as it records."""
    for mutation, input in (
        ("raiseImpulse", refused_impulses.RAISE),
        ("supportImpulse", refused_impulses.SUPPORT),
        ("takeUpImpulse", refused_impulses.TAKE_UP),
        ("reportImpulseBack", refused_impulses.REPORT),
        ("putImpulseIntoEffect", refused_impulses.EFFECT),
        ("withdrawImpulse", refused_impulses.WITHDRAW),
        ("sharePracticeExample", refused_examples.SHARE),
        ("revisePracticeExample", refused_examples.REVISE),
        ("adoptPracticeExample", refused_examples.ADOPT),
        ("reportExperience", refused_examples.REPORT_EXPERIENCE),
        ("withdrawPracticeExample", refused_examples.WITHDRAW),
    ):
        known = {name: exchange.known.get(str(value), value) for name, value in input.items()}
        await record(exchange.api, mutation, known)
