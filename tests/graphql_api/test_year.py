"""A year of the network by GraphQL alone: each step, and what the coordinator then sees."""

from domain.rules import calendar_day
from infra.register import Register, now
from tests.api import Api
from tests.graphql_api.year.after_the_summit import (
    a_source_says_how_many_there_are,
    officers_come_and_go,
    two_members_merge,
)
from tests.graphql_api.year.at_the_summit import (
    attendance_is_recorded,
    it_is_held_and_closed,
    the_declaration_is_carried_forward,
    they_sign_and_join,
    what_was_recorded_wrongly_is_corrected,
)
from tests.graphql_api.year.before_the_summit import (
    all_are_invited,
    announced_with_an_agenda,
    cologne_plans_to_join,
    it_is_moved_by_a_month_and_opened,
    some_answer,
    the_others_are_reminded,
)
from tests.graphql_api.year.days import Days
from tests.graphql_api.year.what_they_share import (
    an_impulse_of_2017_is_reported_back,
    cologne_adopts_what_wuppertal_shares,
)
from tests.infra.projecting import rebuilt_rows, rows


async def test_a_whole_year_by_graphql_alone(loaded_api: Api, loaded_dsn: str) -> None:
    days = Days(calendar_day(now()))
    await cologne_plans_to_join(loaded_api, days)
    summit = await announced_with_an_agenda(loaded_api, days)
    await all_are_invited(loaded_api, days, summit)
    await some_answer(loaded_api, days, summit)
    await the_others_are_reminded(loaded_api, days, summit)
    await it_is_moved_by_a_month_and_opened(loaded_api, days, summit)
    await the_declaration_is_carried_forward(loaded_api, days, summit)
    await they_sign_and_join(loaded_api, days, summit)
    await attendance_is_recorded(loaded_api, summit)
    await it_is_held_and_closed(loaded_api, days, summit)
    await what_was_recorded_wrongly_is_corrected(loaded_api, summit)
    await an_impulse_of_2017_is_reported_back(loaded_api, days, summit)
    await cologne_adopts_what_wuppertal_shares(loaded_api, days)
    await two_members_merge(loaded_api, days)
    await officers_come_and_go(loaded_api, days)
    await a_source_says_how_many_there_are(loaded_api, days)
    assert await projected_and_rebuilt(loaded_dsn)


async def projected_and_rebuilt(dsn: str) -> bool:
    async with Register(dsn).running() as register:
        projected = await rows(dsn)
        assert all(projected.values()), "no read model is left out"
        return await rebuilt_rows(register, dsn) == projected
