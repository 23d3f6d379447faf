"""What the fields of filters mean in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from graphql_api.planner import node_ids
from graphql_api.planner.arguments import Argument
from graphql_api.planner.connections import Condition
from graphql_api.planner.fields import Field
from projections import SIGNATURES
from projections.german_order import name_key


def one_of(column: str) -> Condition:
    return lambda _, value, row: f"{row}.{column} = ANY({value.bind('text[]')})"


def equal(column: str, sql_type: str) -> Condition:
    return lambda _, value, row: f"{row}.{column} = {value.bind(sql_type)}"


def in_organisation(_: Field, value: Argument, row: str) -> str:
    key = value.bind("uuid", lambda text: node_ids.decode_key(text, "org"))
    return f"{row}.parent_id = {key}"


def named_like(_: Field, value: Argument, row: str) -> str:
    name = value.bind("text", _name_pattern)
    ags = value.bind("text", lambda text: f"{_escaped(text.strip())}%")
    return f"({row}.name_key LIKE {name} OR {row}.ags LIKE {ags})"


def _name_pattern(text: str) -> str | None:
    """The pattern of a text in a name; None where it has no letter or digit that a name could have."""
    key = name_key(text)
    return f"%{_escaped(key)}%" if key or not text.strip() else None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# The conditions of a signature, which those of a signatory are made of.
SIGNATURE_CONDITIONS: Mapping[str, Condition] = {
    "revision": equal("revision", "bigint"),
    "on": lambda _, value, row: (
        f"({row}.signed_on_earliest, {row}.signed_on_latest) = ({value.bind_day()}, {value.bind_day()})"
    ),
    "since": lambda _, value, row: f"{row}.signed_on_earliest >= {value.bind_day()}",
    "until": lambda _, value, row: f"{row}.signed_on_latest <= {value.bind_day()}",
}


def signatory(field: Field, value: Argument, row: str) -> str:
    signature = field.planning.alias()
    conditions = [f"{signature}.valid_to IS NULL", f"{signature}.organisation_id = {row}.id"]
    for name, condition in SIGNATURE_CONDITIONS.items():
        wanted = value.field(name)
        if wanted.given:
            conditions.append(condition(field, wanted, signature))
    table = field.planning.table(SIGNATURES)
    exists = f"EXISTS (SELECT FROM {table} AS {signature} WHERE {' AND '.join(conditions)})"
    turned = value.field("signed").decide(lambda signed: signed is False)
    return f"NOT {exists}" if turned else exists


ORGANISATION_CONDITIONS: Mapping[str, Condition] = {
    "kind": one_of("kind"),
    "membership": one_of("membership"),
    "signatory": signatory,
    "parent": in_organisation,
    "text": named_like,
}

SUMMIT_CONDITIONS: Mapping[str, Condition] = {
    "held": equal("held", "boolean"),
    "format": one_of("format"),
}
