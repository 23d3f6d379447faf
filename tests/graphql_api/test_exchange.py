"""What members give each other, by GraphQL alone: impulses, and a practice example from hand to hand."""

from infra.register import Register
from tests.api import Api
from tests.graphql_api.exchange.declined import (
    hellenthal_asks_for_travel_expenses,
    the_declined_are_told_apart,
    the_land_declines_it,
)
from tests.graphql_api.exchange.effect_and_report import (
    a_later_summit_is_told_of_it,
    a_later_summit_is_told_why_it_was_declined,
    a_later_summit_opens,
    it_is_put_into_effect,
)
from tests.graphql_api.exchange.followed_and_withdrawn import (
    each_of_the_three_shows_its_part,
    it_is_withdrawn,
    its_way_is_followed,
    what_was_adopted_still_shows,
)
from tests.graphql_api.exchange.passed_on import (
    arnsberg_revises_it,
    arnsberg_shares_an_example,
    bruehl_adopts_it,
    coesfeld_adapts_it_from_bruehl,
)
from tests.graphql_api.exchange.raised_and_taken_up import (
    the_land_takes_it_up,
    two_others_support_it,
    wuppertal_raises_an_impulse,
)
from tests.infra.projecting import rebuilt_rows, rows

EXCHANGED = ("impulses", "impulse_steps", "practice_examples", "adoptions")


async def test_impulses_from_a_summit_to_their_effect(loaded_api: Api, loaded_dsn: str) -> None:
    card = await wuppertal_raises_an_impulse(loaded_api)
    await two_others_support_it(loaded_api, card)
    await the_land_takes_it_up(loaded_api, card)
    travel = await hellenthal_asks_for_travel_expenses(loaded_api)
    await the_land_declines_it(loaded_api, travel)
    await the_declined_are_told_apart(loaded_api)
    await it_is_put_into_effect(loaded_api, card)
    summit = await a_later_summit_opens(loaded_api)
    await a_later_summit_is_told_of_it(loaded_api, card, summit)
    await a_later_summit_is_told_why_it_was_declined(loaded_api, travel, summit)
    await projected_as_rebuilt(loaded_dsn, *EXCHANGED[:2])


async def test_a_practice_example_through_three_municipalities(loaded_api: Api, loaded_dsn: str) -> None:
    example = await arnsberg_shares_an_example(loaded_api)
    await arnsberg_revises_it(loaded_api, example)
    await bruehl_adopts_it(loaded_api, example)
    await coesfeld_adapts_it_from_bruehl(loaded_api, example)
    await its_way_is_followed(loaded_api, example)
    await each_of_the_three_shows_its_part(loaded_api)
    await it_is_withdrawn(loaded_api, example)
    await what_was_adopted_still_shows(loaded_api, example)
    await projected_as_rebuilt(loaded_dsn, *EXCHANGED[2:])


async def projected_as_rebuilt(dsn: str, *told_of: str) -> None:
    """The read side that the story left equals the one folded from the log; it has rows of all told of."""
    async with Register(dsn).running() as register:
        projected = await rows(dsn)
        assert all(projected[name] for name in told_of)
        assert await rebuilt_rows(register, dsn) == projected
