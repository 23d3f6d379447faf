"""Input that is malformed: told as a GraphQL error with a code, before anything runs."""

from __future__ import annotations

from graphql import GraphQLError


class BadInput(GraphQLError):
    """The input cannot be understood."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, extensions={"code": code})
