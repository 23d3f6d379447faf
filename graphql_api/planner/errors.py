"""Input that is malformed: told as a GraphQL error with a code, before anything runs."""

from __future__ import annotations

from graphql import FieldNode, GraphQLError


class BadInput(GraphQLError):
    """The input cannot be understood."""

    def __init__(self, code: str, message: str, node: FieldNode | None = None) -> None:
        super().__init__(message, node, extensions={"code": code})
        self.code = code

    def at(self, node: FieldNode | None) -> BadInput:
        """The same, located at a field, unless it is located already."""
        return self if self.nodes or node is None else BadInput(self.code, self.message, node)
