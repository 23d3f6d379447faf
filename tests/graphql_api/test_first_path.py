"""The first whole path: the real register and history, asked and told."""

from tests.api import Api
from tests.graphql_api.telling import CRITERIA

MUNICIPAL = "[KREIS, STAEDTEREGION, KREISFREIE_STADT, STADT, GEMEINDE]"


async def test_the_loaded_register_has_its_figures(loaded_api: Api) -> None:
    network = (
        await loaded_api.data(
            """{ network {
                organisations { totalCount }
                summits { totalCount nodes { year attendances { totalCount } } }
                statistics { members undatedMembers signatories undatedSignatories undatedGrowth }
                day: statistics(on: "2017-12-31") { on members undatedMembers signatories }
                declaration { currentRevision { number } revisions { totalCount } }
            } }"""
        )
    )["network"]
    assert network["organisations"] == {"totalCount": 436}
    assert network["summits"] == {
        "totalCount": 2,
        "nodes": [
            {"year": 2016, "attendances": {"totalCount": 0}},
            {"year": 2017, "attendances": {"totalCount": 4}},
        ],
    }
    assert network["statistics"] == {
        "members": 30,
        "undatedMembers": 0,
        "signatories": 35,
        "undatedSignatories": 0,
        "undatedGrowth": 15,
    }
    assert network["day"] == {"on": "2017-12-31", "members": 13, "undatedMembers": 15, "signatories": 17}
    assert network["declaration"] == {
        "currentRevision": {"number": 2},
        "revisions": {"totalCount": 2},
    }


async def test_who_signed_on_the_first_day(loaded_api: Api) -> None:
    data = await loaded_api.data(
        f"""{{ network {{ organisations(
            filter: {{ kind: {MUNICIPAL}, signatory: {{ on: "2012-12-05" }} }}
        ) {{ nodes {{ name }} }} }} }}"""
    )
    names = [node["name"] for node in data["network"]["organisations"]["nodes"]]
    assert names == [
        "Bonn",
        "Burbach",
        "Emsdetten",
        "Hemer",
        "Kamp-Lintfort",
        "Kreis Lippe",
        "Lemgo",
        "Mönchengladbach",
        "Oberhausen",
        "Solingen",
    ]


async def test_one_more_signs_and_joins_and_its_payload_shows_it(loaded_api: Api) -> None:
    found = await loaded_api.data(
        """{ network { organisation(by: { ags: "05315000" }) { id name version membership { status } } } }"""
    )
    cologne = found["network"]["organisation"]
    assert cologne["name"] == "Köln"
    assert cologne["membership"] is None
    done = await loaded_api.data(
        """mutation ($organisation: ID!, $version: Int!, $criteria: CriteriaInput!) {
            signDeclaration(input: {
                organisation: $organisation, on: "2026-11-24", office: OBERBUERGERMEISTER,
                expectedVersion: $version, source: "a letter"
            }) { ... on SignDeclarationPayload {
                position
                signature { signedOn office source revision { number } organisation { name version } }
            } }
            joinNetwork(input: { organisation: $organisation, on: "2026-11-24", criteria: $criteria }) {
                ... on JoinNetworkPayload { position organisation {
                    version membership { status joinedOn } signatures { totalCount }
                } }
            }
        }""",
        {"organisation": cologne["id"], "version": cologne["version"], "criteria": CRITERIA},
    )
    signed = done["signDeclaration"]["signature"]
    assert signed == {
        "signedOn": "2026-11-24",
        "office": "OBERBUERGERMEISTER",
        "source": "a letter",
        "revision": {"number": 2},
        "organisation": {"name": "Köln", "version": cologne["version"] + 1},
    }
    joined = done["joinNetwork"]["organisation"]
    assert joined["membership"] == {"status": "MEMBER", "joinedOn": "2026-11-24"}
    assert joined["version"] == cologne["version"] + 2
    assert done["joinNetwork"]["position"] == done["signDeclaration"]["position"] + 1
    after = await loaded_api.data("{ network { statistics { members signatories } } }")
    assert after["network"]["statistics"] == {"members": 31, "signatories": 36}
