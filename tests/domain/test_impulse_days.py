"""The days of impulses, compared with those of the summits where they are raised and reported back.

Given, when, then, with the use cases over a log in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from domain import errors
from domain.identity import impulse_step_id, organisation_id
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import Command, Recorded
from domain.summit_details import SummitDetails
from domain.topics import Topic
from tests.domain.given import NOW
from tests.rules.memory import MemoryStore

TOWNS = ("05314001", "05314002", "05314003")
TOWN, OTHER, STRANGER = map(organisation_id, TOWNS)
BEFORE, ON_THE_DAY, MAYBE = PartialDate(2014, 5), PartialDate(2014, 6), PartialDate(2014)


def command(corrects: Recorded | None = None) -> Command:
    position = None if corrects is None else corrects.position
    return Command(actor=UUID(int=7), now=NOW, correlation_id=UUID(int=8), corrects=position)


@dataclass
class Given:
    """A network in which an impulse was raised in June 2014; of the other summits no day is known."""

    network: Network
    summits: dict[int, UUID]
    raised: Recorded

    async def raise_(self, year: int, by: UUID = TOWN, corrects: Recorded | None = None) -> Recorded:
        return await self.network.raise_impulse(
            command(corrects), by, self.summits[year], title="Karte", text="Für alle", topics=[Topic.FUNDING]
        )

    async def support(
        self, on: PartialDate | None = None, by: UUID = OTHER, corrects: Recorded | None = None
    ) -> Recorded:
        return await self.network.support_impulse(command(corrects), self.raised.subject, by, on=on)

    async def take_up(self, on: PartialDate | None = None, corrects: Recorded | None = None) -> Recorded:
        return await self.network.take_up_impulse(command(corrects), self.raised.subject, on=on, note="Gut")

    async def decline(self, on: PartialDate | None = None, corrects: Recorded | None = None) -> Recorded:
        said: dict[str, Any] = {"on": on, "reason": "Zu teuer"}
        return await self.network.decline_impulse(command(corrects), self.raised.subject, **said)

    async def put_into_effect(self, on: PartialDate | None, corrects: Recorded | None = None) -> Recorded:
        said: dict[str, Any] = {"on": on, "effect": "Da"}
        return await self.network.put_impulse_into_effect(command(corrects), self.raised.subject, **said)

    async def withdraw(self, on: PartialDate | None, corrects: Recorded | None = None) -> Recorded:
        said: dict[str, Any] = {"on": on, "reason": "Erledigt"}
        return await self.network.withdraw_impulse(command(corrects), self.raised.subject, **said)

    async def report(self, year: int, corrects: Recorded | None = None) -> Recorded:
        return await self.network.report_impulse_back(
            command(corrects), self.raised.subject, self.summits[year], report="Da"
        )


async def founded(network: Network) -> Given:
    await network.proclaim_declaration(command(), title="Erklärung", on=None)
    for ags in TOWNS:
        kind = OrganisationKind.STADT
        await network.register_organisation(command(), name=f"Ort {ags}", kind=kind, ags=ags)
    for town in (TOWN, OTHER):
        await network.sign_declaration(command(), town, on=None)
    days = {2013: None, 2014: ON_THE_DAY, 2015: None, 2016: None}
    details = {year: SummitDetails("Treffen", on) for year, on in days.items()}
    summits = {year: (await network.hold_summit(command(), year, details[year])).subject for year in days}
    details[2027] = SummitDetails("Treffen")
    summits[2027] = (await network.announce_summit(command(), 2027, details[2027])).subject
    given = Given(network, summits, Recorded(0, UUID(int=0)))
    given.raised = await given.raise_(2014)
    return given


@pytest.fixture
async def given() -> Given:
    return await founded(MemoryStore().network())


async def test_an_impulse_is_raised_by_who_is_entitled_at_a_summit_that_has_begun(given: Given) -> None:
    with pytest.raises(errors.NotEntitledToAttend):
        await given.raise_(2014, STRANGER)
    with pytest.raises(errors.NotEntitledToAttend):
        await given.support(by=STRANGER)
    with pytest.raises(errors.SummitNotHeld):
        await given.raise_(2027)
    await given.network.close_summit(command(), given.summits[2014])
    assert (await given.raise_(2014)).subject != given.raised.subject


async def test_steps_are_told_by_their_ids(given: Given) -> None:
    impulse = given.raised.subject
    steps = [await given.support(), await given.take_up(), await given.report(2015)]
    assert [step.subject for step in steps] == [impulse_step_id(impulse, number) for number in (2, 3, 4)]
    corrected = await given.take_up(MAYBE, corrects=steps[1])
    assert corrected.subject == steps[1].subject
    withdrawn = await given.withdraw(None)
    assert withdrawn.subject == impulse_step_id(impulse, 6)
    await given.network.annul_fact(command(), withdrawn.position, reason="nie geschehen")
    assert (await given.withdraw(None)).subject == impulse_step_id(impulse, 8)


async def test_an_impulse_that_is_not_recorded_has_no_steps(given: Given) -> None:
    given.raised = Recorded(0, given.summits[2014])
    with pytest.raises(errors.UnknownImpulse, match=str(given.summits[2014])):
        await given.support()


# Nothing became of it before the summit


STEPS: dict[str, Callable[[Given, PartialDate | None], Awaitable[Recorded]]] = {
    "support": lambda given, on: given.support(on),
    "take up": lambda given, on: given.take_up(on),
    "decline": lambda given, on: given.decline(on),
    "withdraw": lambda given, on: given.withdraw(on),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
async def test_no_step_comes_before_the_summit(given: Given, step: Any) -> None:
    with pytest.raises(errors.DatesOutOfOrder, match="2014-05 < 2014-06") as refused:
        await step(given, BEFORE)
    assert refused.value.field == "on"
    await step(given, MAYBE)


async def test_it_is_not_in_effect_before_the_summit(given: Given) -> None:
    await given.take_up()
    with pytest.raises(errors.DatesOutOfOrder):
        await given.put_into_effect(BEFORE)
    in_effect = await given.put_into_effect(ON_THE_DAY)
    with pytest.raises(errors.DatesOutOfOrder):
        await given.put_into_effect(BEFORE, corrects=in_effect)
    await given.put_into_effect(MAYBE, corrects=in_effect)


# It is reported on later


@pytest.mark.parametrize("year", [2013, 2014])
async def test_it_is_reported_back_at_a_later_summit(given: Given, year: int) -> None:
    await given.take_up()
    with pytest.raises(errors.SummitNotLater, match=f"{year} ≤ 2014"):
        await given.report(year)
    with pytest.raises(errors.SummitNotHeld):
        await given.report(2027)
    await given.report(2015)


async def test_it_is_not_reported_back_before_it_was_decided_on(given: Given) -> None:
    await given.decline(PartialDate(2016, 1))
    with pytest.raises(errors.DatesOutOfOrder, match="2015 < 2016-01") as refused:
        await given.report(2015)
    assert refused.value.field == "summit"
    await given.report(2016)


async def test_a_report_is_corrected_to_another_later_summit(given: Given) -> None:
    await given.take_up(PartialDate(2015, 12))
    report = await given.report(2016)
    with pytest.raises(errors.SummitNotLater):
        await given.report(2014, corrects=report)
    await given.report(2015, corrects=report)
    await given.report(2016)


# What a correction may not overtake


async def test_a_decision_is_not_corrected_to_after_it_was_reported_on(given: Given) -> None:
    decided = await given.take_up(PartialDate(2015))
    await given.report(2015)
    with pytest.raises(errors.DatesOutOfOrder, match="2015 < 2016-01") as refused:
        await given.take_up(PartialDate(2016, 1), corrects=decided)
    assert refused.value.field == "on"
    await given.take_up(PartialDate(2015, 12), corrects=decided)


async def test_a_refusal_is_not_corrected_to_after_it_was_reported_on(given: Given) -> None:
    decided = await given.decline()
    await given.report(2015)
    with pytest.raises(errors.DatesOutOfOrder):
        await given.decline(PartialDate(2016, 1), corrects=decided)
    await given.decline(PartialDate(2015), corrects=decided)


async def test_the_raising_is_not_corrected_to_after_what_became_of_it(given: Given) -> None:
    await given.support(PartialDate(2014, 7))
    with pytest.raises(errors.DatesOutOfOrder, match="2014-07 < 2015") as refused:
        await given.raise_(2015, corrects=given.raised)
    assert refused.value.field == "summit"
    await given.raise_(2013, corrects=given.raised)


async def test_a_correction_is_judged_again_where_a_step_came_meanwhile(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = given.network._save

    async def overtaken(*args: Any, **said: Any) -> Recorded:
        monkeypatch.undo()
        await given.support(PartialDate(2014, 7))
        return await save(*args, **said)

    monkeypatch.setattr(given.network, "_save", overtaken)
    with pytest.raises(errors.DatesOutOfOrder, match="2014-07 < 2015"):
        await given.raise_(2015, corrects=given.raised)


async def test_the_raising_is_not_corrected_to_after_it_was_reported_on(given: Given) -> None:
    await given.decline()
    await given.report(2015)
    for year in (2015, 2016):
        with pytest.raises(errors.SummitNotLater, match=f"2015 ≤ {year}"):
            await given.raise_(year, corrects=given.raised)
    await given.raise_(2013, corrects=given.raised)


async def test_a_correction_that_names_the_same_others_is_not_judged_by_what_became_of_them(
    given: Given,
) -> None:
    supported = await given.support()
    for town in (TOWN, OTHER):
        await given.network.dissolve_organisation(command(), town, on=None, reason=None)
    await given.support(ON_THE_DAY, corrects=supported)
    corrected = await given.raise_(2014, corrects=given.raised)
    assert corrected.subject == given.raised.subject
    with pytest.raises(errors.OrganisationEnded):
        await given.raise_(2014, OTHER, corrects=corrected)
