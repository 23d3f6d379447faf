"""What can be asked: one file a read model, with its row type and its folds."""

from projections.adoptions import ADOPTIONS
from projections.agenda_items import AGENDA_ITEMS
from projections.attendances import ATTENDANCES
from projections.declarations import DECLARATIONS
from projections.engagement_officers import ENGAGEMENT_OFFICERS
from projections.erasures import ERASURES
from projections.impulse_steps import IMPULSE_STEPS
from projections.impulses import IMPULSES
from projections.invitations import INVITATIONS
from projections.kernel import ReadModel
from projections.memberships import MEMBERSHIPS
from projections.organisations import ORGANISATIONS
from projections.practice_examples import PRACTICE_EXAMPLES
from projections.reported_figures import REPORTED_FIGURES
from projections.revisions import REVISIONS
from projections.search_entries import SEARCH_ENTRIES
from projections.signatures import SIGNATURES
from projections.successions import SUCCESSIONS
from projections.summits import SUMMITS

__all__ = [
    "ADOPTIONS",
    "AGENDA_ITEMS",
    "ATTENDANCES",
    "DECLARATIONS",
    "ENGAGEMENT_OFFICERS",
    "ERASURES",
    "IMPULSES",
    "IMPULSE_STEPS",
    "INVITATIONS",
    "MEMBERSHIPS",
    "ORGANISATIONS",
    "PRACTICE_EXAMPLES",
    "READ_MODELS",
    "REPORTED_FIGURES",
    "REVISIONS",
    "SEARCH_ENTRIES",
    "SIGNATURES",
    "SUCCESSIONS",
    "SUMMITS",
]

READ_MODELS: tuple[ReadModel, ...] = (
    ORGANISATIONS,
    SUCCESSIONS,
    MEMBERSHIPS,
    ENGAGEMENT_OFFICERS,
    ERASURES,
    SIGNATURES,
    DECLARATIONS,
    REVISIONS,
    SUMMITS,
    AGENDA_ITEMS,
    INVITATIONS,
    ATTENDANCES,
    IMPULSES,
    IMPULSE_STEPS,
    PRACTICE_EXAMPLES,
    ADOPTIONS,
    REPORTED_FIGURES,
    SEARCH_ENTRIES,
)
