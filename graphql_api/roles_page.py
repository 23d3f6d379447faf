"""The page docs/roles.md: the table of access, printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.callers import Role
from graphql_api.access import TABLE, Roles, roles_of
from graphql_api.schema import create_schema

_MEANINGS: Mapping[Role, str] = {
    Role.PUBLIC: "anybody, without credentials; NETZWERKREGISTER_PUBLIC_READING=off closes it",
    Role.COORDINATOR: "the Land's office, which keeps the register (Landesstelle)",
    Role.MUNICIPALITY: "an organisation's office, for that organisation alone (Kommune)",
    Role.AUDITOR: "reads the whole log with its actors and proofs; nothing personal (Prüfung)",
    Role.WITNESS: "signs checkpoints that it has verified (Zeuge)",
    Role.INTEGRATOR: "follows the log, for other systems (Anbindung)",
    Role.DATA_PROTECTION_OFFICER: "sees who read what is personal, and erases people (Datenschutz)",
    Role.ADMINISTRATOR: "keeps the keys and looks after operations (Betrieb)",
}

_HEAD = """# Who may do what

This page is the table in `graphql_api/access.py`, printed by `make schema`; a test holds them equal, and
another asks for every field and every command in every role. A field that is not listed is part of the
network, which every role reads.

A municipality's credentials name its organisation. Commands are refused for any other
(`NOT_YOUR_ORGANISATION`), corrections included, and names, addresses and telephone numbers of other
organisations' people are null.

"""


def page() -> str:
    """The page, in Markdown."""
    roles = "".join(f"- **{role}**: {_MEANINGS[role]}\n" for role in Role)
    mutation = create_schema()._schema.mutation_type
    assert mutation is not None
    fields = [row for row in TABLE if not row.startswith("Mutation.")]
    read = _table("Field", ((f"`{row}`", TABLE[row]) for row in fields))
    commands = _table("Command", ((f"`{name}`", roles_of(mutation.name, name)) for name in mutation.fields))
    return f"{_HEAD}## Roles\n\n{roles}\n## What is read\n\n{read}\n## What is recorded\n\n{commands}"


def _table(heading: str, rows: Iterable[tuple[str, Roles]]) -> str:
    lines = [f"| {heading} | {' | '.join(Role)} |", f"| --- |{' :-: |' * len(Role)}"]
    for name, roles in rows:
        lines.append(f"| {name} | {' | '.join('✓' if role in roles else ' ' for role in Role)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
