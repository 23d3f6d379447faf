"""Which language a client wants, by its header Accept-Language (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.requests import HTTPConnection

from domain.languages import Language

# A range, of which the language alone counts (de-AT is German), and its quality.
_RANGE = re.compile(
    r"([a-z]{1,8}|\*)(?:-[a-z0-9]{1,8})*\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?",
    re.ASCII | re.IGNORECASE,
)


def language_asked(request: HTTPConnection) -> Language:
    """The language of the answer to this request."""
    return preferred_language(",".join(request.headers.getlist("accept-language")))


@lru_cache(256)
def preferred_language(accepted: str) -> Language:
    """The language of the highest quality; of several, the one named first; English where none is wanted."""
    qualities: dict[str, float] = {}
    for each in accepted.split(","):
        if found := _RANGE.fullmatch(each.strip()):
            tag = found[1].lower()
            qualities[tag] = max(qualities.get(tag, 0.0), float(found[2] or 1))

    def quality(language: Language) -> float:
        return qualities.get(language, qualities.get("*", 0.0))

    named = [Language(tag) for tag in qualities if tag in list(Language)]
    best = max([*named, Language.EN, Language.DE], key=quality)
    return best if quality(best) > 0 else Language.EN
