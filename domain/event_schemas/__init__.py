"""The published JSON Schemas of events: a file for every version of every type, which never changes.

`published.sha256` has the digest of each as sha256sum writes it, in the order in which they were published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_NAME = re.compile(r"(.+)\.v([1-9][0-9]*)\.json")


@cache
def published() -> Mapping[tuple[str, int], str]:
    """The text of each schema, by the topic and the version that it is of."""
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    return {of: file.read_text("utf-8") for file in files if (of := version_of(file.name))}


def file_name(topic: str, version: int) -> str:
    return f"{topic}.v{version}.json"


def version_of(name: str) -> tuple[str, int] | None:
    """The topic and the version whose schema a file of this name is; None where it is of none."""
    match = _NAME.fullmatch(name)
    return (match[1], int(match[2])) if match else None
