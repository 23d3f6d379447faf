"""What has a global id, a stream, and a history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from projections.kernel import Fact
from tests.graphql_api.reference.events import page_of_events
from tests.graphql_api.reference.pages import Page
from tests.graphql_api.reference.shown import KINDS, Shown


class ANode(Shown):
    """A thing with a global id and a stream.

    Attributes:
        model: whose rows they are.
        stream: the column that names the stream.
    """

    token: ClassVar[str]
    model: ClassVar[str]
    stream: ClassVar[str] = "id"

    def __init_subclass__(cls) -> None:
        if "token" in vars(cls):
            KINDS[cls.token] = cls

    @classmethod
    def stream_of(cls, row: Any) -> UUID:
        """The stream that records this row."""
        stream: UUID = getattr(row, cls.stream)
        return stream

    @property
    def id(self) -> str:
        return f"{self.token}_{self.row.id}"

    @property
    def version(self) -> int:
        version: int = self._recorded[-1].event.originator_version
        return version

    def history(self, **asked: Any) -> Page:
        return page_of_events(self.folded, self.touching, asked)

    @property
    def touching(self) -> Sequence[Fact[Any]]:
        """The facts of the stream that the node is all about; of another, those at which its row turned."""
        if self.stream == "id":
            return self._recorded
        turns = self.folded.turns.of(self.stream_of(self.row), self.model, self.row.id)
        return [fact for fact in self._recorded if fact.position in turns]

    @property
    def _recorded(self) -> Sequence[Fact[Any]]:
        return self.folded.streams[self.stream_of(self.row)]
