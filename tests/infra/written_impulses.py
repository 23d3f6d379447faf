"""States of impulses and practice examples as they were written in 2026; frozen, as the log has them."""

from typing import Any
from uuid import UUID

from domain.partial_date import PartialDate

OTHER, SUMMIT = UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc"), UUID("2d3a48d8-5f6c-5d1a-8f87-82ef7d317cf2")
_OTHER = '{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}'
_SUMMIT = '{"_type_":"uuid_hex","_data_":"2d3a48d85f6c5d1a8f8782ef7d317cf2"}'

# Topic, version, the rest of the state as it was written, and what it says.
IMPULSES: list[tuple[str, int, str, dict[str, Any]]] = [
    (
        "impulse.raised",
        1,
        f'"originator_topic":"impulse","organisation_id":{_OTHER},"summit_id":{_SUMMIT},"title":"Karte",'
        r'"text":"Für alle.\nÜberall.","topics":["CULTURE","RURAL_AREAS"]',
        {
            "organisation_id": OTHER,
            "summit_id": SUMMIT,
            "title": "Karte",
            "text": "Für alle.\nÜberall.",
            "topics": ["CULTURE", "RURAL_AREAS"],
        },
    ),
    (
        "impulse.supported",
        2,
        f'"number":2,"organisation_id":{_OTHER},"on":null',
        {"number": 2, "organisation_id": OTHER, "on": None},
    ),
    (
        "impulse.taken-up",
        3,
        '"number":3,"on":{"_type_":"partial_date","_data_":"2026-01"},"note":"Gut."',
        {"number": 3, "on": PartialDate(2026, 1), "note": "Gut."},
    ),
    (
        "impulse.declined",
        3,
        '"number":3,"on":{"_type_":"partial_date","_data_":"2026"},"reason":"Zu teuer."',
        {"number": 3, "on": PartialDate(2026), "reason": "Zu teuer."},
    ),
    (
        "impulse.put-into-effect",
        4,
        '"number":4,"on":{"_type_":"partial_date","_data_":"2026-01-02"},"effect":"Es gibt sie."',
        {"number": 4, "on": PartialDate(2026, 1, 2), "effect": "Es gibt sie."},
    ),
    (
        "impulse.withdrawn",
        4,
        '"number":4,"on":{"_type_":"partial_date","_data_":"2026-01-02"},"reason":"Erledigt."',
        {"number": 4, "on": PartialDate(2026, 1, 2), "reason": "Erledigt."},
    ),
    (
        "impulse.reported-back",
        5,
        f'"number":5,"summit_id":{_SUMMIT},"report":"Es gibt sie."',
        {"number": 5, "summit_id": SUMMIT, "report": "Es gibt sie."},
    ),
    (
        "impulse.supported",
        6,
        f'"number":2,"organisation_id":{_OTHER},"on":{{"_type_":"partial_date","_data_":"2025"}},"corrects":2',
        {"number": 2, "organisation_id": OTHER, "on": PartialDate(2025), "corrects": 2},
    ),
    (
        "impulse.annulled",
        7,
        '"reason":"nie geschehen","corrects":5',
        {"reason": "nie geschehen", "corrects": 5},
    ),
]

EXAMPLES: list[tuple[str, int, str, dict[str, Any]]] = [
    (
        "practice-example.shared",
        1,
        f'"originator_topic":"practice-example","organisation_id":{_OTHER},"kind":"STRATEGY",'
        r'"title":"Unsere Strategie","summary":"Kurz","text":"Zeile\nZeile","topics":["STRATEGY"],'
        '"target_groups":["ASSOCIATIONS","SCHOOLS"],"link":"https://stadt.example/","on":null',
        {
            "organisation_id": OTHER,
            "kind": "STRATEGY",
            "title": "Unsere Strategie",
            "summary": "Kurz",
            "text": "Zeile\nZeile",
            "topics": ["STRATEGY"],
            "target_groups": ["ASSOCIATIONS", "SCHOOLS"],
            "link": "https://stadt.example/",
            "on": None,
        },
    ),
    (
        "practice-example.revised",
        2,
        '"kind":"PRACTICE_EXAMPLE","title":"Börse","summary":"Kurz","text":"Lang","topics":["FUNDING"],'
        '"target_groups":["VOLUNTEERS"],"link":null,"on":{"_type_":"partial_date","_data_":"2026-01"}',
        {
            "kind": "PRACTICE_EXAMPLE",
            "title": "Börse",
            "summary": "Kurz",
            "text": "Lang",
            "topics": ["FUNDING"],
            "target_groups": ["VOLUNTEERS"],
            "link": None,
            "on": PartialDate(2026, 1),
        },
    ),
    (
        "practice-example.adopted",
        3,
        f'"organisation_id":{_OTHER},"kind":"ADAPTED","adopted_from":{_SUMMIT},'
        '"on":{"_type_":"partial_date","_data_":"2026"},"note":"Gut."',
        {
            "organisation_id": OTHER,
            "kind": "ADAPTED",
            "adopted_from": SUMMIT,
            "on": PartialDate(2026),
            "note": "Gut.",
        },
    ),
    (
        "practice-example.adopted",
        4,
        f'"organisation_id":{_SUMMIT},"kind":"ADOPTED","adopted_from":null,"on":null,"note":null,"corrects":3',
        {
            "organisation_id": SUMMIT,
            "kind": "ADOPTED",
            "adopted_from": None,
            "on": None,
            "note": None,
            "corrects": 3,
        },
    ),
    (
        "practice-example.withdrawn",
        5,
        '"on":null,"reason":"überholt"',
        {"on": None, "reason": "überholt"},
    ),
    (
        "practice-example.annulled",
        6,
        '"reason":"nie geschehen","corrects":5',
        {"reason": "nie geschehen", "corrects": 5},
    ),
    (
        "practice-example.experience-reported",
        7,
        f'"organisation_id":{_SUMMIT},"on":{{"_type_":"partial_date","_data_":"2026-01-02"}},'
        r'"note":"Es ging\nleicht."',
        {"organisation_id": SUMMIT, "on": PartialDate(2026, 1, 2), "note": "Es ging\nleicht."},
    ),
]
