"""The objects behind the API's types: each field a plain property or method over the folded rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from tests.graphql_api.reference.filters import (
    check_filter,
    organisation_passes,
    signature_passes,
)
from tests.graphql_api.reference.folding import Folded
from tests.graphql_api.reference.orders import Ordering
from tests.graphql_api.reference.pages import Page


@dataclass(frozen=True)
class Shown:
    """What is asked below the root; every column of the row is a field."""

    folded: Folded
    row: Any

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.row, name)
        return str(value) if type(value).__name__ == "PartialDate" else value

    def page(
        self,
        rows: Iterable[Any],
        show: Callable[[Folded, Any], Any],
        model: str,
        order: str,
        passes: Callable[[Any, Any], bool],
        asked: dict[str, Any],
    ) -> Page:
        check_filter(asked.get("filter") or {})
        found = [row for row in rows if passes(row, asked.get("filter") or {})]
        by = asked.get("order_by") or {"field": order, "direction": "ASC"}
        ordering = Ordering(model, by["field"], by["direction"] == "DESC")
        return Page(found, ordering, lambda row: show(self.folded, row), asked).checked()

    def organisations_of(self, rows: Iterable[Any], asked: dict[str, Any]) -> Page:
        signatures = self.folded.signatures.values()
        return self.page(
            rows,
            Organisation,
            "organisations",
            "NAME",
            lambda row, filter_: organisation_passes(row, filter_, signatures),
            asked,
        )

    def signatures_of(self, rows: Iterable[Any], asked: dict[str, Any]) -> Page:
        return self.page(rows, Signature, "signatures", "RECORDED", signature_passes, asked)

    def attendances_of(self, rows: Iterable[Any], asked: dict[str, Any]) -> Page:
        return self.page(rows, Attendance, "attendances", "RECORDED", lambda *_: True, asked)


class ANode(Shown):
    """A thing with a global id and a stream."""

    token: ClassVar[str]

    @property
    def id(self) -> str:
        return f"{self.token}_{self.row.id}"

    @property
    def _stream(self) -> UUID:
        stream: UUID = self.row.id
        return stream

    @property
    def version(self) -> int:
        return self.folded.versions[self._stream]


class Organisation(ANode):
    token = "org"

    @property
    def parent(self) -> Organisation | None:
        if self.row.parent_id is None:
            return None
        return Organisation(self.folded, self.folded.organisations[self.row.parent_id])

    def children(self, **asked: Any) -> Page:
        rows = self.folded.organisations.values()
        return self.organisations_of([row for row in rows if row.parent_id == self.row.id], asked)

    @property
    def membership(self) -> Membership | None:
        return None if self.row.membership == "NONE" else Membership(self.folded, self.row)

    def signatures(self, **asked: Any) -> Page:
        rows = self.folded.signatures.values()
        return self.signatures_of([row for row in rows if row.organisation_id == self.row.id], asked)

    def attendances(self, **asked: Any) -> Page:
        rows = self.folded.attendances.values()
        return self.attendances_of([row for row in rows if row.organisation_id == self.row.id], asked)


class Membership(Shown):
    @property
    def status(self) -> str:
        return str(self.row.membership)

    @property
    def source(self) -> str | None:
        joining: str | None = self.row.joining_source
        accession: str | None = self.row.accession_source
        return accession if joining is None else joining


class OfOrganisation(ANode):
    """What an organisation did."""

    @property
    def organisation(self) -> Organisation:
        return Organisation(self.folded, self.folded.organisations[self.row.organisation_id])

    @property
    def summit(self) -> Summit | None:
        if self.row.summit_id is None:
            return None
        return Summit(self.folded, self.folded.summits[self.row.summit_id])


class Signature(OfOrganisation):
    token = "sig"

    @property
    def _stream(self) -> UUID:
        stream: UUID = self.row.organisation_id
        return stream

    @property
    def revision(self) -> Revision:
        return Revision(self.folded, self.folded.revisions[self.row.revision_id])


class Attendance(OfOrganisation):
    token = "att"

    @property
    def _stream(self) -> UUID:
        stream: UUID = self.row.summit_id
        return stream


class Revision(ANode):
    token = "rev"

    @property
    def _stream(self) -> UUID:
        stream: UUID = self.row.declaration_id
        return stream

    @property
    def number(self) -> int:
        number: int = self.row.revision
        return number

    def signatures(self, **asked: Any) -> Page:
        rows = self.folded.signatures.values()
        return self.signatures_of([row for row in rows if row.revision_id == self.row.id], asked)


class Declaration(ANode):
    token = "dec"

    @property
    def current_revision(self) -> Revision:
        return Revision(self.folded, self.folded.revisions[self.row.current_revision_id])

    def revisions(self, **asked: Any) -> Page:
        rows = [row for row in self.folded.revisions.values() if row.declaration_id == self.row.id]
        return self.page(rows, Revision, "revisions", "REVISION", lambda *_: True, asked)

    def signatures(self, **asked: Any) -> Page:
        return self.signatures_of(self.folded.signatures.values(), asked)


class Summit(ANode):
    token = "sum"

    @property
    def on(self) -> Any:
        return self.held_on

    def attendances(self, **asked: Any) -> Page:
        rows = self.folded.attendances.values()
        return self.attendances_of([row for row in rows if row.summit_id == self.row.id], asked)

    def signatures(self, **asked: Any) -> Page:
        rows = self.folded.signatures.values()
        return self.signatures_of([row for row in rows if row.summit_id == self.row.id], asked)
