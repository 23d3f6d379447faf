"""Checkpoints as signed notes: written by the register and witnesses, read by everyone."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.signing import LogSigner, Witness, checkpoint_body
from infra.verify import (
    Difference,
    Malformed,
    Signature,
    read_checkpoint,
    read_key,
    read_note,
    valid_signatures,
)

ORIGIN, WITNESS = "register.example/log", "witness.example/w1"
ROOT = sha256(b"root").digest()
AT = datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
CURRENT, PREVIOUS = LogSigner(ORIGIN, bytes(range(32))), LogSigner(ORIGIN, bytes(range(32, 64)))
BOTH = LogSigner(ORIGIN, bytes(range(32)), bytes(range(32, 64)))
OBSERVER = Witness(WITNESS, bytes(range(64, 96)))

# Computed apart from this project, with the arithmetic of RFC 8032 in plain Python.
CURRENT_VKEY = "register.example/log+34ae3864+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
PREVIOUS_VKEY = "register.example/log+106b0fb9+ASmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
WITNESS_VKEY = "witness.example/w1+b72bab2e+BCVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd"
BODY = "register.example/log\n5\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
CURRENT_LINE = (
    "— register.example/log NK44ZLqX+Yy2NbpXRurbI5fi0mkCmGkchFHXT13x0g7LZlvCBMcr39sKzy11yO3GhkvnQI3L0BFNr"
    "vpYiHNNPelZKgQ=\n"
)
PREVIOUS_LINE = (
    "— register.example/log EGsPuWNmcBfwcU0JnV1cyMYqmdYmSKV+tQ/bvn5wlOrCkIcxTWmIjOWwDiHl8Yr7+zA0ElXAp/a3L"
    "Qx7+sYKDdINMQ8=\n"
)
WITNESS_LINE = (
    "— witness.example/w1 tyurLgAAAABoTuGAsJ7RdWQenExiLuO1aSLok1HgaVia8QVDbBCoHgPGHhTtd9oWHF47Xig74W0c0FC"
    "uRljg+94eFO0ZXpnr6PhlCQ==\n"
)
NOTE = f"{BODY}\n{CURRENT_LINE}{PREVIOUS_LINE}{WITNESS_LINE}"


def in_base64(content: bytes) -> str:
    return b64encode(content).decode()


def test_keys_and_signatures_are_those_computed_elsewhere() -> None:
    assert BOTH.vkeys == (CURRENT_VKEY, PREVIOUS_VKEY)
    assert OBSERVER.vkey == WITNESS_VKEY
    assert checkpoint_body(ORIGIN, 5, ROOT) == BODY
    assert BOTH.sign(5, ROOT) + OBSERVER.cosign(BODY, AT) == NOTE
    assert CURRENT.sign(5, ROOT) == f"{BODY}\n{CURRENT_LINE}"


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    checkpoint = read_checkpoint(NOTE.encode())
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 5, ROOT)
    keys = [read_key(vkey) for vkey in (CURRENT_VKEY, PREVIOUS_VKEY, WITNESS_VKEY)]
    assert valid_signatures(checkpoint.note, keys) == [
        Signature(keys[0], None),
        Signature(keys[1], None),
        Signature(keys[2], AT),
    ]


def test_a_key_is_written_as_it_was_read() -> None:
    for vkey in (CURRENT_VKEY, PREVIOUS_VKEY, WITNESS_VKEY):
        assert read_key(vkey).vkey == vkey


def test_lines_of_unknown_keys_are_passed_over_whatever_they_sign() -> None:
    key = read_key(CURRENT_VKEY)
    same_name = f"— {ORIGIN} {in_base64(bytes(68))}\n"
    same_id = f"— other.example {in_base64(key.id + bytes(64))}\n"
    short = f"— {ORIGIN} {in_base64(bytes(5))}\n"
    note = read_note(f"{BODY}\n{same_name}{same_id}{short}{CURRENT_LINE}".encode())
    assert valid_signatures(note, [key]) == [Signature(key, None)]
    assert valid_signatures(note, []) == []


def test_a_log_key_and_a_witness_key_of_the_same_bytes_are_two() -> None:
    witness = Witness(ORIGIN, bytes(range(32)))
    assert witness.vkey.split("+")[1] != CURRENT_VKEY.split("+")[1]
    note = read_note(CURRENT.sign(5, ROOT).encode())
    assert valid_signatures(note, [read_key(witness.vkey)]) == []


@pytest.mark.parametrize(
    ("note", "vkey"),
    [
        (NOTE.replace("\n5\n", "\n6\n"), CURRENT_VKEY),
        (NOTE.replace("\n5\n", "\n6\n"), WITNESS_VKEY),
        (f"{BODY}an extension\n\n{CURRENT_LINE}", CURRENT_VKEY),
        (f"{BODY}\n— {ORIGIN} {in_base64(read_key(CURRENT_VKEY).id + bytes(64))}\n", CURRENT_VKEY),
        (f"{BODY}\n— {ORIGIN} {in_base64(read_key(CURRENT_VKEY).id + bytes(63))}\n", CURRENT_VKEY),
        (f"{BODY}\n— {ORIGIN} {in_base64(read_key(CURRENT_VKEY).id + bytes(1))}\n", CURRENT_VKEY),
        (f"{BODY}\n— {WITNESS} {in_base64(read_key(WITNESS_VKEY).id + bytes(72))}\n", WITNESS_VKEY),
        (f"{BODY}\n— {WITNESS} {in_base64(read_key(WITNESS_VKEY).id + bytes(1))}\n", WITNESS_VKEY),
        (NOTE.replace("AABoTuGA", "AABoTuGB"), WITNESS_VKEY),  # another second
    ],
)
def test_a_signature_by_a_known_key_that_does_not_hold_is_an_error(note: str, vkey: str) -> None:
    with pytest.raises(Difference, match="does not belong") as told:
        valid_signatures(read_note(note.encode()), [read_key(vkey)])
    assert told.value.code == "SIGNATURE_INVALID"
    assert vkey in told.value.message


def test_a_witness_that_signs_for_the_end_of_days_is_told_as_an_error() -> None:
    year_10000 = datetime.max.replace(tzinfo=UTC, microsecond=0)
    note = read_note(f"{BODY}\n{OBSERVER.cosign(BODY, year_10000)}".encode())
    assert valid_signatures(note, [read_key(WITNESS_VKEY)])[0].at == year_10000

    class Later(datetime):
        def timestamp(self) -> float:
            return 2.0**40

    note = read_note(f"{BODY}\n{OBSERVER.cosign(BODY, Later(2025, 1, 1, tzinfo=UTC))}".encode())
    with pytest.raises(Difference, match="SIGNATURE_INVALID"):
        valid_signatures(note, [read_key(WITNESS_VKEY)])


@pytest.mark.parametrize(
    "note",
    [
        "",
        BODY,
        f"{BODY}\n",
        f"{BODY}{CURRENT_LINE}",
        f"{BODY}\n{CURRENT_LINE[:-1]}",
        f"{BODY}\n{CURRENT_LINE}\n",
        f"{BODY}\n{CURRENT_LINE}and more\n",
        f"{BODY}\n{CURRENT_LINE.replace('—', '-')}",
        f"{BODY}\n{CURRENT_LINE.replace('— ', '—')}",
        f"{BODY}\n{CURRENT_LINE.replace('log N', 'log  N')}",
        f"{BODY}\n{CURRENT_LINE[:-1]} \n",
        f"{BODY}\n{CURRENT_LINE.replace('/log', '+log')}",
        f"{BODY}\n{CURRENT_LINE.replace('/log', chr(0xA0) + 'log')}",
        f"{BODY}\n{CURRENT_LINE.replace('/log', chr(0x2028))}",
        f"{BODY}\n— {ORIGIN} \n",
        f"{BODY}\n— {ORIGIN} AAAA\n",
        f"{BODY}\n— {ORIGIN} AAAAAA==\n",
        f"{BODY}\n—  AAAAAAA=\n",
        f"{BODY}\n{CURRENT_LINE.replace('KgQ=', 'KgR=')}",  # the same bytes, written in another way
        f"{BODY}\n{CURRENT_LINE.replace('KgQ=', 'KgQ')}",
        f"{BODY}\n{CURRENT_LINE.replace('NK44', '_K44')}",
        f"{BODY}\n{CURRENT_LINE.replace('NK44', 'NK ä')}",
        f"{BODY}\r\n{CURRENT_LINE}",
        f"{BODY}\t\n\n{CURRENT_LINE}",
        f"{'x' * 1_000_000}\n\n{CURRENT_LINE}",
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        read_note(note.encode())


def test_a_note_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(Malformed, match="UTF-8"):
        read_note(f"{BODY}\xff\n\n{CURRENT_LINE}".encode("latin-1", "replace"))


def test_a_text_may_have_empty_lines_and_a_note_many_signatures() -> None:
    note = read_note(f"one\n\n\n\ntwo\n\n{CURRENT_LINE * 100}".encode())
    assert note.body == "one\n\n\n\ntwo\n"
    assert len(note.signatures) == 100


@pytest.mark.parametrize(
    "body",
    [
        "\n",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n5\n",
        f"\n5\n{in_base64(ROOT)}\n",
        *(
            f"{ORIGIN}\n{size}\n{in_base64(ROOT)}\n"
            for size in ("05", "00", "-1", "+5", " 5", "5 ", "٥", "5.0", "1_0", "", "x", "1" * 20)
        ),
        f"{ORIGIN}\n5\n{in_base64(ROOT)} \n",
        f"{ORIGIN}\n5\n{in_base64(ROOT[:-1])}\n",
        f"{ORIGIN}\n5\n{in_base64(ROOT + bytes(1))}\n",
        f"{ORIGIN}\n5\n{ROOT.hex()}\n",
        f"{ORIGIN}\n5\n{in_base64(ROOT)}\n\nmore\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(Malformed):
        read_checkpoint(f"{body}\n{CURRENT_LINE}".encode())


def test_a_checkpoint_may_be_of_no_event_and_have_further_lines() -> None:
    empty = read_checkpoint(CURRENT.sign(0, ROOT).encode())
    assert empty.size == 0
    body = f"{ORIGIN}\n7\n{in_base64(ROOT)}\nan extension\nanother\n"
    assert read_checkpoint(f"{body}\n{CURRENT_LINE}".encode()).size == 7


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "register.example/log",
        "register.example/log+34ae3864",
        CURRENT_VKEY.replace("34ae3864", "34ae3865"),
        CURRENT_VKEY.replace("34ae3864", "34AE3864"),
        CURRENT_VKEY.replace("34ae3864", "034ae3864"),
        CURRENT_VKEY.replace("/log", "/another"),
        CURRENT_VKEY[:-1],
        f"{CURRENT_VKEY} ",
        f"{CURRENT_VKEY}AAAA",
        CURRENT_VKEY.replace("+AQ", "+Ag"),  # of another kind
        CURRENT_VKEY.replace("/log", " log"),
        f"+34ae3864+{CURRENT_VKEY.split('+', 2)[2]}",
    ],
)
def test_a_malformed_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        read_key(vkey)


@given(st.text())
def test_any_text_is_a_key_or_malformed(text: str) -> None:
    try:
        key = read_key(text)
    except Malformed:
        return
    assert key.vkey == text


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_of_a_note_with_one_byte_changed_no_more_holds_than_of_the_whole(at: int, change: int) -> None:
    content = bytearray(NOTE.encode())
    content[at] ^= change
    keys = [read_key(vkey) for vkey in (CURRENT_VKEY, PREVIOUS_VKEY, WITNESS_VKEY)]
    try:
        found = valid_signatures(read_checkpoint(bytes(content)).note, keys)
    except (Malformed, Difference):
        return
    # The line whose name or key id was changed is somebody else's now.
    assert at >= len(f"{BODY}\n".encode())
    assert len(found) == 2


@pytest.mark.parametrize("name", ["", "with space", "with+plus", "tab\t", "line\n", "nul\0", "wide\u3000"])
def test_names_without_spaces_and_plus_signs_sign(name: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        LogSigner(name, bytes(32))
    with pytest.raises(ValueError, match="is no name"):
        Witness(name, bytes(32))


def test_a_log_signs_with_at_least_one_key_of_32_bytes() -> None:
    with pytest.raises(ValueError, match="at least one"):
        LogSigner(ORIGIN)
    with pytest.raises(ValueError, match="32 bytes"):
        LogSigner(ORIGIN, bytes(31))


def test_what_is_no_tree_is_not_signed() -> None:
    for size, root in ((-1, ROOT), (5, ROOT[:-1])):
        with pytest.raises(ValueError, match="no tree"):
            CURRENT.sign(size, root)


def test_a_witness_signs_to_the_second_in_any_time_zone() -> None:
    berlin = (AT + timedelta(milliseconds=999)).astimezone(ZoneInfo("Europe/Berlin"))
    assert OBSERVER.cosign(BODY, berlin) == WITNESS_LINE
    with pytest.raises(ValueError, match="without a zone"):
        OBSERVER.cosign(BODY, AT.replace(tzinfo=None))
