"""Of impulses and practice examples, input that cannot be understood: an error with a code, and no record."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from tests.api import Api
from tests.graphql_api import refused_impulses
from tests.graphql_api.exchanged import CONTENT
from tests.graphql_api.refused_examples import ADOPT, REPORT_EXPERIENCE, REVISE, SHARE, WITHDRAW
from tests.graphql_api.refused_impulses import DECLINE, EFFECT, RAISE, REPORT, SUPPORT, TAKE_UP
from tests.graphql_api.telling import BONN, document, log_position, org

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = UUID(int=1)
IDS = {token: f"{token}_{KEY}" for token in ("org", "sum", "imp", "ims", "exa", "ado")}
# Each mutation with an input that could be understood; and the tokens of the ids that it takes.
MUTATIONS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "raiseImpulse": (RAISE, {"organisation": "org", "summit": "sum"}),
    "supportImpulse": (SUPPORT, {"impulse": "imp", "organisation": "org"}),
    "takeUpImpulse": (TAKE_UP, {"impulse": "imp"}),
    "declineImpulse": (DECLINE, {"impulse": "imp"}),
    "putImpulseIntoEffect": (EFFECT, {"impulse": "imp"}),
    "withdrawImpulse": (refused_impulses.WITHDRAW, {"impulse": "imp"}),
    "reportImpulseBack": (REPORT, {"impulse": "imp", "summit": "sum"}),
    "sharePracticeExample": (SHARE, {"organisation": "org"}),
    "revisePracticeExample": (REVISE, {"example": "exa"}),
    "withdrawPracticeExample": (WITHDRAW, {"example": "exa"}),
    "adoptPracticeExample": (ADOPT, {"example": "exa", "organisation": "org", "adoptedFrom": "org"}),
    "reportExperience": (REPORT_EXPERIENCE, {"example": "exa", "organisation": "org"}),
}
FILTERS = {
    "impulses": ("ImpulseFilter", {"raisedBy": "org", "raisedAt": "sum"}),
    "practiceExamples": ("PracticeExampleFilter", {"sharedBy": "org"}),
}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nothing_is_recorded(shared_api: Api) -> AsyncIterator[None]:
    before = await log_position(shared_api)
    yield
    assert await log_position(shared_api) == before


def understood(mutation: str) -> dict[str, Any]:
    input, tokens = MUTATIONS[mutation]
    return {**input, **{name: IDS[token] for name, token in tokens.items()}}


async def code(api: Api, mutation: str, input: dict[str, Any]) -> str:
    return await api.code(document(mutation), {"input": input})


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_an_id_of_another_type_is_refused(mutation: str, shared_api: Api) -> None:
    _, tokens = MUTATIONS[mutation]
    input = understood(mutation)
    assert (await shared_api.data(document(mutation), {"input": input}))["answer"]["code"].startswith("UNKN")
    for name, token in tokens.items():
        for other in (*(each for each in IDS if each != token), ""):
            wrong = IDS.get(other, org(BONN)[4:])
            assert await code(shared_api, mutation, {**input, name: wrong}) == "BAD_ID", (name, wrong)


@pytest.mark.parametrize("mutation", [each for each in MUTATIONS if "on" in MUTATIONS[each][0]])
async def test_a_day_that_is_none_or_known_in_part_is_refused(mutation: str, shared_api: Api) -> None:
    for on in ("2019", "2019-05", "2019-02-29", "0001-01-01", ""):
        assert await code(shared_api, mutation, {**understood(mutation), "on": on}) == "BAD_DATE"


@pytest.mark.parametrize("connection", FILTERS)
async def test_a_filter_by_an_id_of_another_type_is_refused(connection: str, shared_api: Api) -> None:
    type_, tokens = FILTERS[connection]
    query = f"query ($f: {type_}) {{ network {{ {connection}(filter: $f) {{ totalCount }} }} }}"
    for name, token in tokens.items():
        found = await shared_api.data(query, {"f": {name: IDS[token]}})
        assert found == {"network": {connection: {"totalCount": 0}}}
        for other in IDS.keys() - {token}:
            assert await shared_api.code(query, {"f": {name: IDS[other]}}) == "BAD_ID"


@pytest.mark.parametrize(
    ("mutation", "wrong"),
    [
        ("raiseImpulse", {"topics": ["NOTHING"]}),
        ("raiseImpulse", {"topics": [None]}),
        ("raiseImpulse", {"topics": "recognition"}),
        ("raiseImpulse", {"topics": None}),
        ("adoptPracticeExample", {"kind": "COPIED"}),
        ("adoptPracticeExample", {"kind": None}),
        ("adoptPracticeExample", {"note": 1}),
        ("sharePracticeExample", {"content": {**CONTENT, "kind": "ADOPTED"}}),
        ("sharePracticeExample", {"content": {**CONTENT, "targetGroups": ["SPORT"]}}),
        ("sharePracticeExample", {"content": {**CONTENT, "link": ["https://example.org"]}}),
        ("revisePracticeExample", {"content": None}),
        ("revisePracticeExample", {"content": {**CONTENT, "title": None}}),
    ],
)
async def test_a_value_that_its_type_has_not_is_refused(
    mutation: str, wrong: dict[str, Any], shared_api: Api
) -> None:
    assert await code(shared_api, mutation, {**understood(mutation), **wrong}) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("connection", "type_", "wrong"),
    [
        ("impulses", "ImpulseFilter", {"topics": ["NOTHING"]}),
        ("impulses", "ImpulseFilter", {"topics": [None]}),
        ("impulses", "ImpulseFilter", {"state": ["SUPPORTED"]}),
        ("impulses", "ImpulseFilter", {"state": ["PUT_INTO_EFFECT"]}),
        ("practiceExamples", "PracticeExampleFilter", {"targetGroups": ["SPORT"]}),
        ("practiceExamples", "PracticeExampleFilter", {"kind": ["ADAPTED"]}),
        ("practiceExamples", "PracticeExampleFilter", {"withdrawn": "yes"}),
        ("adoptions", "AdoptionFilter", {"kind": ["STRATEGY"]}),
        ("adoptions", "AdoptionFilter", {"direct": 1}),
    ],
)
async def test_a_filter_by_a_value_that_its_type_has_not_is_refused(
    connection: str, type_: str, wrong: dict[str, Any], shared_api: Api
) -> None:
    query = f"query ($f: {type_}) {{ network {{ {connection}(filter: $f) {{ totalCount }} }} }}"
    assert await shared_api.code(query, {"f": wrong}) == "BAD_USER_INPUT"


async def test_a_filter_of_a_way_by_a_kind_that_there_is_not_is_refused(shared_api: Api) -> None:
    query = """query ($id: ID!, $f: ImpulseStepFilter) { node(id: $id) { ... on Impulse {
        timeline(filter: $f) { totalCount }
    } } }"""
    for kind in ("IN_EFFECT", None):
        code = await shared_api.code(query, {"id": IDS["imp"], "f": {"kind": [kind]}})
        assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize("asked", [{"first": 101}, {"first": -1}, {"last": 101}, {"last": -1}])
async def test_a_page_of_a_way_holds_0_to_100_steps(asked: dict[str, int], shared_api: Api) -> None:
    ((name, number),) = asked.items()
    for selection in (
        f"... on Impulse {{ timeline({name}: {number}) {{ totalCount }} }}",
        f"... on PracticeExample {{ adoptions({name}: {number}) {{ totalCount }} }}",
        f"... on Adoption {{ passedOn({name}: {number}) {{ totalCount }} }}",
        f"... on Organisation {{ supports({name}: {number}) {{ totalCount }} }}",
        f"... on Summit {{ impulseReports({name}: {number}) {{ totalCount }} }}",
    ):
        query = f"query ($id: ID!) {{ node(id: $id) {{ {selection} }} }}"
        assert await shared_api.code(query, {"id": org(BONN)}) == "BAD_PAGE"
