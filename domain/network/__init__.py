"""The use cases: one short method a command. Each loads, asks, saves."""

from domain.network.annulments import Annulments
from domain.network.declarations import Declarations
from domain.network.figures import Figures
from domain.network.impulses import Impulses
from domain.network.invitations import Invitations
from domain.network.memberships import Memberships
from domain.network.officers import Officers
from domain.network.organisations import Organisations
from domain.network.practice_examples import PracticeExamples
from domain.network.summits import Summits

__all__ = ["Network"]


class Network(
    Organisations,
    Declarations,
    Memberships,
    Officers,
    Summits,
    Invitations,
    Impulses,
    PracticeExamples,
    Figures,
    Annulments,
):
    """The network of municipalities as its members and the Land change it."""
