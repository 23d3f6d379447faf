"""What the command line tells people, in their language: on the error stream, so that output stays data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from domain.errors import Explained, explain
from domain.languages import Language, Words
from infra import import_run
from infra.import_run import Report
from infra.rebuild_check import Comparison

# The names by which the machinery calls what it counts.
_GERMAN: Mapping[str, str] = {
    "Register": "Verzeichnis",
    "History": "Geschichte",
    "Rebuild": "Neuaufbau",
    "registered": "registriert",
    "renamed": "umbenannt",
    "kind changed": "Art geändert",
    "parent changed": "übergeordnete Organisation geändert",
    "population updated": "Einwohnerzahl aktualisiert",
    "dissolved": "aufgelöst",
}

_MOST_ABSENT = 10


class Teller:
    def __init__(self, language: Language) -> None:
        self.language = language
        self._console = Console(stderr=True)

    def say(self, en: str, de: str) -> str:
        """The text in the language of this teller."""
        return Words(en, de).in_(self.language)

    def tell(self, en: str, de: str) -> None:
        self._print(self.say(en, de))

    def greet(self, address: str, token: str | None) -> None:
        """Tells where the register is; of a token only where what is told is not kept as a log."""
        self.tell(
            f"The register is at [bold]{address}[/], for programs and, in a browser, the explorer.",
            f"Das Register ist unter [bold]{address}[/] zu erreichen, für Programme und, im Browser, mit "
            "dem Explorer.",
        )
        if token is not None:
            self.tell(
                "For a mutation, send this token (valid for a day) as the header Authorization:\n"
                f"Bearer {token}",
                "Für einen Vorgang ist dieses Token (einen Tag gültig) als Kopf Authorization zu senden:\n"
                f"Bearer {token}",
            )
        self.tell("Ctrl-C stops it.", "Strg-C beendet es.")

    def error(self, code: str, said: Words, error: Explained) -> None:
        text = f"{said.in_(self.language)}\n{explain(error, self.language)}"
        self._print(f"[bold red]{code}[/] {escape(text)}")

    @contextmanager
    def bars(self) -> Iterator[Callable[[str], import_run.Progress]]:
        """Makes progress bars by name, which are gone when this is left."""
        with Progress(console=self._console, transient=True) as progress:

            def bar(name: str) -> import_run.Progress:
                task = progress.add_task(self._called(name), total=None)
                return lambda done, total: progress.update(task, completed=done, total=total)

            yield bar

    def report(self, report: Report) -> None:
        """Tells what came of an import."""
        for kind, count in report.recorded.items():
            self._print(f"{count} {self._called(kind)}")
        unchanged, refused = report.unchanged, len(report.refused)
        self.tell(
            f"{unchanged} unchanged, {refused} refused",
            f"{unchanged} unverändert, {refused} abgelehnt",
        )
        if report.absent:
            count = len(report.absent)
            named = escape(", ".join(report.absent[:_MOST_ABSENT])) + (", …" if count > _MOST_ABSENT else "")
            self.tell(
                f"{count} registered, and not in the file: {named}. Record their mergers or splits by "
                "mutation; what was dissolved, by --ended-on.",
                f"{count} registriert und nicht in der Datei: {named}. Zusammenschlüsse und Teilungen sind "
                "als Mutation zu erfassen, Auflösungen mit --ended-on.",
            )
        for each in report.refused:
            reason = each.reason.in_(self.language)
            self._print(escape(f"{each.line}: {each.what}: {each.code} {reason}"))

    def table(self, rows: Mapping[str, object]) -> None:
        """Prints on standard output."""
        table = Table(box=None, show_header=False)
        for name, value in rows.items():
            table.add_row(name, escape(str(value)))
        Console().print(table)

    def compared(self, comparison: Comparison) -> None:
        """Tells how much was compared, and how many differences there are."""
        for model in sorted(comparison.rows.keys() | comparison.differing.keys()):
            rows, differing = comparison.rows.get(model, 0), comparison.differing[model]
            self.tell(
                f"{model}: {rows} rows compared, {differing} differences",
                f"{model}: {rows} Zeilen verglichen, {differing} Abweichungen",
            )
        live, position = comparison.live, comparison.position
        self.tell(
            f"Compared with {live} up to position {position}: "
            + ("no difference." if comparison.same else "there are differences."),
            f"Verglichen mit {live} bis Position {position}: "
            + ("keine Abweichung." if comparison.same else "Es gibt Abweichungen."),
        )

    def reasons(self, reasons: tuple[Words, ...]) -> str:
        """Why the register is not ready, if it is not."""
        return "; ".join(reason.in_(self.language) for reason in reasons) or self.say("yes", "ja")

    def _called(self, name: str) -> str:
        return self.say(name, _GERMAN.get(name, name))

    def _print(self, text: str) -> None:
        self._console.print(text, highlight=False, soft_wrap=True)
