"""The domain's enumerations, known to Strawberry with a description for each value.

Types take them from here, as Strawberry must know them before a type names them.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from domain.offices import Office
from domain.organisation import MembershipStatus, OrganisationKind
from domain.summit import SummitFormat

__all__ = ["MembershipStatus", "Office", "OrganisationKind", "SummitFormat"]

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


for _enum, (_description, _values) in _DESCRIPTIONS.items():
    strawberry.enum(_enum, description=_description)
    for _value in _enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        _value.description = _values[_value.name]
