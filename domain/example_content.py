"""What a practice example says: its title, its texts, what it is about and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from domain import errors
from domain.rules import LONG_TEXT, one_line, text
from domain.topics import TargetGroup, Topic, listed

_LONGEST_LINK = 500


class ExampleKind(StrEnum):
    """What is shared."""

    PRACTICE_EXAMPLE = "PRACTICE_EXAMPLE"
    STRATEGY = "STRATEGY"


@dataclass(frozen=True)
class ExampleContent:
    """What is shared, and what it is about and for whom."""

    kind: ExampleKind
    title: str
    summary: str
    text: str
    topics: Sequence[Topic]
    target_groups: Sequence[TargetGroup]
    link: str | None

    def checked(self) -> ExampleContent:
        return ExampleContent(
            kind=ExampleKind(self.kind),
            title=one_line(self.title, errors.InvalidTitle, "content.title"),
            summary=text(self.summary, "content.summary"),
            text=text(self.text, "content.text", longest=LONG_TEXT),
            topics=listed(self.topics, Topic, "content.topics"),
            target_groups=listed(self.target_groups, TargetGroup, "content.targetGroups"),
            link=None if self.link is None else _web_address(self.link),
        )


def _web_address(link: str) -> str:
    link = link.strip()
    if not (len(link) <= _LONGEST_LINK and link.isprintable() and " " not in link and _leads_to_web(link)):
        raise errors.InvalidLink(f"{link[:40]!r}")
    return link


def _leads_to_web(link: str) -> bool:
    try:
        address = urlsplit(link)
        port = address.port
    except ValueError:
        return False
    named = bool(address.hostname) and address.username is None and port != 0
    return named and address.scheme in ("http", "https")
