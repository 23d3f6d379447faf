"""What organisations do: they sign, join and leave, have contact persons, and end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.criteria import Criteria, Recognition
from domain.network import Network
from domain.organisation import OrganisationKind
from domain.ports import Command, Recorded
from tests.graphql_api.generation.drawing import Drawing

# Names that tie, that hold what LIKE and JSON treat specially, and that sort by their base letters.
NAMES = (
    "Öde",
    "Oede",
    "ode",
    "100 % Ehrenamt",
    "Unter_Strich",
    'Verein "Zusammen"',
    "Rück\\strich",
    "O'Hara & Söhne <e. V.>",
    "Straßenhaus",
    "Strassenhaus",
    "Ærøskøbing 🤝",
    "Bonn",
    "Bonn",
)

PERSONS = ("Änne Groß", 'Jo "Ehrenamt" Müller', "O'Neil\\Köln", "Zoë 🤝 Łęcka")


class OrganisationDeeds:
    """Each takes a command and what it is about."""

    def __init__(self, network: Network, draw: Drawing) -> None:
        self._network = network
        self._draw = draw

    # Registration

    async def rename(self, command: Command, organisation: UUID) -> Recorded:
        name = self._draw.random.choice(NAMES)
        return await self._network.rename_organisation(command, organisation, name)

    async def update_population(self, command: Command, organisation: UUID) -> Recorded:
        population = self._draw.random.choice([0, 1, 20_000, 20_000, 54_321])
        return await self._network.update_population(command, organisation, population)

    async def change_kind(self, command: Command, organisation: UUID) -> Recorded:
        kind = self._draw.random.choice([OrganisationKind.STADT, OrganisationKind.GEMEINDE])
        return await self._network.change_organisation_kind(command, organisation, kind)

    # Signatures

    async def sign(self, command: Command, about: tuple[UUID, UUID | None]) -> Recorded:
        organisation, summit = about
        return await self._network.sign_declaration(
            command,
            organisation,
            on=self._draw.date(),
            revision=self._draw.random.choice([None, 1, 2, 3]),
            office=self._draw.office(),
            summit=summit,
        )

    async def withdraw_signature(self, command: Command, about: tuple[UUID, int]) -> Recorded:
        organisation, revision = about
        return await self._network.withdraw_signature(
            command, organisation, revision=revision, on=self._draw.late_date(), reason=self._draw.reason()
        )

    # Membership

    async def plan(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.plan_accession(command, organisation, on=self._draw.date())

    async def plan_no_more(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.withdraw_accession(
            command, organisation, on=self._draw.date(), reason=self._draw.reason()
        )

    async def resolve(self, command: Command, organisation: UUID) -> Recorded:
        reference = self._draw.random.choice([None, "Drucksache 17/3", 'V "neu"'])
        return await self._network.resolve_accession(
            command, organisation, on=self._draw.date(), reference=reference
        )

    async def join(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.join_network(
            command,
            organisation,
            on=self._draw.date(),
            council_resolved_on=self._draw.date(),
            criteria=self._criteria(),
        )

    def _criteria(self) -> Criteria | None:
        if self._draw.random.random() < 0.4:
            return None
        return Criteria(
            contact_person="Frau Groß",
            cross_cutting_task='Stabsstelle "Ehrenamt"',
            willingness_to_sign="Beschluss\nvom Mai",
            recognition=self._draw.random.choice(list(Recognition)),
            recognition_evidence="100 % \\ Karte",
            collaboration="ja, gern",
        )

    async def leave(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.leave_network(
            command, organisation, on=self._draw.late_date(), reason=self._draw.reason()
        )

    # Engagement officers

    async def appoint(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.appoint_engagement_officer(
            command, organisation, **self._contact(), on=self._draw.date()
        )

    async def change_officer(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.change_engagement_officer(command, *about, **self._contact())

    async def step_down(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.step_down_engagement_officer(command, *about, on=self._draw.late_date())

    def _contact(self) -> dict[str, Any]:
        return {
            "name": self._draw.random.choice(PERSONS),
            "email": self._draw.random.choice([None, "a.groß@köln.example", 'x"y@z\\w']),
            "phone": self._draw.random.choice([None, "+49 221 / 123-4"]),
        }

    # Their end

    async def merge(self, command: Command, about: tuple[UUID, UUID]) -> Recorded:
        return await self._network.merge_organisations(command, *about, on=self._draw.last_date())

    async def split(self, command: Command, about: tuple[UUID, tuple[UUID, UUID]]) -> Recorded:
        return await self._network.split_organisation(command, *about, on=self._draw.last_date())

    async def dissolve(self, command: Command, organisation: UUID) -> Recorded:
        return await self._network.dissolve_organisation(
            command, organisation, on=self._draw.last_date(), reason=self._draw.reason()
        )
