"""The history as people read it: in the log's order, with the names of that moment, without persons."""

from __future__ import annotations

import json
import signal
import subprocess
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest

from domain.identity import DECLARATION_ID
from domain.languages import Language
from domain.organisation import OrganisationKind
from infra.facts import ProjectionFailed
from infra.register import Register
from infra.replay import Replay, Replayed, paced
from infra.replay_lines import as_json, readable
from projections.reading import PositionNotRecorded
from tests.infra.appending import events
from tests.infra.correcting import TOWN, TOWNS, command, found
from tests.served import COMMAND, environment, run


async def replayed(register: Register, first: int = 1, last: int | None = None) -> list[Replayed]:
    return [fact async for fact in Replay(register.database, first, last).facts()]


def named(facts: list[Replayed]) -> list[tuple[str, list[str]]]:
    return [(fact.type.split(".")[1], list(fact.organisations.values())) for fact in facts]


async def in_other_names(register: Register) -> int:
    """A town that is renamed by mistake: corrected, annulled. Returns the position where it began."""
    network = register.network
    town = command()
    registered = await network.register_organisation(
        town, name="Oerd", kind=OrganisationKind.STADT, ags=TOWNS[0]
    )
    await network.proclaim_declaration(command(), title="Erklärung", on=None)
    await network.update_population(command(), TOWN, 5_000)
    await network.register_organisation(
        command(corrects=registered.position), name="Ort", kind=OrganisationKind.STADT, ags=TOWNS[0]
    )
    renamed = await network.rename_organisation(command(), TOWN, "Oort")
    await network.sign_declaration(command(), TOWN, on=None)
    corrected = await network.rename_organisation(command(corrects=renamed.position), TOWN, "Ord")
    await network.annul_fact(command(), corrected.position, reason="it never was so")
    await network.update_population(command(), TOWN, 6_000)
    return registered.position


NAMED = [
    ("registered", ["Oerd"]),
    ("proclaimed", []),
    ("population-updated", ["Oerd"]),
    ("registered", ["Ort"]),
    ("renamed", ["Oort"]),
    ("signed-declaration", ["Oort"]),
    ("renamed", ["Ord"]),
    ("annulled", ["Ort"]),
    ("population-updated", ["Ort"]),
]


async def test_organisations_bear_the_names_of_that_moment(register: Register) -> None:
    await in_other_names(register)
    facts = await replayed(register)
    assert named(facts) == NAMED
    assert [fact.position for fact in facts] == list(range(1, 10))
    assert [fact.corrects for fact in facts] == [None, None, None, 1, None, None, 5, 7, None]


async def test_names_are_known_wherever_it_begins_and_pages_end(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_other_names(register)
    for page in (1, 2, 1_000):
        monkeypatch.setattr("infra.facts._MOST_FACTS", page)
        monkeypatch.setattr("infra.replay._PAGE", page)
        for first in range(1, 10):
            assert named(await replayed(register, first)) == NAMED[first - 1 :]
            assert named(await replayed(register, 1, first)) == NAMED[:first]
    assert await replayed(register, 5, 4) == []


async def test_the_stream_s_own_organisation_comes_first(register: Register) -> None:
    network = register.network
    district = await network.register_organisation(
        command(), name="Aa-Kreis", kind=OrganisationKind.KREIS, ags="05154"
    )
    await network.register_organisation(
        command(), name="Ort", kind=OrganisationKind.STADT, ags=TOWNS[0], parent=district.subject
    )
    assert named(await replayed(register)) == [
        ("registered", ["Aa-Kreis"]),
        ("registered", ["Ort", "Aa-Kreis"]),
    ]


async def test_personal_values_are_masked(register: Register) -> None:
    await found(register.network)
    await register.network.appoint_engagement_officer(
        command(), TOWN, name="Erika Muster", email="erika@example.org", phone=None, on=None
    )
    fact = (await replayed(register))[-1]
    assert fact.type == "engagement-officers.appointed"
    assert {name: fact.payload[name] for name in ("name", "email", "phone")} == {
        "name": "***",
        "email": "***",
        "phone": None,
    }
    for line in (readable(Language.EN)(fact), as_json(fact)):
        assert "***" in line
        assert "rika" not in line


async def test_an_event_that_cannot_be_read_ends_it_after_those_before(register: Register) -> None:
    await found(register.network)
    await register.recorder.insert_events(events(DECLARATION_ID, 2, topic="test.unknown"))
    facts = Replay(register.database).facts()
    assert [(await anext(facts)).position for _ in range(8)] == list(range(1, 9))
    with pytest.raises(ProjectionFailed):
        await anext(facts)
    assert len(await replayed(register, 1, 8)) == 8


async def test_positions_beyond_the_log_are_told(register: Register) -> None:
    assert await replayed(register) == []
    await in_other_names(register)
    for first, last in ((1, 10), (10, None), (10**30, None), (1, 10**30)):
        with pytest.raises(PositionNotRecorded):
            await replayed(register, first, last)


async def test_it_goes_as_slowly_as_it_is_told(register: Register) -> None:
    await in_other_names(register)
    begun = monotonic()
    assert len([fact async for fact in paced(Replay(register.database).facts(), 40)]) == 9
    assert 0.2 <= monotonic() - begun < 2


# As the command prints it


@pytest.fixture
def history(loaded_dsn: str) -> dict[str, str]:
    """The settings of a register that holds the project's own data."""
    return {"DATABASE_URL": loaded_dsn}


def test_it_is_printed_for_people_in_their_language(history: dict[str, str], tmp_path: Path) -> None:
    whole = run(tmp_path, "replay", **history).stdout.splitlines()
    assert [int(line.split()[0]) for line in whole] == list(range(1, 518))
    signed = next(line for line in whole if "signed-declaration" in line and "Bonn" in line)
    position = signed.split()[0]
    end = 'Bonn  {} 2012-12-05  {} "land.nrw, press release of 5 December 2012"  revision=1  time=1'
    assert signed.endswith("Z  organisation.signed-declaration   " + end.format("effective", "source"))
    german = run(
        tmp_path, "replay", "--from", position, "--to", position, **history, NETZWERKREGISTER_LANGUAGE="de"
    )
    assert german.stdout.rstrip().endswith(end.format("wirksam", "Quelle"))
    assert german.stdout.count("\n") == 1


def test_it_is_printed_for_programs(history: dict[str, str], tmp_path: Path) -> None:
    done = run(tmp_path, "replay", "--json", **history)
    facts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [fact["position"] for fact in facts] == list(range(1, 518))
    joined = next(fact for fact in facts if fact["type"] == "organisation.joined-network")
    assert datetime.fromisoformat(joined.pop("recordedAt")).utcoffset() is not None
    assert joined.pop("position") > 436
    assert joined.pop("organisations")[0].keys() == {"id", "name"}
    assert joined == {
        "type": "organisation.joined-network",
        "effectiveOn": "2012-12-05",
        "corrects": None,
        "source": "land.nrw, press release of 5 December 2012",
        "payload": {
            "on": "2012-12-05",
            "council_resolved_on": None,
            "criteria": None,
            "time": 1,
            "inherited_from": None,
        },
    }


def test_a_position_beyond_the_log_is_told_in_german(history: dict[str, str], tmp_path: Path) -> None:
    done = run(tmp_path, "replay", "--to", "518", **history, NETZWERKREGISTER_LANGUAGE="de")
    assert (done.returncode, done.stdout) == (2, "")
    assert "POSITION_NOT_RECORDED 518: Das Protokoll endet bei 517" in done.stderr


def test_it_ends_quietly_when_nobody_reads_on_or_at_ctrl_c(history: dict[str, str], tmp_path: Path) -> None:
    for arguments, number in (([], None), (["--speed", "20"], None), (["--speed", "20"], signal.SIGINT)):
        process = subprocess.Popen(
            [*COMMAND, "replay", "--json", *arguments],
            env=environment(tmp_path, history),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"position":1,')
        if number is None:
            process.stdout.close()
        else:
            process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stderr.read() == b""
        process.stderr.close()
        process.stdout.close()
