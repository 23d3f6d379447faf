"""The enumerations of the domain and its projections, known to Strawberry with a description for each value.

Types take them from here, as Strawberry must know them before a type names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from domain.callers import ApiKeyRole
from domain.criteria import Recognition
from domain.erasure import AskedBy
from domain.example_content import ExampleKind
from domain.impulse import ImpulseState
from domain.languages import Words
from domain.offices import Office
from domain.organisation import Ending, MembershipStatus, OrganisationKind
from domain.practice_example import AdoptionKind
from domain.reported_figure import Figure
from domain.summit import Answer, SummitState
from domain.summit_details import SummitFormat
from domain.topics import TARGET_GROUPS, TOPICS, TargetGroup, Topic
from projections.impulse_steps import ImpulseStepKind
from projections.search_entries import SearchKind
from projections.webhooks import WebhookOutcome, WebhookPauseReason, WebhookState

__all__ = [
    "AdoptionKind",
    "Answer",
    "ApiKeyRole",
    "AskedBy",
    "Ending",
    "ExampleKind",
    "Figure",
    "ImpulseState",
    "ImpulseStepKind",
    "MembershipStatus",
    "Office",
    "OrganisationKind",
    "Recognition",
    "SearchKind",
    "SummitFormat",
    "SummitState",
    "TargetGroup",
    "Topic",
    "WebhookOutcome",
    "WebhookPauseReason",
    "WebhookState",
]


def _named(words: Mapping[Any, Words]) -> dict[str, str]:
    return {each.name: f"{name.en} ({name.de})." for each, name in words.items()}


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
    ImpulseState: (
        "How far an impulse has gone (Stand).",
        {
            "RAISED": "Raised, and not decided on (eingebracht).",
            "TAKEN_UP": "Taken up by the Land in its engagement support (aufgegriffen).",
            "DECLINED": "Declined (abgelehnt).",
            "IN_EFFECT": "Put into effect (umgesetzt).",
            "WITHDRAWN": "Withdrawn, or recorded by mistake (zurückgezogen).",
        },
    ),
    ImpulseStepKind: (
        "A step of an impulse's way (Schritt).",
        {
            "RAISED": "An organisation raised it at a summit (eingebracht).",
            "SUPPORTED": "Another organisation supports it (unterstützt).",
            "TAKEN_UP": "The Land takes it up (aufgegriffen).",
            "DECLINED": "The Land declined it (abgelehnt).",
            "PUT_INTO_EFFECT": "It was put into effect (umgesetzt).",
            "WITHDRAWN": "It was withdrawn (zurückgezogen).",
            "REPORTED_BACK": "A later summit was told what became of it (rückgemeldet).",
        },
    ),
    ExampleKind: (
        "What is shared (Art).",
        {
            "PRACTICE_EXAMPLE": "A practice example (Praxisbeispiel).",
            "STRATEGY": "A strategy (Strategie).",
        },
    ),
    AdoptionKind: (
        "How much of an example is taken over (Art der Übernahme).",
        {
            "ADOPTED": "Adopted as it is (übernommen).",
            "ADAPTED": "Adapted (angepasst).",
        },
    ),
    Topic: ("What something is about (Thema).", _named(TOPICS)),
    TargetGroup: ("For whom something is (Zielgruppe).", _named(TARGET_GROUPS)),
    SearchKind: (
        "What is searched for (Art).",
        {
            "ORGANISATION": "Organisations (Organisationen).",
            "IMPULSE": "Impulses (Impulse).",
            "PRACTICE_EXAMPLE": "Practice examples and strategies (Praxisbeispiele).",
        },
    ),
    ApiKeyRole: (
        "What a key of another system may be for; docs/roles.md says what each role may do (Rolle).",
        {
            "AUDITOR": "It reads the log, with its actors and proofs (Prüfung).",
            "INTEGRATOR": "It follows the log (Anbindung).",
            "WITNESS": "It signs checkpoints (Zeuge).",
        },
    ),
    WebhookState: (
        "Whether a webhook is delivered to (Stand).",
        {
            "ACTIVE": "It is delivered to (aktiv).",
            "PAUSED": "Nothing is delivered until it is resumed (angehalten).",
        },
    ),
    WebhookPauseReason: (
        "Why a webhook is paused (Grund).",
        {
            "COMMANDED": "By command (Anweisung).",
            "GONE": "The receiver answered 410: it wants nothing any more.",
            "RETRIES_EXHAUSTED": "An event was not taken for days, at the last attempt either.",
            "NOT_READABLE": "The log cannot be read by its filter: register one with a narrower filter.",
        },
    ),
    WebhookOutcome: (
        "What became of an attempt to deliver (Ergebnis).",
        {
            "DELIVERED": "The receiver took it: a status from 200 to 299 (zugestellt).",
            "REFUSED": "The receiver answered another status (abgelehnt).",
            "REDIRECTED": "The receiver answered a redirect, which is not followed (Weiterleitung).",
            "GONE": "The receiver answered 410.",
            "TIMED_OUT": "The receiver did not answer in time (Zeitüberschreitung).",
            "UNREACHABLE": "No connection, or it was lost before the answer (nicht erreichbar).",
            "NAME_UNKNOWN": "The host's name has no address.",
            "ADDRESS_NOT_PERMITTED": "The host has an address that webhooks may not reach.",
            "NOT_TRUSTED": "The receiver's certificate is not valid for the host, or it speaks no TLS.",
            "NO_HTTP": "What was answered is no HTTP.",
        },
    ),
    AskedBy: (
        "At whose request, or for what reason, a person is erased (Anlass).",
        {
            "DATA_SUBJECT": "The person's own request (Betroffene).",
            "ORGANISATION": "The request of the person's organisation (Organisation).",
            "RETENTION": "The time is over for which the data may be kept (Frist).",
            "AUTHORITY": "The order of a court or a supervisory authority (Behörde).",
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
