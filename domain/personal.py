"""Personal values: what names a person or reaches one, sealed for that person alone.

Destroying the person's key erases the person everywhere, and leaves every event as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID


class Personal(bytes):
    """A sealed value: the person's id in 16 bytes, then what only the keyring can open."""

    @classmethod
    def of(cls, person: UUID, sealed: bytes) -> Personal:
        return cls(person.bytes + sealed)

    @property
    def person(self) -> UUID:
        return UUID(bytes=self[:16])

    @property
    def sealed(self) -> bytes:
        return self[16:]


class MasterKeyWrong(Exception):
    """The personal data was sealed with another master key. Restore the file personal.key of this
    register's home, or the one that NETZWERKREGISTER_PERSONAL_KEY_FILE names, from its backup."""

    code = "MASTER_KEY_WRONG"
    german: ClassVar[str] = (
        "Die personenbezogenen Daten wurden mit einem anderen Hauptschlüssel versiegelt. Die Datei "
        "personal.key im Ordner dieses Registers, oder die in NETZWERKREGISTER_PERSONAL_KEY_FILE genannte, "
        "ist aus ihrer Sicherung wiederherzustellen."
    )


@dataclass(frozen=True)
class Access:
    """Somebody's reading of what is personal.

    Attributes:
        actor: the pseudonym of who reads.
        what: what it is told as part of, such as a query's name.
    """

    actor: UUID
    what: str


class Keyring(Protocol):
    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        """The texts sealed for the person, whose key is made with the first; None stays None.

        Raises:
            MasterKeyWrong: nothing is sealed.
            domain.errors.PersonErased: nothing is sealed, as the person is erased.
            domain.ports.StoreUnavailable: the keys cannot be reached.
        """

    async def destroy(self, person: UUID) -> None:
        """Destroys the person's key where the log says that the person is erased. May be repeated.

        Raises:
            domain.ports.StoreUnavailable: the keys cannot be reached.
        """
