"""States of organisations and of the declaration as they were written in 2026; frozen, as in the log."""

from typing import Any
from uuid import UUID

from domain.criteria import Criteria, Recognition
from domain.partial_date import PartialDate

STREAM, OTHER = UUID(int=1), UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc")
CRITERIA = Criteria("Frau im Amt", "Stabsstelle", "ja", Recognition.EHRENAMTSKARTE, "seit 2010", "„gern“")

# Topic, version, the rest of the state as it was written, and what it says.
ORGANISATIONS: list[tuple[str, int, str, dict[str, Any]]] = [
    (
        "organisation.parent-changed",
        2,
        '"parent_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"parent_id": OTHER},
    ),
    (
        "organisation.withdrew-accession",
        4,
        r'"on":{"_type_":"partial_date","_data_":"2013-02"},"reason":"zu teuer\nund zu weit"',
        {"on": PartialDate(2013, 2), "reason": "zu teuer\nund zu weit"},
    ),
    (
        "organisation.council-resolved",
        5,
        '"on":{"_type_":"partial_date","_data_":"2014"},"reference":"Vorlage 1/2014"',
        {"on": PartialDate(2014), "reference": "Vorlage 1/2014"},
    ),
    (
        "organisation.signed-declaration",
        6,
        '"revision":1,"on":null,"office":null,"summit_id":null,"time":1,'
        '"inherited_from":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"revision": 1, "on": None, "office": None, "summit_id": None, "time": 1, "inherited_from": OTHER},
    ),
    (
        "organisation.signed-declaration",
        7,
        '"revision":2,"on":null,"office":"LANDRAT","summit_id":null,"time":1,"inherited_from":null',
        {
            "revision": 2,
            "on": None,
            "office": "LANDRAT",
            "summit_id": None,
            "time": 1,
            "inherited_from": None,
        },
    ),
    (
        "organisation.signature-withdrawn",
        8,
        '"revision":2,"time":1,"on":null,"reason":null,"ending":"MERGED"',
        {"revision": 2, "time": 1, "on": None, "reason": None, "ending": "MERGED"},
    ),
    (
        "organisation.signed-declaration",
        9,
        '"revision":2,"on":{"_type_":"partial_date","_data_":"2020"},"office":"LANDRAT",'
        '"summit_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},"time":2,'
        '"inherited_from":null',
        {
            "revision": 2,
            "on": PartialDate(2020),
            "office": "LANDRAT",
            "summit_id": OTHER,
            "time": 2,
            "inherited_from": None,
        },
    ),
    (
        "organisation.joined-network",
        10,
        '"on":{"_type_":"partial_date","_data_":"2020"},"council_resolved_on":{"_type_":"partial_date",'
        '"_data_":"2019-12-05"},"criteria":{"_type_":"criteria",'
        '"_data_":{"contact_person":"Frau im Amt","cross_cutting_task":"Stabsstelle",'
        '"willingness_to_sign":"ja","recognition":"EHRENAMTSKARTE","recognition_evidence":"seit 2010",'
        '"collaboration":"„gern“"}},"time":1,"inherited_from":null',
        {
            "on": PartialDate(2020),
            "council_resolved_on": PartialDate(2019, 12, 5),
            "criteria": CRITERIA,
            "time": 1,
            "inherited_from": None,
        },
    ),
    (
        "organisation.left-network",
        11,
        '"time":1,"on":{"_type_":"partial_date","_data_":"2021"},"reason":"Ratsbeschluss","ending":null',
        {"time": 1, "on": PartialDate(2021), "reason": "Ratsbeschluss", "ending": None},
    ),
    (
        "organisation.joined-network",
        12,
        '"on":null,"council_resolved_on":null,"criteria":null,"time":2,'
        '"inherited_from":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"on": None, "council_resolved_on": None, "criteria": None, "time": 2, "inherited_from": OTHER},
    ),
    (
        "organisation.left-network",
        13,
        '"time":2,"on":null,"reason":null,"ending":"SPLIT"',
        {"time": 2, "on": None, "reason": None, "ending": "SPLIT"},
    ),
    (
        "organisation.succeeded",
        14,
        '"predecessor_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"},'
        '"ending":"MERGED","on":{"_type_":"partial_date","_data_":"1975-01-01"}',
        {"predecessor_id": OTHER, "ending": "MERGED", "on": PartialDate(1975, 1, 1)},
    ),
    (
        "organisation.merged-into",
        15,
        '"successor_id":{"_type_":"uuid_hex","_data_":"00000000000000000000000000000001"},'
        '"on":{"_type_":"partial_date","_data_":"1975"}',
        {"successor_id": STREAM, "on": PartialDate(1975)},
    ),
    (
        "organisation.split-into",
        15,
        '"successor_ids":[{"_type_":"uuid_hex",'
        '"_data_":"00000000000000000000000000000001"},{"_type_":"uuid_hex",'
        '"_data_":"00000000000000000000000000000002"}],"on":null',
        {"successor_ids": [STREAM, UUID(int=2)], "on": None},
    ),
    (
        "organisation.dissolved",
        15,
        '"on":{"_type_":"partial_date","_data_":"1975"},"reason":"Braunkohle"',
        {"on": PartialDate(1975), "reason": "Braunkohle"},
    ),
    (
        "organisation.council-resolved",
        15,
        '"on":{"_type_":"partial_date","_data_":"2015"},"reference":null,"corrects":5',
        {"on": PartialDate(2015), "reference": None, "corrects": 5},
    ),
    (
        "organisation.annulled",
        15,
        '"reason":"nie geschehen","corrects":14',
        {"reason": "nie geschehen", "corrects": 14},
    ),
    (
        "declaration.revised",
        2,
        '"revision":2,"title":"Fassung","on":{"_type_":"partial_date","_data_":"2020"},'
        '"summit_id":{"_type_":"uuid_hex","_data_":"a1bbb5d8e5765a5c89997936d93329dc"}',
        {"revision": 2, "title": "Fassung", "on": PartialDate(2020), "summit_id": OTHER},
    ),
    (
        "declaration.text-recorded",
        3,
        '"revision":2,"text_sha256":"abababababababababababababababababababababababababababababababab"',
        {"revision": 2, "text_sha256": "ab" * 32},
    ),
    (
        "declaration.annulled",
        4,
        '"reason":"nie geschehen","corrects":3',
        {"reason": "nie geschehen", "corrects": 3},
    ),
]
