"""What decisions start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from eventsourcing.domain import Aggregate

from domain.declaration import Declaration
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate

AnAggregate = TypeVar("AnAggregate", bound=Aggregate)

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
TODAY = PartialDate(2026, 3, 15)
TOMORROW = PartialDate(2026, 3, 16)


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


def signatory() -> Organisation:
    signing = organisation()
    signing.sign_declaration(1, on=None, office=None, summit_id=None, now=NOW)
    return saved(signing)


def member() -> Organisation:
    joining = signatory()
    joining.join_network(on=None, council_resolved_on=None, now=NOW)
    return saved(joining)


def declaration() -> Declaration:
    return saved(Declaration.proclaim("Erklärung", on=None, now=NOW))


def saved(aggregate: AnAggregate) -> AnAggregate:
    aggregate.collect_events()
    return aggregate


def happened(aggregate: Aggregate) -> dict[str, Any]:
    """The one event that a decision led to: what it says, and under which topic."""
    (event,) = aggregate.collect_events()
    assert event.timestamp == NOW
    said = dict(vars(event))
    for envelope in ("originator_id", "originator_version", "originator_topic", "timestamp"):
        said.pop(envelope, None)
    return {"topic": type(event).TOPIC, **said}  # type: ignore[attr-defined]
