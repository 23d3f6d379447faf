"""Commands as they are drawn: few towns, years and days, so that they collide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

DISTRICTS = ("051", "05154")
TOWNS = ("05154001", "05154002", "05154003", "05999999")
YEARS = (2013, 2014, 2015, 2027)
SUMMITS = ("1", "2", "3", "4")

_TOWNS = (*TOWNS, *DISTRICTS, *TOWNS[:2] * 3)
_SEVERAL: tuple[list[str], ...] = (
    [],
    [TOWNS[0]],
    [*TOWNS[:2]],
    [*TOWNS[1:]],
    [TOWNS[1], TOWNS[0], TOWNS[1]],
    [*DISTRICTS, TOWNS[0]],
)
_SUMMITS = (*SUMMITS[:2] * 3, *SUMMITS[2:])
_DAYS = (*(None,) * 8, "2014", "2014-02", "2015-03-04", "2026", "2027-01")
_WHEN = (*(None,) * 3, "2014", "2014-01", "2014-02", "2015-03-04", "2026", "2027-01")
_TITLES = (None, "Treffen", "Erstes Treffen", "Zweites Treffen")
_TEXTS = (None, None, "Der Wortlaut")
_NOTES = (*("Gut.", "Zu teuer.") * 3, " ")
_TOPICS: tuple[list[str], ...] = (["CULTURE"], ["SPORT", "CULTURE", "SPORT"], ["CULTURE", "SPORT"], [])
_OFFICES = (None, "LANDRAT", "OTHER")
# The values of which one is drawn for each field.
Values = dict[str, Sequence[Any]]
_town: Values = {"town": _TOWNS}
_town_on: Values = {"town": _TOWNS, "on": _DAYS}
_summit: Values = {"summit": _SUMMITS}
_items: Values = {"summit": _SUMMITS, "number": (1, 2, 3)}
_impulse: Values = {"impulse": (*("1",) * 5, "2")}
_example: Values = {"example": (*("1",) * 5, "2")}
_land: Values = _impulse | {"on": _WHEN, "text": _NOTES}
_content: Values = {"title": ("Börse", "Tafel"), "topics": _TOPICS, "on": _WHEN}

ARGUMENTS: dict[str, Values] = {
    "register": {
        "town": _TOWNS,
        "parent": (None, None, *DISTRICTS),
        "kind": ("KREIS", "STADT", "REGIERUNGSBEZIRK"),
        "name": ("Alpen", "Xanten"),
        "population": (None,),
    },
    "rename": _town | {"name": ("Alpen", "Weeze")},
    "change_kind": _town | {"kind": ("KREIS", "STADT", "GEMEINDE")},
    "change_parent": _town | {"parent": (*DISTRICTS, TOWNS[0])},
    "update_population": _town | {"population": (-1, 0, 7)},
    "merge": _town_on | {"into": _TOWNS},
    "split": _town_on | {"into": _SEVERAL},
    "dissolve": _town_on,
    "proclaim": {"title": ("Erklärung",), "on": _DAYS, "text": _TEXTS},
    "revise": {
        "title": ("Fassung", "Neufassung"),
        "on": _DAYS,
        "summit": (None, None, *SUMMITS),
        "text": _TEXTS,
    },
    "record_text": {"revision": (0, 1, 2, 3)},
    "sign": {
        "town": _TOWNS,
        "revision": (None, None, None, 1, 2, 3),
        "on": _DAYS,
        "office": _OFFICES,
        "summit": (None, None, *SUMMITS),
    },
    "withdraw_signature": _town_on | {"revision": (1, 2)},
    "plan": _town_on,
    "withdraw_accession": _town_on,
    "resolve": _town_on,
    "join": _town_on | {"council_resolved_on": _DAYS},
    "leave": _town_on,
    "announce": {"year": YEARS, "title": _TITLES, "on": _DAYS},
    "hold": {"year": YEARS, "title": _TITLES, "on": _DAYS},
    "reschedule": _summit | {"year": YEARS, "on": _DAYS},
    "move": _summit | {"format": ("DIGITAL", "HYBRID")},
    "cancel": _summit | {"reason": ("Sturm",)},
    "open": _summit | {"on": _DAYS},
    "close": _summit,
    "add_item": _summit | {"title": ("Begrüßung", "Aussprache")},
    "change_item": _items | {"title": ("Begrüßung", "Mittag")},
    "remove_item": _items,
    "invite": {
        "summit": _SUMMITS,
        "towns": _SEVERAL,
        "standing_at": ([], ["MEMBER"], ["MEMBER", "ACCESSION_PLANNED"]),
        "on": _DAYS,
        "answer_by": _DAYS,
    },
    "answer": {
        "summit": _SUMMITS,
        "town": _TOWNS,
        "answer": ("ACCEPTED", "DELEGATED", "DECLINED"),
        "on": _DAYS,
        "office": _OFFICES,
    },
    "remind": _summit | {"towns": (None, *_SEVERAL), "on": _DAYS},
    "withdraw_invitation": _summit | _town_on,
    "attend": _summit | _town_on | {"office": _OFFICES},
    "attend_all": _summit | {"towns": (None, *_SEVERAL), "on": _DAYS},
    "raise": {"town": _TOWNS, "summit": SUMMITS, "title": ("Karte", "Tafel"), "topics": _TOPICS},
    "support": _impulse | {"town": _TOWNS, "on": _WHEN},
    "take_up": _land,
    "decline": _land,
    "put_into_effect": _land,
    "withdraw_impulse": _land,
    "report_back": _impulse | {"summit": SUMMITS, "text": _NOTES},
    "share": {"town": _TOWNS} | _content,
    "revise_example": _example | _content,
    "withdraw_example": _example | {"on": _WHEN},
    "adopt": {
        **_example,
        "town": _TOWNS,
        "how": ("ADOPTED", "ADAPTED"),
        "adopted_from": (None, None, *TOWNS, *TOWNS[1:3] * 2),
        "on": _WHEN,
        "note": (None, "Gut."),
    },
    "report_experience": _example | {"town": _TOWNS, "on": _WHEN, "note": _NOTES},
}

NAMES = [*ARGUMENTS, *ARGUMENTS, "sign", "join", "plan", "leave", "invite", "answer", "attend"]
NAMES += ["add_item", "change_item", "remove_item", *["reschedule"] * 4]
_IMPULSES = ["raise", "support", "take_up", "decline", "put_into_effect", "withdraw_impulse", "report_back"]
_EXAMPLES = ["share", "revise_example", "withdraw_example", "adopt", "report_experience"]
# What members suggest and share, and little else.
SHARING = [*_IMPULSES, *_EXAMPLES] * 3 + ["support", "report_back", "adopt"] * 3
SHARING += ["open", "hold", "announce", "close", "join", "leave", "dissolve", "merge"]


class Given(NamedTuple):
    """A command; `corrects` is the position of the fact that it is to correct."""

    name: str
    said: dict[str, Any]
    corrects: int | None = None


# What is said of one thing, and may have been another's or at another summit.
ANOTHER = {"raise", "support", "report_back", "share", "adopt", "report_experience"}

# Chooses one of several.
Draw = Callable[[Sequence[Any]], Any]


def next_given(draw: Draw, names: Sequence[str], recorded: Sequence[Given]) -> Given:
    """One more command of these names, after these, one of which is given for each fact in the log.

    Of six, one annuls a fact and two correct a fact: mostly by the command that recorded it, of the
    same thing.
    """
    kind = draw(("new", "new", "new", "correction", "correction", "annulment"))
    if kind == "new":
        return _drawn(draw, draw(names))
    position = _position(draw, len(recorded))
    if kind == "annulment":
        return Given("annul", {"position": position})
    by = recorded[position - 1] if 0 < position <= len(recorded) else None
    if by is None or by.name == "annul" or not draw((True, True, True, False)):
        return _drawn(draw, draw(names))._replace(corrects=position)
    fields: tuple[str, ...] = ("town", "summit") if "summit" in by.said else ("town", "year")
    if not draw((True, True, True, False)):
        fields = () if by.name in ANOTHER else ("town", "summit")
    about = {field: by.said[field] for field in ("impulse", "example", *fields) if field in by.said}
    return Given(by.name, _drawn(draw, by.name).said | about, position)


def _drawn(draw: Draw, name: str) -> Given:
    return Given(name, {field: draw(values) for field, values in ARGUMENTS[name].items()})


def _position(draw: Draw, last: int) -> int:
    """Mostly of one of the last facts; 0 and the next are not in the log."""
    lately = draw((True, True, False))
    return int(draw(range(max(last - 15, 0), last + 1) if lately else range(last + 2)))
