"""What can be asked: one file a read model, with its row type and its folds."""

from projections.agenda_items import AGENDA_ITEMS
from projections.attendances import ATTENDANCES
from projections.declarations import DECLARATIONS
from projections.engagement_officers import ENGAGEMENT_OFFICERS
from projections.invitations import INVITATIONS
from projections.kernel import ReadModel
from projections.memberships import MEMBERSHIPS
from projections.organisations import ORGANISATIONS
from projections.reported_figures import REPORTED_FIGURES
from projections.revisions import REVISIONS
from projections.signatures import SIGNATURES
from projections.successions import SUCCESSIONS
from projections.summits import SUMMITS

__all__ = [
    "AGENDA_ITEMS",
    "ATTENDANCES",
    "DECLARATIONS",
    "ENGAGEMENT_OFFICERS",
    "INVITATIONS",
    "MEMBERSHIPS",
    "ORGANISATIONS",
    "READ_MODELS",
    "REPORTED_FIGURES",
    "REVISIONS",
    "SIGNATURES",
    "SUCCESSIONS",
    "SUMMITS",
]

READ_MODELS: tuple[ReadModel, ...] = (
    ORGANISATIONS,
    SUCCESSIONS,
    MEMBERSHIPS,
    ENGAGEMENT_OFFICERS,
    SIGNATURES,
    DECLARATIONS,
    REVISIONS,
    SUMMITS,
    AGENDA_ITEMS,
    INVITATIONS,
    ATTENDANCES,
    REPORTED_FIGURES,
)
