"""How large a document and its variables may be. What an operation costs to answer is another matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.languages import Words
from graphql_api.planner.errors import BadInput


@dataclass(frozen=True)
class Limit:
    """How many there may be of something. The words say {asked} and {most}."""

    code: str
    most: int
    words: Words

    def judge(self, asked: int) -> None:
        """Raises BadInput where so many are too many."""
        if asked > self.most:
            told = {"asked": asked, "most": self.most}
            raise BadInput(self.code, Words(en=self.words.en.format(**told), de=self.words.de.format(**told)))


CHARACTERS = Limit(
    "DOCUMENT_TOO_LONG",
    100_000,
    Words(
        en="The document has {asked} characters; at most {most} are read. Ask for less, and give values as "
        "variables.",
        de="Das Dokument hat {asked} Zeichen; gelesen werden höchstens {most}. Weniger ist abzufragen, Werte "
        "sind als Variablen anzugeben.",
    ),
)
TOKENS = Limit(
    "TOO_MANY_TOKENS",
    5_000,
    Words(
        en="The document has {asked} tokens; at most {most} are read. Ask for less, and give lists as "
        "variables.",
        de="Das Dokument hat {asked} Wörter und Zeichen; gelesen werden höchstens {most}. Weniger ist "
        "abzufragen, Listen sind als Variablen anzugeben.",
    ),
)
DEPTH = Limit(
    "DOCUMENT_TOO_DEEP",
    30,
    Words(
        en="The document is {asked} levels deep, fragments followed; at most {most} are read. Ask for less "
        "within each other.",
        de="Das Dokument ist {asked} Ebenen tief, Fragmente eingerechnet; gelesen werden höchstens {most}. "
        "Weniger ist ineinander abzufragen.",
    ),
)
OPERATIONS = Limit(
    "TOO_MANY_OPERATIONS",
    10,
    Words(
        en="The document has {asked} operations; at most {most} are read. Send fewer in one document.",
        de="Das Dokument hat {asked} Operationen; gelesen werden höchstens {most}. In einem Dokument sind "
        "weniger zu senden.",
    ),
)
FRAGMENTS = Limit(
    "TOO_MANY_FRAGMENTS",
    100,
    Words(
        en="The document has {asked} fragments; at most {most} are read. Send those only that it uses.",
        de="Das Dokument hat {asked} Fragmente; gelesen werden höchstens {most}. Zu senden sind nur die "
        "verwendeten.",
    ),
)
ALIASES = Limit(
    "TOO_MANY_ALIASES",
    100,
    Words(
        en="The document has {asked} aliases; at most {most} are read. Ask in several operations.",
        de="Das Dokument hat {asked} Aliasse; gelesen werden höchstens {most}. Abzufragen ist in mehreren "
        "Operationen.",
    ),
)
DIRECTIVES = Limit(
    "TOO_MANY_DIRECTIVES",
    100,
    Words(
        en="The document has {asked} directives; at most {most} are read. Put @include and "
        "@skip on fragments.",
        de="Das Dokument hat {asked} Direktiven; gelesen werden höchstens {most}. @include oder @skip ist an "
        "Fragmente zu setzen.",
    ),
)
DIRECTIVES_IN_ONE_PLACE = Limit(
    "TOO_MANY_DIRECTIVES",
    4,
    Words(
        en="There are {asked} directives in one place; at most {most} are read.",
        de="An einer Stelle stehen {asked} Direktiven; gelesen werden höchstens {most}.",
    ),
)
ROOT_FIELDS = Limit(
    "TOO_MANY_ROOT_FIELDS",
    20,
    Words(
        en="The operation has {asked} root fields; at most {most} are answered at once. Ask in several "
        "operations.",
        de="Die Operation hat {asked} Wurzelfelder; auf einmal beantwortet werden höchstens {most}. "
        "Abzufragen ist in mehreren Operationen.",
    ),
)
FIELDS = Limit(
    "QUERY_TOO_LARGE",
    3_000,
    Words(
        en="The document selects {asked} fields, fragments spread; at most {most} are read. Ask for fewer.",
        de="Das Dokument wählt {asked} Felder aus, Fragmente eingerechnet; gelesen werden höchstens {most}. "
        "Weniger sind abzufragen.",
    ),
)
# Each is compared with each, whether they can be merged.
REPETITIONS = Limit(
    "TOO_MANY_REPETITIONS",
    2_500,
    Words(
        en="The document selects the same fields again: {asked} pairs of them; at most {most} are read. Ask "
        "for each once.",
        de="Das Dokument wählt dieselben Felder wiederholt aus: {asked} Paare; gelesen werden höchstens "
        "{most}. Jedes ist einmal abzufragen.",
    ),
)
VALUES = Limit(
    "VARIABLES_TOO_LARGE",
    5_000,
    Words(
        en="The variables have more than {most} values. Ask with shorter lists.",
        de="Die Variablen haben mehr als {most} Werte. Abzufragen ist mit kürzeren Listen.",
    ),
)
VALUES_DEPTH = Limit(
    "VARIABLES_TOO_DEEP",
    10,
    Words(
        en="The variables are more than {most} levels deep; no input of the schema is.",
        de="Die Variablen sind mehr als {most} Ebenen tief; keine Eingabe des Schemas ist es.",
    ),
)


def judge_variables(given: Mapping[str, Any]) -> None:
    """Before they are coerced. Raises BadInput."""
    level: list[Any] = [given]
    values = depth = 0
    while level:
        VALUES_DEPTH.judge(depth)
        depth += 1
        level = [inner for value in level for inner in _within(value)]
        values += len(level)
        VALUES.judge(values)


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
