"""The organisations that are registered, and those that a new register file has no more."""

from __future__ import annotations

from uuid import UUID

from domain.network import Network
from domain.organisation import Organisation
from infra.recorder import AsyncpgRecorder
from infra.register_files import RegisterFile

_PAGE = 1_000


async def registered(network: Network, recorder: AsyncpgRecorder) -> list[Organisation]:
    """All of them, as they stand, out of the log: the read side may be behind."""
    organisations = []
    position = 0
    while page := await recorder.select_notifications(
        position, _PAGE, topics=[Organisation.Registered.TOPIC], inclusive_of_start=False
    ):
        for notification in page:
            assert isinstance(notification.originator_id, UUID)
            organisations.append(await network.store.load(Organisation, notification.originator_id))
        position = page[-1].id
    return list({each.id: each for each in organisations if each}.values())  # a corrected one comes twice


async def absent_from(file: RegisterFile, network: Network, recorder: AsyncpgRecorder) -> list[Organisation]:
    """The organisations with an AGS that have not ended and that the file does not have, by their AGS.

    A file that has lines of one level only, of municipalities for instance, says nothing of the others.
    """
    listed = {entry.ags for entry in file.entries}
    levels = {len(ags) for ags in listed}
    absent = [
        each
        for each in await registered(network, recorder)
        if each.ags and not each.ended and len(each.ags) in levels and each.ags not in listed
    ]
    return sorted(absent, key=lambda each: each.ags or "")
