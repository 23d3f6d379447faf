"""The read models' rows and the model's end state, in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tests.rules.model.deciding import Model
from tests.rules.model.impulses import DECISIONS, IN_EFFECT, WITHDRAWN, supporters
from tests.rules.model.impulses import told as step_told
from tests.rules.model.streams import State

Rows = dict[str, list[tuple[Any, ...]]]

# What is compared of each read model's rows.
COLUMNS = {
    "organisations": "id name kind parent_id population membership joined_on memberships ended",
    "memberships": (
        "organisation_id joined_on council_resolved_on inherited_from_id has_left left_on ending"
    ),
    "signatures": (
        "organisation_id revision signed_on office summit_id inherited_from_id withdrawn withdrawn_on ending"
    ),
    "successions": "predecessor_id successor_id ending succeeded_on",
    "declarations": "title revision",
    "revisions": "revision title revised_on summit_id text_sha256",
    "summits": "id year title state held_on format reason",
    "agenda_items": "summit_id number title",
    "invitations": "summit_id organisation_id invited_on answer office answered_on reminders",
    "attendances": "summit_id organisation_id attended_on office",
    "impulses": (
        "id organisation_id summit_id title topics state supporter_count decided_on decision in_effect_on"
        " effect withdrawn_on withdrawn_reason"
    ),
    "impulse_steps": "impulse_id number kind organisation_id summit_id happened_on text",
    "practice_examples": (
        "id organisation_id title topics shared_on revised_on withdrawn withdrawn_on adopter_count"
    ),
    "adoptions": "example_id organisation_id kind adopted_from_id adopted_on note note_on",
    "search_entries": "id kind title text",
}


def told(rows: Mapping[str, Sequence[Any]], names: dict[UUID, str]) -> Rows:
    """The rows in the model's words: names for ids, texts for days, whether there is a text."""

    def word(column: str, value: Any) -> Any:
        if column == "text_sha256":
            return value is not None
        if isinstance(value, UUID):
            return names[value]
        return value if value is None or isinstance(value, (bool, int, tuple)) else str(value)

    return {
        name: sorted(
            (tuple(word(column, getattr(row, column)) for column in columns.split()) for row in rows[name]),
            key=repr,
        )
        for name, columns in COLUMNS.items()
    }


def expected(model: Model) -> Rows:
    """The rows that the model's states stand for."""
    towns, summits = model.states("organisation"), model.states("summit")
    declarations = list(model.states("declaration").values())
    rows = {
        "organisations": [_town(town) for town in towns.values()],
        "memberships": [row for town in towns.values() for row in _memberships(town)],
        "signatures": [row for town in towns.values() for row in _signatures(town)],
        "successions": [
            (each["predecessor"], town["ags"], each["ending"], each["on"])
            for town in towns.values()
            for each in town["successions"]
        ],
        "declarations": [
            (each["revisions"][each["revision"]]["title"], each["revision"]) for each in declarations
        ],
        "revisions": [
            (number, it["title"], it["on"], it["summit"], it["text"])
            for each in declarations
            for number, it in each["revisions"].items()
        ],
        "summits": [_summit(number, summit) for number, summit in summits.items()],
        "agenda_items": [
            (number, item, title) for number, it in summits.items() for item, title in it["agenda"].items()
        ],
        "invitations": _by_town(
            summits,
            "invited",
            lambda it: (it["on"], it["answer"], it["office"], it["answered_on"], it["reminders"]),
        ),
        "attendances": _by_town(summits, "attended", lambda it: (it["on"], it["office"])),
        **_impulses(model.states("impulse")),
        **_examples(model.states("practice-example")),
        "search_entries": _search_entries(model),
    }
    return {name: sorted(each, key=repr) for name, each in rows.items()}


def _town(town: State) -> tuple[Any, ...]:
    plain = (town["ags"], town["name"], town["kind"], town["parent"], town["population"])
    return (*plain, town["status"], town["joined_on"], len(town["memberships"]), town["ended"])


def _memberships(town: State) -> list[tuple[Any, ...]]:
    fields = ("on", "council_resolved_on", "inherited_from", "has_left", "left_on", "ending")
    return [(town["ags"], *(each[field] for field in fields)) for each in town["memberships"]]


def _signatures(town: State) -> list[tuple[Any, ...]]:
    fields = ("on", "office", "summit", "inherited_from", "withdrawn", "withdrawn_on", "ending")
    return [
        (town["ags"], revision, *(each[field] for field in fields))
        for revision, given in town["signatures"].items()
        for each in given
    ]


def _summit(number: str, summit: State) -> tuple[Any, ...]:
    return (number, *(summit[field] for field in ("year", "title", "state", "on", "format", "reason")))


def _by_town(
    summits: dict[str, State], what: str, fields: Callable[[State], tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    return [
        (number, town, *fields(it)) for number, each in summits.items() for town, it in each[what].items()
    ]


def _impulses(impulses: dict[str, State]) -> Rows:
    said, steps = ("town", "summit", "title", "topics", "state"), (DECISIONS, IN_EFFECT, WITHDRAWN)
    return {
        "impulses": [
            (
                number,
                *(it[field] for field in said),
                len(supporters(it)),
                *(step_told(it, field, *kinds) for kinds in steps for field in ("on", "text")),
            )
            for number, it in impulses.items()
        ],
        "impulse_steps": [
            (number, place, *(step[field] for field in ("kind", "town", "summit", "on", "text")))
            for number, it in impulses.items()
            for place, step in it["way"].items()
        ],
    }


def _examples(examples: dict[str, State]) -> Rows:
    fields = ("town", "title", "topics", "on", "revised_on", "withdrawn", "withdrawn_on")
    adoption_fields = ("how", "adopted_from", "on", "note", "note_on")
    return {
        "practice_examples": [
            (number, *(it[field] for field in fields), len(it["adopted"])) for number, it in examples.items()
        ],
        "adoptions": [
            (number, town, *(adoption[field] for field in adoption_fields))
            for number, it in examples.items()
            for town, adoption in it["adopted"].items()
        ],
    }


def _search_entries(model: Model) -> list[tuple[Any, ...]]:
    """All names and titles, but for those of impulses and examples that are withdrawn."""
    raised = {n: it for n, it in model.states("impulse").items() if it["state"] != "WITHDRAWN"}
    shared = {n: it for n, it in model.states("practice-example").items() if not it["withdrawn"]}
    return [
        *((ags, "ORGANISATION", it["name"], "") for ags, it in model.states("organisation").items()),
        *((number, "IMPULSE", it["title"], "Lang") for number, it in raised.items()),
        *((number, "PRACTICE_EXAMPLE", it["title"], "Kurz\n\nLang") for number, it in shared.items()),
    ]
