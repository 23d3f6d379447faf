"""Files of text that people give, and what is told of those that are none."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import ClassVar

from domain.languages import Words


class UnreadableFile(Exception):
    """This file cannot be read, and nothing of it was recorded. Give a register as CSV or GV100AD, or
    a history as JSON; whole, and in UTF-8."""

    code = "UNREADABLE_FILE"
    german: ClassVar[str] = (
        "Diese Datei ist nicht lesbar, und nichts aus ihr wurde erfasst. Anzugeben ist ein Verzeichnis als "
        "CSV oder GV100AD oder eine Geschichte als JSON; vollständig und in UTF-8."
    )


def read_file(path: Path) -> bytes:
    """Raises UnreadableFile."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(Words(en=f"{path} does not exist", de=f"{path} gibt es nicht")) from error
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}") from error


def read_text(content: bytes) -> str:
    """The content as composed characters and lines that end in a line feed.

    Raises:
        UnreadableFile: it is empty, or not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start + 1
        raise UnreadableFile(
            Words(en=f"byte {place} of it is not UTF-8", de=f"ihr Byte {place} ist nicht UTF-8")
        ) from error
    if not text.strip():
        raise UnreadableFile(Words(en="it is empty", de="sie ist leer"))
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
