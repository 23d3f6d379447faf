"""The domain's enumerations, known to Strawberry with a description for each value.

Types take them from here, as Strawberry must know them before a type names them.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from domain.criteria import Recognition
from domain.offices import Office
from domain.organisation import Ending, MembershipStatus, OrganisationKind
from domain.reported_figure import Figure
from domain.summit import Answer, SummitState
from domain.summit_details import SummitFormat

__all__ = [
    "Answer",
    "Ending",
    "Figure",
    "MembershipStatus",
    "Office",
    "OrganisationKind",
    "Recognition",
    "SummitFormat",
    "SummitState",
]

_DESCRIPTIONS: dict[type[Enum], tuple[str, dict[str, str]]] = {
    OrganisationKind: (
        "What an organisation is (Art).",
        {
            "LAND": "The Land (Bundesland).",
            "REGIERUNGSBEZIRK": "A region of the Land's administration.",
            "KREIS": "A district; it lies in a Regierungsbezirk.",
            "STAEDTEREGION": "A district by the name of Städteregion.",
            "KREISFREIE_STADT": "A city that lies in no district.",
            "STADT": "A town that lies in a district (kreisangehörig).",
            "GEMEINDE": "A municipality that lies in a district and is no town.",
            "KOMMUNALER_SPITZENVERBAND": "An association of municipalities or districts.",
        },
    ),
    MembershipStatus: (
        "How far an organisation has gone on its way into the network (Stand der Mitgliedschaft).",
        {
            "NONE": "It has not set out.",
            "ACCESSION_PLANNED": "It plans to join (Beitritt geplant).",
            "MEMBER": "It has joined (Mitglied).",
            "LEFT": "It was a member and is none any more (ausgetreten).",
        },
    ),
    Ending: (
        "How an organisation ended (Gebietsänderung).",
        {
            "MERGED": "Merged into another (Zusammenschluss, Eingemeindung).",
            "SPLIT": "Split into several (Teilung).",
            "DISSOLVED": "Dissolved without a successor (Auflösung).",
        },
    ),
    Recognition: (
        "How an organisation recognises volunteers (Anerkennung des Ehrenamts).",
        {
            "EHRENAMTSKARTE": "It takes part in the Ehrenamtskarte NRW.",
            "EHRENAMTSKARTE_PLANNED": "It plans to take part in the Ehrenamtskarte NRW.",
            "COMPARABLE": "It has something comparable.",
        },
    ),
    Office: (
        "An office that signs for an organisation or represents it (Amt).",
        {
            "OBERBUERGERMEISTER": "The mayor of a city.",
            "BUERGERMEISTER": "The mayor of a municipality.",
            "LANDRAT": "The head of a district.",
            "BEIGEORDNETE": "A deputy in the administration.",
            "STAEDTEREGIONSRAT": "The head of a Städteregion.",
            "OTHER": "Another office.",
        },
    ),
    SummitFormat: (
        "In which form a summit takes place (Format).",
        {
            "IN_PERSON": "At a place (in Präsenz).",
            "DIGITAL": "On line (digital).",
            "HYBRID": "Both (hybrid).",
        },
    ),
}


_DESCRIPTIONS |= {
    SummitState: (
        "How far a summit has gone on its course (Stand).",
        {
            "ANNOUNCED": "Announced (angekündigt).",
            "OPEN": "Opened (eröffnet).",
            "HELD": "Held (durchgeführt).",
            "CLOSED": "Closed: it changes no more (abgeschlossen).",
            "CANCELLED": "Cancelled (abgesagt).",
        },
    ),
    Answer: (
        "How an invitation is answered (Antwort).",
        {
            "PENDING": "Not yet (offen).",
            "ACCEPTED": "Accepted (zugesagt).",
            "DELEGATED": "Accepted, for the office that is named (vertreten).",
            "DECLINED": "Declined (abgesagt).",
        },
    ),
    Figure: (
        "What a public source counts (Kennzahl).",
        {
            "MEMBERS": "Municipalities and districts in the network (Mitglieder).",
            "SIGNATORY_MUNICIPALITIES": "Municipalities and districts that signed the declaration.",
        },
    ),
}


for _enum, (_description, _values) in _DESCRIPTIONS.items():
    strawberry.enum(_enum, description=_description)
    for _value in _enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        _value.description = _values[_value.name]
