"""The mutations: each command's input, its use case, its payload; by subject, as in domain/network."""

from __future__ import annotations

import strawberry

from graphql_api.mutations.annulments import AnnulmentMutations
from graphql_api.mutations.api_keys import ApiKeyMutations
from graphql_api.mutations.declarations import DeclarationMutations
from graphql_api.mutations.erasures import ErasureMutations
from graphql_api.mutations.figures import FigureMutations
from graphql_api.mutations.impulses import ImpulseMutations
from graphql_api.mutations.invitations import InvitationMutations
from graphql_api.mutations.memberships import MembershipMutations
from graphql_api.mutations.officers import OfficerMutations
from graphql_api.mutations.organisations import OrganisationMutations
from graphql_api.mutations.practice_examples import PracticeExampleMutations
from graphql_api.mutations.summits import SummitMutations
from graphql_api.mutations.webhooks import WebhookMutations
from graphql_api.mutations.witnesses import WitnessMutations


@strawberry.type(
    description="What can be recorded. Every mutation needs a bearer token; docs/roles.md says of which role."
)
class Mutation(
    OrganisationMutations,
    MembershipMutations,
    OfficerMutations,
    ErasureMutations,
    DeclarationMutations,
    SummitMutations,
    InvitationMutations,
    ImpulseMutations,
    PracticeExampleMutations,
    FigureMutations,
    AnnulmentMutations,
    WitnessMutations,
    ApiKeyMutations,
    WebhookMutations,
):
    """All of them, in one."""
