"""The declaration, its revisions, and who signed them."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.organisations import OfOrganisation
from tests.graphql_api.reference.pages import Page


class Declaration(ANode):
    token = "dec"
    model = "declarations"

    @property
    def current_revision(self) -> Any:
        return self.one("rev", self.row.current_revision_id)

    def revisions(self, **asked: Any) -> Page:
        return self.page("rev", asked, declaration_id=self.row.id)

    def signatures(self, **asked: Any) -> Page:
        return self.page("sig", asked)


class Revision(ANode):
    token = "rev"
    model = "revisions"
    stream = "declaration_id"

    @property
    def number(self) -> int:
        number: int = self.row.revision
        return number

    @property
    def carried_forward_at(self) -> Any:
        return self.one("sum", self.row.summit_id)

    @property
    def text(self) -> str | None:
        digest = self.row.text_sha256
        return None if digest is None else self.folded.texts[digest]

    def signatures(self, **asked: Any) -> Page:
        return self.page("sig", asked, revision_id=self.row.id)


class Signature(OfOrganisation):
    token = "sig"
    model = "signatures"
    stream = "organisation_id"

    @property
    def revision(self) -> Any:
        return self.one("rev", self.row.revision_id)

    @property
    def summit(self) -> Any:
        return self.one("sum", self.row.summit_id)

    @property
    def inherited_from(self) -> Any:
        return self.one("org", self.row.inherited_from_id)
