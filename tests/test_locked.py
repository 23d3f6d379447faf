"""The locks pin what is installed, and nothing of which an advisory is known."""

from __future__ import annotations

import pytest

from tests.locked import ADVISORIES, LOCKS, ROOT, Locked, differences, faults, read_advisories, read_lock

HASH = "--hash=sha256:" + "0" * 64
COMPILED, KNOWN = read_advisories(ADVISORIES.read_text("utf-8"))


def text(requirement: str) -> str:
    return f"{requirement} \\\n    {HASH} \\\n    {HASH}\n    # via something==1\n"


def test_the_locks_are_without_fault() -> None:
    for name in LOCKS:
        locked = list(read_lock((ROOT / name).read_text("utf-8")))
        assert len(locked) > 40
        assert list(faults(locked, KNOWN)) == []


def test_every_advisory_is_on_a_package_that_is_locked() -> None:
    locked = {each.name for each in read_lock((ROOT / "requirements.lock").read_text("utf-8"))}
    assert {each.package for each in KNOWN} <= locked


@pytest.mark.parametrize(
    ("package", "version", "told"),
    [
        ("starlette", "1.0.0", "GHSA-86qp-5c8j-p5mr"),
        ("strawberry-graphql", "0.312.2", "GHSA-vpwc-v33q-mq89"),
        ("joserfc", "1.4.1", "GHSA-frfh-8v73-gjg4"),
        ("cryptography", "49.0.1", "GHSA-g6cj-pr64-35w5"),
    ],
)
def test_a_version_in_an_affected_range_is_a_fault(package: str, version: str, told: str) -> None:
    found = list(faults(read_lock(text(f"{package}=={version}")), KNOWN))
    assert f"{package} {version} is vulnerable: {told}" in found


@pytest.mark.parametrize("version", ["1.3.2", "1.3.5", "1.4.2"])
def test_a_version_between_affected_ranges_is_not_told_of_them(version: str) -> None:
    assert "GHSA-frfh-8v73-gjg4" not in str([*faults(read_lock(text(f"joserfc=={version}")), KNOWN)])


def test_a_lock_is_read_with_its_markers_and_hashes() -> None:
    told = text("Some_Thing[extra]==1.2 ; sys_platform == 'win32'") + text("other==3")
    assert list(read_lock(told)) == [
        Locked("some-thing", "1.2", 2, "sys_platform == 'win32'"),
        Locked("other", "3", 2),
    ]


def test_what_is_not_pinned_or_has_no_hash_is_found_out() -> None:
    with pytest.raises(ValueError, match="not pinned: loose>=1"):
        list(read_lock(text("loose>=1")))
    assert list(faults(read_lock("bare==1\n"), KNOWN)) == ["bare 1 has no hash"]


def test_what_is_installed_otherwise_is_found_out() -> None:
    locked = [Locked("one", "1", 1), Locked("two", "2", 1), Locked("far", "3", 1, "sys_platform == 'none'")]
    assert list(differences(locked, {"one": "1.1"})) == [
        "one 1 is locked, and 1.1 is installed",
        "two 2 is locked, and nothing is installed",
    ]
