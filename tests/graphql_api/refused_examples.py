"""Commands about practice examples that the network refuses over a few of them, by what these are called."""

from uuid import UUID

from tests.graphql_api.exchanged import CONTENT, DÜSSELDORF, EMSDETTEN, HEMER, LEMGO, WUPPERTAL
from tests.graphql_api.refused_commands import LATER, UNKNOWN, Case
from tests.graphql_api.refused_in_the_year import NOWHERE
from tests.graphql_api.telling import BONN, COLOGNE, LAND, org

# Shared in June 2018 by Bonn.
SHARED = "an example that Hemer adopted in March 2019"
WITHDRAWN = "an example that was withdrawn"
SHARING, ADOPTION = "where the first example is recorded", "where Hemer's adoption is recorded"
NO_EXAMPLE = f"exa_{UUID(int=1)}"
DAY = "2019-05-31"

SHARE = {"organisation": org(BONN), "content": CONTENT, "on": DAY}
REVISE = {"example": SHARED, "content": CONTENT, "on": DAY}
WITHDRAW = {"example": SHARED, "on": DAY}
ADOPT = {"example": SHARED, "organisation": org(LEMGO), "kind": "ADAPTED", "on": DAY}

REPORT_EXPERIENCE = {"example": SHARED, "organisation": org(HEMER), "on": DAY, "note": "Es läuft."}

EXAMPLE_CASES: dict[str, Case] = {
    # Who shares
    "what is not registered shares an example": (
        ("sharePracticeExample", {**SHARE, "organisation": UNKNOWN}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "one shares an example that is no member": (
        ("sharePracticeExample", {**SHARE, "organisation": org(COLOGNE)}),
        ("NOT_MEMBER", "organisation"),
    ),
    "one shares an example that has signed and is no member": (
        ("sharePracticeExample", {**SHARE, "organisation": org(LAND)}),
        ("NOT_MEMBER", "organisation"),
    ),
    "one shares an example that has ended": (
        ("sharePracticeExample", {**SHARE, "organisation": org(EMSDETTEN)}),
        ("ORGANISATION_ENDED", "organisation"),
    ),
    "an example is shared in the future": (
        ("sharePracticeExample", {**SHARE, "on": LATER}),
        ("DATE_IN_FUTURE", "on"),
    ),
    "an example is expected where it is shared": (
        ("sharePracticeExample", {**SHARE, "expectedVersion": 1}),
        ("VERSION_CONFLICT", "expectedVersion"),
    ),
    # What is shared
    **{
        f"{mutation} has {field} = {str(value)[:20]!r} of {len(value)}": (
            (mutation, {**input, "content": {**CONTENT, field: value}}),
            (code, f"content.{field}"),
        )
        for mutation, input in (("sharePracticeExample", SHARE), ("revisePracticeExample", REVISE))
        for field, value, code in (
            ("title", "", "INVALID_TITLE"),
            ("title", "a\nb", "INVALID_TITLE"),
            ("summary", " ", "INVALID_TEXT"),
            ("summary", "ä" * 2_001, "INVALID_TEXT"),
            ("text", "\u200b", "INVALID_TEXT"),
            ("text", "ä" * 20_001, "INVALID_TEXT"),
            ("topics", [], "NONE_LISTED"),
            ("targetGroups", [], "NONE_LISTED"),
            ("link", "", "INVALID_LINK"),
            ("link", "example.org/haus", "INVALID_LINK"),
            ("link", "ftp://example.org/haus", "INVALID_LINK"),
            ("link", "javascript:alert(1)//https://x", "INVALID_LINK"),
            ("link", "https://", "INVALID_LINK"),
            ("link", "https://example.org/ein haus", "INVALID_LINK"),
            ("link", "https://example.org/\nhaus", "INVALID_LINK"),
            ("link", "https://zoe@example.org/haus", "INVALID_LINK"),
            ("link", "https://zoe:geheim@example.org/haus", "INVALID_LINK"),
            ("link", "https://[1", "INVALID_LINK"),
            ("link", f"https://example.org/{'x' * 481}", "INVALID_LINK"),
        )
    },
    # Examples that there are not, or not any more
    **{
        f"{mutation} is said of an example that there is not": (
            (mutation, {**input, "example": NO_EXAMPLE}),
            ("UNKNOWN_PRACTICE_EXAMPLE", "example"),
        )
        for mutation, input in (
            ("revisePracticeExample", REVISE),
            ("withdrawPracticeExample", WITHDRAW),
            ("adoptPracticeExample", ADOPT),
            ("reportExperience", REPORT_EXPERIENCE),
        )
    },
    **{
        f"{mutation} is said of an example that was withdrawn": (
            (mutation, {**input, "example": WITHDRAWN}),
            ("PRACTICE_EXAMPLE_WITHDRAWN", "example"),
        )
        for mutation, input in (
            ("revisePracticeExample", REVISE),
            ("withdrawPracticeExample", WITHDRAW),
            ("adoptPracticeExample", ADOPT),
        )
    },
    "an example is withdrawn for a blank reason": (
        ("withdrawPracticeExample", {**WITHDRAW, "reason": " "}),
        ("INVALID_TEXT", "reason"),
    ),
    # Who adopts, and from whom
    "what is not registered adopts an example": (
        ("adoptPracticeExample", {**ADOPT, "organisation": UNKNOWN}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "one adopts an example that has ended": (
        ("adoptPracticeExample", {**ADOPT, "organisation": org(EMSDETTEN)}),
        ("ORGANISATION_ENDED", "organisation"),
    ),
    "one adopts its own example": (
        ("adoptPracticeExample", {**ADOPT, "organisation": org(BONN)}),
        ("OWN_PRACTICE_EXAMPLE", "organisation"),
    ),
    "one adopts an example twice": (
        ("adoptPracticeExample", {**ADOPT, "organisation": org(HEMER)}),
        ("ALREADY_ADOPTED", "organisation"),
    ),
    "one adopts an example from one that has not adopted it": (
        ("adoptPracticeExample", {**ADOPT, "adoptedFrom": org(WUPPERTAL)}),
        ("NOT_ADOPTED_THERE", "adoptedFrom"),
    ),
    "one adopts an example from what is not registered": (
        ("adoptPracticeExample", {**ADOPT, "adoptedFrom": UNKNOWN}),
        ("NOT_ADOPTED_THERE", "adoptedFrom"),
    ),
    "one adopts an example from itself": (
        ("adoptPracticeExample", {**ADOPT, "adoptedFrom": org(LEMGO)}),
        ("NOT_ADOPTED_THERE", "adoptedFrom"),
    ),
    "an adoption has a note of 2001 characters": (
        ("adoptPracticeExample", {**ADOPT, "note": "ä" * 2_001}),
        ("INVALID_TEXT", "note"),
    ),
    # How it went
    **{
        f"{who} reports how it went": (
            ("reportExperience", {**REPORT_EXPERIENCE, "organisation": organisation}),
            ("NOT_ADOPTED", "organisation"),
        )
        for who, organisation in (
            ("one that has not adopted the example", org(LEMGO)),
            ("the one that shared the example", org(BONN)),
            ("what is not registered", UNKNOWN),
        )
    },
    **{
        f"how it went is told in {len(note)} characters": (
            ("reportExperience", {**REPORT_EXPERIENCE, "note": note}),
            ("INVALID_TEXT", "note"),
        )
        for note in ("", "ä" * 2_001)
    },
    # Days
    **{
        f"{mutation} is said of {on}": ((mutation, {**input, "on": on}), (code, "on"))
        for mutation, input in (
            ("revisePracticeExample", REVISE),
            ("withdrawPracticeExample", WITHDRAW),
            ("adoptPracticeExample", {**ADOPT, "organisation": org(DÜSSELDORF)}),
            ("reportExperience", REPORT_EXPERIENCE),
        )
        for on, code in (("2018-05-31", "DATES_OUT_OF_ORDER"), (LATER, "DATE_IN_FUTURE"))
    },
    "how it went is told before it was adopted": (
        ("reportExperience", {**REPORT_EXPERIENCE, "on": "2019-02-28"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    "an example is withdrawn before one adopted it": (
        ("withdrawPracticeExample", {**WITHDRAW, "on": "2019-02-28"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    "one adopts an example before that one adopted it from which it has it": (
        ("adoptPracticeExample", {**ADOPT, "adoptedFrom": org(HEMER), "on": "2019-02-28"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    # Corrections
    "a sharing is corrected that there is not": (
        ("sharePracticeExample", {**SHARE, "corrects": NOWHERE}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "the sharing of an example is corrected by a revision": (
        ("revisePracticeExample", {**REVISE, "corrects": SHARING}),
        ("ANOTHER_FACT", "corrects"),
    ),
    "an adoption is corrected by a withdrawal": (
        ("withdrawPracticeExample", {**WITHDRAW, "corrects": ADOPTION}),
        ("ANOTHER_FACT", "corrects"),
    ),
    "an adoption of another example is corrected": (
        ("adoptPracticeExample", {**ADOPT, "example": WITHDRAWN, "corrects": ADOPTION}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "the sharing of an example is annulled": (
        ("annulFact", {"position": SHARING, "reason": "Irrtum"}),
        ("FIRST_FACT_STANDS", "position"),
    ),
}
