"""What every use case does around its decision: repeat an answer, or decide again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from eventsourcing.persistence import IntegrityError

from domain import errors
from domain.ports import Command, Recorded, Store

_ATTEMPTS = 20

Arguments = ParamSpec("Arguments")


class HasUseCases(Protocol):
    """A store, and the turn of those that lost a race."""

    store: Store
    turn: asyncio.Lock


AnyNetwork = TypeVar("AnyNetwork", bound=HasUseCases)
UseCase = Callable[Concatenate[AnyNetwork, Command, Arguments], Coroutine[Any, Any, Recorded]]


def use_case(method: UseCase[AnyNetwork, Arguments]) -> UseCase[AnyNetwork, Arguments]:
    """Answers a repeated command with its first result, and decides again where another came first.

    A refusal stands when it was decided on what the log says, not on what this process remembers.
    Commands that lost a race take turns within the process, so that a stream that many write to is
    not fought over.
    """

    @wraps(method)
    async def decide(
        network: AnyNetwork, command: Command, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Recorded:
        lost = False
        for _ in range(_ATTEMPTS):
            async with network.turn if lost else nullcontext():
                if first := await network.store.first_result(command):
                    return first
                try:
                    return await method(network, command, *args, **kwargs)
                except IntegrityError:
                    lost = True
                except errors.Refusal:
                    if command.fresh:
                        # Refused for what this very command recorded meanwhile, sent twice at once?
                        if first := await network.store.first_result(command):
                            return first
                        raise
                command = replace(command, fresh=True)
        raise errors.VersionConflict(f"{_ATTEMPTS} ×")

    return decide
