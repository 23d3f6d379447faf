"""Checks the locks: each package is pinned by version and hashes, installed as locked, and not known to be
vulnerable. `make check` runs it, without internet, so it knows the advisories of .ci/advisories.toml alone.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
ADVISORIES = ROOT / ".ci" / "advisories.toml"

_PINNED = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,.-]+\])?==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.+))?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Locked:
    """A package as a lock has it.

    Attributes:
        marker: the platforms that it is for; None for all.
    """

    name: str
    version: str
    hashes: int
    marker: str | None = None

    @property
    def is_for_us(self) -> bool:
        return self.marker is None or Marker(self.marker).evaluate()


class Advisory(NamedTuple):
    """Versions of a package that are vulnerable: those in any of these ranges."""

    id: str
    package: str
    affected: tuple[SpecifierSet, ...]

    def affects(self, package: Locked) -> bool:
        return package.name == self.package and any(
            each.contains(Version(package.version), prereleases=True) for each in self.affected
        )


def read_lock(text: str) -> Iterator[Locked]:
    """The packages of a lock, in its order. Raises ValueError at a line that pins none."""
    for entry in text.replace("\\\n", " ").splitlines():
        wanted, _, _ = entry.partition("#")
        requirement = _HASH.sub("", wanted).strip()
        if not requirement:
            continue
        pinned = _PINNED.fullmatch(requirement)
        if pinned is None:
            raise ValueError(f"not pinned: {requirement}")
        hashes = len(_HASH.findall(wanted))
        yield Locked(canonicalize_name(pinned["name"]), pinned["version"], hashes, pinned["marker"])


def read_advisories(text: str) -> tuple[date, Sequence[Advisory]]:
    """The day on which they were compiled, and the advisories."""
    told = tomllib.loads(text)
    compiled: date = told.pop("compiled")
    return compiled, [
        Advisory(name, package, _ranges(affected))
        for package, advisories in told.items()
        for name, affected in advisories.items()
    ]


def _ranges(affected: str | list[str]) -> tuple[SpecifierSet, ...]:
    return tuple(map(SpecifierSet, [affected] if isinstance(affected, str) else affected))


def faults(locked: Iterable[Locked], advisories: Sequence[Advisory]) -> Iterator[str]:
    """What is wrong with a lock by itself."""
    seen: dict[str, str] = {}
    for each in locked:
        if not each.hashes:
            yield f"{each.name} {each.version} has no hash"
        if seen.setdefault(each.name, each.version) != each.version and each.marker is None:
            yield f"{each.name} is locked twice: {seen[each.name]}, {each.version}"
        for advisory in advisories:
            if advisory.affects(each):
                yield f"{each.name} {each.version} is vulnerable: {advisory.id}"


def differences(locked: Iterable[Locked], installed: Mapping[str, str]) -> Iterator[str]:
    """How what is installed differs from what is locked for this platform."""
    for each in locked:
        present = installed.get(each.name)
        if each.is_for_us and present != each.version:
            yield f"{each.name} {each.version} is locked, and {present or 'nothing'} is installed"


def installed_of(locked: Iterable[Locked]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in locked:
        try:
            found[each.name] = version(each.name)
        except PackageNotFoundError:
            continue
    return found


def main() -> int:
    compiled, advisories = read_advisories(ADVISORIES.read_text("utf-8"))
    wrong: dict[str, None] = {}
    for name in LOCKS:
        locked = list(read_lock((ROOT / name).read_text("utf-8")))
        told = [*faults(locked, advisories), *differences(locked, installed_of(locked))]
        wrong |= dict.fromkeys(told)
        print(f"{name}: {len(locked)} packages, {len(told)} faults")
    print(f"{len(advisories)} advisories are known, as of {compiled}; `make audit` asks for those of today")
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
