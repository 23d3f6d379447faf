"""Impulses and practice examples on the read side: rows, lists, words, and what corrections do to them."""

from typing import Any
from uuid import UUID

from domain.identity import adoption_id, impulse_step_id, organisation_id
from domain.network import Network
from domain.partial_date import PartialDate
from domain.ports import Recorded
from domain.practice_example import AdoptionKind
from domain.topics import Topic
from infra.read_tables import generation
from infra.register import Register
from projections import ADOPTIONS, IMPULSE_STEPS, IMPULSES, PRACTICE_EXAMPLES, READ_MODELS, SEARCH_ENTRIES
from tests.databases import connected
from tests.domain.given import example_content
from tests.infra.correcting import OTHER, TOWN, TOWNS, command, found, versions
from tests.infra.projecting import caught_up, rebuilt_rows, rows

THIRD = organisation_id(TOWNS[2])
TOPICS = [Topic.CULTURE, Topic.SPORT]


async def raise_impulse(network: Network, corrects: int | None = None, title: str = "Karte") -> Recorded:
    return await network.raise_impulse(
        command(corrects), TOWN, await network.summit_of(2020), title=title, text="Für alle.", topics=TOPICS
    )


async def share(network: Network) -> Recorded:
    """A town becomes a member and shares an example."""
    await network.join_network(command(), TOWN, on=None)
    return await network.share_practice_example(command(), TOWN, example_content(topics=TOPICS), on=None)


async def adopt(network: Network, example: UUID, town: UUID, corrects: int | None = None) -> Recorded:
    kind = AdoptionKind.ADOPTED
    return await network.adopt_practice_example(command(corrects), example, town, kind, on=None)


async def found_by(dsn: str, word: str) -> list[str]:
    """The titles of the current entries that have this word."""
    async with connected(dsn) as connection:
        records = await connection.fetch(
            f"SELECT title FROM {generation(READ_MODELS)}.{SEARCH_ENTRIES.table}"
            " WHERE valid_to IS NULL AND vector @@ websearch_to_tsquery('search_german', $1)",
            word,
        )
    return [record["title"] for record in records]


async def kinds(dsn: str, step: UUID) -> list[tuple[Any, ...]]:
    return [(row.kind, row.number, *places) for row, *places in await versions(dsn, IMPULSE_STEPS, step)]


async def test_lists_are_loaded_as_they_were_written(register: Register, dsn: str) -> None:
    """What follows is folded onto the row that the table has."""
    await found(register.network)
    raised = await raise_impulse(register.network)
    await caught_up(register)
    supported = await register.network.support_impulse(command(), raised.subject, OTHER, on=None)
    await caught_up(register)
    (before, *first), (after, *last) = await versions(dsn, IMPULSES, raised.subject)
    assert before.topics == after.topics == ("CULTURE", "SPORT")
    assert (first, last) == ([raised.position, supported.position], [supported.position, None])
    assert after == before._replace(supporter_count=1)
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_a_corrected_step_keeps_its_place_on_the_way(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    impulse = (await raise_impulse(network)).subject
    supported = await network.support_impulse(command(), impulse, OTHER, on=None)
    taken_up = await network.take_up_impulse(command(), impulse, on=None, note="Gut.")
    annulled = await network.annul_fact(command(), supported.position, reason="not yet")
    corrected = await network.take_up_impulse(
        command(taken_up.position), impulse, on=PartialDate(2021), note="Gut."
    )
    again = await network.support_impulse(command(), impulse, OTHER, on=None)
    await caught_up(register)
    assert corrected.subject == taken_up.subject == impulse_step_id(impulse, 3)
    assert await kinds(dsn, supported.subject) == [("SUPPORTED", 2, supported.position, annulled.position)]
    assert await kinds(dsn, taken_up.subject) == [
        ("TAKEN_UP", 3, taken_up.position, corrected.position),
        ("TAKEN_UP", 3, corrected.position, None),
    ]
    assert await kinds(dsn, again.subject) == [("SUPPORTED", 6, again.position, None)]
    row, *_ = (await versions(dsn, IMPULSES, impulse))[-1]
    assert (row.supporter_count, row.decided_on) == (1, PartialDate(2021))
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_the_last_step_annulled_keeps_its_place_from_the_next(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    impulse = (await raise_impulse(network)).subject
    declined = await network.decline_impulse(command(), impulse, on=None, reason="Zu teuer.")
    annulled = await network.annul_fact(command(), declined.position, reason="not yet")
    taken_up = await network.take_up_impulse(command(), impulse, on=None, note="Gut.")
    await caught_up(register)
    assert await kinds(dsn, declined.subject) == [("DECLINED", 2, declined.position, annulled.position)]
    assert await kinds(dsn, taken_up.subject) == [("TAKEN_UP", 4, taken_up.position, None)]
    states = [(row.state, row.decision) for row, *_ in await versions(dsn, IMPULSES, impulse)]
    assert states == [("RAISED", None), ("DECLINED", "Zu teuer."), ("RAISED", None), ("TAKEN_UP", "Gut.")]
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_an_adoption_corrected_to_another_organisation_is_that_ones(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network, towns=3)
    example = (await share(network)).subject
    wrong = await adopt(network, example, OTHER)
    right = await adopt(network, example, THIRD, wrong.position)
    again = await adopt(network, example, OTHER)
    await caught_up(register)
    assert (wrong.subject, right.subject) == (again.subject, adoption_id(example, THIRD))
    assert [places[1:] for places in await versions(dsn, ADOPTIONS, wrong.subject)] == [
        (wrong.position, right.position),
        (again.position, None),
    ]
    assert [places[1:] for places in await versions(dsn, ADOPTIONS, right.subject)] == [
        (right.position, None)
    ]
    counted = [
        (row.adopter_count, *places) for row, *places in await versions(dsn, PRACTICE_EXAMPLES, example)
    ]
    assert [adopters for adopters, *_ in counted] == [0, 1, 2]
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_how_an_adoption_went_is_told_until_that_is_annulled(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    example = (await share(network)).subject
    adoption = await adopt(network, example, OTHER)
    told = await network.report_experience(command(), example, OTHER, on=None, note="Leicht.")
    day = PartialDate(2021)
    again = await network.report_experience(command(told.position), example, OTHER, on=day, note="Schwer.")
    annulled = await network.annul_fact(command(), again.position, reason="a slip")
    await caught_up(register)
    assert told.subject == again.subject == adoption.subject
    history = [(row.note, row.note_on, *at) for row, *at in await versions(dsn, ADOPTIONS, adoption.subject)]
    assert history == [
        (None, None, adoption.position, told.position),
        ("Leicht.", None, told.position, again.position),
        ("Schwer.", day, again.position, annulled.position),
        (None, None, annulled.position, None),
    ]
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_an_impulse_that_is_withdrawn_is_found_again_once_that_is_annulled(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network)
    impulse = (await raise_impulse(network)).subject
    withdrawn = await network.withdraw_impulse(command(), impulse, on=PartialDate(2021), reason="Doppelt.")
    late = await network.support_impulse(command(), impulse, OTHER, on=PartialDate(2020))
    await caught_up(register)
    assert await found_by(dsn, "Karte") == []
    await network.annul_fact(command(), withdrawn.position, reason="it goes on")
    await caught_up(register)
    assert await found_by(dsn, "Karte") == ["Karte"]
    told = [
        (row.state, row.withdrawn_on, row.withdrawn_reason, row.supporter_count)
        for row, *_ in await versions(dsn, IMPULSES, impulse)
    ]
    assert told == [
        ("RAISED", None, None, 0),
        ("WITHDRAWN", PartialDate(2021), "Doppelt.", 0),
        ("WITHDRAWN", PartialDate(2021), "Doppelt.", 1),
        ("RAISED", None, None, 1),
    ]
    assert await kinds(dsn, late.subject) == [("SUPPORTED", 3, late.position, None)]
    assert await rebuilt_rows(register, dsn) == await rows(dsn)


async def test_what_is_said_is_found_by_its_words_while_it_stands(register: Register, dsn: str) -> None:
    network = register.network
    await found(network)
    raised = await raise_impulse(network, title="Ehrenamtskarten")
    await caught_up(register)
    assert await found_by(dsn, "Ehrenamtskarte") == ["Ehrenamtskarten"]
    await raise_impulse(network, raised.position, title="Tafeln")
    await caught_up(register)
    assert await found_by(dsn, "Ehrenamtskarte") == []
    assert await found_by(dsn, "Tafel") == ["Tafeln"]


async def test_an_example_that_is_withdrawn_is_found_again_once_that_is_annulled(
    register: Register, dsn: str
) -> None:
    network = register.network
    await found(network)
    example = (await share(network)).subject
    revised = example_content(title="Börse", summary="Für Vereine.", topics=[Topic.FUNDING])
    await network.revise_practice_example(command(), example, revised, on=None)
    withdrawn = await network.withdraw_practice_example(command(), example, on=None)
    await caught_up(register)
    assert await found_by(dsn, "Verein") == []
    await network.annul_fact(command(), withdrawn.position, reason="it stays")
    await caught_up(register)
    assert await found_by(dsn, "Verein") == ["Börse"]
    history = [
        (row.title, row.topics, row.withdrawn) for row, *_ in await versions(dsn, PRACTICE_EXAMPLES, example)
    ]
    assert history == [
        ("Ehrenamtsbörse", ("CULTURE", "SPORT"), False),
        ("Börse", ("FUNDING",), False),
        ("Börse", ("FUNDING",), True),
        ("Börse", ("FUNDING",), False),
    ]
    assert await rebuilt_rows(register, dsn) == await rows(dsn)
