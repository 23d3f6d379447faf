"""Stream ids: uuid5 of what identifies a thing for good. Frozen from the first event on."""

from hashlib import sha1
from uuid import UUID

_NETWORK = UUID("5b0c1f0e-7a53-5f0f-9a51-0d9a6a2f3c11")

_VERSION_AND_VARIANT = 5 << 76 | 0x8000 << 48
_OF_THE_DIGEST = ~(0xF000 << 64 | 0xC000 << 48)


def uuid5(namespace: UUID, name: str | bytes) -> UUID:
    """The standard's uuid5 (RFC 9562, 5.5); the standard library takes no bytes before Python 3.12."""
    octets = name.encode() if isinstance(name, str) else name
    digest = sha1(namespace.bytes + octets, usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16]) & _OF_THE_DIGEST
    return UUID(int=number | _VERSION_AND_VARIANT)


DECLARATION_ID = uuid5(_NETWORK, "declaration")


def organisation_id(ags_or_name: str) -> UUID:
    """The stream of the organisation first registered with this AGS, or without one by this name."""
    return uuid5(_NETWORK, f"organisation/{ags_or_name}")


def summit_year_id(year: int) -> UUID:
    """The stream that holds a calendar year for one summit."""
    return uuid5(_NETWORK, f"summit-year/{year}")


def signature_id(organisation: UUID, revision: int, time: int = 1) -> UUID:
    """The signature of a revision, given for the first time, or again after a withdrawal."""
    return uuid5(organisation, f"signature/{revision}" if time == 1 else f"signature/{revision}/{time}")


def membership_id(organisation: UUID, time: int) -> UUID:
    """The organisation's first membership, or the one after it left, and so on."""
    return uuid5(organisation, f"membership/{time}")


def engagement_officers_id(organisation: UUID) -> UUID:
    """The stream of an organisation's engagement officers."""
    return uuid5(organisation, "engagement-officers")


def erasure_id(person: UUID) -> UUID:
    """The stream that says that a person is erased."""
    return uuid5(person, "erasure")


def revision_id(revision: int) -> UUID:
    return uuid5(DECLARATION_ID, f"revision/{revision}")


def attendance_id(summit: UUID, organisation: UUID) -> UUID:
    return uuid5(summit, organisation.bytes)


def invitation_id(summit: UUID, organisation: UUID) -> UUID:
    return uuid5(summit, b"invitation/" + organisation.bytes)


def agenda_item_id(summit: UUID, number: int) -> UUID:
    """The item that was put on the summit's agenda as the first, the second, and so on."""
    return uuid5(summit, f"agenda/{number}")


def succession_id(predecessor: UUID, successor: UUID) -> UUID:
    return uuid5(predecessor, b"successor/" + successor.bytes)


def impulse_step_id(impulse: UUID, number: int) -> UUID:
    """The step of this number on the impulse's way; the raising has 1."""
    return uuid5(impulse, f"step/{number}")


def adoption_id(example: UUID, organisation: UUID) -> UUID:
    return uuid5(example, b"adoption/" + organisation.bytes)
