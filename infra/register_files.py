"""Register files: the municipalities, districts and Regierungsbezirke that there are.

Two formats are read, told apart by their content:

    CSV      the columns of COLUMNS, as in infra/data/nrw_register.csv; an empty cell is not given
    GV100AD  Destatis' municipality register in lines of fixed width, of which those of
             North Rhine-Westphalia count
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import Any, ClassVar

from gv100ad import DistrictType, GV100ADReader, MunicipalityType

from domain.languages import Words, said_by
from domain.organisation import OrganisationKind
from infra.text_files import UnreadableFile, read_text

COLUMNS = ["ags", "name", "kind", "parent_ags", "population", "latitude", "longitude"]

_NRW = "05"
_GV100AD_LINE = re.compile(r"[1-6]0\d{8}\d{2}", re.ASCII)
# Up to where a line of this Satzart must reach, so that nothing which is read is cut off.
_GV100AD_LENGTHS = {"10": 23, "20": 23, "40": 124, "60": 161}
_GV100AD_FIGURES = [(128, 139), (139, 150), (150, 161)]
_MUNICIPALITY_KINDS = {
    MunicipalityType.KREISFREIE_STADT: OrganisationKind.KREISFREIE_STADT,
    MunicipalityType.STADT: OrganisationKind.STADT,
    MunicipalityType.KREISANGEHOERIGE_GEMEINDE: OrganisationKind.GEMEINDE,
}


@dataclass(frozen=True)
class RegisterEntry:
    """What one line says of one organisation; None where it says nothing."""

    line: int
    ags: str
    name: str
    kind: OrganisationKind
    parent_ags: str | None = None
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class BrokenLine:
    """A line that cannot be read, and why."""

    code: ClassVar[str] = "REGISTER_LINE_BROKEN"
    line: int
    reason: Words


@dataclass(frozen=True)
class RegisterFile:
    entries: list[RegisterEntry]
    broken: list[BrokenLine]


def read_register(content: bytes) -> RegisterFile:
    """Raises UnreadableFile where nothing can be read, not for single lines."""
    lines = read_text(content).split("\n")
    read_line = _reader_of(lines)
    file = RegisterFile([], [])
    first_lines: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        try:
            entry = read_line(number, line) if line.strip() else None
            if entry is None:
                continue
            first = first_lines.setdefault(entry.ags, number)
            if first != number:
                raise ValueError(
                    Words(
                        en=f"AGS {entry.ags} stands in line {first} already",
                        de=f"AGS {entry.ags} steht bereits in Zeile {first}",
                    )
                )
            file.entries.append(entry)
        except ValueError as error:
            file.broken.append(BrokenLine(number, said_by(error)))
    if not file.entries and not file.broken:
        raise UnreadableFile(
            Words(
                en="no line of it is about North Rhine-Westphalia",
                de="keine ihrer Zeilen betrifft Nordrhein-Westfalen",
            )
        )
    return file


def _reader_of(lines: list[str]) -> Callable[[int, str], RegisterEntry | None]:
    """What reads a line of this file: None for a line that is about no organisation of ours.

    It raises ValueError for a broken line.
    """
    head = next(line for line in lines if line.strip())
    if [cell.strip() for cell in head.split(",")] == COLUMNS:
        return _read_csv_line
    if any(_GV100AD_LINE.match(line) for line in lines):
        return _read_gv100ad_line
    header = ",".join(COLUMNS)
    raise UnreadableFile(
        Words(
            en=f"it has neither the header {header} nor lines of GV100AD",
            de=f"sie hat weder die Kopfzeile {header} noch Zeilen in GV100AD",
        )
    )


def _read_csv_line(number: int, line: str) -> RegisterEntry | None:
    try:
        # Line by line, so that a quotation mark left open breaks its own line only.
        cells = [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if cells == COLUMNS:
        return None
    if len(cells) != len(COLUMNS):
        raise ValueError(
            Words(
                en=f"{len(cells)} columns instead of {len(COLUMNS)}",
                de=f"{len(cells)} Spalten statt {len(COLUMNS)}",
            )
        )
    ags, name, kind, parent_ags, population, latitude, longitude = cells
    if kind not in OrganisationKind.__members__:
        raise ValueError(Words(en=f"unknown kind {kind!r}", de=f"unbekannte Art {kind!r}"))
    return RegisterEntry(
        line=number,
        ags=_ags(ags),
        name=name,
        kind=OrganisationKind(kind),
        parent_ags=_ags(parent_ags) if parent_ags else None,
        population=_figure(population, r"\d{1,15}", int, "population"),
        latitude=_figure(latitude, r"-?\d{1,3}(\.\d{1,20})?", float, "latitude"),
        longitude=_figure(longitude, r"-?\d{1,3}(\.\d{1,20})?", float, "longitude"),
    )


def _ags(text: str) -> str:
    if not re.fullmatch(r"\d{2}|\d{3}|\d{5}|\d{8}", text, re.ASCII):
        raise ValueError(
            Words(
                en=f"{text!r} is no AGS of 2, 3, 5 or 8 digits; the leading zero counts",
                de=f"{text!r} ist kein AGS aus 2, 3, 5 oder 8 Ziffern; die führende Null zählt",
            )
        )
    return text


def _figure(text: str, shape: str, read: Callable[[str], Any], name: str) -> Any:
    if not text:
        return None
    if not re.fullmatch(shape, text, re.ASCII):
        raise ValueError(Words(en=f"{name} {text!r} is not a number", de=f"{name} {text!r} ist keine Zahl"))
    return read(text)


def _read_gv100ad_line(number: int, line: str) -> RegisterEntry | None:
    satzart, land = line[:2], line[10:12]
    if satzart in ("30", "50") or (land != _NRW and _GV100AD_LINE.match(line)):
        return None
    if len(line) < _GV100AD_LENGTHS.get(satzart, 0):
        raise ValueError(
            Words(
                en=f"{len(line)} characters are too few for Satzart {satzart}",
                de=f"{len(line)} Zeichen sind zu wenige für Satzart {satzart}",
            )
        )
    record = next(iter(GV100ADReader(StringIO(_with_figures(line))).read()))
    ags, name = _ags(record.regional_code), record.name.partition(",")[0].strip()
    match satzart:
        case "10":
            return RegisterEntry(number, ags, f"Land {name}", OrganisationKind.LAND)
        case "20":
            region = re.sub(r"^(Reg\.-Bez\.|Regierungsbezirk) ", "", name)
            return RegisterEntry(
                number, ags, f"Regierungsbezirk {region}", OrganisationKind.REGIERUNGSBEZIRK, ags[:2]
            )
        case "40":
            return _district(number, ags, name, record.type)
        case _:
            return _municipality(number, ags, name, record)


def _with_figures(line: str) -> str:
    """A figure left blank is one that is not given; the reader takes digits only."""
    for start, end in _GV100AD_FIGURES:
        if line[:2] == "60" and line[start:end].isspace():
            line = line[:start] + "0" * (end - start) + line[end:]
    return line


def _district(number: int, ags: str, name: str, type_: DistrictType) -> RegisterEntry | None:
    if type_ is DistrictType.KREISFREIE_STADT:
        return None  # it has a line of Satzart 60 too
    if type_ is not DistrictType.KREIS:
        raise _foreign(type_.value)
    # The Textkennzeichen does not tell the Städteregion Aachen from a Kreis; its name does.
    if name.casefold().startswith("städteregion"):
        return RegisterEntry(number, ags, name, OrganisationKind.STAEDTEREGION, ags[:3])
    if "kreis" not in name.casefold():
        name = f"Kreis {name}"
    return RegisterEntry(number, ags, name, OrganisationKind.KREIS, ags[:3])


def _municipality(number: int, ags: str, name: str, record: Any) -> RegisterEntry:
    kind = _MUNICIPALITY_KINDS.get(record.type)
    if kind is None:
        raise _foreign(record.type.value)
    parent_ags = ags[:3] if kind is OrganisationKind.KREISFREIE_STADT else ags[:5]
    # No municipality is without inhabitants: zero stands for a figure that is not known yet.
    return RegisterEntry(number, ags, name, kind, parent_ags, record.inhabitants or None)


def _foreign(type_: str) -> ValueError:
    return ValueError(
        Words(
            en=f"Textkennzeichen {type_} does not occur in North Rhine-Westphalia",
            de=f"Textkennzeichen {type_} kommt in Nordrhein-Westfalen nicht vor",
        )
    )
