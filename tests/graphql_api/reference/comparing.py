"""Answers as text, so that equal ones are equal to the letter, the order of their members included."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


def canonical(data: Any) -> str:
    return json.dumps(_same_in_value(data), ensure_ascii=False, indent=1)


def _same_in_value(data: Any) -> Any:
    """The same, with moments and whole numbers written in one way: 51.0 and 51 are the same number."""
    match data:
        case dict():
            return {key: _same_in_value(value) for key, value in data.items()}
        case list():
            return [_same_in_value(value) for value in data]
        case datetime():
            return f"moment {data.timestamp():.6f}"
        case str() if MOMENT.fullmatch(data):
            return _same_in_value(datetime.fromisoformat(data))
        case float() if data.is_integer():
            return int(data)
        case _:
            return data
