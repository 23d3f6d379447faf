"""History files: what public statements say of the network, in the order in which it is recorded.

The format is that of infra/data/network_history.json. A field that is not known, by its name or its
value, breaks its entry: nothing is dropped in silence, as what is recorded is recorded for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

import orjson

from domain.languages import Words, said_by
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.reported_figure import Figure
from domain.summit_details import SummitDetails, SummitFormat
from infra.entry_fields import Fields
from infra.text_files import UnreadableFile, read_text


@dataclass(frozen=True)
class DeclarationProclaimed:
    title: str
    on: PartialDate | None


@dataclass(frozen=True)
class DeclarationRevised:
    title: str
    on: PartialDate | None


@dataclass(frozen=True)
class DeclarationSigned:
    organisation: str
    on: PartialDate | None
    at_summit: int | None


@dataclass(frozen=True)
class AccessionPlanned:
    organisation: str
    on: PartialDate | None


@dataclass(frozen=True)
class NetworkJoined:
    organisation: str
    on: PartialDate | None
    council_resolved_on: PartialDate | None


@dataclass(frozen=True)
class SummitHeld:
    year: int
    details: SummitDetails
    reported_attendance: int | None


@dataclass(frozen=True)
class SummitAttended:
    organisation: str
    summit: int
    on: PartialDate | None


@dataclass(frozen=True)
class FigureReported:
    figure: Figure
    number: int
    at_least: bool
    on: PartialDate | None
    says: str


HistoryFact = (
    DeclarationProclaimed
    | DeclarationRevised
    | DeclarationSigned
    | AccessionPlanned
    | NetworkJoined
    | SummitHeld
    | SummitAttended
    | FigureReported
)


@dataclass(frozen=True)
class OrganisationBeside:
    """An organisation that takes part and that no register of municipalities has."""

    number: int
    name: str
    kind: OrganisationKind
    ags: str | None


@dataclass(frozen=True)
class HistoryEntry:
    """A fact, its source, and the digest by which it is recognised when it is imported again."""

    number: int
    what: str
    kind: str
    fact: HistoryFact
    source: str | None
    digest: bytes


@dataclass(frozen=True)
class BrokenEntry:
    code: ClassVar[str] = "HISTORY_ENTRY_BROKEN"
    number: int
    what: str
    reason: Words


@dataclass(frozen=True)
class HistoryFile:
    organisations: list[OrganisationBeside | BrokenEntry]
    entries: list[HistoryEntry | BrokenEntry]


def read_history(content: bytes) -> HistoryFile:
    """Raises UnreadableFile where the file as a whole cannot be read, not for single entries."""
    try:
        file = orjson.loads(read_text(content))
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(
            Words(en=f"it is not JSON: {error}", de=f"sie ist kein JSON: {error}")
        ) from error
    return HistoryFile(
        [
            _read_organisation(number, entry)
            for number, entry in enumerate(_list_of(file, "organisations_beside_the_register"), 1)
        ],
        [_read_entry(number, entry) for number, entry in enumerate(_list_of(file, "history"), 1)],
    )


def _list_of(file: object, name: str) -> list[object]:
    found = file.get(name) if isinstance(file, dict) else None
    if not isinstance(found, list):
        raise UnreadableFile(Words(en=f"it has no list {name!r}", de=f"sie hat keine Liste {name!r}"))
    return found


def _summit_held(fields: Fields) -> SummitHeld:
    details = SummitDetails(
        title=fields.required("title", str),
        on=fields.on(),
        place=fields.optional("place", str),
        host=fields.optional("host", str),
        format=fields.optional_choice("format", SummitFormat),
    )
    return SummitHeld(fields.required("year", int), details, fields.optional("reported_attendance", int))


_FACTS: dict[str, Callable[[Fields], HistoryFact]] = {
    "declaration_proclaimed": lambda it: DeclarationProclaimed(it.required("title", str), it.on()),
    "declaration_revised": lambda it: DeclarationRevised(it.required("title", str), it.on()),
    "declaration_signed": lambda it: DeclarationSigned(
        it.required("organisation", str), it.on(), it.optional("at_summit", int)
    ),
    "accession_planned": lambda it: AccessionPlanned(it.required("organisation", str), it.on()),
    "network_joined": lambda it: NetworkJoined(
        it.required("organisation", str), it.on(), it.optional_date("council_resolved_on")
    ),
    "summit_held": _summit_held,
    "summit_attended": lambda it: SummitAttended(
        it.required("organisation", str), it.required("summit", int), it.on()
    ),
    "figure_reported": lambda it: FigureReported(
        it.choice("figure", Figure),
        it.required("number", int),
        bool(it.optional("at_least", bool)),
        it.on(),
        it.required("says", str),
    ),
}


def _read_entry(number: int, entry: object) -> HistoryEntry | BrokenEntry:
    what = _describe(entry, "kind", "organisation", "title")
    try:
        fields = Fields(entry)
        kind, source = fields.required("kind", str), fields.optional("source", str)
        if kind not in _FACTS:
            raise ValueError(Words(en=f"unknown kind {kind!r}", de=f"unbekannte Art {kind!r}"))
        fact = _FACTS[kind](fields)
        fields.refuse_others()
    except ValueError as error:
        return BrokenEntry(number, what, said_by(error))
    digest = sha256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).digest()
    return HistoryEntry(number, what, kind, fact, source, digest)


def _read_organisation(number: int, entry: object) -> OrganisationBeside | BrokenEntry:
    try:
        fields = Fields(entry)
        kind = fields.choice("kind", OrganisationKind)
        organisation = OrganisationBeside(
            number, fields.required("name", str), kind, fields.optional("ags", str)
        )
        fields.refuse_others()
    except ValueError as error:
        return BrokenEntry(number, _describe(entry, "name"), said_by(error))
    return organisation


def _describe(entry: object, *names: str) -> str:
    known = entry if isinstance(entry, dict) else {}
    return " ".join(str(known[name])[:80] for name in names if known.get(name)) or "?"
