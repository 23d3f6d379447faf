"""What the register has and a new register file has no more."""

from __future__ import annotations

from uuid import UUID

from domain.network import Network
from domain.organisation import Organisation
from infra.history_facts import registered_names
from infra.recorder import AsyncpgRecorder
from infra.register_files import RegisterFile


async def absent_from(file: RegisterFile, network: Network, recorder: AsyncpgRecorder) -> list[Organisation]:
    """The organisations with an AGS that have not ended and that the file does not have, by their AGS.

    A file that has lines of one level only, of municipalities for instance, says nothing of the others.
    """
    listed = {entry.ags for entry in file.entries}
    levels = {len(ags) for ags in listed}
    streams: list[UUID] = [each for called in (await registered_names(recorder)).values() for each in called]
    known = [await network.store.load(Organisation, stream) for stream in streams]
    absent = [
        each
        for each in known
        if each and each.ags and not each.ended and len(each.ags) in levels and each.ags not in listed
    ]
    return sorted(absent, key=lambda each: each.ags or "")
