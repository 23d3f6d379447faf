"""What sequences of commands begin with, and which commands go on from there."""

from __future__ import annotations

from collections.abc import Sequence

from tests.rules.drawing import DISTRICTS, NAMES, SHARING, TOWNS, Given


def _adopt(town: str, adopted_from: str | None, on: str) -> Given:
    said = {"example": "1", "town": town, "how": "ADOPTED", "adopted_from": adopted_from}
    return Given("adopt", {**said, "on": on, "note": None})


# Where most towns can do most things: what follows is refused less.
BEGUN = [
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
    *(Given("add_item", {"summit": summit, "title": "Begrüßung"}) for summit in ("1", "1", "2")),
    Given(
        "invite",
        {"summit": "1", "towns": list(TOWNS[:2]), "standing_at": [], "on": None, "answer_by": None},
    ),
    Given("hold", {"year": 2013, "title": "Treffen", "on": None}),
    Given("raise", {"town": TOWNS[0], "summit": "3", "title": "Karte", "topics": ["SPORT"]}),
    Given("share", {"town": TOWNS[0], "title": "Börse", "topics": ["CULTURE"], "on": None}),
]
# Where something became of the impulse and of the example: corrections of what it rests on are refused.
SHARED = [
    *BEGUN,
    Given("support", {"impulse": "1", "town": TOWNS[1], "on": "2014"}),
    Given("take_up", {"impulse": "1", "on": "2014-02", "text": "Gut."}),
    Given("put_into_effect", {"impulse": "1", "on": "2015-03-04", "text": "Gut."}),
    Given("report_back", {"impulse": "1", "summit": "2", "text": "Gut."}),
    _adopt(TOWNS[1], None, "2014"),
    _adopt(TOWNS[2], TOWNS[1], "2015-03-04"),
    Given("report_experience", {"example": "1", "town": TOWNS[1], "on": "2015-03-04", "note": "Gut."}),
]
# Where both have ended: what certainly was before is still recorded.
ENDED = [
    *BEGUN,
    *(
        Given("sign", {"town": town, "revision": None, "on": None, "office": None, "summit": None})
        for town in TOWNS[2:]
    ),
    *(Given("join", {"town": town, "on": None, "council_resolved_on": None}) for town in TOWNS[1:]),
    Given("support", {"impulse": "1", "town": TOWNS[1], "on": "2015-03-04"}),
    Given("take_up", {"impulse": "1", "on": "2014", "text": "Gut."}),
    Given("withdraw_impulse", {"impulse": "1", "on": "2015-03-04", "text": "Gut."}),
    Given("revise_example", {"example": "1", "title": "Tafel", "topics": ["SPORT"], "on": "2014"}),
    _adopt(TOWNS[1], TOWNS[0], "2014-02"),
    Given("withdraw_example", {"example": "1", "on": "2015-03-04"}),
]


# What is given first, and which commands are drawn from then on.
BEGINNINGS: Sequence[tuple[list[Given], list[str]]] = (
    ([], NAMES),
    *[(BEGUN, NAMES)] * 4,
    (BEGUN, SHARING),
    (SHARED, SHARING),
    (ENDED, SHARING),
)
