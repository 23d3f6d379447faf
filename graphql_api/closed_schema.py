"""What callers are told of their errors who may not know the schema: nothing that tells a name of it.

Suggestions and the places of errors are left out too: by either, names could be found out one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphql import GraphQLError

from domain.languages import Words
from graphql_api.planner.errors import ToldError

_WORDS = {
    "GRAPHQL_VALIDATION_FAILED": Words(
        en="The document does not fit the schema.", de="Das Dokument passt nicht zum Schema."
    ),
    "BAD_USER_INPUT": Words(
        en="A variable's value does not fit its type.",
        de="Der Wert einer Variablen passt nicht zu ihrem Typ.",
    ),
    "BAD_ID": Words(en="An id is malformed.", de="Eine Kennung ist fehlerhaft."),
    "UNKNOWN_EXPORT": Words(
        en="There is no export of this name.", de="Einen Export dieses Namens gibt es nicht."
    ),
    "BAD_PARAMETER": Words(
        en="A parameter does not fit this export.", de="Ein Parameter passt nicht zu diesem Export."
    ),
}
# Those that we word ourselves, and that list names.
_LISTING = frozenset({"UNKNOWN_EXPORT", "BAD_PARAMETER", "BAD_ID"})


def without_schema(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """The errors; one that tells nothing in their place where one of them would tell of the schema."""
    for error in errors:
        code = (error.extensions or {}).get("code", "")
        if code in _WORDS and (code in _LISTING or not isinstance(error, ToldError)):
            return [ToldError(code, _WORDS[code])]
    return list(errors)
