"""Keys in files of the register's home, each made on first use."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_bytes
from uuid import uuid4

KEY_BYTES = 32


def key_file(path: Path) -> bytes:
    """The key in this file; random bytes where the file is new."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{uuid4()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())  # what is sealed with it may be on disk in a moment
        try:
            os.link(draft, path)  # one of several processes makes it, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
