"""Plans of payloads: the directives at the root decide which nodes of a mutation are merged."""

from tests.api import Api

MUTATION = """mutation M($name: String!, $brief: Boolean!) {
    done: registerOrganisation(input: { name: $name, kind: KOMMUNALER_SPITZENVERBAND }) @include(if: $brief) {
        ... on RegisterOrganisationPayload { position }
    }
    done: registerOrganisation(input: { name: $name, kind: KOMMUNALER_SPITZENVERBAND }) @skip(if: $brief) {
        ... on RegisterOrganisationPayload { organisation { name } }
    }
}"""


async def test_two_selections_under_one_key_have_a_plan_each(api: Api) -> None:
    brief = await api.data(MUTATION, {"name": "Erster Verband", "brief": True})
    assert brief == {"done": {"position": 1}}
    full = await api.data(MUTATION, {"name": "Zweiter Verband", "brief": False})
    assert full == {"done": {"organisation": {"name": "Zweiter Verband"}}}


async def test_a_payload_is_not_older_than_what_its_client_has_seen(api: Api) -> None:
    answer = await api.ask(
        MUTATION, {"name": "Verband", "brief": True}, **{"Netzwerkregister-Position": "1000"}
    )
    assert answer["errors"][0]["extensions"] == {"code": "READ_SIDE_BEHIND", "position": 1000}


async def test_malformed_input_is_located(api: Api) -> None:
    query = "query ($first: Int) {\n  network {\n    organisations(first: $first) { totalCount } } }"
    for first in (1000, 2000):  # planned anew, and by the plan that is kept
        answer = await api.ask(query, {"first": first})
        assert answer["errors"][0]["locations"] == [{"line": 3, "column": 5}]
        assert await api.data(query, {"first": 1})
