"""What was said to the register in confidence, remembered as it was sealed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from domain.personal import Keyring, Personal


class RememberingKeyring:
    """Seals by another keyring, and knows what it sealed.

    Attributes:
        told: what answers are to tell of each sealed value; None where its person is erased.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self.told: dict[Personal, str | None] = {}

    async def seal(self, person: UUID, *texts: str | None) -> list[Personal | None]:
        sealed = await self._keyring.seal(person, *texts)
        self.told |= {value: text for value, text in zip(sealed, texts, strict=True) if value is not None}
        return sealed

    async def destroy(self, person: UUID) -> None:
        await self._keyring.destroy(person)

    def forget(self, persons: Collection[UUID]) -> None:
        self.told |= {value: None for value in self.told if value.person in persons}
