"""What the fields of filters mean in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from domain.languages import Words
from graphql_api.planner import node_ids
from graphql_api.planner.arguments import Argument
from graphql_api.planner.connections import Condition
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field
from graphql_api.standing import member_certainly, member_possibly
from projections import DECLARATIONS, MEMBERSHIPS, ORGANISATIONS, SIGNATURES, SUMMITS
from projections.german_order import name_key

_LONGEST_NAME = 200


def one_of(column: str) -> Condition:
    return lambda _, value, row: f"{row}.{column} = ANY({value.bind('text[]')})"


def equal(column: str, sql_type: str) -> Condition:
    return lambda _, value, row: f"{row}.{column} = {value.bind(sql_type)}"


def node_is(column: str, token: str) -> Condition:
    def condition(_: Field, value: Argument, row: str) -> str:
        key = value.bind("uuid", lambda text: node_ids.decode_key(text, token))
        return f"{row}.{column} = {key}"

    return condition


def any_of(column: str) -> Condition:
    """Of a list in the row, at least one is among those."""
    return lambda _, value, row: f"{row}.{column} && {value.bind('text[]')}"


def named_like(_: Field, value: Argument, row: str) -> str:
    name = value.bind("text", _name_pattern)
    ags = value.bind("text", lambda text: f"{_escaped(text.strip())}%")
    return f"({row}.name_key LIKE {name} OR {row}.ags LIKE {ags})"


def _name_pattern(text: str) -> str | None:
    """The pattern of a text in a name; None where it has no letter or digit that a name could have.

    Raises:
        BadInput: it is longer than any name.
    """
    if len(text) > _LONGEST_NAME:
        raise BadInput(
            "BAD_FILTER",
            Words(
                en=f"text has {len(text)} characters; at most {_LONGEST_NAME} are looked for.",
                de=f"text hat {len(text)} Zeichen; gesucht werden höchstens {_LONGEST_NAME}.",
            ),
        )
    key = name_key(text)
    return f"%{_escaped(key)}%" if key or not text.strip() else None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def of_current_revision(field: Field, value: Argument, row: str) -> str:
    table, declaration = field.planning.rows(DECLARATIONS), field.planning.alias()
    current = f"SELECT FROM {table} AS {declaration} WHERE {declaration}.revision = {row}.revision"
    exists = f"EXISTS ({current})"
    return f"{exists} = {value.bind('boolean')}"


def member_on(field: Field, value: Argument, row: str) -> str:
    day = value.field("on").bind_day()
    membership = field.planning.alias()
    of_row = (
        f"SELECT FROM {field.planning.rows(MEMBERSHIPS)} AS {membership}"
        f" WHERE {membership}.organisation_id = {row}.id"
    )
    certain = f"EXISTS ({of_row} AND {member_certainly(membership, day)})"
    undated = f"EXISTS ({of_row} AND {member_possibly(membership, day)}) AND NOT {certain}"
    asked = value.field("certainty").decide(lambda each: "CERTAIN" if each is None else each.name)
    return f"({undated})" if asked == "UNDATED" else certain


# The conditions of a signature, which those of a signatory are made of.
SIGNATURE_CONDITIONS: Mapping[str, Condition] = {
    "revision": equal("revision", "bigint"),
    "currentRevision": of_current_revision,
    "withdrawn": equal("withdrawn", "boolean"),
    "on": lambda _, value, row: (
        f"({row}.signed_on_earliest, {row}.signed_on_latest) = ({value.bind_day()}, {value.bind_day()})"
    ),
    "since": lambda _, value, row: f"{row}.signed_on_earliest >= {value.bind_day()}",
    "until": lambda _, value, row: f"{row}.signed_on_latest <= {value.bind_day()}",
}


def signatory(field: Field, value: Argument, row: str) -> str:
    signature = field.planning.alias()
    conditions = [
        f"NOT {signature}.withdrawn",
        f"{signature}.organisation_id = {row}.id",
    ]
    for name, condition in SIGNATURE_CONDITIONS.items():
        wanted = value.field(name)
        if wanted.given:
            conditions.append(condition(field, wanted, signature))
    table = field.planning.rows(SIGNATURES)
    exists = f"EXISTS (SELECT FROM {table} AS {signature} WHERE {' AND '.join(conditions)})"
    turned = value.field("signed").decide(lambda signed: signed is False)
    return f"NOT {exists}" if turned else exists


ORGANISATION_CONDITIONS: Mapping[str, Condition] = {
    "kind": one_of("kind"),
    "membership": one_of("membership"),
    "memberOn": member_on,
    "ended": lambda _, value, row: f"({row}.ended IS NOT NULL) = {value.bind('boolean')}",
    "signatory": signatory,
    "parent": node_is("parent_id", "org"),
    "text": named_like,
}

SUMMIT_CONDITIONS: Mapping[str, Condition] = {
    "held": lambda _, value, row: f"({row}.state IN ('HELD', 'CLOSED')) = {value.bind('boolean')}",
    "state": one_of("state"),
    "format": one_of("format"),
}


def reminder_due(field: Field, value: Argument, row: str) -> str:
    """Of those that can still be reminded: the summit is announced, and the organisation has not ended."""
    summit, organisation = field.planning.alias(), field.planning.alias()
    summits, organisations = field.planning.rows(SUMMITS), field.planning.rows(ORGANISATIONS)
    announced = f"SELECT {summit}.id FROM {summits} AS {summit} WHERE {summit}.state = 'ANNOUNCED'"
    return (
        f"({row}.answer = 'PENDING' AND {row}.remind_on_latest <= {value.bind_day()}"
        f" AND {row}.summit_id = ANY(ARRAY({announced}))"
        f" AND EXISTS (SELECT FROM {organisations} AS {organisation}"
        f" WHERE {organisation}.id = {row}.organisation_id"
        f" AND {organisation}.ended IS NULL))"
    )


INVITATION_CONDITIONS: Mapping[str, Condition] = {
    "answer": one_of("answer"),
    "reminderDue": reminder_due,
}

OFFICER_CONDITIONS: Mapping[str, Condition] = {"inOffice": equal("in_office", "boolean")}

IMPULSE_CONDITIONS: Mapping[str, Condition] = {
    "state": one_of("state"),
    "topics": any_of("topics"),
    "raisedBy": node_is("organisation_id", "org"),
    "raisedAt": node_is("summit_id", "sum"),
}

STEP_CONDITIONS: Mapping[str, Condition] = {"kind": one_of("kind")}

EXAMPLE_CONDITIONS: Mapping[str, Condition] = {
    "kind": one_of("kind"),
    "topics": any_of("topics"),
    "targetGroups": any_of("target_groups"),
    "sharedBy": node_is("organisation_id", "org"),
    "withdrawn": equal("withdrawn", "boolean"),
}

ADOPTION_CONDITIONS: Mapping[str, Condition] = {
    "kind": one_of("kind"),
    "direct": lambda _, value, row: f"({row}.adopted_from_id IS NULL) = {value.bind('boolean')}",
}
