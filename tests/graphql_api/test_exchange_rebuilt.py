"""After corrections and annulments over GraphQL, the read side is as one that is made of the log anew."""

from infra.register import Register
from tests.api import Api
from tests.graphql_api.exchanged import CONTENT, HEMER, IMPULSE, LEMGO, WUPPERTAL, held, raised, shared
from tests.graphql_api.telling import BONN, org, record
from tests.graphql_api.test_corrections import annul
from tests.graphql_api.test_example_corrections import DAY, LATER, SHARED_ON, adopt
from tests.graphql_api.test_impulse_corrections import follow
from tests.infra.projecting import rebuilt_rows, rows

MODELS = ("impulses", "impulse_steps", "practice_examples", "adoptions", "search_entries")


async def test_what_is_read_is_what_a_rebuilt_read_side_says(loaded_api: Api, loaded_dsn: str) -> None:
    await correct_impulses(loaded_api)
    await correct_examples(loaded_api)
    register = Register(loaded_dsn)
    try:
        rebuilt = await rebuilt_rows(register, loaded_dsn)
    finally:
        await register.database.close()
    told = await rows(loaded_dsn)
    for model in MODELS:
        assert told[model] == rebuilt[model], model
        assert any(valid_to is not None for *_, valid_to, _ in told[model]), model


async def correct_impulses(api: Api) -> None:
    summits = [await held(api, day) for day in ("2018-06-01", "2019-06-01", "2020-06-01")]
    impulse, raising = await raised(api, summits[0])
    supports = [
        await follow(api, "supportImpulse", impulse, organisation=org(each), on="2019-07-01")
        for each in (HEMER, LEMGO)
    ]
    taken_up = await follow(api, "takeUpImpulse", impulse, on="2019-07-02", note="gern")
    in_effect = await follow(api, "putImpulseIntoEffect", impulse, on="2019-08-01", effect="Karten")
    reported = await follow(api, "reportImpulseBack", impulse, summit=summits[2], report="fertig")
    await follow(
        api, "supportImpulse", impulse, organisation=org(WUPPERTAL), on="2019-07-02", corrects=supports[0]
    )
    await annul(api, supports[1])
    await follow(api, "takeUpImpulse", impulse, on="2019-07-31", note="sehr gern", corrects=taken_up)
    await annul(api, in_effect)
    withdrawn = await follow(api, "withdrawImpulse", impulse, on="2019-08-01", reason="verwechselt")
    await annul(api, withdrawn)
    await follow(api, "withdrawImpulse", impulse, on="2019-08-01", reason="hat sich erledigt")
    await follow(api, "reportImpulseBack", impulse, summit=summits[2], report="in Arbeit", corrects=reported)
    title = {"title": "Ehrenamtskarte", "organisation": org(HEMER), "summit": summits[1]}
    await record(api, "raiseImpulse", {**IMPULSE, **title, "corrects": raising})


async def correct_examples(api: Api) -> None:
    example, sharing = await shared(api, SHARED_ON)
    adopted = await adopt(api, example, HEMER)
    passed_on = await adopt(api, example, LEMGO, adoptedFrom=org(HEMER))
    revising = {"example": example, "content": {**CONTENT, "title": "Haus"}, "on": DAY}
    revised = await record(api, "revisePracticeExample", revising)
    withdrawn = await record(api, "withdrawPracticeExample", {"example": example, "on": LATER})
    await adopt(api, example, HEMER, note="Es ging gut.", corrects=adopted)
    telling = {"example": example, "organisation": org(HEMER), "on": LATER, "note": "Es geht."}
    told = await record(api, "reportExperience", telling)
    again = {**telling, "note": "Es geht so.", "corrects": told["position"]}
    await record(api, "reportExperience", again)
    await annul(api, passed_on)
    content = {**CONTENT, "topics": ["SPORT", "CULTURE"]}
    right = {"organisation": org(BONN), "content": content, "on": SHARED_ON, "corrects": sharing}
    await record(api, "sharePracticeExample", right)
    await annul(api, withdrawn["position"])
    await annul(api, revised["position"])
    await record(api, "withdrawPracticeExample", {"example": example, "on": DAY, "reason": "veraltet"})
