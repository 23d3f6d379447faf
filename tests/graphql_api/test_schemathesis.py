"""What schemathesis makes of the schema, sent to a served register: nothing of it fails here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.served import serve

CASES = 2_000

_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "Date": st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(str),
    "PartialDate": st.sampled_from(["2012", "2017-12", "2017-12-06", "", "0000-00-00"]),
    "DateTime": st.sampled_from(["2020-01-01T00:00:00Z", "2020-01-01", ""]),
    "JSON": st.just("{}"),
}


@pytest.mark.soak
def test_2000_cases_are_answered_or_refused_with_a_code(tmp_path: Path) -> None:
    for name, texts in _TEXTS.items():
        schemathesis.graphql.scalar(name, texts.map(nodes.String))
    schemathesis.graphql.scalar("Position", st.integers(0, 600).map(nodes.Int))
    with serve(tmp_path / "home") as served:
        schema = schemathesis.graphql.from_path(Path("schema.graphql"))
        schema.config.update(base_url=f"{served.url}/graphql")
        queries = st.one_of([each.as_strategy() for each in schema["Query"].values()])
        # Not `queries | …`, which would draw each of the seven as seldom as one of the many mutations.
        cases = st.booleans().flatmap(lambda asks: queries if asks else schema.as_strategy())
        told: Counter[str] = Counter()

        @settings(
            max_examples=CASES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases)
        def answered(case: Any) -> None:
            response = case.call(headers={"authorization": f"Bearer {served.token}"})
            answer = response.json()
            assert response.status_code < 500, (case.body, answer)
            codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
            assert "INTERNAL" not in codes, case.body
            told.update(codes or ["answered"])

        answered()
    assert told["answered"] > CASES // 20, told
    assert len(told) > 5, told
