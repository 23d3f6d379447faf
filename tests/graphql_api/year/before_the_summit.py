"""From a planned accession to the day before the summit."""

from __future__ import annotations

from tests.api import Api
from tests.graphql_api.telling import COLOGNE, org, record, refusal
from tests.graphql_api.year.days import Days, at_the_summit, names

EMSDETTEN, HEMER, LEMGO, WUPPERTAL = "05566008", "05962016", "05766044", "05124000"


async def cologne_plans_to_join(api: Api, days: Days) -> None:
    planning = {"organisation": org(COLOGNE), "on": days.before(90), "source": "a letter"}
    status = "organisation { membership { status accessionPlannedOn councilResolvedOn councilReference } }"
    planned = await record(api, "planAccession", planning, status)
    assert planned["organisation"]["membership"]["status"] == "ACCESSION_PLANNED"
    resolving = {"organisation": org(COLOGNE), "on": days.before(60), "reference": "Drucksache 12/34"}
    resolved = await record(api, "resolveAccession", resolving, status)
    assert resolved["organisation"]["membership"] == {
        "status": "ACCESSION_PLANNED",
        "accessionPlannedOn": days.before(90),
        "councilResolvedOn": days.before(60),
        "councilReference": "Drucksache 12/34",
    }


async def announced_with_an_agenda(api: Api, days: Days) -> str:
    planned = days.first_planned
    announcing = {"year": planned.year, "title": "Spitzentreffen", "on": str(planned), "format": "DIGITAL"}
    announced = await record(api, "announceSummit", announcing, "summit { id state }")
    assert announced["summit"]["state"] == "ANNOUNCED"
    summit: str = announced["summit"]["id"]
    for title in ("Begrüßung", "Ehrenamtskarte", "Fortschreibung der Erklärung"):
        item = await record(api, "addAgendaItem", {"summit": summit, "title": title}, "item { id }")
    await record(
        api, "changeAgendaItem", {"summit": summit, "item": item["item"]["id"], "title": "Erklärung"}
    )
    agenda = (await at_the_summit(api, summit, "agenda { nodes { number title } }"))["agenda"]["nodes"]
    assert [(item["number"], item["title"]) for item in agenda] == [
        (1, "Begrüßung"),
        (2, "Ehrenamtskarte"),
        (3, "Erklärung"),
    ]
    return summit


async def all_are_invited(api: Api, days: Days, summit: str) -> None:
    inviting = {"summit": summit, "membership": ["MEMBER", "ACCESSION_PLANNED"], "on": days.before(40)}
    until = {"answerBy": days.before(20), "remindOn": days.before(25)}
    outcome = "outcomes { organisation { name } invitation { answer remindOn } refusal { code } }"
    invited = await record(api, "inviteOrganisations", {**inviting, **until}, outcome)
    pending = {"answer": "PENDING", "remindOn": days.before(25)}
    assert len(invited["outcomes"]) == 32  # 30 members; Köln and the Oberbergischer Kreis plan to join
    assert all((each["invitation"], each["refusal"]) == (pending, None) for each in invited["outcomes"])
    assert {"Köln", "Oberbergischer Kreis", "Kreis Lippe"} <= set(names(invited["outcomes"]))


async def some_answer(api: Api, days: Days, summit: str) -> None:
    answers: list[tuple[str, str, dict[str, str]]] = [
        ("acceptInvitation", ags, {}) for ags in (COLOGNE, HEMER, EMSDETTEN)
    ]
    answers += [
        ("delegateInvitation", WUPPERTAL, {"office": "BEIGEORDNETE"}),
        ("declineInvitation", LEMGO, {"reason": "Ratssitzung"}),
    ]
    for mutation, ags, more in answers:
        input = {"summit": summit, "organisation": org(ags), "on": days.before(30), **more}
        await record(api, mutation, input, "invitation { answer }")
    asked = "yes: invitations(filter: { answer: [ACCEPTED, DELEGATED] }) { totalCount } "
    asked += "no: invitations(filter: { answer: [DECLINED] }) { nodes { organisation { name } reason } }"
    told = await at_the_summit(api, summit, asked)
    assert told["yes"]["totalCount"] == 4
    assert told["no"]["nodes"] == [{"organisation": {"name": "Lemgo"}, "reason": "Ratssitzung"}]


async def the_others_are_reminded(api: Api, days: Days, summit: str) -> None:
    async def due(before: int) -> int:
        query = f'due: invitations(filter: {{ reminderDue: "{days.before(before)}" }}) {{ totalCount }}'
        found: int = (await at_the_summit(api, summit, query))["due"]["totalCount"]
        return found

    assert (await due(26), await due(25)) == (0, 27)
    reminding = {"summit": summit, "on": days.before(24), "remindOn": days.before(18)}
    reminded = await record(
        api, "remindOrganisations", reminding, "outcomes { invitation { reminders answer } }"
    )
    assert [each["invitation"] for each in reminded["outcomes"]] == [
        {"reminders": 1, "answer": "PENDING"}
    ] * 27
    assert (await due(19), await due(18)) == (0, 27)


async def it_is_moved_by_a_month_and_opened(api: Api, days: Days, summit: str) -> None:
    moving = {"summit": summit, "year": days.summit.year, "on": str(days.summit), "reason": "Sturm"}
    state = "summit { year on state reason invitations { totalCount } }"
    moved = await record(api, "rescheduleSummit", moving, state)
    assert moved["summit"] == {
        "year": days.summit.year,
        "on": str(days.summit),
        "state": "ANNOUNCED",
        "reason": "Sturm",
        "invitations": {"totalCount": 32},
    }
    opened = await record(api, "openSummit", {"summit": summit, "on": str(days.summit)}, state)
    assert opened["summit"]["state"] == "OPEN"
    late = await refusal(api, "remindOrganisations", {"summit": summit})
    assert (late["code"], late["path"]) == ("SUMMIT_UNDER_WAY", ["input", "summit"])
