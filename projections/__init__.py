"""What can be asked: one file a read model, with its row type and its folds."""

from projections.attendances import ATTENDANCES
from projections.declarations import DECLARATIONS
from projections.kernel import ReadModel
from projections.organisations import ORGANISATIONS
from projections.revisions import REVISIONS
from projections.signatures import SIGNATURES
from projections.summits import SUMMITS

__all__ = [
    "ATTENDANCES",
    "DECLARATIONS",
    "ORGANISATIONS",
    "READ_MODELS",
    "REVISIONS",
    "SIGNATURES",
    "SUMMITS",
]

READ_MODELS: tuple[ReadModel, ...] = (
    ORGANISATIONS,
    SIGNATURES,
    DECLARATIONS,
    REVISIONS,
    SUMMITS,
    ATTENDANCES,
)
