"""Errors that are told to clients by a code and in the language that they ask for."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import GraphQLError, Node

from domain.languages import Words


class ToldError(GraphQLError):
    """An error with a code and its words in each language; whoever answers chooses."""

    def __init__(self, code: str, words: Words, node: Node | Sequence[Node] | None = None) -> None:
        super().__init__(words.en, node, extensions={"code": code})
        self.code = code
        self.words = words


class BadInput(ToldError):
    """The input cannot be understood: told before anything runs."""

    def at(self, node: Node | None) -> BadInput:
        """The same, located at a field, unless it is located already."""
        return self if self.nodes or node is None else BadInput(self.code, self.words, node)
