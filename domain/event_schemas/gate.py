"""The gate: published schemas stay as they are; each version of each type of event is published and read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from inspect import getattr_static
from pathlib import Path
from typing import Any

from domain.event_schemas import file_name, version_of
from domain.event_types import EventType, schema_of

PUBLISHED = "published.sha256"


def findings(folder: Path, types: Mapping[str, EventType]) -> list[str]:
    """What is amiss in this folder or with these types: for each thing a line that says what to do."""
    missing = Published.read(folder).new(types)
    return [
        *hindrances(folder, types),
        *(f"{each.topic} v{each.version}: not published; run `make schemas`" for each in missing),
    ]


def hindrances(folder: Path, types: Mapping[str, EventType]) -> list[str]:
    """The findings that publishing does not mend: while there are such, nothing is to be published."""
    published = Published.read(folder)
    return [
        *_altered(published),
        *_unlisted(published),
        *_gone(published, types),
        *(finding for each in types.values() for finding in _of_type(published, each)),
    ]


def publish(folder: Path, types: Mapping[str, EventType]) -> list[str]:
    """Writes the schemas of versions that are not published yet, and returns the names of their files."""
    names = []
    for each in Published.read(folder).new(types):
        name, schema = file_name(each.topic, each.version), schema_of(each.event)
        text = f"{json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()
        with (folder / name).open("xb") as file:
            file.write(text)
        with (folder / PUBLISHED).open("ab") as file:
            file.write(f"{sha256(text).hexdigest()}  {name}\n".encode())
        names.append(name)
    return names


@dataclass(frozen=True)
class Published:
    """A folder of published schemas.

    Attributes:
        lines: the digest and the name of each file that was published, in the order in which they were.
        texts: what the files have now, by their names.
    """

    lines: Sequence[tuple[str, str]]
    texts: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> Published:
        file = folder / PUBLISHED
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        texts = {each.name: each.read_bytes() for each in sorted(folder.glob("*.json"))}
        return cls([(digest, name) for digest, _, name in (line.partition("  ") for line in lines)], texts)

    def new(self, types: Mapping[str, EventType]) -> list[EventType]:
        """Those of which there is no schema of the present version."""
        known = self.versions()
        return [types[topic] for topic in sorted(types) if (topic, types[topic].version) not in known]

    def versions(self) -> set[tuple[str, int]]:
        names = (*(name for _, name in self.lines), *self.texts)
        return {version for version in map(version_of, names) if version is not None}

    def highest(self, topic: str) -> int:
        return max((version for of, version in self.versions() if of == topic), default=0)

    def intact(self, digest: str, name: str) -> bool:
        return name in self.texts and sha256(self.texts[name]).hexdigest() == digest


def _altered(published: Published) -> Iterator[str]:
    for digest, name in published.lines:
        if name not in published.texts:
            yield f"{name}: published, and missing; restore it"
        elif not published.intact(digest, name):
            yield f"{name}: altered since it was published; restore it"


def _unlisted(published: Published) -> Iterator[str]:
    for name in sorted(set(published.texts) - {name for _, name in published.lines}):
        yield f"{name}: not in {PUBLISHED}; remove it, and run `make schemas`"


def _gone(published: Published, types: Mapping[str, EventType]) -> Iterator[str]:
    for topic in sorted({topic for topic, _ in published.versions()} - set(types)):
        yield f"{topic}: published, and its event class is gone; restore it, as the log may have such events"


def _of_type(published: Published, of: EventType) -> Iterator[str]:
    topic, version, highest = of.topic, of.version, published.highest(of.topic)
    if version < highest:
        yield f"{topic}: version {highest} is published; raise class_version from {version} to {highest}"
    if version > highest + 1:
        yield f"{topic}: version {highest + 1} was never published; lower class_version to {highest + 1}"
    if version == highest and _differs(published, of):
        yield (
            f"{topic} v{version}: the class differs from the published schema; "
            f"raise class_version to {version + 1} and write upcast_v{version}_v{version + 1}"
        )
    for before in range(1, version):
        upcast = f"upcast_v{before}_v{before + 1}"
        if not isinstance(getattr_static(of.event, upcast, None), staticmethod):
            yield f"{topic}: version {before} cannot be read; write the staticmethod {upcast}"


def _differs(published: Published, of: EventType) -> bool:
    """Whether the schema that was published of this version has another shape than the class."""
    name = file_name(of.topic, of.version)
    intact = any(published.intact(*line) for line in published.lines if line[1] == name)
    return intact and _shape(json.loads(published.texts[name])) != _shape(schema_of(of.event))


def _shape(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without its description: a docstring may be worded better later."""
    return {name: value for name, value in schema.items() if name != "description"}
