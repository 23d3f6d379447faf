"""How the model decides: on copies of states, which are kept only where nothing refuses."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from tests.rules.model import declaration, examples, impulses, organisations, summits
from tests.rules.model.organisations import ENDS, entailed_by
from tests.rules.model.streams import Fact, Place, Refused, State, index_of, refuse, replayed, standing

RULES = {
    **organisations.RULES,
    **declaration.RULES,
    **summits.RULES,
    **impulses.RULES,
    **examples.RULES,
}


class Model:
    """All streams by their names, and the states that follow from what stands in them."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Fact]] = {}
        self._states: dict[str, State | None] = {}

    def state(self, stream: str) -> State | None:
        if stream not in self._states:
            stands = [fact for _, fact in standing(self.streams.get(stream, []))]
            self._states[stream] = replayed(RULES, stands)
        return self._states[stream]

    def states(self, kind: str) -> dict[str, State]:
        """The states of all streams of a kind, by what their names say after it."""
        named = {stream: self.state(stream) for stream in self.streams if stream.startswith(f"{kind} ")}
        return {stream.removeprefix(f"{kind} "): state for stream, state in named.items() if state}

    def add(self, recorded: Sequence[tuple[str, Fact]]) -> None:
        for stream, fact in recorded:
            self.streams.setdefault(stream, []).append(fact)
            self._states.pop(stream, None)


class Decision:
    """One command: the states that it would lead to, and the facts, until they are added to the model."""

    def __init__(self, model: Model, corrects: Place | None) -> None:
        self.corrects = corrects
        self.recorded: list[tuple[str, Fact]] = []
        self._model = model
        self._states: dict[str, State | None] = {}

    def changed(self, stream: str, missing: str) -> State:
        """The state to decide on: as it is, or as it was before the fact that is to be corrected."""
        state = self.changed_if_there(stream)
        if state is None:
            raise Refused(missing if self._model.state(stream) is None else "ANOTHER_FACT")
        return state

    def changed_if_there(self, stream: str) -> State | None:
        state = self._model.state(stream)
        if state is not None and self.corrects is not None:
            refuse(self.corrects.stream != stream, "UNKNOWN_FACT")
            stands = standing(self._model.streams[stream])
            index = index_of(stands, self.corrects.version)
            state = replayed(RULES, [fact for _, fact in stands[:index]])
            corrected = stands[index][1]
            if state is not None and corrected.topic == "summit.agenda-item-added":
                state["length"] = corrected.said["number"] - 1  # it keeps its number
        self._states[stream] = deepcopy(state)
        return self._states[stream]

    def begun(self, new: str) -> str:
        """The stream that the command begins; of a correction, the one whose fact it corrects."""
        if self.corrects is None:
            return new
        stream = self.corrects.stream
        refuse(stream not in self._model.streams, "UNKNOWN_FACT")
        if stream.split(" ")[0] == new.split(" ")[0]:
            self.changed_if_there(stream)
        return stream

    def named_so(self, what: str, value: Any) -> bool:
        """Whether the fact that is to be corrected names the same."""
        if self.corrects is None:
            return False
        return bool(self._corrected().said.get(what) == value)

    def _corrected(self) -> Fact:
        """The fact that is to be corrected."""
        assert self.corrects is not None
        stands = standing(self._model.streams[self.corrects.stream])
        return stands[index_of(stands, self.corrects.version)][1]

    def there(self, stream: str, missing: str) -> State:
        """A state that the command rests on."""
        state = self._states.get(stream) or self._model.state(stream)
        if state is None:
            raise Refused(missing)
        return state

    def as_it_stands(self, stream: str) -> State | None:
        """The state as it is, whatever is to be corrected."""
        return self._model.state(stream)

    def streams(self, kind: str) -> dict[str, State]:
        return self._model.states(kind)

    def record(self, stream: str, topic: str, **said: Any) -> None:
        """Decides on a fact by its rule."""
        state = self._states.get(stream)
        if state is None:
            state = deepcopy(self._model.state(stream)) or {}
            if self.corrects is not None and self.corrects.stream == stream:
                state = {}  # the first fact is decided on anew
        if topic in impulses.STEPS:
            said["number"] = self._step_number(stream)
        RULES[topic](state, said)
        self._states[stream] = state
        self.recorded.append((stream, Fact(topic, said)))

    def _step_number(self, stream: str) -> int | None:
        """The place in the log of the step's stream; a correction has that of what it corrects."""
        if self.corrects is None:
            return len(self._model.streams[stream]) + 1
        number: int | None = self._corrected().said.get("number")
        return number

    def commit(self) -> None:
        if self.corrects is not None:
            refuse(len(self.recorded) != 1, "NOT_CORRECTABLE")
            ((stream, fact),) = self.recorded
            refuse(self.corrects.stream != stream, "UNKNOWN_FACT")
            self.recorded = []
            self._correct(self.corrects, fact)
        self._model.add(self.recorded)

    def annul(self, place: Place) -> None:
        refuse(place.stream not in self._model.streams or place.stream.startswith("year "), "UNKNOWN_FACT")
        stands = standing(self._model.streams[place.stream])
        fact = stands[index_of(stands, place.version)][1]
        if fact.topic in ENDS:
            self._annul_end(place, fact)
        else:
            self._correct(place, Fact(f"{place.stream.split(' ')[0]}.annulled", {}))

    def _annul_end(self, place: Place, end: Fact) -> None:
        """The end goes, and all that was recorded with it: first that of the successors."""
        town = place.stream.removeprefix("organisation ")
        into = end.said.get("into", [])
        for heir in [into] if isinstance(into, str) else into:
            self._annul_all(f"organisation {heir}", town, None)
        self._annul_all(place.stream, town, place.version)

    def _annul_all(self, stream: str, town: str, end: int | None) -> None:
        stands = standing(self._model.streams[stream])
        going = [
            version
            for version, fact in stands
            if version == end or entailed_by(stream.removeprefix("organisation "), fact) == town
        ]
        if not going:
            return
        first = [version for version, _ in stands].index(going[0])
        before = replayed(RULES, [fact for _, fact in stands[:first]])
        later = [fact for version, fact in stands[first:] if version not in going]
        _decided_again(before, later)
        for version in reversed(going):
            self.recorded.append((stream, Fact("organisation.annulled", {}, version)))

    def _correct(self, place: Place, correction: Fact) -> None:
        """Puts the correction in the place of a fact, where all later ones may follow on it."""
        stream, version = place
        stands = standing(self._model.streams[stream])
        index = index_of(stands, version)
        annuls = correction.topic.endswith(".annulled")
        refuse(annuls and index == 0, "FIRST_FACT_STANDS")
        refuse(annuls and stands[index][1].topic == "declaration.revised", "FACT_REFERRED_TO")
        refuse(not annuls and stands[index][1].topic != correction.topic, "ANOTHER_FACT")
        entailed = entailed_by(stream.split(" ")[1], stands[index][1])
        refuse(entailed, "FOLLOWS_FROM_ANOTHER_FACT")
        earlier = [fact for _, fact in stands[:index]] + ([] if annuls else [correction])
        after = _decided_again(replayed(RULES, earlier), [fact for _, fact in stands[index + 1 :]])
        self.recorded.append((stream, correction._replace(corrects=version)))
        if stream.startswith("summit "):
            self.move_year(stream, self._model.state(stream), after)

    def move_year(self, summit: str, before: State | None, after: State | None) -> None:
        """Releases the year that a summit had, and reserves the one that it has now."""
        had, has = _year_of(before), _year_of(after)
        if had == has:
            return
        if had is not None:
            self.record(f"year {had}", "summit-year.released")
        if has is not None:
            again = "-again" if self._model.state(f"year {has}") is not None else ""
            named = summit.removeprefix("summit ")
            self.record(f"year {has}", f"summit-year.reserved{again}", summit=named)


def _decided_again(before: State | None, later: Sequence[Fact]) -> State | None:
    try:
        return replayed(RULES, later, before)
    except Refused as refused:
        raise Refused("LATER_FACTS_REST_ON_IT") from refused


def _year_of(summit: State | None) -> int | None:
    if summit is None or summit["state"] == "CANCELLED":
        return None
    year: int = summit["year"]
    return year
