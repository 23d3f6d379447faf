"""Lines of register files, made for tests."""

HEADER = "ags,name,kind,parent_ags,population,latitude,longitude"


def csv_file(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines, "")).encode()


def gv100ad_line(satzart: str, key: str, name: str, mark: str = "", population: str = "") -> str:
    """A line of 220 characters, filled where we read.

    Args:
        key: the AGS of a municipality, or the beginning of one.
        mark: the Textkennzeichen.
        population: padded with zeros, as are the figures beside it.
    """
    line = f"{satzart}20260331{key:<12}{name:<50}{'':50}{mark:2}"
    if satzart == "60":
        line = f"{line:128}{7_700:011}{population and int(population):0>11}{0:011}{'':4}50000"
    return f"{line:220}"


def gv100ad_file(*lines: str) -> bytes:
    return "\r\n".join((*lines, "")).encode()


# The Land, a Regierungsbezirk with a kreisfreie Stadt and a Kreis, another with the Städteregion, and
# a municipality of another Land.
GV100AD = (
    gv100ad_line("10", "05", "Nordrhein-Westfalen"),
    gv100ad_line("20", "051", "Reg.-Bez. Düsseldorf"),
    gv100ad_line("40", "05111", "Düsseldorf, Stadt", "41"),
    gv100ad_line("50", "05111   0000", "Düsseldorf, Stadt", "50"),
    gv100ad_line("60", "051110000000", "Düsseldorf, Stadt", "61", "629047"),
    gv100ad_line("40", "05154", "Kleve", "43"),
    gv100ad_line("60", "051540040004", "Bedburg-Hau", "64", "13000"),
    gv100ad_line("60", "051540360036", "Kleve, Stadt", "63", "53458"),
    gv100ad_line("40", "05162", "Rhein-Kreis Neuss", "43"),
    gv100ad_line("20", "053", "Reg.-Bez. Köln"),
    gv100ad_line("40", "05334", "Städteregion Aachen", "43"),
    gv100ad_line("60", "053340020002", "Aachen, Stadt", "63", "252769"),
    gv100ad_line("60", "053340320032", "Stolberg (Rhld.), Kupferstadt", "63", "56466"),
    gv100ad_line("60", "030000000000", "Ort in Niedersachsen", "64", "1000"),
)
