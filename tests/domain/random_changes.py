"""Changes at random: what may be decided on each kind of aggregate. The rules refuse some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from uuid import UUID

from domain.declaration import Declaration
from domain.engagement_officers import EngagementOfficers
from domain.erasure import Erasure
from domain.example_content import ExampleContent
from domain.identity import agenda_item_id, organisation_id
from domain.impulse import Impulse
from domain.offices import Office
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.personal import Personal
from domain.practice_example import AdoptionKind, PracticeExample
from domain.reported_figure import ReportedFigure
from domain.summit import Answer, Summit
from domain.summit_details import SummitDetails, SummitFormat
from domain.summit_year import SummitYear
from domain.topics import Topic
from tests.domain.given import NOW, example_content

TOWNS = tuple(organisation_id(f"0531400{number}") for number in range(5))
SUMMITS = (UUID(int=2013), UUID(int=2014))
DAYS = (None, PartialDate(2013), PartialDate(2014, 2), PartialDate(2015, 3, 4))

_PERSON = UUID(int=701)
_SEALED: dict[str, Any] = {"name": Personal.of(_PERSON, b"sealed"), "email": None, "phone": None}

Change = Callable[[Random, Any], None]


def _day(r: Random) -> PartialDate | None:
    return r.choice(DAYS)


def _number(r: Random) -> int:
    return r.randint(1, 3)


def _town(r: Random) -> UUID:
    return r.choice(TOWNS)


def _answer(r: Random) -> Answer:
    return r.choice((Answer.ACCEPTED, Answer.DELEGATED, Answer.DECLINED))


def _item(r: Random, summit: Summit) -> UUID:
    return agenda_item_id(summit.id, _number(r))


def _text(r: Random) -> str:
    return r.choice(("Rede", "Wahl", "Essen"))


def _content(r: Random) -> ExampleContent:
    return example_content(title=_text(r), topics=r.sample([*Topic], 2))


_TOWN: Sequence[Change] = (
    lambda r, it: it.rename(_text(r), now=NOW),
    lambda r, it: it.change_kind(r.choice((OrganisationKind.STADT, OrganisationKind.GEMEINDE)), now=NOW),
    lambda r, it: it.change_parent(r.choice(TOWNS), now=NOW),
    lambda r, it: it.update_population(_number(r), now=NOW),
    *[lambda r, it: it.sign_declaration(_number(r), on=None, office=None, summit_id=None, now=NOW)] * 3,
    *[lambda r, it: it.withdraw_signature(_number(r), on=_day(r), reason=None, now=NOW)] * 2,
    *[lambda r, it: it.plan_accession(on=_day(r), now=NOW)] * 2,
    lambda r, it: it.withdraw_accession(on=_day(r), reason=None, now=NOW),
    lambda r, it: it.resolve_accession(on=_day(r), reference=None, now=NOW),
    *[lambda r, it: it.join_network(on=_day(r), council_resolved_on=None, now=NOW)] * 3,
    *[lambda r, it: it.leave_network(on=_day(r), reason=None, now=NOW)] * 2,
)
_SUMMIT: Sequence[Change] = (
    lambda r, it: it.reschedule(r.choice((2013, 2014)), on=None, reason=None, now=NOW),
    lambda r, it: it.move_to_format(r.choice([*SummitFormat]), place=None, now=NOW),
    *[lambda r, it: it.add_agenda_item(_text(r), description=None, now=NOW)] * 2,
    lambda r, it: it.change_agenda_item(_item(r, it), _text(r), description=None, now=NOW),
    lambda r, it: it.remove_agenda_item(_item(r, it), now=NOW),
    *[lambda r, it: it.invite(_town(r), on=None, answer_by=None, remind_on=None, now=NOW)] * 3,
    *[lambda r, it: it.answer_invitation(
        _town(r), _answer(r), on=_day(r), office=r.choice((None, Office.LANDRAT)), reason=None, now=NOW
    )] * 3,
    lambda r, it: it.remind(_town(r), on=_day(r), remind_on=None, now=NOW),
    *[lambda r, it: it.attend(_town(r), on=_day(r), office=None, now=NOW)] * 6,
)  # fmt: skip
_COURSE: Sequence[Change] = (
    lambda r, it: it.cancel(reason=None, now=NOW),
    lambda r, it: it.open(on=None, now=NOW),
    lambda r, it: it.hold(SummitDetails(r.choice((None, "Treffen"))), None, now=NOW),
    lambda r, it: it.close(now=NOW),
)
_DECLARATION: Sequence[Change] = (
    lambda r, it: it.revise(_text(r), on=_day(r), now=NOW),
    lambda r, it: it.record_text(_number(r), "ab" * 32, now=NOW),
)
_OFFICERS: Sequence[Change] = (
    lambda r, it: it.appoint(UUID(int=r.getrandbits(64)), **_SEALED, on=_day(r), now=NOW),
    lambda r, it: it.change(r.choice([*it.in_office]), **_SEALED, now=NOW),
    lambda r, it: it.step_down(r.choice([*it.in_office]), on=_day(r), now=NOW),
)
_IMPULSE: Sequence[Change] = (
    *[lambda r, it: it.support(_town(r), on=_day(r), now=NOW)] * 3,
    lambda r, it: it.take_up(on=_day(r), note=_text(r), now=NOW),
    lambda r, it: it.decline(on=_day(r), reason=_text(r), now=NOW),
    lambda r, it: it.put_into_effect(on=_day(r), effect=_text(r), now=NOW),
    lambda r, it: it.withdraw(on=_day(r), reason=_text(r), now=NOW),
    *[lambda r, it: it.report_back(r.choice(SUMMITS), report=_text(r), now=NOW)] * 2,
)
_EXAMPLE: Sequence[Change] = (
    *[lambda r, it: it.revise(_content(r), on=_day(r), now=NOW)] * 3,
    *[lambda r, it: it.adopt(
        _town(r), r.choice([*AdoptionKind]), adopted_from=r.choice((None, _town(r))), on=_day(r),
        note=None, now=NOW,
    )] * 8,
    *[lambda r, it: it.report_experience(_town(r), on=_day(r), note=_text(r), now=NOW)] * 3,
    lambda r, it: it.withdraw(on=_day(r), reason=None, now=NOW),
)  # fmt: skip
_FIGURE: Sequence[Change] = (lambda r, it: it.retract(reason=_text(r), now=NOW),)
_YEAR: Sequence[Change] = (
    lambda r, it: it.release(now=NOW),
    lambda r, it: it.reserve_again(r.choice(SUMMITS), now=NOW),
)


def change_at_random(r: Random, aggregate: Any) -> None:
    """Decides on something that such an aggregate may be asked to do. Raises Refusal."""
    match aggregate:
        case Organisation():
            changes = _TOWN
        case Summit():
            known = aggregate.invitations or aggregate.attended_by  # so that there is some of either
            changes = _COURSE if known and r.random() < 0.03 else _SUMMIT
        case Declaration():
            changes = _DECLARATION
        case EngagementOfficers():
            changes = _OFFICERS if aggregate.in_office else _OFFICERS[:1]
        case Impulse():
            changes = _IMPULSE
        case PracticeExample():
            changes = _EXAMPLE
        case ReportedFigure():
            changes = _FIGURE
        case SummitYear():
            changes = _YEAR
        case Erasure():
            return  # it stands as it is
        case _:
            raise TypeError(type(aggregate))
    r.choice(changes)(r, aggregate)
