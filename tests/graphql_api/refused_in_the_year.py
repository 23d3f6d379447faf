"""Commands of the network's year that it refuses over the project's own data."""

from uuid import UUID

from tests.graphql_api.refused_commands import DAY, HELD, LATER, UNKNOWN, Case
from tests.graphql_api.telling import BONN, COLOGNE, CRITERIA, LAND, org

NOWHERE = 2**63 - 1
NOBODY = f"eng_{UUID(int=1)}"
JOINING = {"organisation": org(COLOGNE), "on": DAY, "criteria": CRITERIA}
APPOINTING = {"organisation": org(BONN), "on": DAY, "name": "Zoë Öztürk"}

# Positions that the tests look up.
SIGNED = "where Bonn's signature is recorded"
ATTENDED = "where Wuppertal's attendance is recorded"

YEAR_CASES: dict[str, Case] = {
    # The way into the network, and out of it
    "one joins with a criterion that has no evidence": (
        ("joinNetwork", {**JOINING, "criteria": {**CRITERIA, "collaboration": " \n "}}),
        ("INVALID_TEXT", "criteria.collaboration"),
    ),
    "one withdraws a plan that it has not": (
        ("withdrawAccession", {"organisation": org(COLOGNE), "on": DAY}),
        ("NO_ACCESSION_PLANNED", "organisation"),
    ),
    "one leaves who is no member": (
        ("leaveNetwork", {"organisation": org(COLOGNE), "on": DAY}),
        ("NOT_MEMBER", "organisation"),
    ),
    "one leaves before it joined": (
        ("leaveNetwork", {"organisation": org(BONN), "on": "2012-12-04"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    "one leaves in the future": (
        ("leaveNetwork", {"organisation": org(BONN), "on": LATER}),
        ("DATE_IN_FUTURE", "on"),
    ),
    "a reason is blank": (
        ("leaveNetwork", {"organisation": org(BONN), "on": DAY, "reason": ""}),
        ("INVALID_TEXT", "reason"),
    ),
    "a reason is of 2001 characters": (
        ("leaveNetwork", {"organisation": org(BONN), "on": DAY, "reason": "ä" * 2_001}),
        ("INVALID_TEXT", "reason"),
    ),
    "a council's reference has two lines": (
        ("resolveAccession", {"organisation": org(COLOGNE), "on": DAY, "reference": "a\nb"}),
        ("INVALID_TITLE", "reference"),
    ),
    # Signatures and texts
    "a member withdraws its only signature": (
        ("withdrawSignature", {"organisation": org(BONN), "revision": 1, "on": DAY}),
        ("SIGNATURE_MISSING", "organisation"),
    ),
    "one withdraws a signature that it has not given": (
        ("withdrawSignature", {"organisation": org(COLOGNE), "revision": 1, "on": DAY}),
        ("NOT_SIGNED", "organisation"),
    ),
    "a signature is withdrawn before it was given": (
        ("withdrawSignature", {"organisation": org(LAND), "revision": 1, "on": "2012-12-04"}),
        ("DATES_OUT_OF_ORDER", "on"),
    ),
    "a revision has an empty text": (
        ("reviseDeclaration", {"title": "Erklärung", "on": DAY, "text": " "}),
        ("INVALID_REVISION_TEXT", "text"),
    ),
    "a revision has a text of 100001 characters": (
        ("recordRevisionText", {"revision": 1, "text": "ä" * 100_001}),
        ("INVALID_REVISION_TEXT", "text"),
    ),
    "a revision that there is not has a text": (
        ("recordRevisionText", {"revision": 3, "text": "Text"}),
        ("UNKNOWN_REVISION", "revision"),
    ),
    # Organisations as they change and end
    "one has the name that it has": (
        ("renameOrganisation", {"organisation": org(BONN), "name": "Bonn"}),
        ("NOTHING_CHANGES", None),
    ),
    "a town becomes a district": (
        ("changeOrganisationKind", {"organisation": org(BONN), "kind": "KREIS"}),
        ("INVALID_AGS", "ags"),
    ),
    "one lies in a district that its AGS does not begin with": (
        ("changeParent", {"organisation": org(BONN), "parent": org("05170")}),
        ("INVALID_AGS", "ags"),
    ),
    "one lies in what is not registered": (
        ("changeParent", {"organisation": org(BONN), "parent": UNKNOWN}),
        ("UNKNOWN_PARENT", "parent"),
    ),
    "one has fewer inhabitants than none": (
        ("updatePopulation", {"organisation": org(BONN), "population": -1}),
        ("INVALID_FIGURE", "population"),
    ),
    "one is merged into itself": (
        ("mergeOrganisations", {"organisation": org(BONN), "into": org(BONN), "on": DAY}),
        ("INVALID_SUCCESSOR", "into"),
    ),
    "one is merged into what is not registered": (
        ("mergeOrganisations", {"organisation": org(BONN), "into": UNKNOWN, "on": DAY}),
        ("UNKNOWN_ORGANISATION", "into"),
    ),
    "one is split into one": (
        ("splitOrganisation", {"organisation": org(BONN), "into": [org(COLOGNE)], "on": DAY}),
        ("INVALID_SUCCESSOR", "into"),
    ),
    "one is split into the same twice": (
        ("splitOrganisation", {"organisation": org(BONN), "into": [org(COLOGNE)] * 2, "on": DAY}),
        ("INVALID_SUCCESSOR", "into"),
    ),
    "one is dissolved in the future": (
        ("dissolveOrganisation", {"organisation": org(BONN), "on": LATER}),
        ("DATE_IN_FUTURE", "on"),
    ),
    # Summits
    "a summit that was held is cancelled": (
        ("cancelSummit", {"summit": HELD}),
        ("SUMMIT_UNDER_WAY", "summit"),
    ),
    "a summit that was held is opened": (
        ("openSummit", {"summit": HELD, "on": "2017-12-06"}),
        ("SUMMIT_UNDER_WAY", "summit"),
    ),
    "all are invited to a summit that was held": (
        ("inviteOrganisations", {"summit": HELD, "membership": ["MEMBER"]}),
        ("SUMMIT_UNDER_WAY", "summit"),
    ),
    "an item is taken off an agenda that has it not": (
        ("removeAgendaItem", {"summit": HELD, "item": f"agi_{UUID(int=1)}"}),
        ("UNKNOWN_AGENDA_ITEM", "item"),
    ),
    "an item of an agenda is without a title": (
        ("addAgendaItem", {"summit": HELD, "title": ""}),
        ("INVALID_TITLE", "title"),
    ),
    "one accepts who is not invited": (
        ("acceptInvitation", {"summit": HELD, "organisation": org(BONN), "on": DAY}),
        ("NOT_INVITED", "organisation"),
    ),
    "more than a thousand attend in one command": (
        ("recordAttendances", {"summit": HELD, "organisations": [org(str(n)) for n in range(1_001)]}),
        ("TOO_MANY_ITEMS", "organisations"),
    ),
    # Contact persons and figures
    "a contact person has a name of two lines": (
        ("appointEngagementOfficer", {**APPOINTING, "name": "a\nb"}),
        ("INVALID_NAME", "name"),
    ),
    "a contact person has an e-mail address without a host": (
        ("appointEngagementOfficer", {**APPOINTING, "email": "zoe"}),
        ("INVALID_EMAIL", "email"),
    ),
    "a contact person has a telephone number of letters": (
        ("appointEngagementOfficer", {**APPOINTING, "phone": "null zwei"}),
        ("INVALID_PHONE", "phone"),
    ),
    "a contact person whom nobody knows steps down": (
        ("stepDownEngagementOfficer", {"organisation": org(BONN), "officer": NOBODY, "on": DAY}),
        ("UNKNOWN_ENGAGEMENT_OFFICER", "officer"),
    ),
    "a figure that nobody reported is retracted": (
        ("retractFigure", {"figure": f"fig_{UUID(int=1)}", "reason": "Irrtum"}),
        ("UNKNOWN_FIGURE", "figure"),
    ),
    "a figure is reported that cannot be": (
        ("reportFigure", {"figure": "MEMBERS", "number": -1, "says": "weniger als keine"}),
        ("INVALID_FIGURE", "number"),
    ),
    "a figure is reported without a word": (
        ("reportFigure", {"figure": "MEMBERS", "number": 1, "says": ""}),
        ("INVALID_TEXT", "says"),
    ),
    # Corrections
    "a fact is corrected that there is not": (
        ("planAccession", {"organisation": org(COLOGNE), "on": DAY, "corrects": NOWHERE}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "a fact of another organisation is corrected": (
        ("planAccession", {"organisation": org(COLOGNE), "on": DAY, "corrects": SIGNED}),
        ("UNKNOWN_FACT", "corrects"),
    ),
    "a fact is annulled that there is not": (
        ("annulFact", {"position": NOWHERE, "reason": "Irrtum"}),
        ("UNKNOWN_FACT", "position"),
    ),
    "a fact is annulled without a reason": (
        ("annulFact", {"position": ATTENDED, "reason": ""}),
        ("INVALID_TEXT", "reason"),
    ),
    "a signature is corrected by a name": (
        ("renameOrganisation", {"organisation": org(BONN), "name": "Bundesstadt Bonn", "corrects": SIGNED}),
        ("ANOTHER_FACT", "corrects"),
    ),
    "the signature of one that has joined since is annulled": (
        ("annulFact", {"position": SIGNED, "reason": "Irrtum"}),
        ("LATER_FACTS_REST_ON_IT", "position"),
    ),
    "many attendances correct one": (
        ("recordAttendances", {"summit": HELD, "organisations": [org(BONN)], "corrects": ATTENDED}),
        ("NOT_CORRECTABLE", "corrects"),
    ),
}
