"""What an organisation may do and have done to it."""

from __future__ import annotations

from tests.rules.model.streams import Fact, Rule, Said, State, refuse, refuse_before, refuse_future

DIGITS = {"REGIERUNGSBEZIRK": 3, "KREIS": 5, "STADT": 8, "GEMEINDE": 8}
CAN_JOIN = {"KREIS", "STADT", "GEMEINDE"}


def registered(town: State, said: Said) -> None:
    refuse_other_digits(said["ags"], said["kind"])
    town |= said
    town |= {"status": "NONE", "joined_on": None, "left_on": None, "ended": None, "signed": {}}
    town |= {"memberships": [], "signatures": {}, "successions": []}


def refuse_other_digits(ags: str, kind: str) -> None:
    refuse(len(ags) != DIGITS[kind], "INVALID_AGS")


def renamed(town: State, said: Said) -> None:
    _change(town, said, "name")


def kind_changed(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse_other_digits(town["ags"], said["kind"])
    _change(town, said, "kind")


def parent_changed(town: State, said: Said) -> None:
    _change(town, said, "parent")


def population_updated(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse(said["population"] < 0, "INVALID_FIGURE")
    _change(town, said, "population")


def _change(town: State, said: Said, what: str) -> None:
    _refuse_ended(town)
    refuse(said[what] == town[what], "NOTHING_CHANGES")
    town[what] = said[what]


# Signatures: all that were given by revision, those that stand by revision with their day


def signed(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse_future(said["on"])
    refuse(said["revision"] in town["signed"], "ALREADY_SIGNED")
    town["signed"][said["revision"]] = said["on"]
    standing = {**said, "withdrawn": False, "withdrawn_on": None, "ending": None}
    town["signatures"].setdefault(said["revision"], []).append(standing)


def signature_withdrawn(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse_future(said["on"])
    refuse(said["revision"] not in town["signed"], "NOT_SIGNED")
    refuse(town["status"] == "MEMBER" and len(town["signed"]) == 1, "SIGNATURE_MISSING")
    refuse_before(said["on"], town["signed"].pop(said["revision"]))
    town["signatures"][said["revision"]][-1] |= {
        "withdrawn": True,
        "withdrawn_on": said["on"],
        "ending": said["ending"],
    }


# Membership


def accession_planned(town: State, _: Said) -> None:
    _refuse_unless_it_can_join(town)
    refuse(town["status"] == "ACCESSION_PLANNED", "ACCESSION_ALREADY_PLANNED")
    town["status"] = "ACCESSION_PLANNED"


def accession_withdrawn(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse_future(said["on"])
    refuse(town["status"] != "ACCESSION_PLANNED", "NO_ACCESSION_PLANNED")
    town["status"] = "LEFT" if town["memberships"] else "NONE"


def council_resolved(town: State, said: Said) -> None:
    _refuse_unless_it_can_join(town)
    refuse_future(said["on"])


def joined(town: State, said: Said) -> None:
    _refuse_unless_it_can_join(town)
    refuse_future(said["on"])
    refuse_future(said["council_resolved_on"])
    refuse(not town["signed"], "SIGNATURE_MISSING")
    refuse_before(said["on"], town["left_on"])
    town |= {"status": "MEMBER", "joined_on": said["on"]}
    town["memberships"].append({**said, "has_left": False, "left_on": None, "ending": None})


def left(town: State, said: Said) -> None:
    _refuse_ended(town)
    refuse_future(said["on"])
    refuse(town["status"] != "MEMBER", "NOT_MEMBER")
    refuse_before(said["on"], town["joined_on"])
    town |= {"status": "LEFT", "joined_on": None, "left_on": said["on"]}
    town["memberships"][-1] |= {"has_left": True, "left_on": said["on"], "ending": said["ending"]}


def _refuse_unless_it_can_join(town: State) -> None:
    _refuse_ended(town)
    refuse(town["kind"] not in CAN_JOIN, "NOT_ELIGIBLE")
    refuse(town["status"] == "MEMBER", "ALREADY_MEMBER")


def refuse_unless_entitled(town: State) -> None:
    _refuse_ended(town)
    entitled = town["signed"] or town["status"] in ("MEMBER", "ACCESSION_PLANNED")
    refuse(not entitled, "NOT_ENTITLED_TO_ATTEND")


# Its end


def merged(town: State, said: Said) -> None:
    _end(town, said, "MERGED")


def split(town: State, said: Said) -> None:
    _end(town, said, "SPLIT")


def dissolved(town: State, said: Said) -> None:
    _end(town, said, "DISSOLVED")


def _end(town: State, said: Said, how: str) -> None:
    _refuse_ended(town)
    refuse_future(said["on"])
    town["ended"] = how


def succeeded(town: State, said: Said) -> None:
    _refuse_ended(town)
    before = {each["predecessor"] for each in town["successions"]}
    refuse(said["predecessor"] in before, "NOTHING_CHANGES")
    town["successions"].append(said)


ENDS = {"organisation.merged-into", "organisation.split-into", "organisation.dissolved"}


def entailed_by(town: str, fact: Fact) -> str | None:
    """The town whose end the fact, of this one, was recorded with."""
    if fact.topic == "organisation.succeeded":
        return str(fact.said["predecessor"])
    return fact.said.get("inherited_from") or (town if fact.said.get("ending") else None)


def _refuse_ended(town: State) -> None:
    refuse(town["ended"], "ORGANISATION_ENDED")


RULES: dict[str, Rule] = {
    "organisation.registered": registered,
    "organisation.renamed": renamed,
    "organisation.kind-changed": kind_changed,
    "organisation.parent-changed": parent_changed,
    "organisation.population-updated": population_updated,
    "organisation.signed-declaration": signed,
    "organisation.signature-withdrawn": signature_withdrawn,
    "organisation.planned-accession": accession_planned,
    "organisation.withdrew-accession": accession_withdrawn,
    "organisation.council-resolved": council_resolved,
    "organisation.joined-network": joined,
    "organisation.left-network": left,
    "organisation.merged-into": merged,
    "organisation.split-into": split,
    "organisation.dissolved": dissolved,
    "organisation.succeeded": succeeded,
}
