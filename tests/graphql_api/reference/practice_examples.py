"""Practice examples, and their way from one to another."""

from __future__ import annotations

from typing import Any

from tests.graphql_api.reference.nodes import ANode
from tests.graphql_api.reference.organisations import OfOrganisation
from tests.graphql_api.reference.pages import Page


class PracticeExample(ANode):
    token = "exa"
    model = "practice_examples"

    @property
    def shared_by(self) -> Any:
        return self.one("org", self.row.organisation_id)

    def adoptions(self, **asked: Any) -> Page:
        return self.page("ado", asked, example_id=self.row.id)


class Adoption(OfOrganisation):
    token = "ado"
    model = "adoptions"
    stream = "example_id"

    @property
    def example(self) -> Any:
        return self.one("exa", self.row.example_id)

    @property
    def adopted_from(self) -> Any:
        """From the one that shared it, where no other is recorded."""
        example = self.folded.practice_examples[self.row.example_id]
        return self.one("org", self.row.adopted_from_id or example.organisation_id)

    def passed_on(self, **asked: Any) -> Page:
        of = {"example_id": self.row.example_id, "adopted_from_id": self.row.organisation_id}
        return self.page("ado", asked, **of)
