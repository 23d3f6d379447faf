"""Commands as a client sends them, and what the register is left with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from eventsourcing.persistence import StoredEvent

from domain.errors import Refusal, explain
from domain.identity import organisation_id
from domain.organisation import Organisation, OrganisationKind
from infra.register import now
from infra.tokens import issue_token, local_key
from infra.transcoding import create_mapper
from tests.api import EVERY_ROLE, Api

BONN, COLOGNE, LAND, REGION = "05314000", "05315000", "05", "053"
ASSOCIATION = {"kind": "KOMMUNALER_SPITZENVERBAND"}
CRITERIA = {
    "contactPerson": "Stabsstelle Bürgerengagement",
    "crossCuttingTask": "Leitlinien, vom Rat beschlossen",
    "willingnessToSign": "Schreiben an das Land",
    "recognition": "EHRENAMTSKARTE",
    "recognitionEvidence": "Vereinbarung mit dem Land",
    "collaboration": "Beschluss des Rates, Ziffer 3",
}


def org(ags_or_name: str) -> str:
    """The global id of an organisation."""
    return f"org_{organisation_id(ags_or_name)}"


def document(mutation: str, payload: str = "") -> str:
    name = mutation[0].upper() + mutation[1:]
    return f"""mutation ($input: {name}Input!) {{ answer: {mutation}(input: $input) {{
        __typename
        ... on {name}Payload {{ position {payload} }}
        ... on Refused {{ code message path }}
    }} }}"""


async def tell(api: Api, mutation: str, input: dict[str, Any], payload: str = "") -> dict[str, Any]:
    """The payload or the refusal of a command."""
    data = await api.data(document(mutation, payload), {"input": input})
    answer: dict[str, Any] = data["answer"]
    return answer


async def record(api: Api, mutation: str, input: dict[str, Any], payload: str = "") -> dict[str, Any]:
    """The payload of a command that is recorded."""
    answer = await tell(api, mutation, input, payload)
    assert answer["__typename"] != "Refused", answer
    return answer


async def refusal(api: Api, mutation: str, input: dict[str, Any]) -> dict[str, Any]:
    """The refusal of a command; it says what to do, and nothing is recorded."""
    before = await log_position(api)
    answer = await tell(api, mutation, input)
    assert answer["__typename"] == "Refused", answer
    meant = next(each for each in Refusal.__subclasses__() if each.code == answer["code"])
    assert answer["message"].startswith(explain(meant("")))
    assert await log_position(api) == before
    return answer


async def log_position(api: Api) -> int:
    position: int = (await api.http.get("/readyz")).json()["logPosition"]
    return position


def as_another(api: Api, home: Path, subject: str) -> Api:
    """The same service, asked by another actor."""
    return replace(
        api, token=issue_token(local_key(home), subject, now(), timedelta(hours=1), roles=EVERY_ROLE)
    )


def registration(name: str) -> StoredEvent:
    """An association's registration, as the log has it."""
    organisation = Organisation.register(
        ags=None,
        name=name,
        kind=OrganisationKind.KOMMUNALER_SPITZENVERBAND,
        parent=None,
        population=None,
        latitude=None,
        longitude=None,
        now=now(),
    )
    (event,) = organisation.collect_events()
    return create_mapper().to_stored_event(event)


async def found(api: Api, name: str, **headers: str) -> bool:
    """Whether the organisations have such a name among them."""
    data = await api.data(
        """query ($name: String) {
            network { organisations(filter: { text: $name }) { nodes { name } } }
        }""",
        {"name": name},
        **headers,
    )
    return bool(data["network"]["organisations"]["nodes"])
