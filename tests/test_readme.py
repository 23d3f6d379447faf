"""README's queries answer what it says, and it lists what there is."""

import dataclasses
import json
import re
from pathlib import Path

from infra.settings import Settings
from tests.api import Api

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
_EXAMPLES = re.findall(r"```graphql\n(.*?)```\s+```json\n(.*?)```", README, re.DOTALL)


async def test_the_tours_queries_answer_what_it_says(loaded_api: Api) -> None:
    assert len(_EXAMPLES) == README.count("```graphql") == 21
    ids: dict[str, str] = {}
    for query, answer in _EXAMPLES:
        for short, whole in ids.items():
            query = query.replace(short, whole)
        told = json.dumps(await loaded_api.data(query), ensure_ascii=False)
        for short in set(re.findall(r'"(\w+_…)"', answer)) - ids.keys():
            (ids[short],) = re.findall(rf'"({short[:-1]}[0-9a-f-]+)"', told)
        for short, whole in ids.items():
            told = told.replace(whole, short)
        assert json.loads(told) == json.loads(answer)


UNSET = (
    "READER_URL",
    "PERSONAL_KEY_FILE",
    "WITNESSES",
    "ISSUERS",
    "LOCAL_ISSUER",
    "CORS_ORIGINS",
    "PROXIES",
    "WEBHOOK_NETWORKS",
    "DOCUMENTS",
)


def test_every_setting_is_listed_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", README, re.MULTILINE))
    defaults = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert listed.pop("DATABASE_URL").startswith("unset")
    assert listed.pop("NETZWERKREGISTER_LANGUAGE").startswith("unset")
    for unset in UNSET:
        assert listed.pop(f"NETZWERKREGISTER_{unset}").startswith("unset")
    assert listed.pop("NETZWERKREGISTER_HOME") == f"`./{defaults['home']}`"
    names = {name.removeprefix("NETZWERKREGISTER_").lower(): text for name, text in listed.items()}
    told_apart = ("database_url", "home", *map(str.lower, UNSET))
    assert names == {name: f"`{default}`" for name, default in defaults.items() if name not in told_apart}
