"""Impulses and practice examples as clients tell of them."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.graphql_api.telling import BONN, org, record

DÜSSELDORF, EMSDETTEN, HEMER, LEMGO = "05111000", "05566008", "05962016", "05766044"
WUPPERTAL = "05124000"

IMPULSE = {
    "organisation": org(BONN),
    "title": "Ehrenamtskarte für junge Leute",
    "text": "Die Karte gibt es schon nach einem Jahr.\nUnd in allen Kreisen.",
    "topics": ["RECOGNITION"],
}
CONTENT = {
    "kind": "PRACTICE_EXAMPLE",
    "title": "Haus des Engagements",
    "summary": "Vereine teilen sich ein Haus.",
    "text": "Es hat zwölf Räume.\nJeder Verein hat einen Schlüssel.",
    "topics": ["NEIGHBOURHOOD"],
    "targetGroups": ["ASSOCIATIONS"],
}


async def held(api: Api, on: str) -> str:
    """The id of a summit that was held on this day."""
    holding = {"year": int(on[:4]), "title": "Spitzentreffen", "on": on}
    held = await record(api, "holdSummit", holding, "summit { id }")
    return str(held["summit"]["id"])


async def raised(api: Api, summit: str, **more: Any) -> tuple[str, int]:
    """The impulse and the position of its raising."""
    raised = await record(api, "raiseImpulse", {**IMPULSE, "summit": summit, **more}, "impulse { id }")
    return raised["impulse"]["id"], raised["position"]


async def shared(api: Api, on: str, **more: Any) -> tuple[str, int]:
    """The practice example and the position of its sharing."""
    sharing = {"organisation": org(BONN), "content": CONTENT, "on": on, **more}
    shared = await record(api, "sharePracticeExample", sharing, "example { id }")
    return shared["example"]["id"], shared["position"]
