"""The order of German lists, DIN 5007-1."""

import pytest

from projections.german_order import name_key

# In the order of a German list; the same key where nothing but the id decides.
SORTED = [
    ["Aachen", "AACHEN", "aachen"],
    ["Ahaus"],
    ["Älpen"],
    ["Alsdorf"],
    ["Bad Berleburg"],
    ["Bad Oeynhausen"],
    ["Baesweiler"],
    ["Bönen", "Bonen"],
    ["Bonn"],
    ["Castrop-Rauxel", "Castrop Rauxel", "Castrop – Rauxel"],
    ["Gescher"],
    ["Goch"],
    ["Große Öde", "Grosse Ode", "GROẞE ÖDE"],
    ["Großzügig"],
    ["Kolbermoor"],
    ["Köln", "Koln", "Ko\u0308ln"],
    ["Kolpingstadt"],
    ["Kreis Höxter"],
    ["Kreis Lippe"],
    ["Mülheim an der Ruhr"],
    ["Münster"],
    ["Oberhausen"],
    ["Ödland"],
    ["Oer-Erkenschwick"],
    ["Olpe"],
    ["Straelen"],
    ["Straße", "Strasse"],
    ["Übach-Palenberg"],
    ["Uedem"],
    ["Unna"],
]


def test_names_sort_as_a_german_list() -> None:
    keys = [name_key(names[0]) for names in SORTED]
    assert sorted(keys) == keys
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("names", SORTED, ids=lambda names: names[0])
def test_case_umlauts_and_hyphens_do_not_matter(names: list[str]) -> None:
    assert len({name_key(name) for name in names}) == 1


def test_keys_sort_bytewise_as_they_sort_in_python() -> None:
    keys = [name_key(name) for names in SORTED for name in names]
    assert all(key.isascii() for key in keys)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Augustin", "st augustin"),
        ("Stolberg (Rhld.), Kupferstadt", "stolberg rhld kupferstadt"),
        ("  A  ", "a"),
        ("Łódź", "lodz"),
        ("Œuvre Ærø", "oeuvre aero"),
        ("Đakovo", "dakovo"),
        ("Ort 2", "ort 2"),
        ("", ""),
        ("–", ""),
    ],
)
def test_punctuation_and_accents_are_set_aside(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_key_is_its_own_key() -> None:
    keys = [name_key(name) for names in SORTED for name in names]
    assert [name_key(key) for key in keys] == keys
