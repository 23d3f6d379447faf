"""The command line, as a person uses it."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from infra.actors import LOCAL_ISSUER
from infra.database_setup import Roles
from infra.hosting import database
from infra.settings import Settings
from tests.infra.running_postgres import ask, open_place
from tests.served import run

DATA = Path(__file__).parents[1] / "infra" / "data"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_place() as place:
        yield place / "home"


def test_importing_the_same_files_twice_records_nothing_twice(home: Path) -> None:
    register, history = str(DATA / "nrw_register.csv"), str(DATA / "network_history.json")
    first = [run(home, "import-register", register), run(home, "import-history", history)]
    assert [done.returncode for done in first] == [0, 0], first
    assert "433 registered" in first[0].stderr
    again = [run(home, "import-register", register), run(home, "import-history", history)]
    assert [done.returncode for done in again] == [0, 0]
    assert "432 unchanged, 0 refused" in again[0].stderr
    assert "83 unchanged, 0 refused" in again[1].stderr
    assert "517" in run(home, "status").stdout


def test_a_refused_line_is_told_and_the_exit_status_says_so(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(
        "ags,name,kind,parent_ags,population,latitude,longitude\n"
        "051,Regierungsbezirk Düsseldorf,REGIERUNGSBEZIRK,05,,,\n"
        "05111000,Düsseldorf,KREISFREIE_STADT,051,many,51.2,6.8\n",
        "utf-8",
    )
    done = run(home, "import-register", str(file))
    assert done.returncode == 1
    assert "3: " in done.stderr
    assert "REGISTER_LINE_BROKEN" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "code"),
    [
        (["import-history", str(DATA / "nrw_register.csv")], {}, "UNREADABLE_FILE"),
        (["status"], {"PORT": "eighty"}, "INVALID_SETTING"),
        (["status"], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "STORE_UNAVAILABLE"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_code(
    home: Path, arguments: list[str], settings: dict[str, str], code: str
) -> None:
    done = run(home, *arguments, **settings)
    assert done.returncode == 2
    assert code in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_a_key_that_cannot_be_used_is_told(tmp_path: Path, content: bytes | None) -> None:
    key = tmp_path / "token.key"
    if content is None:
        key.mkdir()
    else:
        key.write_bytes(content)
    done = run(tmp_path, "token")
    assert done.returncode == 2
    assert "KEY_UNUSABLE" in done.stderr
    assert str(key) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_told(home: Path) -> None:
    done = run(home, "import-history", "no-such-file.json")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_it_speaks_german_where_it_is_set_so(home: Path, tmp_path: Path) -> None:
    german = {"NETZWERKREGISTER_LANGUAGE": "de"}
    file = tmp_path / "register.csv"
    file.write_text(
        "ags,name,kind,parent_ags,population,latitude,longitude\n"
        "05699,Mettmann,KREIS,056,,,\n"
        "05111000,Düsseldorf,KREISFREIE_STADT,051,viele,51.2,6.8\n",
        "utf-8",
    )
    imported = run(home, "import-register", str(file), **german)
    assert imported.returncode == 1
    assert "0 unverändert, 2 abgelehnt" in imported.stderr
    assert "2: 05699 Mettmann: UNKNOWN_PARENT Die übergeordnete Organisation ist nicht" in imported.stderr
    assert "3: ?: REGISTER_LINE_BROKEN population 'viele' ist keine Zahl" in imported.stderr

    status = run(home, "status", **german).stdout
    assert "Position des Protokolls" in status
    assert re.search(r"^ *bereit +ja *$", status, re.MULTILINE)

    missing = run(home, "import-history", "no-such-file.json", **german)
    assert missing.returncode == 2
    assert "UNREADABLE_FILE no-such-file.json gibt es nicht\nDiese Datei ist nicht lesbar" in missing.stderr
    assert "Das Register bereitstellen" in run(home, "--help", **german).stdout
    assert "Prozesse, die antworten" in run(home, "serve", "--help", **german).stdout


def test_a_language_that_it_does_not_speak_is_told_in_that_of_the_locale(home: Path) -> None:
    done = run(home, "status", NETZWERKREGISTER_LANGUAGE="fr", LC_ALL="de_DE.UTF-8")
    assert done.returncode == 2
    assert "INVALID_SETTING NETZWERKREGISTER_LANGUAGE='fr' ist weder de noch en" in done.stderr


def test_the_embedded_database_is_used_by_roles_that_may_do_little(home: Path) -> None:
    with database(Settings(home=home)) as settings:
        for url, role in ((settings.database_url, Roles.writer), (settings.reader_url, Roles.reader)):
            assert url
            assert ask(url, "SELECT current_user") == role
            assert ask(url, "SELECT has_table_privilege('events', 'DELETE')") is False


def test_a_token_names_its_subject(home: Path) -> None:
    header, claims, signature = run(home, "token", "--subject", "auditor").stdout.strip().split(".")
    assert header
    assert signature
    decoded = json.loads(_base64(claims))
    assert (decoded["iss"], decoded["sub"]) == (LOCAL_ISSUER, "auditor")


def test_a_token_gives_roles_and_names_an_organisation(home: Path) -> None:
    municipality = ("--role", "municipality", "--role", "auditor", "--organisation", "05315000")
    decoded = json.loads(_base64(run(home, "token", *municipality).stdout.split(".")[1]))
    assert (decoded["roles"], decoded["organisation"]) == (["auditor", "municipality"], "05315000")
    assert json.loads(_base64(run(home, "token").stdout.split(".")[1]))["roles"] == ["coordinator"]
    without = run(home, "token", "--role", "municipality")
    assert (without.returncode, without.stdout) == (2, "")
    assert "The role municipality needs --organisation." in without.stderr


def test_there_is_no_token_where_the_local_issuer_is_off(home: Path) -> None:
    done = run(home, "token", NETZWERKREGISTER_LOCAL_ISSUER="off")
    assert (done.returncode, done.stdout) == (2, "")
    assert "LOCAL_ISSUER_OFF" in done.stderr


@pytest.mark.parametrize("command", ["serve", "token"])
def test_where_others_may_ask_it_is_to_be_said_whether_local_tokens_are_taken(
    home: Path, command: str
) -> None:
    done = run(home, command, HOST="0.0.0.0", NETZWERKREGISTER_LANGUAGE="de")
    assert (done.returncode, done.stdout) == (2, "")
    assert "INVALID_SETTING NETZWERKREGISTER_LOCAL_ISSUER ist nicht gesetzt" in done.stderr


def test_issuers_that_cannot_be_read_are_told_before_anything_is_served(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "issuers.toml"
    file.write_text('[[issuer]]\nurl = "http://login.example"\naudience = "netzwerkregister"\n')
    done = run(home, "serve", NETZWERKREGISTER_ISSUERS=str(file), NETZWERKREGISTER_LOCAL_ISSUER="off")
    assert done.returncode == 2
    assert "INVALID_SETTING NETZWERKREGISTER_ISSUERS=" in done.stderr
    assert "[[issuer]] 1: url is to be an https address" in done.stderr


def test_a_document_is_trusted_by_its_id_and_a_broken_one_stops_the_start(home: Path, tmp_path: Path) -> None:
    document, trusted = tmp_path / "name.graphql", tmp_path / "trusted"
    document.write_text("{ network { name } }", "utf-8")
    done = run(home, "trust-document", str(document), NETZWERKREGISTER_DOCUMENTS=str(trusted))
    digest = sha256(document.read_bytes()).hexdigest()
    assert done.stdout == f"sha256:{digest} {document}\n"
    assert (trusted / f"{digest}.graphql").read_bytes() == document.read_bytes()

    (trusted / "name.graphql").write_text("{ nothing }", "utf-8")
    started = run(home, "serve", NETZWERKREGISTER_DOCUMENTS=str(trusted))
    assert (started.returncode, "INVALID_SETTING" in started.stderr) == (2, True)


def _base64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
