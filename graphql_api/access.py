"""Which role may do what: one table, field by field and command by command.

The planner gathers the roles that a selection needs, and mutations those of their own field; `docs/roles.md`
is this table printed. A municipality acts for its own organisation alone: commands are refused for others by
the domain, and what is personal is told of its own people only.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from graphql import FieldNode

from domain.callers import Caller, Role
from domain.languages import Words
from graphql_api.planner.errors import ToldError

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"

# Of what has no field: texts.
READING_CLOSED = Words(
    en="Reading this register needs a bearer token.",
    de="Dieses Register zu lesen erfordert ein Bearer-Token.",
)

Roles = frozenset[Role]

# From the roles that something needs to a field that needs it.
Needs = Mapping[Roles, FieldNode]

_NETWORK: Roles = frozenset(Role)
_LAND: Roles = frozenset({Role.COORDINATOR})
_MEMBER: Roles = frozenset({Role.COORDINATOR, Role.MUNICIPALITY})
_LOG: Roles = frozenset(
    {
        Role.COORDINATOR,
        Role.AUDITOR,
        Role.INTEGRATOR,
        Role.DATA_PROTECTION_OFFICER,
        Role.ADMINISTRATOR,
    }
)
_PROOFS: Roles = _LOG | {Role.WITNESS}
_PERSONAL: Roles = frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.DATA_PROTECTION_OFFICER})
_ADMINISTRATION: Roles = frozenset({Role.ADMINISTRATOR})
_WEBHOOKS: Roles = frozenset({Role.INTEGRATOR, Role.ADMINISTRATOR})
_DATA_PROTECTION: Roles = frozenset({Role.DATA_PROTECTION_OFFICER})
_ERASURES: Roles = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
_EVERYBODYS_PERSONAL: Roles = _PERSONAL - {Role.MUNICIPALITY}

# Of a field its own row holds, else its type's, else `*`.
TABLE: Mapping[str, Roles] = {
    "*": _NETWORK,
    "Query.events": _LOG,
    "Query.changes": _LOG,
    "Query.log": _PROOFS,
    "Query.apiKeys": _ADMINISTRATION,
    "Query.webhooks": _WEBHOOKS,
    "Network.events": _LOG,
    "Node.history": _LOG,
    "Event.*": _LOG,
    "InclusionProof.leaf": _LOG,
    "EngagementOfficer.name": _PERSONAL,
    "EngagementOfficer.email": _PERSONAL,
    "EngagementOfficer.phone": _PERSONAL,
    "Query.dataSubject": _DATA_PROTECTION,
    "Query.dueForErasure": _DATA_PROTECTION,
    "Query.personalDataAccesses": _DATA_PROTECTION,
    "Network.erasures": _ERASURES,
    "Erasure.*": _ERASURES,
    "Subscription.events": _LOG,
    "Mutation.*": _LAND,
    "Mutation.erasePerson": _DATA_PROTECTION,
    "Mutation.planAccession": _MEMBER,
    "Mutation.withdrawAccession": _MEMBER,
    "Mutation.resolveAccession": _MEMBER,
    "Mutation.joinNetwork": _MEMBER,
    "Mutation.leaveNetwork": _MEMBER,
    "Mutation.signDeclaration": _MEMBER,
    "Mutation.withdrawSignature": _MEMBER,
    "Mutation.appointEngagementOfficer": _MEMBER,
    "Mutation.changeEngagementOfficer": _MEMBER,
    "Mutation.stepDownEngagementOfficer": _MEMBER,
    "Mutation.acceptInvitation": _MEMBER,
    "Mutation.delegateInvitation": _MEMBER,
    "Mutation.declineInvitation": _MEMBER,
    "Mutation.raiseImpulse": _MEMBER,
    "Mutation.supportImpulse": _MEMBER,
    "Mutation.withdrawImpulse": _MEMBER,
    "Mutation.sharePracticeExample": _MEMBER,
    "Mutation.revisePracticeExample": _MEMBER,
    "Mutation.withdrawPracticeExample": _MEMBER,
    "Mutation.adoptPracticeExample": _MEMBER,
    "Mutation.reportExperience": _MEMBER,
    "Mutation.createApiKey": _ADMINISTRATION,
    "Mutation.revokeApiKey": _ADMINISTRATION,
    "Mutation.registerWebhook": _WEBHOOKS,
    "Mutation.rotateWebhookSecret": _WEBHOOKS,
    "Mutation.pauseWebhook": _WEBHOOKS,
    "Mutation.resumeWebhook": _WEBHOOKS,
    "Mutation.testWebhook": _WEBHOOKS,
    "Mutation.removeWebhook": _WEBHOOKS,
    "Mutation.cosignCheckpoint": frozenset({Role.WITNESS}),
}


def roles_of(type_name: str, field_name: str) -> Roles:
    """The roles that may ask for this field."""
    if field_name == "history":
        type_name = "Node"
    for row in (f"{type_name}.{field_name}", f"{type_name}.*"):
        if row in TABLE:
            return TABLE[row]
    return TABLE["*"]


def reads_everybodys_personal(caller: Caller) -> bool:
    """Whether the caller may know what is personal of others than its own organisation's people."""
    return bool(caller.roles & _EVERYBODYS_PERSONAL)


def reads_personal(caller: Caller) -> bool:
    """Whether the caller may know anything that is personal."""
    return bool(caller.roles & _PERSONAL)


def acts_for(caller: Caller, roles: Roles) -> UUID | None:
    """The organisation that the caller's command must be about, where these roles may give it; None where it
    may be about any."""
    return caller.organisation if caller.roles & roles == {Role.MUNICIPALITY} else None


def webhooks_of(caller: Caller) -> UUID | None:
    """Whose webhooks alone the caller may see and change; None where everybody's."""
    return None if Role.ADMINISTRATOR in caller.roles else caller.actor


def refuse_unless_permitted(caller: Caller, needs: Needs) -> None:
    """Raises ToldError where the caller has none of the roles that something needs."""
    for roles, node in needs.items():
        if not roles & caller.roles:
            raise _refusal(caller, roles, node)


def _refusal(caller: Caller, roles: Roles, node: FieldNode) -> ToldError:
    needed = ", ".join(sorted(roles - {Role.PUBLIC}))
    name = node.name.value
    if caller.actor is None:
        return ToldError(
            UNAUTHENTICATED,
            Words(
                en=f"{name} needs a bearer token with one of the roles: {needed}.",
                de=f"{name} braucht ein Bearer-Token mit einer der Rollen: {needed}.",
            ),
            node,
        )
    given = ", ".join(sorted(caller.roles - {Role.PUBLIC})) or "–"
    return ToldError(
        FORBIDDEN,
        Words(
            en=f"{name} needs one of the roles: {needed}. Your credentials have: {given}.",
            de=f"{name} braucht eine der Rollen: {needed}. Ihre Zugangsdaten haben: {given}.",
        ),
        node,
    )
