"""Corrections: a fact recorded wrongly is replaced or annulled by a further one that names it.

Of a stream, those facts count that stand: a correction stands where the fact that it corrects stood, and
what is annulled stands no more. A corrected history is one that the rules allow: every fact behind the
corrected one is decided again, in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain import errors

Item = TypeVar("Item")

# What surrounds what an event says.
ENVELOPE = frozenset({"originator_id", "originator_version", "originator_topic", "timestamp", "corrects"})


class CorrectableEvent(Aggregate.Event):
    """An event that may be corrected, or correct another of its stream.

    Attributes:
        corrects: the version of the event that this one corrects. Only a correction has it in its state.
        decided_by: the method of the aggregate that decides on such an event, whose arguments bear the
            names of the event's fields.
        works_out: the fields that are no arguments, as the decision works them out.
        referred_to: whether other streams refer to it, so that it can be corrected and not annulled.
        effective: the field with the day in the world on which it happened, where there is one.
        concerns: the fields that name an organisation that it concerns; the stream's own id among them
            where the stream is an organisation's.
        class_version: of the shape of its state. Where that changes, this is raised, and a static method
            upcast_v1_v2 and so on changes a state of before, as it is read, to one of the next version.
    """

    corrects: ClassVar[int | None] = None
    decided_by: ClassVar[str]
    works_out: ClassVar[frozenset[str]] = frozenset()
    referred_to: ClassVar[bool] = False
    effective: ClassVar[str | None] = None
    concerns: ClassVar[frozenset[str]] = frozenset()
    class_version: ClassVar[int] = 1

    @property
    def entailed_by(self) -> UUID | None:
        """The organisation whose end this was recorded with: it stands and falls with that."""
        return None

    def decide_again(self, aggregate: Any) -> None:
        """Decides on this event anew. Raises the refusal where the rules do not allow it any more."""
        worked_out = ENVELOPE | self.works_out
        said = {name: value for name, value in vars(self).items() if name not in worked_out}
        getattr(aggregate, self.decided_by)(**said, now=self.timestamp)

    def make_room(self, before: Any) -> None:
        """Has the aggregate, as it stood before this event, count as it did when this was recorded.

        For what is counted keeps its number, even where what was counted before it is annulled.
        """


class Annulment(CorrectableEvent):
    """What it corrects has not happened."""

    reason: str


def standing(history: Iterable[Item], event: Callable[[Item], Any] = lambda item: item) -> list[Item]:
    """What stands of a stream, in the order in which it counts.

    Args:
        history: the whole stream or its beginning, oldest first.
        event: from an item of the history to its event.
    """
    return list(_places(history, event).values())


def _places(history: Iterable[Item], event: Callable[[Item], Any]) -> dict[int, Item]:
    """What stands, by the version of the event whose place it has."""
    places: dict[int, Item] = {}
    place_of: dict[int, int] = {}
    for item in history:
        each = event(item)
        place = each.originator_version if each.corrects is None else place_of[each.corrects]
        place_of[each.originator_version] = place
        if isinstance(each, Annulment):
            del places[place]
        else:
            places[place] = item
    return places


@dataclass(frozen=True)
class Corrected:
    """A stream before and after a correction.

    Attributes:
        as_it_stands: the aggregate before the correction, with that left to save.
        after: the aggregate as the corrected history makes it; nothing of it is to be saved.
    """

    as_it_stands: Any
    after: Any


class History:
    """A stream's events, the corrected ones included."""

    def __init__(self, events: Sequence[CorrectableEvent]) -> None:
        self.version = len(events)
        self._standing = standing(events)

    def aggregate(self) -> Any:
        """The aggregate as it stands; None where nothing is recorded."""
        return self._folded(self._standing)

    def stands(self, version: int) -> CorrectableEvent:
        """The fact of this version. Raises AlreadyCorrected where it does not stand."""
        return self._standing[self._index(version)]

    def entailed_by(self, organisation: UUID) -> list[int]:
        """The versions of the facts that stand and were recorded with this organisation's end."""
        return [each.originator_version for each in self._standing if each.entailed_by == organisation]

    def before(self, version: int) -> Any:
        """The aggregate as it stood before the fact of this version, ready to be decided on in its place.

        Raises:
            AlreadyCorrected: the fact does not stand.
        """
        index = self._index(version)
        before = self._folded(self._standing[:index])
        if before is not None:
            self._standing[index].make_room(before)
        return before

    def replaced(self, version: int, correction: Any) -> Corrected:
        """The stream with this correction in the place of the fact of this version.

        Raises:
            AlreadyCorrected: the fact of this version does not stand.
            AnotherFact: the correction is of another kind.
            FollowsFromAnotherFact: it was recorded with another one.
            LaterFactsRestOnIt: a later fact could not have been recorded.
        """
        index = self._index(version)
        corrected = self._standing[index]
        if type(corrected) is not type(correction):
            raise errors.AnotherFact(_topic(corrected))
        if corrected.entailed_by:
            raise errors.FollowsFromAnotherFact(_topic(corrected))
        before = _folded([*self._standing[:index], correction])
        after = self._decided_again(before, self._standing[index + 1 :])
        aggregate = self.aggregate()
        aggregate._pending_events.append(_copied(correction, self.version + 1, corrects=version))
        return Corrected(aggregate, after)

    def annulled(self, version: int, reason: str, now: datetime, *, ended: UUID | None = None) -> Corrected:
        """The stream without the fact of this version.

        Args:
            ended: the organisation whose end it is; what was recorded with that goes too.

        Raises:
            AlreadyCorrected, FollowsFromAnotherFact, LaterFactsRestOnIt: as for a replacement.
            FirstFactStands: it is the fact that the stream begins with.
            FactReferredTo: other streams may refer to it.
        """
        index = self._index(version)
        fact = self._standing[index]
        if index == 0:
            raise errors.FirstFactStands
        if fact.referred_to:
            raise errors.FactReferredTo(_topic(fact))
        if fact.entailed_by:
            raise errors.FollowsFromAnotherFact(_topic(fact))
        return self._without({version, *(self.entailed_by(ended) if ended else ())}, reason, now)

    def without_entailed(self, organisation: UUID, reason: str, now: datetime) -> Corrected | None:
        """The stream without what was recorded with this organisation's end; None where nothing was.

        Raises:
            LaterFactsRestOnIt: as for a replacement.
        """
        versions = self.entailed_by(organisation)
        return self._without(versions, reason, now) if versions else None

    def _without(self, versions: Collection[int], reason: str, now: datetime) -> Corrected:
        """The stream without these facts, the last of them annulled first."""
        first = min(map(self._index, versions))
        later = [each for each in self._standing[first:] if each.originator_version not in versions]
        after = self._decided_again(_folded(self._standing[:first]), later)
        aggregate = self.aggregate()
        for _ in versions:
            aggregate.trigger_event(aggregate.Annulled, timestamp=now, reason=reason)
        annulments = zip(aggregate.collect_events(), sorted(versions, reverse=True), strict=True)
        aggregate._pending_events = [
            _copied(annulment, annulment.originator_version, corrects=version)
            for annulment, version in annulments
        ]
        return Corrected(aggregate, after)

    def _index(self, version: int) -> int:
        for index, event in enumerate(self._standing):
            if event.originator_version == version:
                return index
        raise errors.AlreadyCorrected

    def _decided_again(self, aggregate: Any, facts: Iterable[CorrectableEvent]) -> Any:
        """The aggregate after these facts, each decided on once more."""
        for later in facts:
            deciding = copy(aggregate)
            deciding._pending_events = []
            try:
                later.decide_again(deciding)
            except errors.Refusal as refusal:
                raise errors.LaterFactsRestOnIt(f"{_topic(later)}: {refusal.code}") from refusal
            aggregate = _copied(later, aggregate.version + 1).mutate(aggregate)  # as it is recorded
        return aggregate

    def _folded(self, events: Sequence[CorrectableEvent]) -> Any:
        aggregate = _folded(events)
        if aggregate is not None:
            aggregate.version = self.version
        return aggregate


def _folded(events: Iterable[CorrectableEvent]) -> Any:
    aggregate: Any = None
    for version, event in enumerate(events, 1):
        aggregate = _copied(event, version).mutate(aggregate)
    return aggregate


def _copied(event: CorrectableEvent, version: int, **also: object) -> CorrectableEvent:
    copied = object.__new__(type(event))
    copied.__dict__.update(vars(event), originator_version=version, **also)
    return copied


def _topic(event: CorrectableEvent) -> str:
    topic: str = type(event).TOPIC  # type: ignore[attr-defined]
    return topic
