"""What proves the log: checkpoints that are signed, and proofs that anyone can work out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import strawberry

from domain.languages import Words
from graphql_api.planner.errors import BadInput
from graphql_api.planner.fields import Field, column, planned
from graphql_api.planner.json_sql import Json, list_of
from graphql_api.planner.prices import Price
from graphql_api.scalars import DateTime, Position

# Answers the hashes from which proofs about these sizes of the log are worked out.
_HASHES = """(SELECT coalesce(string_agg(level || '.' || number || '.' || encode(hash, 'hex'), '-'), '')
    FROM log_hashes(ARRAY[{leaves}]::bigint[]))"""

# Answers the lines of the witnesses' signatures of the row's checkpoint.
_COSIGNED = """(SELECT encode(convert_to(coalesce(
    string_agg(line, '' ORDER BY signed_at, witness), ''), 'UTF8'), 'hex') FROM cosignatures
    WHERE size = {row}.size)"""

# Answers the largest size whose checkpoint a witness has signed.
_LAST_COSIGNED = "SELECT max(size) FROM cosignatures WHERE size <= checkpoint.position"


def _hashes(*sizes: str) -> str:
    return _HASHES.format(leaves=", ".join(f"{size} - 1" for size in sizes))


def _size(field: Field, name: str) -> str:
    """The SQL of a size of the log: as asked, and reached; else as far as the answer reflects it."""
    asked = field.argument(name)
    return field.planning.reached(asked) if asked.given else "checkpoint.position"


def _refuse_backwards(field: Field, earlier: str, later: str) -> None:
    """That the log has fewer events than are to be found in it."""
    one, other = field.argument(earlier), field.argument(later)

    def judge(variables: Any) -> None:
        least, most = one.read(variables), other.read(variables)
        if least is not None and most is not None and least > most:
            raise BadInput(
                "BAD_PROOF",
                Words(
                    en=f"{earlier} {least} lies behind {later} {most}. Give {later} of {least} or more, or "
                    "leave it out.",
                    de=f"{earlier} {least} liegt hinter {later} {most}. Anzugeben ist {later} ab {least}, "
                    "oder nichts.",
                ),
            )

    field.planning.bindings.check(judge)


@dataclass(frozen=True)
class _Checkpoint:
    """The checkpoint of a size: the one that is asked for, or the last."""

    def json(self, field: Field) -> Json:
        return _of_size(field, f"SELECT {_size(field, 'size')} AS size")


@dataclass(frozen=True)
class _LastCosigned:
    price: ClassVar = Price(100)

    def json(self, field: Field) -> Json:
        return _of_size(
            field, f"SELECT size FROM ({_LAST_COSIGNED}) AS last (size) WHERE size IS NOT NULL"
        ).or_null()


@dataclass(frozen=True)
class CheckpointAt:
    """The checkpoint of the size that is in a column of the row."""

    size: str

    def json(self, field: Field) -> Json:
        return _of_size(field, f"SELECT {field.row}.{self.size} AS size")


def _of_size(field: Field, size: str) -> Json:
    row = field.planning.alias()
    return Json(f"(SELECT {field.object(row).sql()} FROM ({size} OFFSET 0) AS {row})")


@dataclass(frozen=True)
class _Note:
    price: ClassVar = Price(2_000)

    def json(self, field: Field) -> Json:
        size = f"{field.row}.size"
        lines = _COSIGNED.format(row=field.row)
        return field.planning.marked("checkpoint", f"{size} || ':' || {lines} || ':' || {_hashes(size)}")


@dataclass(frozen=True)
class _RootHash:
    price: ClassVar = Price(2_000)

    def json(self, field: Field) -> Json:
        size = f"{field.row}.size"
        return field.planning.marked("root", f"{size} || ':' || {_hashes(size)}")


@dataclass(frozen=True)
class _Cosignatures:
    price: ClassVar = Price(5, rows=10)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.signed_at, {row}.witness")
        return Json(f"(SELECT {listed.sql()} FROM cosignatures AS {row} WHERE {row}.size = {field.row}.size)")


@strawberry.type(description="That a witness has seen the log grow to this checkpoint (Mitzeichnung).")
class Cosignature:
    witness: str = column("The name of its key.", "witness")
    signed_at: DateTime = column("When it signed, by its own clock.", "signed_at")


@strawberry.type(
    description="A size of the log and the root of its tree (RFC 6962), signed (C2SP tlog-checkpoint)."
)
class Checkpoint:
    size: Position = column("How many events the log has: the last one's position.", "size")
    root_hash: str = planned(_RootHash(), "The tree's root, SHA-256 in Base64.")
    note: str = planned(
        _Note(), "The checkpoint as a signed note, the signatures of witnesses included. Keep it for later."
    )
    cosignatures: list[Cosignature] = planned(_Cosignatures(), "The witnesses that have signed it.")


@dataclass(frozen=True)
class _InclusionProof:
    def json(self, field: Field) -> Json:
        _refuse_backwards(field, "position", "size")
        row = field.planning.alias()
        position = field.planning.reached(field.argument("position"))
        source = f"SELECT {position} AS position, {_size(field, 'size')} AS size"
        found = f"({source} OFFSET 0) AS {row} JOIN events ON notification_id = {row}.position"
        return Json(f"(SELECT {field.object(row).sql()} FROM {found})")


@dataclass(frozen=True)
class _Inclusion:
    price: ClassVar = Price(2_000)

    def json(self, field: Field) -> Json:
        position, size = f"{field.row}.position", f"{field.row}.size"
        proved = f"{position} || ':' || {size} || ':' || {_hashes(position, size)}"
        return field.planning.marked("inclusion", proved)


@strawberry.type(description="That an event is in the log at its position (RFC 6962, 2.1.1).")
class InclusionProof:
    position: Position = column("The event's position; its leaf's index is one less.", "position")
    size: Position = column("Of which size the tree is that has it.", "size")
    leaf: str = column(
        "The event as it is stored, in Base64; README says how it is written.",
        "(SELECT translate(encode(event_leaf(stored), 'base64'), E'\\n', '') FROM events AS stored"
        " WHERE stored.notification_id = {row}.position)",
    )
    leaf_hash: str = column(
        "The leaf's hash in Base64: SHA-256 of a zero byte and the leaf.",
        "(SELECT encode(hash, 'base64') FROM leaf_hashes({row}.position, {row}.position))",
    )
    hashes: list[str] = planned(
        _Inclusion(), "The hashes beside the way from the leaf to the root, in Base64."
    )
    root_hash: str = planned(_RootHash(), "The root that they lead to, in Base64.")


@dataclass(frozen=True)
class _ConsistencyProof:
    def json(self, field: Field) -> Json:
        _refuse_backwards(field, "from", "to")
        row = field.planning.alias()
        earlier = field.planning.reached(field.argument("from"))
        source = f"SELECT {earlier} AS earlier, {_size(field, 'to')} AS size"
        return Json(f"(SELECT {field.object(row).sql()} FROM ({source} OFFSET 0) AS {row})")


@dataclass(frozen=True)
class _Consistency:
    price: ClassVar = Price(2_000)

    def json(self, field: Field) -> Json:
        earlier, size = f"{field.row}.earlier", f"{field.row}.size"
        proved = f"{earlier} || ':' || {size} || ':' || {_hashes(earlier, size)}"
        return field.planning.marked("consistency", proved)


@strawberry.type(description="That the log of one size begins with all of an earlier one (RFC 6962, 2.1.2).")
class ConsistencyProof:
    from_size: Position = column("The earlier size.", "earlier")
    to_size: Position = column("The later size.", "size")
    hashes: list[str] = planned(_Consistency(), "The hashes that lead to both roots, in Base64.")
    root_hash: str = planned(_RootHash(), "The later root, in Base64.")


@dataclass(frozen=True)
class _Told:
    """What the process itself knows of the log."""

    kind: str
    price: ClassVar = Price(10)

    def json(self, field: Field) -> Json:
        return field.planning.marked(self.kind, "''::text")


@dataclass(frozen=True)
class _Keys:
    price: ClassVar = Price(5, rows=10)

    def json(self, field: Field) -> Json:
        row = field.planning.alias()
        listed = list_of(field.object(row), f" ORDER BY {row}.from_size, {row}.made_at")
        return Json(f"(SELECT {listed.sql()} FROM checkpoint_keys AS {row})")


@strawberry.type(description="A key that signs the log's checkpoints, or has signed them once.")
class LogKey:
    vkey: str = column("The verifier key, as C2SP signed-note has it.", "vkey")
    from_size: int = column("Which size the log had when it began to sign.", "from_size")
    until_size: int | None = column(
        "Which size the log had when another took its place; null where it signs now.", "until_size"
    )


@strawberry.type(description="The log as a whole, and what proves it (Protokoll).")
class Log:
    origin: str = planned(_Told("origin"), "What the log calls itself in its checkpoints.")
    size: Position = column("How many events the answer reflects: the last one's position.", "position")
    checkpoint: Checkpoint = planned(
        _Checkpoint(),
        "The checkpoint of a size (Checkpoint).",
        {"size": (Position | None, "The size; the whole log where it is left out.")},
    )
    cosigned_checkpoint: Checkpoint | None = planned(
        _LastCosigned(), "The last checkpoint that a witness has signed too; null where none has."
    )
    inclusion_proof: InclusionProof = planned(
        _InclusionProof(),
        "The proof that an event is in the log.",
        {
            "position": (Position, "The event's position."),
            "size": (Position | None, "In the log of which size; in the whole log where it is left out."),
        },
    )
    consistency_proof: ConsistencyProof = planned(
        _ConsistencyProof(),
        "The proof that nothing was altered between two sizes of the log.",
        {
            "from": (Position, "The earlier size, such as of a checkpoint that was seen."),
            "to": (Position | None, "The later size; the whole log where it is left out."),
        },
    )
    keys: list[LogKey] = planned(_Keys(), "The keys that sign or have signed checkpoints, the oldest first.")
    witnesses: list[str] = planned(
        _Told("witnesses"), "The verifier keys of the witnesses whose signatures are taken (Zeugen)."
    )
