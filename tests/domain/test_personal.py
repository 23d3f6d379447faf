"""A personal value says whose it is, and nothing else."""

from uuid import UUID

from domain.personal import Personal

PERSON = UUID("a1bbb5d8-e576-5a5c-8999-7936d93329dc")


def test_a_value_is_the_persons_id_and_what_is_sealed() -> None:
    value = Personal.of(PERSON, b"sealed")
    assert value == PERSON.bytes + b"sealed"
    assert (value.person, value.sealed) == (PERSON, b"sealed")


def test_a_value_that_was_kept_as_bytes_is_the_same() -> None:
    value = Personal.of(PERSON, b"sealed")
    assert Personal(bytes(value)) == value == Personal.fromhex(value.hex())
    assert Personal(bytes(value)).person == PERSON
