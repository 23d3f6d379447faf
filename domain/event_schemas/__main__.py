"""`python -m domain.event_schemas` checks the published schemas; with `publish` it adds what is new."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from domain.event_schemas.gate import findings, hindrances, publish
from domain.event_types import event_types

_FOLDER = Path(__file__).parent


def main(arguments: Sequence[str], folder: Path = _FOLDER) -> int:
    parser = ArgumentParser(prog="python -m domain.event_schemas", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("check", "publish"), default="check")
    if parser.parse_args(arguments).command == "check":
        return _told(findings(folder, event_types()))
    if told := _told(hindrances(folder, event_types())):
        return told
    for name in publish(folder, event_types()):
        print(name)
    return 0


def _told(found: Sequence[str]) -> int:
    for finding in found:
        print(finding, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
