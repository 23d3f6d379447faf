"""Which rows a filter lets through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from projections.german_order import name_key
from projections.organisations import OrganisationRow
from projections.signatures import SignatureRow
from projections.summits import SummitRow
from tests.graphql_api.reference.malformed import day, node_id

Filter = Mapping[str, Any]


def signature_passes(row: SignatureRow, asked: Filter) -> bool:
    """The conditions on dates hold where the signature's date, as far as it is known, leaves no doubt."""
    signed_on = row.signed_on
    if asked.get("revision") is not None and row.revision != asked["revision"]:
        return False
    if asked.get("on") is not None:
        on = day(asked["on"])
        if signed_on is None or signed_on.earliest != on or signed_on.latest != on:
            return False
    if asked.get("since") is not None and (signed_on is None or signed_on.earliest < day(asked["since"])):
        return False
    return asked.get("until") is None or (signed_on is not None and signed_on.latest <= day(asked["until"]))


def organisation_passes(row: OrganisationRow, asked: Filter, signatures: Iterable[SignatureRow]) -> bool:
    if asked.get("kind") is not None and row.kind not in asked["kind"]:
        return False
    if asked.get("membership") is not None and row.membership not in asked["membership"]:
        return False
    if asked.get("parent") is not None and row.parent_id != node_id(asked["parent"], "org")[1]:
        return False
    if asked.get("text") is not None and not _is_named_like(row, asked["text"]):
        return False
    signatory = asked.get("signatory")
    if signatory is not None:
        own = (each for each in signatures if each.organisation_id == row.id)
        return any(signature_passes(each, signatory) for each in own) is bool(signatory["signed"])
    return True


def _is_named_like(row: OrganisationRow, text: str) -> bool:
    if row.ags is not None and row.ags.startswith(text.strip()):
        return True
    key = name_key(text)
    return key in row.name_key if key else not text.strip()


def summit_passes(row: SummitRow, asked: Filter) -> bool:
    if asked.get("held") is not None and row.held is not asked["held"]:
        return False
    return asked.get("format") is None or row.format in asked["format"]


def check_filter(asked: Filter) -> None:
    """Malformed ids and dates are refused also where there is no row to filter."""
    if asked.get("parent") is not None:
        node_id(asked["parent"], "org")
    for name in ("on", "since", "until"):
        if asked.get(name) is not None:
            day(asked[name])
    if asked.get("signatory") is not None:
        check_filter(asked["signatory"])
