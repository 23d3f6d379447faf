"""Trusted documents: what the public may run, where not everything; each is known by its SHA-256.

A document is asked for by `documentId` as GraphQL over HTTP has it (sha256:…), or by its exact text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from graphql import GraphQLSchema

from domain.callers import Caller, Role
from domain.languages import Words
from graphql_api.documents import Documents
from graphql_api.planner.errors import ToldError

DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
PERSISTED_DOCUMENT_NOT_FOUND = "PERSISTED_DOCUMENT_NOT_FOUND"

_PREFIX = "sha256:"
_ENDING = ".graphql"
_UNKNOWN = Words(
    en="No document is known here by this id. Send one that is, or the whole document as `query`.",
    de="Unter dieser Kennung ist hier kein Dokument bekannt. Anzugeben ist eine bekannte oder das ganze "
    "Dokument als `query`.",
)
_NOT_TRUSTED = Words(
    en="Without a role, only the documents that this register trusts may be run.",
    de="Ohne eine Rolle dürfen nur die Dokumente ausgeführt werden, denen dieses Register vertraut.",
)


class UnfitDocument(Exception):
    """The document cannot be trusted: the words say why."""


@dataclass(frozen=True)
class TrustedDocuments:
    """Documents by their SHA-256 in hexadecimal digits."""

    texts: Mapping[str, str]

    def text(self, document_id: str) -> str:
        """Raises ToldError where there is none."""
        text = self.texts.get(document_id.removeprefix(_PREFIX)) if document_id.startswith(_PREFIX) else None
        if text is None:
            raise ToldError(PERSISTED_DOCUMENT_NOT_FOUND, _UNKNOWN)
        return text

    def refuse_unless_may_run(self, text: str, caller: Caller) -> None:
        """Raises ToldError where the caller has no role, and the document is not trusted."""
        if caller.roles <= {Role.PUBLIC} and digest(text) not in self.texts:
            raise ToldError(DOCUMENT_NOT_TRUSTED, _NOT_TRUSTED)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def trusted_in(folder: Path, schema: GraphQLSchema) -> TrustedDocuments:
    """The documents of a folder, each in a file .graphql that is named by its SHA-256.

    Raises:
        UnfitDocument: one of them is not what its name says, or does not fit the schema.
    """
    if not folder.is_dir():
        raise UnfitDocument(Words(en=f"{folder} is no folder", de=f"{folder} ist kein Ordner"))
    texts = {}
    for file in sorted(folder.glob(f"*{_ENDING}")):
        text = fitting(file, schema)
        if file.name != f"{digest(text)}{_ENDING}":
            raise UnfitDocument(
                Words(
                    en=f"{file} is not named by the SHA-256 of what it says",
                    de=f"{file} ist nicht nach dem SHA-256 seines Inhalts benannt",
                )
            )
        texts[digest(text)] = text
    return TrustedDocuments(texts)


def trust(folder: Path, text: str) -> str:
    """Puts a document that fits into the folder; returns the id that it is asked for by."""
    folder.mkdir(parents=True, exist_ok=True)
    named = digest(text)
    (folder / f"{named}{_ENDING}").write_bytes(text.encode())
    return _PREFIX + named


def fitting(file: Path, schema: GraphQLSchema) -> str:
    """The text of a document that fits the schema. Raises UnfitDocument."""
    try:
        text = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitDocument(Words(en=f"{file}: {error}", de=f"{file}: {error}")) from error
    document = Documents(schema).read(text)
    if isinstance(document, list):
        reasons = "; ".join(error.message for error in document)
        raise UnfitDocument(Words(en=f"{file}: {reasons}", de=f"{file}: {reasons}"))
    return text
