"""What is published of the events' schemas stays as it is, and the gate refuses what would change it."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

import domain.event_schemas
from domain.corrections import CorrectableEvent
from domain.event_schemas import file_name, published, version_of
from domain.event_schemas.__main__ import main
from domain.event_schemas.gate import PUBLISHED, findings, hindrances, publish
from domain.event_types import EventType, event_types, schema_of

FOLDER = Path(domain.event_schemas.__file__).parent

# The first lines of published.sha256, and their digest: lines are added behind them, and none is changed.
FIRST_LINES = 63
DIGEST_OF_FIRST_LINES = "4aa74ffa681bf34231cf20dccbd7e5f29c957139de948ceeadfcf077059933a4"

RENAMED = "organisation.renamed.v1.json"


class Said(CorrectableEvent):
    TOPIC = "test.said"
    text: str


class SaidInAnotherShape(CorrectableEvent):
    TOPIC = "test.said"
    text: str | None


class SaidInTheSameShape(CorrectableEvent):
    """What was said, in words that were not there before."""

    TOPIC = "test.said"
    text: str


class SaidInVersion2(CorrectableEvent):
    TOPIC = "test.said"
    class_version = 2
    text: str
    loudly: bool

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["loudly"] = False


class SaidInVersion2AndNotRead(CorrectableEvent):
    TOPIC = "test.said"
    class_version = 2
    text: str

    def upcast_v1_v2(self, state: dict[str, Any]) -> None:
        """Not static: the mapper has no event yet when it asks for it."""


class SaidInVersion3(SaidInVersion2):
    TOPIC = "test.said"
    class_version = 3


def types(*events: type[CorrectableEvent]) -> Mapping[str, EventType]:
    return {each.topic: each for each in map(EventType.of, events)}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """What is published, to be tampered with."""
    copy = tmp_path / "copied"
    copytree(FOLDER, copy)
    return copy


# What is published


def test_all_is_published_and_nothing_is_amiss() -> None:
    assert findings(FOLDER, event_types()) == []


def test_published_lines_only_grow() -> None:
    lines = (FOLDER / PUBLISHED).read_bytes().splitlines(keepends=True)
    assert sha256(b"".join(lines[:FIRST_LINES])).hexdigest() == DIGEST_OF_FIRST_LINES


def test_the_digests_are_as_sha256sum_checks_them() -> None:
    lines = (FOLDER / PUBLISHED).read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64}  [a-z0-9.-]+\.v[1-9]\d*\.json", line) for line in lines)
    digests = {line[66:]: line[:64] for line in lines}
    assert len(digests) == len(lines)
    assert digests == {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.json")}


def test_the_published_texts_are_the_files() -> None:
    texts = published()
    assert {file_name(*of): text.encode() for of, text in texts.items()} == {
        file.name: file.read_bytes() for file in FOLDER.glob("*.json")
    }
    assert {(each.topic, each.version) for each in event_types().values()} <= texts.keys()
    for (topic, version), text in texts.items():
        schema = json.loads(text)
        assert schema["$id"] == f"urn:netzwerkregister:event:{topic}:v{version}"
        assert text == json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("summit-year.reserved.v1.json", ("summit-year.reserved", 1)),
        ("test.v2.said.v12.json", ("test.v2.said", 12)),
        ("published.sha256", None),
        ("test.said.v0.json", None),
        ("test.said.json", None),
    ],
)
def test_a_files_name_says_what_it_is_of(name: str, version: tuple[str, int] | None) -> None:
    assert version_of(name) == version
    assert version is None or file_name(*version) == name


# Publishing


def test_what_is_new_is_published_once(tmp_path: Path) -> None:
    assert findings(tmp_path, types(Said)) == ["test.said v1: not published; run `make schemas`"]
    assert hindrances(tmp_path, types(Said)) == []
    assert publish(tmp_path, types(Said)) == ["test.said.v1.json"]
    assert findings(tmp_path, types(Said)) == []
    first = bytes_of(tmp_path)
    assert json.loads(first["test.said.v1.json"]) == schema_of(Said)
    digest = sha256(first["test.said.v1.json"]).hexdigest()
    assert first[PUBLISHED] == f"{digest}  test.said.v1.json\n".encode()
    assert publish(tmp_path, types(Said)) == []
    assert bytes_of(tmp_path) == first


def test_a_further_version_is_published_beside_the_first(tmp_path: Path) -> None:
    publish(tmp_path, types(Said))
    first = bytes_of(tmp_path)
    assert findings(tmp_path, types(SaidInVersion2)) == ["test.said v2: not published; run `make schemas`"]
    assert publish(tmp_path, types(SaidInVersion2)) == ["test.said.v2.json"]
    assert findings(tmp_path, types(SaidInVersion2)) == []
    second = bytes_of(tmp_path)
    assert second["test.said.v1.json"] == first["test.said.v1.json"]
    assert json.loads(second["test.said.v2.json"]) == schema_of(SaidInVersion2)
    assert second[PUBLISHED].startswith(first[PUBLISHED])
    assert len(second[PUBLISHED].splitlines()) == 2


def test_what_is_published_is_never_touched(copied: Path) -> None:
    (copied / RENAMED).write_text("{}")
    before = bytes_of(copied)
    assert publish(copied, {**event_types(), **types(Said)}) == ["test.said.v1.json"]
    after = bytes_of(copied)
    assert {name: after[name] for name in before if name != PUBLISHED} == {
        name: text for name, text in before.items() if name != PUBLISHED
    }
    assert after[PUBLISHED].startswith(before[PUBLISHED])


# What the gate finds


def test_another_shape_of_a_published_version_is_found(tmp_path: Path) -> None:
    publish(tmp_path, types(Said))
    assert findings(tmp_path, types(SaidInAnotherShape)) == [
        "test.said v1: the class differs from the published schema; "
        "raise class_version to 2 and write upcast_v1_v2"
    ]


def test_another_docstring_is_no_other_shape(tmp_path: Path) -> None:
    publish(tmp_path, types(Said))
    assert schema_of(SaidInTheSameShape) != schema_of(Said)
    assert findings(tmp_path, types(SaidInTheSameShape)) == []


def test_an_altered_file_is_found(copied: Path) -> None:
    text = (copied / RENAMED).read_text("utf-8")
    (copied / RENAMED).write_text(text + "\n")
    assert findings(copied, event_types()) == [f"{RENAMED}: altered since it was published; restore it"]


def test_a_file_is_altered_even_where_its_digest_is_published_again(copied: Path) -> None:
    text = (copied / RENAMED).read_bytes() + b"\n"
    (copied / RENAMED).write_bytes(text)
    with (copied / PUBLISHED).open("a") as file:
        file.write(f"{sha256(text).hexdigest()}  {RENAMED}\n")
    assert findings(copied, event_types()) == [f"{RENAMED}: altered since it was published; restore it"]


def test_a_missing_file_is_found(copied: Path) -> None:
    (copied / RENAMED).unlink()
    assert findings(copied, event_types()) == [f"{RENAMED}: published, and missing; restore it"]


def test_a_file_that_was_not_published_is_found(copied: Path) -> None:
    (copied / "test.said.v1.json").write_text("{}")
    assert findings(copied, {**event_types(), **types(Said)}) == [
        "test.said.v1.json: not in published.sha256; remove it, and run `make schemas`"
    ]


def test_files_without_their_digests_are_found(copied: Path) -> None:
    (copied / PUBLISHED).unlink()
    assert len(findings(copied, event_types())) == len(published())


def test_an_event_class_that_is_gone_is_found(copied: Path) -> None:
    left = {topic: each for topic, each in event_types().items() if topic != "organisation.renamed"}
    assert findings(copied, left) == [
        "organisation.renamed: published, and its event class is gone; restore it, as the log may have such "
        "events"
    ]


def test_a_version_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    publish(tmp_path, types(Said))
    publish(tmp_path, types(SaidInVersion2AndNotRead))
    assert findings(tmp_path, types(SaidInVersion2AndNotRead)) == [
        "test.said: version 1 cannot be read; write the staticmethod upcast_v1_v2"
    ]


def test_each_step_of_the_way_is_asked_for(tmp_path: Path) -> None:
    for event in (Said, SaidInVersion2, SaidInVersion3):
        publish(tmp_path, types(event))
    assert findings(tmp_path, types(SaidInVersion3)) == [
        "test.said: version 2 cannot be read; write the staticmethod upcast_v2_v3"
    ]


def test_a_version_below_the_published_one_is_found(tmp_path: Path) -> None:
    publish(tmp_path, types(Said))
    publish(tmp_path, types(SaidInVersion2))
    assert findings(tmp_path, types(Said)) == [
        "test.said: version 2 is published; raise class_version from 1 to 2"
    ]


def test_a_version_that_was_left_out_is_found(tmp_path: Path) -> None:
    assert hindrances(tmp_path, types(SaidInVersion2)) == [
        "test.said: version 1 was never published; lower class_version to 1"
    ]


# The command


def test_the_command_tells_what_it_finds(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], copied) == 0
    (copied / RENAMED).unlink()
    (copied / "test.said.v1.json").write_text("{}")
    assert main([], copied) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split(":")[0] for line in told.err.splitlines()] == [
        RENAMED,
        "test.said.v1.json",
        "test.said",
    ]


def test_the_command_publishes_what_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"], tmp_path) == 0
    names = capsys.readouterr().out.split()
    assert names == [file_name(topic, each.version) for topic, each in sorted(event_types().items())]
    assert main(["publish"], tmp_path) == 0
    assert capsys.readouterr().out == ""
    assert main([], tmp_path) == 0


def test_the_command_publishes_nothing_while_something_else_is_amiss(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (copied / PUBLISHED).read_text("utf-8").splitlines(keepends=True)
    (copied / PUBLISHED).write_text("".join(lines[1:]))
    (copied / lines[0].split()[1]).unlink()
    (copied / RENAMED).write_text("{}")
    before = bytes_of(copied)
    assert main(["publish"], copied) == 1
    assert capsys.readouterr().err == f"{RENAMED}: altered since it was published; restore it\n"
    assert bytes_of(copied) == before


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "domain.event_schemas"]
    done = subprocess.run(command, cwd=FOLDER.parent.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
