"""Bundles: what is written verifies, and nothing that was changed does."""

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra import verify
from infra.bundle_files import BundleWriter, ListedKey, read_leaves
from infra.leaf import LEAF_COLUMNS
from infra.signing import LogSigner, Witness, signature_line
from infra.verify import (
    Difference,
    Verified,
    leaf_hash,
    main,
    read_checkpoint,
    read_key,
    read_leaf,
    verify_bundle,
)
from tests.infra.bundling import (
    ORIGIN,
    PREVIOUS,
    SIGNER,
    SIZE,
    START,
    STRANGER,
    TEXTS,
    WITNESS,
    Log,
    framed,
    leaf,
    made_up,
    rewrite,
    write_bundle,
)

CODES = {
    *("NOT_A_BUNDLE", "BUNDLE_CUT_OFF", "LEAF_MALFORMED", "LEAF_DIFFERS", "POSITION_MISSING"),
    *("POSITION_REPEATED", "TIME_WENT_BACK", "ROOT_DIFFERS", "INCONSISTENT", "ORIGIN_DIFFERS"),
    *("TEXT_DIFFERS", "SIGNATURE_INVALID", "KEY_UNKNOWN", "KEY_DIFFERS", "TRUNCATED_LOG"),
}
KEYS = (SIGNER.vkeys[0], WITNESS.vkey)
LOG = made_up()
NO_KEYS: tuple[object, ...] = (None, [None], ["x"], [{}])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Path:
    return write_bundle(folder / "bundle", LOG)


def difference(path: Path, *against: Path, keys: tuple[str, ...] = KEYS) -> tuple[str, int | None]:
    with pytest.raises(Difference) as told:
        verify_bundle(path, against, keys)
    assert told.value.code in CODES
    return told.value.code, told.value.position


def outcome(path: Path) -> Verified | str:
    """What holds, or the code of what does not."""
    try:
        return verify_bundle(path, keys=KEYS)
    except Difference as told:
        return told.code


def message(path: Path, *against: Path, keys: tuple[str, ...] = KEYS) -> str:
    with pytest.raises(Difference) as told:
        verify_bundle(path, against, keys)
    return told.value.message


def with_leaf(position: int, changed: bytes) -> list[bytes]:
    return [*LOG.leaves[: position - 1], changed, *LOG.leaves[position:]]


def facts(**changes: object) -> bytes:
    """A bundle.json."""
    good = {"format": verify.FORMAT, "origin": ORIGIN, "size": SIZE, "keys": [{"vkey": SIGNER.vkeys[0]}]}
    return json.dumps(good | changes).encode()


def column_end(content: bytes, column: int) -> int:
    """Where a column of a leaf ends."""
    at = 1
    for _ in range(column + 1):
        at += 9 + int.from_bytes(content[at + 1 : at + 9], "big") if content[at] else 1
    return at


def xored(content: bytes, at: int, change: int) -> bytes:
    return content[:at] + bytes([content[at] ^ change]) + content[at + 1 :]


# Writing and reading.


def test_a_bundle_that_was_written_verifies(bundle: Path) -> None:
    verified = verify_bundle(bundle, keys=KEYS)
    assert verified.checkpoint == read_checkpoint(LOG.checkpoint(SIZE).encode())
    assert verified.checkpoint.root == LOG.root(SIZE)
    assert (verified.signed_by, verified.vouched) == ([*SIGNER.vkeys], True)
    assert verified.cosignatures == [
        (size, "witness.example/w1", START + timedelta(hours=size)) for size in (0, 3, 8, SIZE)
    ]
    assert (verified.first_at, verified.last_at) == (
        START + timedelta(minutes=1),
        START + timedelta(minutes=SIZE),
    )


def test_a_bundle_of_no_event_verifies(tmp_path: Path) -> None:
    verified = verify_bundle(write_bundle(tmp_path / "empty", made_up(0), witnessed=()))
    assert verified.checkpoint.root == verify.EMPTY_ROOT
    assert (verified.first_at, verified.last_at, verified.vouched) == (None, None, False)


def test_its_members_are_stored_in_order_and_the_same_log_makes_the_same_bytes(
    bundle: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        facts = json.loads(archive.read("bundle.json"))
        readme = archive.read("README.txt").decode()
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    assert names[:7] == [
        *("README.txt", "bundle.json", "events", "checkpoint"),
        *("witnessed/0", "witnessed/3", "witnessed/8"),
    ]
    assert [name.split("/")[0] for name in names[7:]] == ["proofs.json", "schemas", "texts", "texts"]
    assert facts == {
        "format": "netzwerkregister-bundle/1",
        "origin": ORIGIN,
        "size": SIZE,
        "made_at": "2025-03-01T12:00:00+00:00",
        "release": "1.0",
        "keys": [{"vkey": SIGNER.vkeys[0], "from_size": 0, "until_size": None}],
    }
    for name in names[1:]:
        assert readme.count(f"    {name.split('/')[0]}") == 2, name
    assert write_bundle(tmp_path / "again", LOG).read_bytes() == bundle.read_bytes()


def test_leaves_are_read_in_batches(bundle: Path) -> None:
    batches = list(read_leaves(bundle, 5))
    assert [len(batch) for batch in batches] == [5, 5, 2]
    assert [each for batch in batches for each in batch] == list(LOG.leaves)


def test_events_longer_than_what_is_read_at_once_verify(tmp_path: Path) -> None:
    sizes = (10, verify.CHUNK - 1, verify.CHUNK, 3 * verify.CHUNK, 10)
    leaves = tuple(leaf(n, state=b"x" * size) for n, size in enumerate(sizes, 1))
    path = write_bundle(tmp_path / "large", Log(leaves), witnessed=())
    assert verify_bundle(path, keys=KEYS).checkpoint.size == 5
    assert list(read_leaves(path)) == [list(leaves)]


def test_a_bundle_does_not_replace_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        write_bundle(path, LOG)
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    facts = {"origin": ORIGIN, "size": 0, "made_at": START, "release": "1.0", "keys": ()}
    with BundleWriter(path, **facts) as writer:  # type: ignore[arg-type]
        path.write_bytes(b"precious")
        with pytest.raises(FileExistsError):
            writer.finish(LOG.checkpoint(0), {}, {}, {}, ())
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_bundle_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    keys = [ListedKey(SIGNER.vkeys[0], 0, None)]
    pair = (LOG.leaves[0], leaf_hash(LOG.leaves[0]))

    def writer() -> BundleWriter:
        return BundleWriter(tmp_path / "b", origin=ORIGIN, size=2, made_at=START, release="1", keys=keys)

    with writer() as unfinished:
        unfinished.add([pair])
        assert [each.name.startswith("b.") for each in tmp_path.iterdir()] == [True]
    assert list(tmp_path.iterdir()) == []
    with writer() as unfinished:
        unfinished.add([pair])
        with pytest.raises(ValueError, match="a hash of 31"):
            unfinished.add([(pair[0], pair[1][:-1])])
    assert list(tmp_path.iterdir()) == []


# Events that were tampered with.


@pytest.mark.parametrize("column", range(10), ids=LEAF_COLUMNS)
def test_a_changed_byte_in_a_column_is_told_by_its_position(bundle: Path, column: int) -> None:
    changed = xored(LOG.leaves[4], column_end(LOG.leaves[4], column) - 1, 1)
    hashes = [leaf_hash(each) for each in LOG.leaves]
    tampered = rewrite(bundle, {"events": framed(with_leaf(5, changed), hashes)})
    assert difference(tampered) == ("LEAF_DIFFERS", 5)


@pytest.mark.parametrize("column", range(10), ids=LEAF_COLUMNS)
def test_a_changed_byte_whose_hash_was_adjusted_leads_to_another_root(bundle: Path, column: int) -> None:
    expected = {"notification_id": ("POSITION_REPEATED", 4)}
    changed = xored(LOG.leaves[4], column_end(LOG.leaves[4], column) - 1, 1)
    tampered = rewrite(bundle, {"events": framed(with_leaf(5, changed))})
    assert difference(tampered) == expected.get(LEAF_COLUMNS[column], ("ROOT_DIFFERS", None))
    if LEAF_COLUMNS[column] not in expected:
        assert "the checkpoint signs another root of the first 12 events" in message(tampered)
        assert "they differ first after 3" in message(tampered)  # the last that was witnessed and is good


def test_a_changed_stored_hash_is_told_by_its_position(bundle: Path) -> None:
    hashes = [leaf_hash(each) for each in LOG.leaves]
    hashes[6] = bytes(32)
    assert difference(rewrite(bundle, {"events": framed(LOG.leaves, hashes)})) == ("LEAF_DIFFERS", 7)


def test_every_byte_that_is_changed_in_a_leaf_is_told_with_its_hash_adjusted_or_not(bundle: Path) -> None:
    hashes = [leaf_hash(each) for each in LOG.leaves]
    codes = set()
    for at in range(len(LOG.leaves[4])):
        for change in (1, 0x80):
            leaves = with_leaf(5, xored(LOG.leaves[4], at, change))
            assert difference(rewrite(bundle, {"events": framed(leaves, hashes)})) == ("LEAF_DIFFERS", 5)
            codes.add(difference(rewrite(bundle, {"events": framed(leaves)}))[0])
    assert codes == {
        *("LEAF_MALFORMED", "POSITION_MISSING", "POSITION_REPEATED", "TIME_WENT_BACK", "ROOT_DIFFERS")
    }


@pytest.mark.parametrize(
    "changed",
    [
        b"",
        LOG.leaves[4][:-1],
        LOG.leaves[4] + b"\0",
        LOG.leaves[4][: column_end(LOG.leaves[4], 8)],  # nine columns
        LOG.leaves[4] + b"\x01" + bytes(8),  # eleven
        b"\x02" + LOG.leaves[4][1:],
        *(leaf(5, **{name: None}) for name in LEAF_COLUMNS[:8]),
        leaf(5, causation_id=b"short"),
        leaf(5, originator_version=b"short"),
        *(
            xored(LOG.leaves[4], 1 if n == 0 else column_end(LOG.leaves[4], n - 1), 3) for n in range(10)
        ),  # flags
    ],
)
def test_a_leaf_that_is_not_ten_columns_is_malformed(bundle: Path, changed: bytes) -> None:
    tampered = rewrite(bundle, {"events": framed(with_leaf(5, changed))})
    assert difference(tampered) == ("LEAF_MALFORMED", 5)


def test_a_leaf_of_any_nullable_columns_is_none_the_less_one() -> None:
    for causation in (None, UUID(int=1)):
        for source in (None, "", "Brief"):
            says, recorded_at = read_leaf(leaf(9, causation_id=causation, source=source))
            assert (says, recorded_at) == (9, int((START + timedelta(minutes=9)).timestamp()) * 10**6)


REARRANGED: dict[str, tuple[list[bytes], tuple[str, int]]] = {
    "removed": ([*LOG.leaves[:4], *LOG.leaves[5:]], ("POSITION_MISSING", 5)),
    "first removed": ([*LOG.leaves[1:]], ("POSITION_MISSING", 1)),
    "last removed": ([*LOG.leaves[:-1]], ("POSITION_MISSING", SIZE)),
    "all removed": ([], ("POSITION_MISSING", 1)),
    "swapped": ([*LOG.leaves[:4], LOG.leaves[5], LOG.leaves[4], *LOG.leaves[6:]], ("POSITION_MISSING", 5)),
    "repeated": ([*LOG.leaves[:5], *LOG.leaves[4:]], ("POSITION_REPEATED", 5)),
    "repeated at the end": ([*LOG.leaves, LOG.leaves[-1]], ("ROOT_DIFFERS", SIZE + 1)),
    "appended": ([*LOG.leaves, leaf(SIZE + 1)], ("ROOT_DIFFERS", SIZE + 1)),
    "earlier": (with_leaf(5, leaf(5, recorded_at=START)), ("TIME_WENT_BACK", 5)),
}


@pytest.mark.parametrize("how", REARRANGED)
def test_events_that_were_rearranged_are_told_by_position(bundle: Path, how: str) -> None:
    leaves, expected = REARRANGED[how]
    assert difference(rewrite(bundle, {"events": framed(leaves)})) == expected


def test_a_removed_event_with_the_others_renumbered_is_missing_at_the_end(bundle: Path) -> None:
    leaves = [leaf(n, state=b"\x01state %d" % (n + (n > 4))) for n in range(1, SIZE)]
    assert difference(rewrite(bundle, {"events": framed(leaves)})) == ("POSITION_MISSING", SIZE)


def test_times_may_stand_still(tmp_path: Path) -> None:
    still = Log(tuple(leaf(n, recorded_at=START) for n in range(1, 5)))
    verified = verify_bundle(write_bundle(tmp_path / "still", still, witnessed=()), keys=KEYS)
    assert verified.first_at == verified.last_at == START


def test_a_time_after_all_calendars_is_malformed(bundle: Path) -> None:
    late = leaf(5, recorded_at=2**63)
    assert difference(rewrite(bundle, {"events": framed(with_leaf(5, late))})) == ("LEAF_MALFORMED", 5)


def test_an_event_whose_length_goes_on_for_ever_is_malformed(bundle: Path) -> None:
    endless = framed(LOG.leaves[:3]) + b"\xff" * 100
    assert difference(rewrite(bundle, {"events": endless})) == ("LEAF_MALFORMED", 4)
    assert difference(rewrite(bundle, {"events": framed(LOG.leaves)[:-1]})) == ("BUNDLE_CUT_OFF", SIZE - 1)


# What was seen before.


@pytest.fixture(scope="module")
def seen(folder: Path) -> Callable[[int], Path]:
    """The checkpoint of the log at a size, kept in a file."""

    def keep(size: int) -> Path:
        path = folder / f"checkpoint {size}"
        path.write_text(made_up(20).checkpoint(size))
        return path

    return keep


def test_a_bundle_agrees_with_what_it_continues(
    bundle: Path, seen: Callable[[int], Path], tmp_path: Path
) -> None:
    earlier = write_bundle(tmp_path / "earlier", made_up(7), witnessed=())
    against = [bundle, earlier, *(seen(size) for size in (0, 1, 5, 8, SIZE))]
    assert verify_bundle(bundle, against, KEYS).checkpoint.size == SIZE


def test_a_fork_verifies_alone_and_differs_from_what_was_seen_before(
    bundle: Path, seen: Callable[[int], Path], tmp_path: Path
) -> None:
    fork = write_bundle(tmp_path / "fork", made_up(15, forked_at=6))
    assert verify_bundle(fork, keys=KEYS).vouched
    assert verify_bundle(fork, [seen(5)], KEYS).vouched
    for size in (6, 8, SIZE):
        assert difference(fork, seen(size)) == ("INCONSISTENT", None)
    assert "differ first after 5" in message(fork, seen(5), seen(8))
    assert str(seen(8)) in message(fork, seen(5), seen(8))
    assert difference(fork, bundle) == ("INCONSISTENT", 6)
    assert difference(bundle, fork) == ("INCONSISTENT", 6)
    assert difference(write_bundle(tmp_path / "first", made_up(forked_at=1)), bundle) == ("INCONSISTENT", 1)
    assert difference(write_bundle(tmp_path / "last", made_up(forked_at=SIZE)), bundle) == (
        "INCONSISTENT",
        SIZE,
    )


def test_a_truncated_log_is_told_by_a_larger_checkpoint_and_by_a_larger_bundle(
    bundle: Path, seen: Callable[[int], Path], tmp_path: Path
) -> None:
    truncated = write_bundle(tmp_path / "truncated", made_up(9))
    assert verify_bundle(truncated, keys=KEYS).vouched
    assert difference(truncated, seen(SIZE)) == ("TRUNCATED_LOG", 10)
    assert difference(truncated, bundle) == ("TRUNCATED_LOG", 10)
    assert difference(bundle, seen(SIZE + 1)) == ("TRUNCATED_LOG", SIZE + 1)


def test_what_was_seen_of_another_log_is_not_compared(bundle: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text(LogSigner("other.example/log", bytes([1]) * 32).sign(5, LOG.root(5)))
    assert difference(bundle, foreign) == ("ORIGIN_DIFFERS", None)


def test_what_was_seen_counts_only_if_somebody_known_signed_it(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "seen"
    path.write_text(STRANGER.sign(5, LOG.root(5)))
    assert difference(bundle, path) == ("KEY_UNKNOWN", None)
    path.write_text(LOG.checkpoint(5).replace("\n5\n", "\n6\n"))
    assert difference(bundle, path) == ("SIGNATURE_INVALID", None)
    body = read_checkpoint(LOG.checkpoint(5).encode()).note.body
    path.write_text(f"{body}\n{WITNESS.cosign(body, START)}")  # a witness that is known is enough
    assert verify_bundle(bundle, [path], KEYS).vouched
    for content in (b"", b"nonsense", b"\xff" * 100, b"x" * 2_000_000):
        path.write_bytes(content)
        with pytest.raises(Difference, match="NOT_A_CHECKPOINT"):
            verify_bundle(bundle, [path], KEYS)


def test_a_damaged_bundle_of_before_is_told_by_its_name(bundle: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(bundle.read_bytes()[:-5])
    assert difference(bundle, damaged) == ("BUNDLE_CUT_OFF", SIZE)
    assert message(bundle, damaged).startswith(str(damaged))
    hashes = [leaf_hash(each) for each in LOG.leaves]
    changed = rewrite(bundle, {"events": framed(with_leaf(5, leaf(5, state=b"x")), hashes)})
    assert difference(bundle, changed) == ("LEAF_DIFFERS", 5)


# Keys and signatures.


def test_without_a_key_only_the_bundle_vouches(bundle: Path) -> None:
    for keys in ((), (WITNESS.vkey,)):
        verified = verify_bundle(bundle, keys=keys)
        assert (verified.signed_by, verified.vouched) == ([*SIGNER.vkeys], False)


def test_another_key_of_the_register_is_told_with_the_one_that_was_given(
    bundle: Path, tmp_path: Path
) -> None:
    listed = (PREVIOUS, SIGNER)
    path = write_bundle(tmp_path / "b", LOG, listed=listed)
    assert difference(path, keys=(PREVIOUS.vkeys[0],)) == ("KEY_DIFFERS", None)
    assert SIGNER.vkeys[0] in message(path, keys=PREVIOUS.vkeys)
    assert PREVIOUS.vkeys[0] in message(path, keys=PREVIOUS.vkeys)
    assert difference(bundle, keys=PREVIOUS.vkeys) == ("KEY_DIFFERS", None)


def test_while_keys_are_changed_either_will_do(tmp_path: Path) -> None:
    both = LogSigner(ORIGIN, bytes([1]) * 32, bytes([2]) * 32)
    assert both.vkeys == (SIGNER.vkeys[0], PREVIOUS.vkeys[0])
    path = write_bundle(tmp_path / "b", Log(LOG.leaves, both), listed=(PREVIOUS, SIGNER))
    for vkey in both.vkeys:
        assert verify_bundle(path, keys=(vkey,)).signed_by == [vkey]
    assert verify_bundle(path).signed_by == [*both.vkeys]


def test_earlier_checkpoints_may_be_by_the_previous_key(bundle: Path, tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "b", LOG, listed=(PREVIOUS, SIGNER))
    earlier = {"witnessed/8": Log(LOG.leaves, PREVIOUS).checkpoint(8).encode()}
    assert verify_bundle(rewrite(path, earlier), keys=KEYS).vouched
    unlisted = rewrite(bundle, earlier)
    assert difference(unlisted) == ("KEY_UNKNOWN", None)


def test_a_bundle_signed_by_a_stranger_is_told(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "b", Log(LOG.leaves, STRANGER))
    assert difference(path) == difference(path, keys=()) == ("KEY_UNKNOWN", None)
    own = write_bundle(tmp_path / "own", Log(LOG.leaves, STRANGER), listed=(STRANGER,))
    assert not verify_bundle(own).vouched  # nobody said whose it should be
    assert difference(own) == ("KEY_DIFFERS", None)
    assert difference(write_bundle(tmp_path / "none", LOG, listed=()), keys=()) == ("KEY_UNKNOWN", None)


def test_a_key_of_another_log_does_not_count(bundle: Path) -> None:
    other = read_key(LogSigner("other.example/log", bytes([1]) * 32).vkeys[0])
    body = read_checkpoint(LOG.checkpoint(SIZE).encode()).note.body
    line = signature_line(other, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32).sign(body.encode()))
    path = rewrite(bundle, {"checkpoint": f"{body}\n{line}".encode()})
    assert difference(path, keys=(other.vkey,)) == ("KEY_UNKNOWN", None)


def test_a_signature_that_does_not_hold_is_told(bundle: Path) -> None:
    good = LOG.checkpoint(SIZE)
    forged_root = b64encode(made_up(forked_at=6).root(SIZE)).decode()
    for bad in (
        good.replace(b64encode(LOG.root(SIZE)).decode(), forged_root),
        good.replace("\n\n", "\nmore\n\n"),
        good[: good.rindex("— ")] + WITNESS.cosign("another\n", START),
    ):
        assert difference(rewrite(bundle, {"checkpoint": bad.encode()})) == ("SIGNATURE_INVALID", None)
    bad = LOG.checkpoint(8).replace("\n\n", "\nmore\n\n")
    assert difference(rewrite(bundle, {"witnessed/8": bad.encode()})) == ("SIGNATURE_INVALID", None)


def test_witnesses_whose_keys_were_not_given_are_not_listed(bundle: Path) -> None:
    assert verify_bundle(bundle, keys=SIGNER.vkeys).cosignatures == []
    other = Witness("witness.example/w2", bytes([4]) * 32)
    assert verify_bundle(bundle, keys=(*SIGNER.vkeys, other.vkey)).cosignatures == []


def test_a_bundle_cannot_bring_its_own_witnesses(bundle: Path) -> None:
    both = [{"vkey": vkey} for vkey in (*SIGNER.vkeys, WITNESS.vkey)]
    assert verify_bundle(rewrite(bundle, {"bundle.json": facts()}), keys=KEYS).vouched
    assert difference(rewrite(bundle, {"bundle.json": facts(keys=both)})) == ("NOT_A_BUNDLE", None)


# What else is in a bundle.


def test_an_earlier_checkpoint_of_another_history_is_inconsistent(bundle: Path) -> None:
    forked = made_up(20, forked_at=6)
    path = rewrite(bundle, {"witnessed/8": forked.checkpoint(8).encode()})
    assert difference(path) == ("INCONSISTENT", None)
    assert "witnessed/8 signs another root of the first 8 events; they differ first after 3" in message(path)


def test_an_earlier_checkpoint_larger_than_the_bundle_tells_a_truncated_log(bundle: Path) -> None:
    larger = made_up(20).checkpoint(15).encode()
    path = rewrite(bundle, {"witnessed/8": None})
    path = rewrite(path, {"witnessed/15": larger}, lambda names: [*names[:6], names[-1], *names[6:-1]])
    assert difference(path) == ("TRUNCATED_LOG", SIZE + 1)


def test_an_earlier_checkpoint_stands_under_its_size_and_is_of_the_same_log(bundle: Path) -> None:
    misnamed = rewrite(bundle, {"witnessed/8": LOG.checkpoint(7).encode()})
    assert difference(misnamed) == ("NOT_A_BUNDLE", None)
    other = LogSigner("other.example/log", bytes([1]) * 32).sign(8, LOG.root(8))
    assert difference(rewrite(bundle, {"witnessed/8": other.encode()})) == ("ORIGIN_DIFFERS", None)
    assert difference(rewrite(bundle, {"checkpoint": other.encode()})) == ("ORIGIN_DIFFERS", None)


def test_proofs_that_fail_are_missing_or_too_many_are_inconsistent(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        good = json.loads(archive.read("proofs.json"))
    wrong = [*good[:2], good[2] | {"hashes": good[1]["hashes"]}]
    for proofs in (wrong, good[:2], [*good, good[0] | {"from": 2}], [*good[:2], good[2] | {"to": 11}]):
        path = rewrite(bundle, {"proofs.json": json.dumps(proofs).encode()})
        assert difference(path) == ("INCONSISTENT", None)


def test_a_text_that_is_not_the_one_it_is_named_for_is_told(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = [name for name in archive.namelist() if name.startswith("texts/")]
        assert [archive.read(name) for name in names] == [*TEXTS]
    assert difference(rewrite(bundle, {names[1]: b"another"})) == ("TEXT_DIFFERS", None)
    assert difference(rewrite(bundle, {names[0]: b""})) == ("TEXT_DIFFERS", None)


def test_a_part_longer_than_can_be_held_is_refused(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "LONGEST_MEMBER", 100)
    assert "bundle.json is too long" in message(bundle)


def test_a_bundle_of_another_shape_is_none(bundle: Path, tmp_path: Path) -> None:
    for name in ("README.txt", "bundle.json", "events", "checkpoint", "proofs.json"):
        assert difference(rewrite(bundle, {name: None})) == ("NOT_A_BUNDLE", None)
    assert difference(rewrite(bundle, {"more": b""})) == ("NOT_A_BUNDLE", None)
    assert difference(rewrite(bundle, {}, lambda names: [*names[::-1]])) == ("NOT_A_BUNDLE", None)
    assert difference(rewrite(bundle, {}, method=zipfile.ZIP_DEFLATED)) == ("NOT_A_BUNDLE", None)
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = rewrite(bundle, {}, lambda names: [*names, names[-1]])
    assert difference(twice) == ("NOT_A_BUNDLE", None)
    for content in (b"", b"PK", b"nonsense" * 100):
        (tmp_path / "none").write_bytes(content)
        assert difference(tmp_path / "none") == ("NOT_A_BUNDLE", None)


@pytest.mark.parametrize(
    "changed",
    [
        *(b"", b"{", b"\xff", b"[" * 100_000, b"null", b"[]", b'"text"'),
        facts(format="netzwerkregister-bundle/2"),
        *(facts(size=size) for size in (11, None, "12")),
        *(facts(keys=keys) for keys in NO_KEYS),
        *(facts(keys=[{"vkey": vkey}]) for vkey in (None, "x", "\ud800+00000000+AAAA", WITNESS.vkey)),
    ],
)
def test_a_bundle_whose_facts_are_none_is_none(bundle: Path, changed: bytes) -> None:
    assert difference(rewrite(bundle, {"bundle.json": changed})) == ("NOT_A_BUNDLE", None)


@pytest.mark.parametrize(
    "proofs",
    [
        *(b"", b"[" * 100_000, b"{}1", b"[1]", b"[{}]", b'[{"from":0,"to":12}]'),
        *(b'[{"from":0,"to":12,"hashes":1}]', b'[{"from":[],"to":12,"hashes":[]}]'),
        *(b'[{"from":0,"to":12,"hashes":[1]}]', b'[{"from":0,"to":12,"hashes":["A"]}]'),
    ],
)
def test_proofs_that_are_none_make_no_bundle(bundle: Path, proofs: bytes) -> None:
    assert difference(rewrite(bundle, {"proofs.json": proofs})) == ("NOT_A_BUNDLE", None)


# Damage to the file.


def content_ranges(path: Path) -> dict[str, range]:
    """Where the bytes of each member stand."""
    content, ranges = path.read_bytes(), {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            at = member.header_offset
            start = at + 30 + sum(int.from_bytes(content[at + n : at + n + 2], "little") for n in (26, 28))
            ranges[member.filename] = range(start, start + member.file_size)
    return ranges


def test_a_file_that_was_cut_off_tells_how_far_it_is_whole(bundle: Path, tmp_path: Path) -> None:
    content, events = bundle.read_bytes(), content_ranges(bundle)["events"]
    ends = [events.start + len(framed(LOG.leaves[:n])) for n in range(1, SIZE + 1)]
    cut = tmp_path / "cut"
    for size in [*range(0, events.start, 97), *range(events.start - 3, len(content), 7), len(content) - 1]:
        cut.write_bytes(content[:size])
        whole = sum(end <= size for end in ends)
        assert difference(cut) == (("BUNDLE_CUT_OFF", whole) if size >= 4 else ("NOT_A_BUNDLE", None))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_byte_flipped_anywhere_is_told_or_is_one_of_the_zip_files_own(
    bundle: Path, data: st.DataObject
) -> None:
    content = bundle.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    damaged = bundle.with_name("flipped")
    damaged.write_bytes(xored(content, at, data.draw(st.integers(1, 255))))
    verified = outcome(damaged)
    if isinstance(verified, str):
        assert verified in CODES
        return
    # Dates, attributes, comments and the like of the ZIP file: what it holds is the same.
    assert not any(at in content for content in content_ranges(bundle).values())
    assert verified == verify_bundle(bundle, keys=KEYS)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_piece_that_was_replaced_is_told_or_changes_nothing(bundle: Path, data: st.DataObject) -> None:
    content = bundle.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 50)))
    damaged = bundle.with_name("replaced")
    damaged.write_bytes(content[:start] + data.draw(st.binary(max_size=50)) + content[end:])
    verified = outcome(damaged)
    if isinstance(verified, str):
        assert verified in CODES
        return
    assert verified == verify_bundle(bundle, keys=KEYS)
    assert [*read_leaves(damaged)] == [*read_leaves(bundle)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_byte_changed_by_somebody_who_mends_the_zip_file_is_told(bundle: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(bundle) as archive:
        contents = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.partition("/")[0] in {"events", "checkpoint", "witnessed", "proofs.json", "texts"}
        }
    name = data.draw(st.sampled_from([name for name, content in contents.items() if content]))
    at = data.draw(st.integers(0, len(contents[name]) - 1))
    changed = xored(contents[name], at, data.draw(st.integers(1, 255)))
    verified = outcome(rewrite(bundle, {name: changed}))
    if isinstance(verified, str):
        assert verified in CODES
        return
    # Only a witness's name or key id can be changed: then it is somebody else's line, and is not listed.
    assert contents[name].rindex("— witness".encode()) < at
    assert len(verified.cosignatures) == 3


# The command, and the file alone.


def test_the_command_reports_what_holds(
    bundle: Path, seen: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    options = [part for key in KEYS for part in ("--key", key)]
    assert main([str(bundle), *options, "--against", str(seen(5)), "--against", str(bundle)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        f"log          {ORIGIN}",
        "size         12",
        f"root         {b64encode(LOG.root(SIZE)).decode()}",
        "recorded     2025-03-01 12:01:00 UTC to 2025-03-01 12:12:00 UTC",
        f"signed by    {SIGNER.vkeys[0]}",
        "witnessed    at size 0 by witness.example/w1, 2025-03-01 12:00:00 UTC",
        "witnessed    at size 3 by witness.example/w1, 2025-03-01 15:00:00 UTC",
        "witnessed    at size 8 by witness.example/w1, 2025-03-01 20:00:00 UTC",
        "witnessed    at size 12 by witness.example/w1, 2025-03-02 00:00:00 UTC",
        f"agrees with  {seen(5)}",
        f"agrees with  {bundle}",
    ]


def test_the_command_says_when_only_the_bundle_vouches(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle)]) == 0
    out = capsys.readouterr().out
    assert "ONLY THE BUNDLE ITSELF VOUCHES FOR THIS KEY" in out
    assert "by nobody whose key was given" in out


def test_the_command_tells_a_difference_by_its_code(
    bundle: Path, seen: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bundle), "--against", str(seen(15))]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("TRUNCATED_LOG: ")


def test_the_command_sends_nothing_to_the_terminal_but_text(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "\x9b31m"
    odd.write_text(LOG.checkpoint(5))
    assert main([str(bundle), "--against", str(odd)]) == 0
    odd.write_text("")
    assert main([str(bundle), "--against", str(odd)]) == 1
    told = capsys.readouterr()
    for said in (told.out, told.err):
        assert r"\x9b31m" in said
        assert said.isascii()


def test_the_command_tells_how_it_is_asked(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main([str(bundle), "--wrong"]) == main([str(bundle), "--key", "wrong"]) == 2
    assert main([str(bundle.with_name("nowhere"))]) == main([str(bundle.parent)]) == 2
    assert main([str(bundle), "--against", str(bundle.with_name("nowhere"))]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert main(["--help"]) == 0


def test_the_verifier_imports_only_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_the_verifier_runs_alone(bundle: Path, tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    shutil.copy(verify.__file__, alone)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-W", "error", str(alone), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})

    good = run(str(bundle), "--key", SIGNER.vkeys[0])
    assert (good.returncode, good.stderr) == (0, "")
    assert f"signed by    {SIGNER.vkeys[0]}" in good.stdout
    bad = run(str(bundle), "--key", STRANGER.vkeys[0])
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("KEY_DIFFERS: ")
    assert run().returncode == 2
