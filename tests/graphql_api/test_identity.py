"""Who asks over HTTP: callers of an outside issuer, and those whose credentials are refused."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app import create_app
from domain.callers import Role
from infra.issuers import OidcIssuer
from infra.register import now
from infra.settings import Settings
from infra.tokens import issue_token, local_key
from tests.api import Api
from tests.databases import new_database
from tests.providers import AUDIENCE, Provider, provider

pytestmark = pytest.mark.asyncio(loop_scope="module")

COLOGNE, DUISBURG, MUENSTER = "05315000", "05112000", "05515000"
HOUR = timedelta(hours=1)
NAME = "{ network { name } }"
FIND = "query ($ags: String!) { network { organisation(by: { ags: $ags }) { id } } }"
PLAN = """mutation ($organisation: ID!) {
    planAccession(input: { organisation: $organisation, on: "2026-01-15" }) {
        ... on PlanAccessionPayload { organisation { name } }
        ... on Refused { code message }
    }
}"""


@pytest.fixture(scope="module")
def outside() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="module")
def home(outside: Provider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "issuers.toml").write_text(f'[[issuer]]\nurl = "{outside.url}"\naudience = "{AUDIENCE}"\n')
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(server: str, loaded_template: str, home: Path) -> AsyncIterator[Api]:
    """The service for callers of the provider; its local issuer is off."""
    async with new_database(server, loaded_template) as dsn:
        settings = Settings(database_url=dsn, home=home, issuers=home / "issuers.toml", local_issuer=False)
        async with Api.over(settings) as api:
            yield api


def token(outside: Provider, *roles: str, **claims: Any) -> str:
    lasting = {"iat": int(now().timestamp()), "exp": int((now() + HOUR).timestamp())}
    return outside.token(**lasting | {"realm_access": {"roles": roles}} | claims)


async def asked(
    service: Api, token: str, query: str, variables: dict[str, Any] | None = None
) -> httpx.Response:
    return await service.http.post(
        "/graphql",
        json={"query": query, "variables": variables or {}},
        headers={"authorization": f"Bearer {token}"},
    )


async def find(service: Api, ags: str) -> str:
    found = await service.http.post("/graphql", json={"query": FIND, "variables": {"ags": ags}})
    organisation: str = found.json()["data"]["network"]["organisation"]["id"]
    return organisation


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    told: str = error["extensions"]["code"]
    return told


async def test_a_coordinator_of_the_provider_records(service: Api, outside: Provider) -> None:
    organisation = {"organisation": await find(service, COLOGNE)}
    response = await asked(service, token(outside, "coordinator"), PLAN, organisation)
    assert response.json()["data"] == {"planAccession": {"organisation": {"name": "Köln"}}}


@pytest.mark.parametrize(("ags", "claim"), [(DUISBURG, "ags"), (MUENSTER, "id")])
async def test_a_municipality_records_for_the_organisation_that_its_token_names(
    ags: str, claim: str, service: Api, outside: Provider
) -> None:
    own = await find(service, ags)
    municipality = token(outside, "municipality", organisation=ags if claim == "ags" else own)
    response = await asked(service, municipality, PLAN, {"organisation": own})
    assert response.json()["data"]["planAccession"].keys() == {"organisation"}


async def test_who_has_no_role_here_reads_what_everybody_may(service: Api, outside: Provider) -> None:
    nobody = token(outside, "offline_access", "boss")
    assert (await asked(service, nobody, NAME)).json()["data"]["network"]["name"]
    response = await asked(service, nobody, PLAN, {"organisation": await find(service, COLOGNE)})
    assert code(response) == "FORBIDDEN"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"iss": "https://another.example"},
        {"iss": ["https://another.example"]},
        {"exp": 1_000_000_000},
        {"nbf": 3_999_999_999},
        {"sub": None},
    ],
    ids=str,
)
async def test_credentials_that_do_not_hold_are_refused(
    claims: dict[str, Any], service: Api, outside: Provider
) -> None:
    response = await asked(service, token(outside, "coordinator", **claims), NAME)
    assert (response.status_code, code(response)) == (401, "CREDENTIALS_REFUSED")
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_of_the_local_key_is_refused_where_the_local_issuer_is_off(
    service: Api, home: Path
) -> None:
    local = issue_token(local_key(home), "test", now(), HOUR, roles={Role.COORDINATOR})
    response = await asked(service, local, NAME)
    assert (response.status_code, code(response)) == (401, "CREDENTIALS_REFUSED")


@pytest.mark.parametrize(
    "organisation", [None, "05999999", "Köln", "org_00000000-0000-0000-0000-000000000000", ["05315000"]]
)
async def test_a_municipality_of_no_organisation_is_refused(
    organisation: object, service: Api, outside: Provider
) -> None:
    response = await asked(service, token(outside, "municipality", organisation=organisation), NAME)
    assert (response.status_code, code(response)) == (401, "CREDENTIALS_NAME_NO_ORGANISATION")


async def test_while_a_provider_is_away_the_public_is_answered_and_its_callers_are_told(
    server: str, loaded_template: str, home: Path, tmp_path: Path
) -> None:
    with provider() as gone:
        pass
    issuers = tmp_path / "issuers.toml"
    issuers.write_text(f'[[issuer]]\nurl = "{gone.url}"\naudience = "{AUDIENCE}"\n')
    async with new_database(server, loaded_template) as dsn:
        settings = Settings(database_url=dsn, home=home, issuers=issuers, local_issuer=False)
        async with Api.over(settings) as api:
            response = await asked(api, token(gone, "coordinator"), NAME)
            assert (response.status_code, code(response)) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
            exported = await api.http.get(
                "/export/organisations.csv", headers={"authorization": f"Bearer {token(gone)}"}
            )
            assert (exported.status_code, code(exported)) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
            assert (await api.http.post("/graphql", json={"query": NAME})).json()["data"]["network"]["name"]


async def test_each_provider_is_closed_though_another_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuers = tmp_path / "issuers.toml"
    each = '[[issuer]]\nurl = "https://{}.example"\naudience = "register"\n'
    issuers.write_text("".join(map(each.format, ("one", "other"))))
    closed: list[OidcIssuer] = []

    async def close(issuer: OidcIssuer) -> None:
        closed.append(issuer)
        raise ConnectionResetError

    monkeypatch.setattr(OidcIssuer, "close", close)
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    app = create_app(Settings(database_url=nowhere, home=tmp_path, issuers=issuers, local_issuer=False))
    with pytest.raises(ConnectionResetError):
        async with app.router.lifespan_context(app):
            pass
    assert len(closed) == 2
