"""What is read out of register files, and what is said of lines that cannot be read."""

from importlib import resources

import pytest

from domain.organisation import OrganisationKind
from infra.register_files import RegisterEntry, read_register
from infra.text_files import UnreadableFile
from tests.infra.register_lines import GV100AD, HEADER, csv_file, gv100ad_file, gv100ad_line

DUESSELDORF = "05111000,Düsseldorf,KREISFREIE_STADT,051,573057,51.222,6.776"


def read_line(line: str) -> tuple[list[RegisterEntry], list[str]]:
    file = read_register(csv_file(line))
    return file.entries, [broken.reason.en for broken in file.broken]


def test_the_projects_own_register_has_432_entries_of_these_kinds() -> None:
    file = read_register(resources.files("infra.data").joinpath("nrw_register.csv").read_bytes())
    assert file.broken == []
    kinds = [entry.kind for entry in file.entries]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        OrganisationKind.REGIERUNGSBEZIRK: 5,
        OrganisationKind.KREIS: 30,
        OrganisationKind.STAEDTEREGION: 1,
        OrganisationKind.KREISFREIE_STADT: 22,
        OrganisationKind.STADT: 249,
        OrganisationKind.GEMEINDE: 125,
    }


def test_a_line_of_csv_is_an_entry() -> None:
    assert read_line(DUESSELDORF) == (
        [
            RegisterEntry(
                2, "05111000", "Düsseldorf", OrganisationKind.KREISFREIE_STADT, "051", 573057, 51.222, 6.776
            )
        ],
        [],
    )


def test_an_empty_cell_is_not_given_and_a_zero_is() -> None:
    (entry,), _ = read_line("05154,Kreis Kleve,KREIS,051,,,")
    assert (entry.population, entry.latitude, entry.longitude) == (None, None, None)
    (entry,), _ = read_line("05154,Kreis Kleve,KREIS,051,0,,")
    assert entry.population == 0


def test_byte_order_marks_line_ends_and_decomposed_letters_make_no_difference() -> None:
    (entry,), _ = read_line(DUESSELDORF)
    foreign = csv_file(DUESSELDORF.replace("ü", "u\u0308")).replace(b"\n", b"\r\n")
    assert read_register(b"\xef\xbb\xbf" + foreign).entries == [entry]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("05111000,Düsseldorf", "2 columns instead of 7"),
        ("05111000,Düsseldorf,METROPOLE,051,,,", "unknown kind 'METROPOLE'"),
        ("5111000,Düsseldorf,STADT,051,,,", "'5111000' is no AGS of 2, 3, 5 or 8 digits"),
        ("0511100X,Düsseldorf,STADT,051,,,", "'0511100X' is no AGS"),
        ("05111000,Düsseldorf,STADT,5,,,", "'5' is no AGS"),
        ("05111000,Düsseldorf,STADT,051,viele,,", "population 'viele' is not a number"),
        ("05111000,Düsseldorf,STADT,051,-1,,", "population '-1' is not a number"),
        ("05111000,Düsseldorf,STADT,051,,nan,", "latitude 'nan' is not a number"),
        ("05111000,Düsseldorf,STADT,051,,,6°", "longitude '6°' is not a number"),
        ('05111000,"Düsseldorf,STADT,051,,,', "unexpected end of data"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    entries, (said,) = read_line(line)
    assert entries == []
    assert reason in said


def test_a_broken_line_is_told_by_its_number_and_the_others_are_read() -> None:
    file = read_register(csv_file("051,Regierungsbezirk Düsseldorf", "", DUESSELDORF))
    assert [(broken.line, broken.code) for broken in file.broken] == [(2, "REGISTER_LINE_BROKEN")]
    assert [(entry.line, entry.ags) for entry in file.entries] == [(4, "05111000")]


def test_an_ags_counts_once_in_a_file() -> None:
    file = read_register(csv_file(DUESSELDORF, DUESSELDORF.replace("Düsseldorf", "Neustadt")))
    assert [entry.name for entry in file.entries] == ["Düsseldorf"]
    assert [(broken.line, broken.reason.en) for broken in file.broken] == [
        (3, "AGS 05111000 stands in line 2 already")
    ]


def test_gv100ad_is_read_with_the_kinds_and_names_of_our_own_register() -> None:
    kind = OrganisationKind
    file = read_register(gv100ad_file(*GV100AD))
    assert file.broken == []
    assert file.entries == [
        RegisterEntry(1, "05", "Land Nordrhein-Westfalen", kind.LAND),
        RegisterEntry(2, "051", "Regierungsbezirk Düsseldorf", kind.REGIERUNGSBEZIRK, "05"),
        RegisterEntry(5, "05111000", "Düsseldorf", kind.KREISFREIE_STADT, "051", 629047),
        RegisterEntry(6, "05154", "Kreis Kleve", kind.KREIS, "051"),
        RegisterEntry(7, "05154004", "Bedburg-Hau", kind.GEMEINDE, "05154", 13000),
        RegisterEntry(8, "05154036", "Kleve", kind.STADT, "05154", 53458),
        RegisterEntry(9, "05162", "Rhein-Kreis Neuss", kind.KREIS, "051"),
        RegisterEntry(10, "053", "Regierungsbezirk Köln", kind.REGIERUNGSBEZIRK, "05"),
        RegisterEntry(11, "05334", "Städteregion Aachen", kind.STAEDTEREGION, "053"),
        RegisterEntry(12, "05334002", "Aachen", kind.STADT, "05334", 252769),
        RegisterEntry(13, "05334032", "Stolberg (Rhld.)", kind.STADT, "05334", 56466),
    ]


@pytest.mark.parametrize("name", ["Oberbergischer Kreis", "Hochsauerlandkreis", "Märkischer Kreis"])
def test_a_kreis_whose_name_says_so_keeps_it(name: str) -> None:
    (entry,) = read_register(gv100ad_file(gv100ad_line("40", "05374", name, "43"))).entries
    assert (entry.name, entry.kind) == (name, OrganisationKind.KREIS)


@pytest.mark.parametrize("population", ["0", " " * 11])
def test_a_population_of_gv100ad_that_is_zero_or_blank_is_not_given(population: str) -> None:
    line = gv100ad_line("60", "051540040004", "Bedburg-Hau", "64", "0")
    line = line[:139] + population.rjust(11, "0") + line[150:]
    file = read_register(gv100ad_file(line))
    assert file.broken == []
    assert [entry.population for entry in file.entries] == [None]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            gv100ad_line("60", "051540040004", "Bedburg-Hau", "64", "13000")[:145],
            "145 characters are too few",
        ),
        (gv100ad_line("60", "05154004", "Bedburg-Hau", "66", "13000"), "66 does not occur"),
        (gv100ad_line("60", "05154004", "Bedburg-Hau", "99", "13000"), "99 is not a valid"),
        (gv100ad_line("40", "05154", "Kleve", "44"), "44 does not occur"),
        (gv100ad_line("40", "0515", "Kleve", "43"), "'0515 ' is no AGS"),
        (
            gv100ad_line("40", "05154", "Kleve", "43").replace("20260331", "20261331"),
            "unconverted data remains",
        ),
        ("Stand: März 2026", "is not supported"),
    ],
)
def test_a_broken_line_of_gv100ad_says_why(line: str, reason: str) -> None:
    file = read_register(gv100ad_file(GV100AD[0], line))
    assert [entry.ags for entry in file.entries] == ["05"]
    assert [(broken.line, reason in broken.reason.en) for broken in file.broken] == [(2, True)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \r\n", "it is empty"),
        (
            csv_file("05111000,Düsseldorf,STADT,051,,,").decode().encode("latin-1"),
            "byte 66 of it is not UTF-8",
        ),
        (b"name;ags\nKleve;05154036\n", "neither the header"),
        (b"PK\x03\x04", "neither the header"),
        (HEADER.encode(), "no line of it is about North Rhine-Westphalia"),
        (gv100ad_file(gv100ad_line("10", "03", "Niedersachsen")), "no line of it is about"),
    ],
)
def test_a_file_that_is_no_register_is_refused_as_a_whole(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read_register(content)
    assert refused.value.code == "UNREADABLE_FILE"
