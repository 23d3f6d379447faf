"""A register with something in every list: the project's own data, and what is recorded here on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.rules import calendar_day
from infra.register import now
from tests.api import Api
from tests.graphql_api.exchange.seeing import ARNSBERG, BOCHOLT, BRUEHL, TROISDORF, WUPPERTAL, summit_of_2017
from tests.graphql_api.telling import BONN, COLOGNE, LAND, org, record

ESSEN = "05113000"
FORMULA = '=HYPERLINK("https://example.org","Ehrenamt")'
LINES = 'Fördern, "öffnen"; übernehmen:\nauch im ländlichen Raum.\n\nMaß und Größe zählen.'
FOUNDATION = "Die Bürgerstiftung trägt es."
PERSON = {"name": 'Zoë "Zo" Öztürk', "email": "zoe@stadt.example", "phone": "+49 221 000-0"}
FORGOTTEN = {"name": "Ada Kaya", "email": "ada@stadt.example", "phone": "+49 228 000-0"}

# The nodes whose connections are looked at, found as a client finds them.
PARENTS = """{ network {
    Declaration: declaration { id revisions { nodes { id } } }
    Summit: summits { nodes { id agenda { nodes { id } } } }
    Impulse: impulses { nodes { id timeline { nodes { id } } } }
    PracticeExample: practiceExamples { nodes { id } }
    Adoption: adoptions { nodes { id } }
    MembershipPeriod: memberships { nodes { id } }
    EngagementOfficer: engagementOfficers { nodes { id } }
    Signature: signatures { nodes { id } }
    Invitation: invitations { nodes { id } }
    Attendance: attendances { nodes { id } }
    ReportedFigure: reportedFigures { nodes { id } }
    Succession: organisation(by: { ags: "05314000" }) { successors { nodes { id } } }
} }"""


async def parents(api: Api) -> Mapping[str, Sequence[str]]:
    """The ids of the nodes that have connections of which some are not empty, by their types."""
    data = (await api.data(PARENTS))["network"]
    declaration = data.pop("Declaration")
    listed = {
        "Revision": [declaration["revisions"]],
        "Succession": [data.pop("Succession")["successors"]],
        "AgendaItem": [each["agenda"] for each in data["Summit"]["nodes"]],
        "ImpulseStep": [each["timeline"] for each in data["Impulse"]["nodes"]],
        **{name: [connection] for name, connection in data.items()},
    }
    return {
        "Organisation": [org(ags) for ags in (WUPPERTAL, BONN, COLOGNE, TROISDORF, BRUEHL, ARNSBERG, LAND)],
        "Declaration": [declaration["id"]],
        **{
            name: [node["id"] for connection in connections for node in connection["nodes"]]
            for name, connections in listed.items()
        },
    }


async def exchange(api: Api) -> None:
    """Records it."""
    impulse = await _raise(api, "Die Ehrenamtskarte auf dem Smartphone", LINES)
    await _raise(api, FORMULA, FOUNDATION)
    await _raise(api, "Bürgerstiftungen stärken", "Mit Geld und Rat.")
    await _raise(api, "Bürgerstiftungstag", "Einmal im Jahr ein Abenteuer.")
    supporting = {"impulse": impulse, "organisation": org(TROISDORF), "on": "2018-02-15"}
    await record(api, "supportImpulse", supporting)
    await record(api, "takeUpImpulse", {"impulse": impulse, "on": "2018-05-14", "note": "-1 % Aufwand"})
    await _summit(api, impulse)
    await _example(api)
    for ags, person in ((COLOGNE, PERSON), (BONN, FORGOTTEN)):
        appointing = {"organisation": org(ags), "on": "2024-03-01", **person}
        officer = (await record(api, "appointEngagementOfficer", appointing, "officer { id }"))["officer"]
    erasing = {"officer": officer["id"], "askedBy": "DATA_SUBJECT", "reason": "Antrag vom 2. April"}
    await record(api, "erasePerson", erasing)
    await record(
        api, "mergeOrganisations", {"organisation": org(BONN), "into": org(COLOGNE), "on": "2025-01-01"}
    )


async def _raise(api: Api, title: str, text: str) -> str:
    raising = {"organisation": org(WUPPERTAL), "summit": await summit_of_2017(api)}
    about = {"title": title, "text": text, "topics": ["FUNDING", "CITIZENS_FOUNDATIONS"]}
    raised: str = (await record(api, "raiseImpulse", raising | about, "impulse { id }"))["impulse"]["id"]
    return raised


async def _summit(api: Api, impulse: str) -> None:
    """One that is open today: announced, with an agenda, invitations, and who came."""
    today = calendar_day(now())
    announcing = {"year": today.year, "title": "Spitzentreffen", "on": str(today)}
    summit = (await record(api, "announceSummit", announcing, "summit { id }"))["summit"]["id"]
    for title in ("Begrüßung", "Rückmeldung zu den Impulsen"):
        await record(api, "addAgendaItem", {"summit": summit, "title": title})
    guests = [org(WUPPERTAL), org(TROISDORF)]
    await record(api, "inviteOrganisations", {"summit": summit, "organisations": guests})
    await record(api, "acceptInvitation", {"summit": summit, "organisation": guests[0], "on": str(today)})
    await record(api, "openSummit", {"summit": summit, "on": str(today)})
    await record(api, "recordAttendance", {"summit": summit, "organisation": guests[0]})
    await record(api, "reportImpulseBack", {"impulse": impulse, "summit": summit, "report": "Es läuft."})


async def _example(api: Api) -> None:
    """Arnsberg's, which Brühl adopts, and Bocholt from Brühl; and one of Essen that is withdrawn."""
    content: dict[str, Any] = {
        "kind": "PRACTICE_EXAMPLE",
        "title": "Café der Straße",
        "summary": "Ein Café für alle.",
        "text": LINES,
        "topics": ["NEIGHBOURHOOD"],
        "targetGroups": ["OLDER_PEOPLE", "VOLUNTEERS"],
    }
    example = await _share(api, ARNSBERG, content)
    adopting = {"example": example, "kind": "ADAPTED", "on": "2023-02-01"}
    await record(api, "adoptPracticeExample", {**adopting, "organisation": org(BRUEHL), "note": "+1"})
    from_bruehl = {"organisation": org(BOCHOLT), "adoptedFrom": org(BRUEHL)}
    await record(api, "adoptPracticeExample", {**adopting, **from_bruehl, "note": "@alle"})
    withdrawn = await _share(api, ESSEN, {**content, "title": "Zeltlager"})
    await record(api, "withdrawPracticeExample", {"example": withdrawn, "on": "2024-01-01"})


async def _share(api: Api, ags: str, content: Mapping[str, Any]) -> str:
    sharing = {"organisation": org(ags), "content": content, "on": "2021-03-08"}
    shared: str = (await record(api, "sharePracticeExample", sharing, "example { id }"))["example"]["id"]
    return shared
