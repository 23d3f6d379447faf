"""Imports as tests make them: small files, and an actor to import them."""

import json
from importlib import resources
from uuid import UUID

from domain.identity import organisation_id
from domain.organisation import Organisation
from domain.partial_date import PartialDate
from infra.history_files import read_history
from infra.import_run import Report
from infra.imports import import_history, import_register
from infra.register import Register, now
from infra.register_files import read_register

ACTOR = UUID(int=7)
DATA = resources.files("infra.data")
OWN_REGISTER = DATA.joinpath("nrw_register.csv").read_bytes()
OWN_HISTORY = DATA.joinpath("network_history.json").read_bytes()

SMALL_REGISTER = (
    "051,Regierungsbezirk Düsseldorf,REGIERUNGSBEZIRK,05,,,",
    "05154,Kreis Kleve,KREIS,051,,,",
    "05154036,Kleve,STADT,05154,53000,51.79,6.14",
    "05154004,Bedburg-Hau,GEMEINDE,05154,13000,51.75,6.18",
)
PROCLAIMED = {"kind": "declaration_proclaimed", "title": "Gemeinsame Erklärung", "on": "2012-12-05"}
SIGNED = {"kind": "declaration_signed", "organisation": "Kleve", "on": "2013"}
JOINED = {"kind": "network_joined", "organisation": "Kleve", "on": None}


async def load_register(register: Register, content: bytes, ended_on: PartialDate | None = None) -> Report:
    file = read_register(content)
    return await import_register(
        register.network,
        register.recorder,
        file,
        actor=ACTOR,
        now=now,
        source="a file",
        ended_on=ended_on,
    )


async def load_history(register: Register, content: bytes) -> Report:
    file = read_history(content)
    return await import_history(
        register.network, register.recorder, file, actor=ACTOR, now=now, source="a file"
    )


def history(*entries: object, beside: object = ()) -> bytes:
    return json.dumps({"organisations_beside_the_register": beside, "history": entries}).encode()


async def organisation(register: Register, ags: str) -> Organisation:
    found = await register.network.store.load(Organisation, organisation_id(ags))
    assert found is not None
    return found
