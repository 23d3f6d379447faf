"""Imports: register and history files become facts, each through the use case that a client would use.

An import may be repeated: what is recorded already is not recorded again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import AlreadyRegistered, Refusal
from domain.identity import organisation_id
from domain.network import Network
from domain.organisation import Organisation, OrganisationKind
from domain.partial_date import PartialDate
from domain.ports import IdempotencyKey
from infra.history_facts import Names, names_of, record_fact
from infra.history_files import BrokenEntry, HistoryEntry, HistoryFile, OrganisationBeside
from infra.import_run import Import, Progress, Report
from infra.recorder import AsyncpgRecorder
from infra.register_files import RegisterEntry, RegisterFile
from infra.registered import absent_from, registered

_AT_ONCE = 64
_LAND = RegisterEntry(0, "05", "Land Nordrhein-Westfalen", OrganisationKind.LAND)


async def import_register(
    network: Network,
    recorder: AsyncpgRecorder,
    file: RegisterFile,
    *,
    actor: UUID,
    now: Callable[[], datetime],
    source: str,
    ended_on: PartialDate | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Registers what is new and records what has changed, parents before children.

    Args:
        recorder: whose log knows what is registered.
        ended_on: the day on which what the file does not have any more was dissolved. Without one, or
            while a line of the file is broken, that is told in the report, and nothing is recorded of it.
        now: tells the time of each command.
        source: where the file's facts are known from.
        progress: is told how many entries are done, of how many.

    Raises:
        StoreUnavailable: the rest is not recorded; repeat the import.
    """
    run = Import(network, actor, now, source, progress, len(file.entries))
    for broken in file.broken:
        run.refuse(broken.line, "?", broken.code, broken.reason)
    if _LAND.ags not in {entry.ags for entry in file.entries} and any(
        entry.parent_ags == _LAND.ags for entry in file.entries
    ):
        with suppress(AlreadyRegistered):
            await _register(run, _LAND)
    slots = asyncio.Semaphore(_AT_ONCE)
    for digits in sorted({len(entry.ags) for entry in file.entries}):
        await _together(
            _import_entry(run, entry, slots) for entry in file.entries if len(entry.ags) == digits
        )
    absent = await absent_from(file, network, recorder)
    await _end_absent(run, absent, None if file.broken else ended_on)
    run.report.refused.sort(key=lambda refused: refused.line)
    return run.report


async def import_history(
    network: Network,
    recorder: AsyncpgRecorder,
    file: HistoryFile,
    *,
    actor: UUID,
    now: Callable[[], datetime],
    source: str,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Records the entries in their order, each once, whatever becomes of those before it.

    Args:
        recorder: whose log knows the names of the organisations.
        actor: the same for every import, as the idempotency keys of the entries are per actor.
        now, progress: as for a register.
        source: of an entry that names none.

    Raises:
        StoreUnavailable: the rest is not recorded; repeat the import.
    """
    run = Import(network, actor, now, source, progress, len(file.organisations) + len(file.entries))
    for organisation in file.organisations:
        if isinstance(organisation, BrokenEntry):
            run.refuse(organisation.number, organisation.what, organisation.code, organisation.reason)
        else:
            await _import_organisation(run, organisation)
        run.advance()
    names = names_of(await registered(network, recorder))
    for entry in file.entries:
        if isinstance(entry, BrokenEntry):
            run.refuse(entry.number, entry.what, entry.code, entry.reason)
        else:
            await _import_fact(run, names, entry)
        run.advance()
    return run.report


# A register


async def _import_entry(run: Import, entry: RegisterEntry, slots: asyncio.Semaphore) -> None:
    async with slots:
        try:
            known = await run.network.store.load(Organisation, organisation_id(entry.ags))
            if known is None:
                await _register(run, entry)
            else:
                await _update(run, entry, known)
        except Refusal as refusal:
            run.refuse_as(refusal, entry.line, _describe(entry))
        run.advance()


def _describe(entry: RegisterEntry) -> str:
    return f"{entry.ags} {entry.name}"


async def _register(run: Import, entry: RegisterEntry) -> None:
    registered = await run.network.register_organisation(
        run.command(),
        name=entry.name,
        kind=entry.kind,
        ags=entry.ags,
        parent=organisation_id(entry.parent_ags) if entry.parent_ags else None,
        population=entry.population,
        latitude=entry.latitude,
        longitude=entry.longitude,
    )
    run.report.add("registered", registered)


async def _end_absent(run: Import, absent: list[Organisation], on: PartialDate | None) -> None:
    """Records the dissolution of what the file does not have any more, or tells of it."""
    for organisation in absent:
        what = f"{organisation.ags} {organisation.name}"
        if on is None:
            run.report.absent.append(what)
            continue
        try:
            command = run.command(expected_version=organisation.version)
            ended = await run.network.dissolve_organisation(command, organisation.id, on=on, reason=None)
            run.report.add("dissolved", ended)
        except Refusal as refusal:
            run.refuse_as(refusal, 0, what)


async def _update(run: Import, entry: RegisterEntry, known: Organisation) -> None:
    """Records each difference on the condition that nothing else has come between."""
    network, version = run.network, known.version
    if entry.parent_ags and known.parent_id != organisation_id(entry.parent_ags):
        command = run.command(expected_version=version)
        parent = organisation_id(entry.parent_ags)
        run.report.add("parent changed", await network.change_parent(command, known.id, parent))
        version += 1
    if entry.name != known.name:
        command = run.command(expected_version=version)
        run.report.add("renamed", await network.rename_organisation(command, known.id, entry.name))
        version += 1
    if entry.kind != known.kind:
        command = run.command(expected_version=version)
        changed = await network.change_organisation_kind(command, known.id, entry.kind)
        run.report.add("kind changed", changed)
        version += 1
    if entry.population is not None and entry.population != known.population:
        command = run.command(expected_version=version)
        updated = await network.update_population(command, known.id, entry.population)
        run.report.add("population updated", updated)
        version += 1
    if version == known.version:
        run.report.unchanged += 1


async def _together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Runs all at once. Where one fails the others are called off, and its exception is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# A history


async def _import_organisation(run: Import, organisation: OrganisationBeside) -> None:
    try:
        registered = await run.network.register_organisation(
            run.command(), name=organisation.name, kind=organisation.kind, ags=organisation.ags
        )
        run.report.add("registered", registered)
    except AlreadyRegistered:
        run.report.unchanged += 1
    except Refusal as refusal:
        run.refuse_as(refusal, organisation.number, organisation.name)


async def _import_fact(run: Import, names: Names, entry: HistoryEntry) -> None:
    key = IdempotencyKey(f"history/{entry.digest.hex()}", entry.digest)
    command = run.command(source=entry.source, idempotency=key)
    try:
        if await run.network.store.first_result(command):
            run.report.unchanged += 1
        else:
            run.report.add(entry.kind, await record_fact(run.network, command, names, entry.fact))
    except Refusal as refusal:
        run.refuse_as(refusal, entry.number, entry.what)
