"""In which media type and coding a client wants its answer (RFC 9110, 12.5)."""

from __future__ import annotations

import re
from functools import lru_cache

from graphql_api.edge.refusals import NotAcceptable

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"

# A range, of whose parameters the quality alone counts.
_RANGE = re.compile(
    r"([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)\s*((?:;[^;]*)*)",
    re.ASCII,
)
_QUALITY = re.compile(r";\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.ASCII | re.IGNORECASE)


@lru_cache(256)
def preferred_media_type(accepted: str) -> str:
    """The media type of the highest quality; of equal ones GraphQL's where it is named, else plain JSON. A
    stream only where it is named.

    Raises:
        NotAcceptable: none is accepted.
    """
    qualities = _qualities(accepted)

    def quality_of(media_type: str) -> float:
        ranges = (media_type, "application/*", "*/*") if media_type != EVENT_STREAM else (media_type,)
        return next((qualities[each] for each in ranges if each in qualities), 0.0)

    offered = [GRAPHQL_JSON, JSON] if GRAPHQL_JSON in qualities else [JSON, GRAPHQL_JSON]
    if EVENT_STREAM in qualities:
        offered.append(EVENT_STREAM)
    best = max(offered, key=quality_of)
    if not quality_of(best):
        raise NotAcceptable
    return best


@lru_cache(256)
def accepts_stream(accepted: str) -> bool:
    """Whether a stream is named, and not to be had at no price."""
    return _qualities(accepted).get(EVENT_STREAM, 0.0) > 0


@lru_cache(256)
def accepts_gzip(accepted: str) -> bool:
    """Whether the header Accept-Encoding names gzip, and not to be had at no price."""
    codings = (each.partition(";") for each in accepted.lower().split(","))
    parameters = {coding.strip(): f";{parameters}" for coding, _, parameters in codings}.get("gzip")
    if parameters is None:
        return False
    quality = _QUALITY.search(parameters)
    return quality is None or float(quality[1]) > 0


def _qualities(accepted: str) -> dict[str, float]:
    """The qualities of the ranges that are accepted."""
    qualities: dict[str, float] = {}
    for each in (accepted.strip() or "*/*").split(","):
        if found := _RANGE.fullmatch(each.strip()):
            quality = _QUALITY.search(found[3])
            name = f"{found[1]}/{found[2]}".lower()
            qualities[name] = max(qualities.get(name, 0.0), float(quality[1]) if quality else 1.0)
    return qualities
