"""Personal values: what names a person or reaches one, sealed for that person alone.

Destroying the person's key erases the person everywhere, and leaves every event as it was.
"""

from __future__ import annotations

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
    register's home from its backup."""

    code = "MASTER_KEY_WRONG"
    german: ClassVar[str] = (
        "Die personenbezogenen Daten wurden mit einem anderen Hauptschlüssel versiegelt. Die Datei "
        "personal.key im Ordner dieses Registers ist aus ihrer Sicherung wiederherzustellen."
    )


class Keyring(Protocol):
    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        """The texts sealed for the person, whose key is made with the first; None stays None.

        Raises:
            MasterKeyWrong: nothing is sealed.
            domain.ports.StoreUnavailable: the keys cannot be reached.
        """
