"""States of summits, officers and figures as they were written in 2026; frozen, as the log has them."""

from typing import Any
from uuid import UUID

from domain.partial_date import PartialDate
from domain.personal import Personal

OTHER, ITEM = UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc"), UUID("2d3a48d8-5f6c-5d1a-8f87-82ef7d317cf2")
SEALED = Personal.of(OTHER, b"\x01\x00\xff")

# Topic, version, the rest of the state as it was written, and what it says.
SUMMITS: list[tuple[str, int, str, dict[str, Any]]] = [
    (
        "summit-year.released",
        2,
        "",
        {},
    ),
    (
        "summit-year.reserved-again",
        3,
        '"summit_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"summit_id": OTHER},
    ),
    (
        "summit.rescheduled",
        2,
        '"year":2018,"on":{"_type_":"partial_date","_data_":"2018-02"},"reason":"Sturm"',
        {"year": 2018, "on": PartialDate(2018, 2), "reason": "Sturm"},
    ),
    (
        "summit.moved-to-format",
        3,
        '"format":"DIGITAL","place":"Netz"',
        {"format": "DIGITAL", "place": "Netz"},
    ),
    (
        "summit.agenda-item-added",
        4,
        r'"item_id":{"_type_":"uuid_hex","_data_":"2d3a48d85f6c5d1a8f8782ef7d317cf2"},"number":1,'
        r'"title":"Rede","description":"Zeile\nZeile"',
        {"item_id": ITEM, "number": 1, "title": "Rede", "description": "Zeile\nZeile"},
    ),
    (
        "summit.agenda-item-changed",
        5,
        '"item_id":{"_type_":"uuid_hex","_data_":"2d3a48d85f6c5d1a8f8782ef7d317cf2"},"title":"Wahl",'
        '"description":null',
        {"item_id": ITEM, "title": "Wahl", "description": None},
    ),
    (
        "summit.agenda-item-removed",
        6,
        '"item_id":{"_type_":"uuid_hex","_data_":"2d3a48d85f6c5d1a8f8782ef7d317cf2"}',
        {"item_id": ITEM},
    ),
    (
        "summit.invited",
        7,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"on":{"_type_":"partial_date","_data_":"2017-09"},"answer_by":{"_type_":"partial_date",'
        '"_data_":"2017-10-01"},"remind_on":{"_type_":"partial_date","_data_":"2017-11"}',
        {
            "organisation_id": OTHER,
            "on": PartialDate(2017, 9),
            "answer_by": PartialDate(2017, 10, 1),
            "remind_on": PartialDate(2017, 11),
        },
    ),
    (
        "summit.reminded",
        8,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"on":{"_type_":"partial_date","_data_":"2017-11"},"remind_on":null',
        {"organisation_id": OTHER, "on": PartialDate(2017, 11), "remind_on": None},
    ),
    (
        "summit.invitation-answered",
        9,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"answer":"DELEGATED","on":{"_type_":"partial_date","_data_":"2017-11-02"},'
        '"office":"BEIGEORDNETE","reason":"Urlaub"',
        {
            "organisation_id": OTHER,
            "answer": "DELEGATED",
            "on": PartialDate(2017, 11, 2),
            "office": "BEIGEORDNETE",
            "reason": "Urlaub",
        },
    ),
    (
        "summit.invitation-withdrawn",
        9,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"on":{"_type_":"partial_date","_data_":"2017-11-02"},"reason":"Austritt"',
        {"organisation_id": OTHER, "on": PartialDate(2017, 11, 2), "reason": "Austritt"},
    ),
    (
        "summit.opened",
        10,
        '"on":{"_type_":"partial_date","_data_":"2018-02-03"}',
        {"on": PartialDate(2018, 2, 3)},
    ),
    (
        "summit.closed",
        11,
        "",
        {},
    ),
    (
        "summit.cancelled",
        10,
        '"reason":"Seuche"',
        {"reason": "Seuche"},
    ),
    (
        "summit.annulled",
        12,
        '"reason":"nie geschehen","corrects":11',
        {"reason": "nie geschehen", "corrects": 11},
    ),
    (
        "engagement-officers.kept",
        1,
        '"originator_topic":"engagement-officers","organisation_id":{"_type_":"uuid_hex",'
        '"_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"organisation_id": OTHER},
    ),
    (
        "engagement-officers.appointed",
        2,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"name":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="},'
        '"email":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="},"phone":null,'
        '"on":{"_type_":"partial_date","_data_":"2026"}',
        {
            "organisation_id": OTHER,
            "person": OTHER,
            "name": SEALED,
            "email": SEALED,
            "phone": None,
            "on": PartialDate(2026),
        },
    ),
    (
        "engagement-officers.changed",
        3,
        '"person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"name":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="},"email":null,'
        '"phone":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="}',
        {"person": OTHER, "name": SEALED, "email": None, "phone": SEALED},
    ),
    (
        "engagement-officers.stepped-down",
        4,
        '"person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},"on":null',
        {"person": OTHER, "on": None},
    ),
    (
        "engagement-officers.appointed",
        5,
        '"organisation_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"name":{"_type_":"personal","_data_":"obu12OV2WlyJmXk22TMp3AEA/w=="},"email":null,"phone":null,'
        '"on":null,"corrects":2',
        {
            "organisation_id": OTHER,
            "person": OTHER,
            "name": SEALED,
            "email": None,
            "phone": None,
            "on": None,
            "corrects": 2,
        },
    ),
    (
        "engagement-officers.annulled",
        5,
        '"reason":"nie geschehen","corrects":4',
        {"reason": "nie geschehen", "corrects": 4},
    ),
    (
        "reported-figure.reported",
        1,
        '"originator_topic":"reported-figure","figure":"SIGNATORY_MUNICIPALITIES","number":100,'
        '"at_least":true,"on":{"_type_":"partial_date","_data_":"2025-06"},"says":"mehr als 100"',
        {
            "figure": "SIGNATORY_MUNICIPALITIES",
            "number": 100,
            "at_least": True,
            "on": PartialDate(2025, 6),
            "says": "mehr als 100",
        },
    ),
    (
        "reported-figure.retracted",
        2,
        '"reason":"ein Irrtum"',
        {"reason": "ein Irrtum"},
    ),
    (
        "reported-figure.reported",
        3,
        '"originator_topic":"reported-figure","figure":"MEMBERS","number":36,"at_least":false,"on":null,'
        '"says":"36","corrects":1',
        {"figure": "MEMBERS", "number": 36, "at_least": False, "on": None, "says": "36", "corrects": 1},
    ),
    (
        "erasure.person-erased",
        1,
        '"originator_topic":"erasure","person":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"asked_by":"DATA_SUBJECT","reason":"Antrag"',
        {"person": OTHER, "asked_by": "DATA_SUBJECT", "reason": "Antrag"},
    ),
    (
        "reported-figure.annulled",
        3,
        '"reason":"nie geschehen","corrects":2',
        {"reason": "nie geschehen", "corrects": 2},
    ),
]
