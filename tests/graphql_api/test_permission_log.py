"""Who is refused something is in the log, and nobody fills the log by asking often."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from domain.callers import Role
from graphql_api import permission_log
from tests.api import Api


async def test_a_refusal_of_permission_is_logged_with_the_pseudonym(api: Api) -> None:
    witness = api.acting_as(Role.WITNESS)
    with capture_logs() as logs:
        assert await witness.code("{ events { totalCount } }") == "FORBIDDEN"
        assert await witness.code("mutation { revokeApiKey(input: { id: 1 }) { __typename } }") == "FORBIDDEN"
    assert [(line["field"], line["code"], line["roles"]) for line in logs] == [
        ("events", "FORBIDDEN", ["public", "witness"]),
        ("revokeApiKey", "FORBIDDEN", ["public", "witness"]),
    ]
    assert logs[0]["actor"] == logs[1]["actor"] is not None


async def test_so_is_one_to_follow_the_log(api: Api) -> None:
    witness = api.acting_as(Role.WITNESS)
    with capture_logs() as logs:
        headers = {"authorization": f"Bearer {witness.token}"}
        assert (await api.http.get("/events", headers=headers)).status_code == 403
    assert [(line["field"], line["code"]) for line in logs] == [("events", "FORBIDDEN")]


async def test_what_is_too_often_refused_is_counted(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permission_log, "_MOST_A_MINUTE", 2)
    minute = [60.0]
    monkeypatch.setattr(permission_log, "monotonic", lambda: minute[0])
    witness = api.acting_as(Role.WITNESS)
    with capture_logs() as logs:
        for _ in range(5):
            await witness.code("{ events { totalCount } }")
        minute[0] += 60
        await witness.code("{ events { totalCount } }")
    assert [line.get("besides", line["event"]) for line in logs] == [
        "permission refused",
        "permission refused",
        3,
        "permission refused",
    ]
