"""What is read out of history files, and what is said of entries that cannot be read."""

import json
from importlib import resources
from typing import Any

import pytest

from domain.languages import Words
from domain.partial_date import PartialDate
from domain.summit_details import SummitDetails, SummitFormat
from infra.history_files import (
    BrokenEntry,
    DeclarationSigned,
    HistoryEntry,
    NetworkJoined,
    SummitHeld,
    read_history,
)
from infra.text_files import UnreadableFile

SIGNED = {"kind": "declaration_signed", "organisation": "Bonn", "on": "2012-12", "source": "a newspaper"}
OWN = resources.files("infra.data").joinpath("network_history.json").read_bytes()


def read_entry(entry: object) -> HistoryEntry | BrokenEntry:
    (read,) = read_history(history(entry)).entries
    return read


def history(*entries: object) -> bytes:
    return json.dumps({"organisations_beside_the_register": [], "history": entries}).encode()


def test_the_projects_own_history_has_79_entries_and_4_organisations() -> None:
    file = read_history(OWN)
    assert [type(entry) for entry in file.entries] == [HistoryEntry] * 79
    assert [organisation.number for organisation in file.organisations] == [1, 2, 3, 4]
    assert not any(isinstance(organisation, BrokenEntry) for organisation in file.organisations)


def test_an_entry_is_a_fact_with_its_source() -> None:
    entry = read_entry(SIGNED | {"at_summit": 2017})
    assert isinstance(entry, HistoryEntry)
    assert entry.fact == DeclarationSigned("Bonn", PartialDate(2012, 12), 2017)
    assert (entry.number, entry.what, entry.source) == (1, "declaration_signed Bonn", "a newspaper")


def test_what_is_not_known_of_a_fact_stays_unknown() -> None:
    joined = read_entry({"kind": "network_joined", "organisation": "Bonn", "on": None})
    assert isinstance(joined, HistoryEntry)
    assert joined.fact == NetworkJoined("Bonn", None, None)
    held = read_entry({"kind": "summit_held", "year": 2016, "title": "T", "on": None, "format": "DIGITAL"})
    assert isinstance(held, HistoryEntry)
    assert held.fact == SummitHeld(2016, SummitDetails(title="T", format=SummitFormat.DIGITAL), None)


def test_the_digest_is_that_of_the_content_and_not_of_its_writing() -> None:
    one, same, other = (
        read_entry(entry) for entry in (SIGNED, dict(reversed(SIGNED.items())), SIGNED | {"on": "2012"})
    )
    assert isinstance(one, HistoryEntry)
    assert isinstance(same, HistoryEntry)
    assert isinstance(other, HistoryEntry)
    assert one.digest == same.digest
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "declaration_burnt"}, "unknown kind 'declaration_burnt'"),
        ({"kind": None}, "kind is missing"),
        ({"organisation": None}, "organisation is missing"),
        ({"organisation": 7}, "organisation is not a text"),
        ({"on": "2012-13-01"}, "month must be in 1..12"),
        ({"on": "December"}, "'December' is not YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"at_summit": "2017"}, "at_summit is not a whole number"),
        ({"at_summit": True}, "at_summit is not a whole number"),
        ({"organization": "Bonn"}, "unknown field 'organization'"),
        ({"kind": "summit_held", "title": "T", "year": 2020, "format": "ABROAD"}, "'ABROAD' is not a valid"),
    ],
)
def test_an_entry_that_does_not_fit_is_broken_and_says_why(change: dict[str, Any], reason: str) -> None:
    entry = read_entry(SIGNED | change)
    assert isinstance(entry, BrokenEntry)
    assert (entry.code, entry.number) == ("HISTORY_ENTRY_BROKEN", 1)
    assert reason in entry.reason.en


def test_a_fact_without_a_date_says_so() -> None:
    undated = {name: value for name, value in SIGNED.items() if name != "on"}
    assert read_entry(undated) == BrokenEntry(
        1, "declaration_signed Bonn", Words("on is missing", "on fehlt")
    )
    assert read_entry("Bonn signed") == BrokenEntry(
        1, "?", Words("it is not an object", "das ist kein Objekt")
    )


def test_an_organisation_that_does_not_fit_is_broken_and_says_why() -> None:
    beside = [{"name": "Club", "kind": "VEREIN"}, {"name": "Club", "kind": "LAND", "seat": "Bonn"}]
    file = read_history(json.dumps({"organisations_beside_the_register": beside, "history": []}).encode())
    assert file.organisations == [
        BrokenEntry(1, "Club", Words("'VEREIN' is not a valid kind", "'VEREIN' ist für kind nicht zulässig")),
        BrokenEntry(2, "Club", Words("unknown field 'seat'", "unbekanntes Feld 'seat'")),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (OWN[: len(OWN) // 2], "it is not JSON"),
        (b"\xff\xfe", "byte 1 of it is not UTF-8"),
        (b"[]", "it has no list 'organisations_beside_the_register'"),
        (b'{"organisations_beside_the_register": []}', "it has no list 'history'"),
        (b'{"organisations_beside_the_register": [], "history": {}}', "it has no list 'history'"),
        (b"[" * 100_000, "it is not JSON"),
    ],
)
def test_a_file_that_is_no_history_is_refused_as_a_whole(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_history(content)
