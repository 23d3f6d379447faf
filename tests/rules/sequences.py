"""Sequences of commands: few towns, years and days, so that the commands collide."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

# The same sequences in every run, however long one takes.
DETERMINED = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))

DISTRICTS = ("051", "05154")
TOWNS = ("05154001", "05154002", "05154003", "05999999")
YEARS = (2014, 2015, 2027)
SUMMITS = ("1", "2", "3")
DAYS = (None, "2014", "2014-02", "2015-03-04", "2026", "2027-01")
TITLES = (None, "Treffen", "Erstes Treffen", "Zweites Treffen")
TEXTS = (None, None, "Der Wortlaut")
OFFICES = (None, "LANDRAT", "OTHER")

_towns = st.sampled_from((*TOWNS, *DISTRICTS, *TOWNS[:2] * 4))
_several = st.lists(_towns, max_size=4)
_days = st.sampled_from(DAYS + (None,) * 8)
_years = st.sampled_from(YEARS)
_summits = st.sampled_from((*SUMMITS, *SUMMITS[:2] * 3))
_offices = st.sampled_from(OFFICES)
_town = {"town": _towns}
_town_on = {"town": _towns, "on": _days}
_summit = {"summit": _summits}
_items = {"summit": _summits, "number": st.sampled_from((1, 2, 3))}

ARGUMENTS: dict[str, dict[str, SearchStrategy[Any]]] = {
    "register": {
        "town": _towns,
        "parent": st.sampled_from((None, None, *DISTRICTS)),
        "kind": st.sampled_from(("KREIS", "STADT", "REGIERUNGSBEZIRK")),
        "name": st.sampled_from(("Alpen", "Xanten")),
        "population": st.none(),
    },
    "rename": _town | {"name": st.sampled_from(("Alpen", "Weeze"))},
    "change_kind": _town | {"kind": st.sampled_from(("KREIS", "STADT", "GEMEINDE"))},
    "change_parent": _town | {"parent": st.sampled_from((*DISTRICTS, TOWNS[0]))},
    "update_population": _town | {"population": st.sampled_from((-1, 0, 7))},
    "merge": _town_on | {"into": _towns},
    "split": _town_on | {"into": _several},
    "dissolve": _town_on,
    "proclaim": {"title": st.just("Erklärung"), "on": _days, "text": st.sampled_from(TEXTS)},
    "revise": {
        "title": st.sampled_from(("Fassung", "Neufassung")),
        "on": _days,
        "summit": st.sampled_from((None, None, *SUMMITS)),
        "text": st.sampled_from(TEXTS),
    },
    "record_text": {"revision": st.sampled_from((0, 1, 2, 3))},
    "sign": {
        "town": _towns,
        "revision": st.sampled_from((None, None, None, 1, 2, 3)),
        "on": _days,
        "office": _offices,
        "summit": st.sampled_from((None, None, *SUMMITS)),
    },
    "withdraw_signature": _town_on | {"revision": st.sampled_from((1, 2))},
    "plan": _town_on,
    "withdraw_accession": _town_on,
    "resolve": _town_on,
    "join": _town_on | {"council_resolved_on": _days},
    "leave": _town_on,
    "announce": {"year": _years, "title": st.sampled_from(TITLES), "on": _days},
    "hold": {"year": _years, "title": st.sampled_from(TITLES), "on": _days},
    "reschedule": _summit | {"year": _years, "on": _days},
    "move": _summit | {"format": st.sampled_from(("DIGITAL", "HYBRID"))},
    "cancel": _summit | {"reason": st.just("Sturm")},
    "open": _summit | {"on": _days},
    "close": _summit,
    "add_item": _summit | {"title": st.sampled_from(("Begrüßung", "Aussprache"))},
    "change_item": _items | {"title": st.sampled_from(("Begrüßung", "Mittag"))},
    "remove_item": _items,
    "invite": {
        "summit": _summits,
        "towns": _several,
        "standing_at": st.sampled_from(([], ["MEMBER"], ["MEMBER", "ACCESSION_PLANNED"])),
        "on": _days,
        "answer_by": _days,
    },
    "answer": {
        "summit": _summits,
        "town": _towns,
        "answer": st.sampled_from(("ACCEPTED", "DELEGATED", "DECLINED")),
        "on": _days,
        "office": _offices,
    },
    "remind": _summit | {"towns": st.none() | _several, "on": _days},
    "attend": _summit | _town_on | {"office": _offices},
    "attend_all": _summit | {"towns": st.none() | _several, "on": _days},
    "annul": {"back": st.sampled_from((*range(16), 40, 60))},
}

_OFTEN = ("sign", "join", "plan", "leave", "invite", "answer", "attend", "open", "add_item", "change_item")
_OFTEN += ("reschedule", "remove_item", "withdraw_signature")
_SELDOM = ("register", "merge", "split", "dissolve", "cancel", "close")
_NAMES = [name for name in ARGUMENTS if name not in _SELDOM] * 2 + list(_OFTEN) * 2 + list(_SELDOM)
_NAMES += ["annul"] * 8


ANY_FACT = -1


class Given(NamedTuple):
    """A command, and which fact it corrects, if it corrects one.

    Attributes:
        corrects: how many facts back, of those that the same command recorded; it then says the rest of
            the same thing. Or ANY_FACT: one of whatever kind.
    """

    name: str
    said: dict[str, Any]
    corrects: int | None = None


@st.composite
def _commands(draw: DrawFn) -> Given:
    name = draw(st.sampled_from(_NAMES))
    said = draw(st.fixed_dictionaries(ARGUMENTS[name]))
    corrects = draw(st.sampled_from((None, None, None, 0, 1, 2, ANY_FACT)))
    return Given(name, said, None if name == "annul" else corrects)


# Where most towns can do most things: what follows is refused less.
_BEGUN = [
    *(
        Given("register", {"town": town, "parent": None, "kind": kind, "name": town, "population": None})
        for town, kind in zip(
            (*DISTRICTS, *TOWNS), ("REGIERUNGSBEZIRK", "KREIS", *["STADT"] * len(TOWNS)), strict=True
        )
    ),
    Given("proclaim", {"title": "Erklärung", "on": None, "text": None}),
    *(
        Given("sign", {"town": town, "revision": None, "on": "2014-02", "office": None, "summit": None})
        for town in TOWNS[:2]
    ),
    Given("announce", {"year": 2014, "title": "Treffen", "on": None}),
    Given("join", {"town": TOWNS[0], "on": None, "council_resolved_on": None}),
    Given("announce", {"year": 2015, "title": "Treffen", "on": None}),
    Given("open", {"summit": "2", "on": None}),
    Given(
        "invite",
        {"summit": "1", "towns": list(TOWNS[:2]), "standing_at": [], "on": None, "answer_by": None},
    ),
]


def sequences(length: int) -> SearchStrategy[list[Given]]:
    """So many commands; most begin where organisations, a declaration and two summits are there."""
    given = st.lists(_commands(), max_size=length, min_size=length * 3 // 4)
    begun = st.sampled_from(([], _BEGUN, _BEGUN, _BEGUN, _BEGUN))
    return st.builds(lambda first, then: [*first, *then], begun, given)
