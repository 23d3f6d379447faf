"""The order of names in German lists, DIN 5007-1: umlauts sort as their base letters."""

import unicodedata

_SPECIAL = str.maketrans({"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})


def name_key(name: str) -> str:
    """A key that sorts bytewise as DIN 5007-1 sorts the name; case, accents, punctuation set aside."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_SPECIAL))
    letters = (char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(letters).split())
