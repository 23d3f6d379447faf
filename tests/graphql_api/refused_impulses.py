"""Commands about impulses that the network refuses over a few of them, by what these are called."""

from uuid import UUID

from tests.graphql_api.exchanged import DÜSSELDORF, EMSDETTEN, HEMER, IMPULSE, LEMGO
from tests.graphql_api.refused_commands import LATER, UNKNOWN, UNKNOWN_SUMMIT, Case
from tests.graphql_api.refused_in_the_year import NOWHERE
from tests.graphql_api.telling import BONN, COLOGNE, org

# Raised at the summit of 2018 by Bonn, supported by Hemer, and decided on in March 2019.
RAISED, TAKEN_UP = "an impulse that is not decided on", "one that was taken up"
DECLINED, IN_EFFECT = "one that was declined", "one in effect, reported back in 2019"
WITHDRAWN = "one that was withdrawn"
FIRST, SECOND, THIRD = "the summit of 2017", "the summit of 2018", "the summit of 2019"
ANNOUNCED, CANCELLED = "an announced summit", "a cancelled summit"
RAISING = "where the first impulse is recorded"
NO_IMPULSE = f"imp_{UUID(int=1)}"
DAY = "2019-05-31"

SUPPORT = {"impulse": RAISED, "organisation": org(LEMGO), "on": DAY}
TAKE_UP = {"impulse": RAISED, "on": DAY, "note": "im Förderprogramm"}
DECLINE = {"impulse": RAISED, "on": DAY, "reason": "nicht zuständig"}
EFFECT = {"impulse": TAKEN_UP, "on": DAY, "effect": "Es gibt sie."}
WITHDRAW = {"impulse": RAISED, "on": DAY, "reason": "hat sich erledigt"}
REPORT = {"impulse": TAKEN_UP, "summit": THIRD, "report": "Daran wird gearbeitet."}
RAISE = {**IMPULSE, "summit": SECOND}

IMPULSE_CASES: dict[str, Case] = {
    # Who raises, where, and what
    "what is not registered raises an impulse": (
        ("raiseImpulse", {**RAISE, "organisation": UNKNOWN}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "one raises an impulse that is not entitled to attend": (
        ("raiseImpulse", {**RAISE, "organisation": org(DÜSSELDORF)}),
        ("NOT_ENTITLED_TO_ATTEND", "organisation"),
    ),
    "one raises an impulse that has ended": (
        ("raiseImpulse", {**RAISE, "organisation": org(EMSDETTEN)}),
        ("ORGANISATION_ENDED", "organisation"),
    ),
    "an impulse is raised at a summit that there is not": (
        ("raiseImpulse", {**RAISE, "summit": UNKNOWN_SUMMIT}),
        ("UNKNOWN_SUMMIT", "summit"),
    ),
    "an impulse is raised before its summit": (
        ("raiseImpulse", {**RAISE, "summit": ANNOUNCED}),
        ("SUMMIT_NOT_HELD", "summit"),
    ),
    "an impulse is raised at a cancelled summit": (
        ("raiseImpulse", {**RAISE, "summit": CANCELLED}),
        ("SUMMIT_CANCELLED", "summit"),
    ),
    "an impulse has a title of two lines": (
        ("raiseImpulse", {**RAISE, "title": "a\nb"}),
        ("INVALID_TITLE", "title"),
    ),
    "an impulse is blank": (("raiseImpulse", {**RAISE, "text": " \n"}), ("INVALID_TEXT", "text")),
    "an impulse is of 20001 characters": (
        ("raiseImpulse", {**RAISE, "text": "ä" * 20_001}),
        ("INVALID_TEXT", "text"),
    ),
    "an impulse is about nothing": (("raiseImpulse", {**RAISE, "topics": []}), ("NONE_LISTED", "topics")),
    "an impulse is expected where it is raised": (
        ("raiseImpulse", {**RAISE, "expectedVersion": 1}),
        ("VERSION_CONFLICT", "expectedVersion"),
    ),
    # Impulses that there are not
    "an unknown impulse is supported": (
        ("supportImpulse", {**SUPPORT, "impulse": NO_IMPULSE}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    "a town is taken up, passed off as an impulse": (
        ("takeUpImpulse", {**TAKE_UP, "impulse": org(BONN).replace("org", "imp")}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    "an unknown impulse is declined": (
        ("declineImpulse", {**DECLINE, "impulse": NO_IMPULSE}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    "an unknown impulse is put into effect": (
        ("putImpulseIntoEffect", {**EFFECT, "impulse": NO_IMPULSE}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    "an unknown impulse is withdrawn": (
        ("withdrawImpulse", {**WITHDRAW, "impulse": NO_IMPULSE}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    "an unknown impulse is reported back": (
        ("reportImpulseBack", {**REPORT, "impulse": NO_IMPULSE}),
        ("UNKNOWN_IMPULSE", "impulse"),
    ),
    # How far they have gone
    **{
        f"{impulse} is the subject of {mutation}": (
            (mutation, {**input, "impulse": impulse}),
            (code, "impulse"),
        )
        for mutation, input, code, states in (
            ("supportImpulse", SUPPORT, "IMPULSE_ENDED", (DECLINED, IN_EFFECT, WITHDRAWN)),
            ("takeUpImpulse", TAKE_UP, "IMPULSE_DECIDED", (TAKEN_UP, DECLINED, IN_EFFECT, WITHDRAWN)),
            ("declineImpulse", DECLINE, "IMPULSE_DECIDED", (TAKEN_UP, DECLINED, IN_EFFECT, WITHDRAWN)),
            ("putImpulseIntoEffect", EFFECT, "IMPULSE_NOT_TAKEN_UP", (RAISED,)),
            ("putImpulseIntoEffect", EFFECT, "IMPULSE_ENDED", (DECLINED, IN_EFFECT, WITHDRAWN)),
            ("withdrawImpulse", WITHDRAW, "IMPULSE_ENDED", (DECLINED, IN_EFFECT, WITHDRAWN)),
            ("reportImpulseBack", REPORT, "IMPULSE_NOT_DECIDED", (RAISED, WITHDRAWN)),
        )
        for impulse in states
    },
    # Supporters
    "what is not registered supports an impulse": (
        ("supportImpulse", {**SUPPORT, "organisation": UNKNOWN}),
        ("UNKNOWN_ORGANISATION", "organisation"),
    ),
    "one supports an impulse that is not entitled to attend": (
        ("supportImpulse", {**SUPPORT, "organisation": org(COLOGNE)}),
        ("NOT_ENTITLED_TO_ATTEND", "organisation"),
    ),
    "one supports an impulse that has ended": (
        ("supportImpulse", {**SUPPORT, "organisation": org(EMSDETTEN)}),
        ("ORGANISATION_ENDED", "organisation"),
    ),
    "one supports its own impulse": (
        ("supportImpulse", {**SUPPORT, "organisation": org(BONN)}),
        ("OWN_IMPULSE", "organisation"),
    ),
    "one supports an impulse twice": (
        ("supportImpulse", {**SUPPORT, "organisation": org(HEMER)}),
        ("ALREADY_SUPPORTED", "organisation"),
    ),
    # Reports
    "an impulse is reported back at a summit that there is not": (
        ("reportImpulseBack", {**REPORT, "summit": UNKNOWN_SUMMIT}),
        ("UNKNOWN_SUMMIT", "summit"),
    ),
    "an impulse is reported back at the summit at which it was raised": (
        ("reportImpulseBack", {**REPORT, "summit": SECOND}),
        ("SUMMIT_NOT_LATER", "summit"),
    ),
    "an impulse is reported back at an earlier summit": (
        ("reportImpulseBack", {**REPORT, "impulse": DECLINED, "summit": FIRST}),
        ("SUMMIT_NOT_LATER", "summit"),
    ),
    "an impulse is reported back at a summit to come": (
        ("reportImpulseBack", {**REPORT, "summit": ANNOUNCED}),
        ("SUMMIT_NOT_HELD", "summit"),
    ),
    "an impulse is reported back at a cancelled summit": (
        ("reportImpulseBack", {**REPORT, "summit": CANCELLED}),
        ("SUMMIT_CANCELLED", "summit"),
    ),
    "an impulse is reported back twice at a summit": (
        ("reportImpulseBack", {**REPORT, "impulse": IN_EFFECT}),
        ("ALREADY_REPORTED_BACK", "summit"),
    ),
    # Days and words
    **{
        f"{mutation} is said of {on}": ((mutation, {**input, "on": on}), (code, "on"))
        for mutation, input, before in (
            ("supportImpulse", SUPPORT, "2018-05-31"),
            ("takeUpImpulse", TAKE_UP, "2018-05-31"),
            ("declineImpulse", DECLINE, "2018-05-31"),
            ("putImpulseIntoEffect", EFFECT, "2019-02-28"),
            ("withdrawImpulse", {**WITHDRAW, "impulse": TAKEN_UP}, "2019-02-28"),
        )
        for on, code in ((before, "DATES_OUT_OF_ORDER"), (LATER, "DATE_IN_FUTURE"))
    },
    "an impulse is withdrawn before it was raised": (
        ("withdrawImpulse", {**WITHDRAW, "on": "2018-05-31"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    **{
        f"{mutation} has a {field} of {len(text)} characters": (
            (mutation, {**input, field: text}),
            ("INVALID_TEXT", field),
        )
        for mutation, input, field in (
            ("takeUpImpulse", TAKE_UP, "note"),
            ("declineImpulse", DECLINE, "reason"),
            ("putImpulseIntoEffect", EFFECT, "effect"),
            ("withdrawImpulse", WITHDRAW, "reason"),
            ("reportImpulseBack", REPORT, "report"),
        )
        for text in ("", "ä" * 2_001)
    },
    # Corrections
    "a raising is corrected that there is not": (
        ("raiseImpulse", {**RAISE, "corrects": NOWHERE}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "the raising of an impulse is corrected by a support": (
        ("supportImpulse", {**SUPPORT, "corrects": RAISING}),
        ("ANOTHER_FACT", "corrects"),
    ),
    "the support of an impulse is corrected by the raising of another": (
        ("supportImpulse", {**SUPPORT, "impulse": TAKEN_UP, "corrects": RAISING}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "the raising of an impulse is annulled": (
        ("annulFact", {"position": RAISING, "reason": "Irrtum"}),
        ("FIRST_FACT_STANDS", "position"),
    ),
}
