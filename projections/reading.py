"""How the read side is asked: one statement, one snapshot, one position."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from domain.callers import Caller, Role
from domain.personal import Access, Personal


class NoAnswer(Exception):
    """The read side has no answer."""

    code: ClassVar[str]
    german: ClassVar[str]


class ValueNotReadable(NoAnswer):
    """A value of the operation is out of range, or has a character that no text has. Correct it."""

    code = "BAD_USER_INPUT"
    german = (
        "Ein Wert der Anfrage liegt außerhalb seines Bereichs oder enthält ein Zeichen, das in keinem Text "
        "vorkommt. Er ist zu berichtigen."
    )


class QueryTooLong(NoAnswer):
    """The answer took too long. Ask for less: shorter pages, fewer nested lists."""

    code = "QUERY_TOO_LONG"
    german = (
        "Die Antwort hat zu lange gedauert. Weniger ist abzufragen: kürzere Seiten, weniger verschachtelte "
        "Listen."
    )


class QueryTooLarge(NoAnswer):
    """The operation is too large for one statement. Ask for fewer fields, in several operations."""

    code = "QUERY_TOO_LARGE"
    german = (
        "Die Anfrage ist zu groß für eine einzige Abfrage. Weniger Felder sind abzufragen, verteilt auf "
        "mehrere Anfragen."
    )


class AnswerTooLarge(NoAnswer):
    """The answer is larger than what is told at once. Ask for less: fewer long texts, shorter pages."""

    code = "ANSWER_TOO_LARGE"
    german = (
        "Die Antwort ist größer, als dieses Register auf einmal ausgibt. Weniger ist abzufragen: weniger "
        "lange Texte, kürzere Seiten."
    )


class TooBusy(NoAnswer):
    """Too many queries are being answered. Try again in a moment."""

    code = "TOO_BUSY"
    german = "Zu viele Anfragen werden gerade beantwortet. Der Versuch ist in Kürze zu wiederholen."


class ReadSideBehind(NoAnswer):
    """The read side has not reached this position in time. What was recorded stands: ask again, or
    repeat the command with the same idempotency key."""

    code = "READ_SIDE_BEHIND"
    german = (
        "Die Leseseite hat diese Position nicht rechtzeitig erreicht. Was erfasst wurde, steht fest: Die "
        "Anfrage ist zu wiederholen, ein Vorgang mit demselben Idempotenzschlüssel."
    )

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class PositionNotRecorded(NoAnswer):
    """The log does not go so far. Give a position that it has; `network { position }` tells the last one
    that answers reflect."""

    code = "POSITION_NOT_RECORDED"
    german = (
        "So weit reicht das Protokoll nicht. Anzugeben ist eine Position, die es hat; `network { position }` "
        "nennt die letzte, die Antworten wiedergeben."
    )


class CannotSign(NoAnswer):
    """This register has not the key that its log is signed with. Ask the register that has it; who runs this
    one finds what to do by `netzwerkregister rotate-checkpoint-key --help`."""

    code = "CANNOT_SIGN"
    german = (
        "Dieses Register hat den Schlüssel nicht, mit dem sein Protokoll signiert wird. Zu fragen ist das "
        "Register, das ihn hat; wer dieses betreibt, erfährt das Nötige durch "
        "`netzwerkregister rotate-checkpoint-key --help`."
    )


class ReadStore(Protocol):
    tables: str
    """The schema that holds the read models' tables."""

    async def read(self, statement: str, parameters: Sequence[Any], seen: int = 0) -> tuple[str, int]:
        """The data that the statement answers, as JSON text, and the position that it reflects.

        Args:
            seen: the position that the answer must not be older than.

        Raises:
            NoAnswer: as its subclasses say.
            domain.ports.StoreUnavailable: the database does not answer.
        """

    async def recorded(self, position: int) -> None:
        """Returns where the log has this position.

        Raises:
            PositionNotRecorded: it does not go so far.
            domain.ports.StoreUnavailable: the database does not answer.
        """


class Progress(Protocol):
    async def latest(self) -> int:
        """The position that the read side has reached, known for a quarter of a second at most.

        Raises:
            domain.ports.StoreUnavailable: the database does not answer.
        """

    async def recorded_at(self, position: int) -> datetime | None:
        """When the event of this position was recorded; None where there is none. Raises as `latest`."""


class Batches(Protocol):
    """Rows as JSON texts, read in batches while they are asked for."""

    position: int
    """The position that they all reflect."""

    async def next(self) -> Sequence[str]:
        """The next rows; none at the end. Raises as `ReadStore.read`."""


class Streams(Protocol):
    def stream(
        self, statement: str, parameters: Sequence[Any], seen: int = 0
    ) -> AbstractAsyncContextManager[Batches]:
        """All rows that the statement answers, of one snapshot, without holding them all.

        Raises as `ReadStore.read`, and where nobody asks for the next rows for a minute.
        """


class EventReader(Protocol):
    def read_event(self, topic: str, state: bytes) -> Any:
        """The event of this topic and stored state, in the present version of its shape; of no stream."""


# From the marked values of one kind, and who asks, to their JSON.
Finisher = Callable[[Collection[str], Caller], Awaitable[Mapping[str, str]]]


class Witnessing(Protocol):
    async def cosign(self, note: str) -> int:
        """Keeps the signatures that known witnesses put under a checkpoint of this log; returns its size.

        Raises:
            domain.errors.Refusal: nothing is kept, as its subclasses say.
            PositionNotRecorded: the log does not go so far.
            domain.ports.StoreUnavailable: the database does not answer.
        """


class ApiKeys(Protocol):
    async def make(
        self, name: str, roles: Collection[Role], expires: datetime, made_by: UUID
    ) -> tuple[UUID, str]:
        """Makes a key and returns its id, and itself, which is kept nowhere.

        Raises:
            domain.errors.Refusal: nothing is made, as its subclasses say.
            domain.ports.StoreUnavailable: the database does not answer.
        """

    async def revoke(self, id_: UUID) -> None:
        """Has the key refused from now on. Raises UnknownApiKey, and as `make`."""


class PersonalReader(Protocol):
    async def open(self, values: Collection[Personal], access: Access) -> Mapping[Personal, str | None]:
        """The texts that were sealed; None where the person is erased. The access is kept before.

        Raises:
            domain.personal.MasterKeyWrong: the master key does not fit.
            domain.ports.StoreUnavailable: the database does not answer.
        """
