"""What decisions start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.example_content import ExampleContent, ExampleKind
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.summit import Summit
from domain.summit_details import SummitDetails
from domain.topics import TargetGroup, Topic

AnAggregate = TypeVar("AnAggregate", bound=Aggregate)

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
TODAY = PartialDate(2026, 3, 15)
TOMORROW = PartialDate(2026, 3, 16)
SUMMIT = UUID(int=2026)


def organisation(
    kind: OrganisationKind = OrganisationKind.STADT,
    ags: str | None = "05314001",
    name: str = "Neustadt",
    parent: Organisation | None = None,
    **given: Any,
) -> Organisation:
    """A registered organisation, without anything left to save."""
    facts = {"population": None, "latitude": None, "longitude": None} | given
    return saved(Organisation.register(kind=kind, ags=ags, name=name, parent=parent, now=NOW, **facts))


def association(name: str = "Verband") -> Organisation:
    return organisation(OrganisationKind.KOMMUNALER_SPITZENVERBAND, None, name)


def planner() -> Organisation:
    planning = organisation()
    planning.plan_accession(on=None, now=NOW)
    return saved(planning)


def signatory(**given: Any) -> Organisation:
    signing = organisation(**given)
    sign(signing)
    return saved(signing)


def member(**given: Any) -> Organisation:
    joining = signatory(**given)
    join(joining)
    return saved(joining)


def ended() -> Organisation:
    ending = organisation()
    ending.dissolve(on=None, reason=None, now=NOW)
    return saved(ending)


def sign(signing: Organisation, revision: int = 1, on: PartialDate | None = None) -> None:
    signing.sign_declaration(revision, on=on, office=None, summit_id=None, now=NOW)


def join(joining: Organisation, on: PartialDate | None = None, resolved: PartialDate | None = None) -> None:
    joining.join_network(on=on, council_resolved_on=resolved, now=NOW)


def leave(leaving: Organisation, on: PartialDate | None = None, reason: str | None = None) -> None:
    leaving.leave_network(on=on, reason=reason, now=NOW)


def announced(on: PartialDate | None = None) -> Summit:
    return saved(Summit.announce(SUMMIT, 2026, SummitDetails("Treffen", on), now=NOW))


def held(on: PartialDate | None = None) -> Summit:
    return saved(Summit.hold_unannounced(SUMMIT, 2026, SummitDetails("Treffen", on), None, now=NOW))


def declaration() -> Declaration:
    return saved(Declaration.proclaim("Erklärung", on=None, now=NOW))


def example_content(**given: Any) -> ExampleContent:
    said: dict[str, Any] = {
        "kind": ExampleKind.PRACTICE_EXAMPLE,
        "title": "Ehrenamtsbörse",
        "summary": "Wer sucht, der findet.",
        "text": "Wie es geht.",
        "topics": [Topic.PUBLIC_RELATIONS],
        "target_groups": [TargetGroup.ASSOCIATIONS],
        "link": None,
    }
    return ExampleContent(**said | given)


def saved(aggregate: AnAggregate) -> AnAggregate:
    aggregate.collect_events()
    return aggregate


def recorded(aggregate: Aggregate) -> list[Any]:
    """The events that decisions led to, and nothing left to save."""
    return list(aggregate.collect_events())


def happened(aggregate: Aggregate) -> dict[str, Any]:
    """The one event that a decision led to: what it says, and under which topic."""
    (event,) = recorded(aggregate)
    assert event.timestamp == NOW
    said = dict(vars(event))
    for envelope in ("originator_id", "originator_version", "originator_topic", "timestamp"):
        said.pop(envelope, None)
    return {"topic": type(event).TOPIC, **said}
