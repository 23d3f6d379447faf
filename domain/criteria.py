"""The five criteria of membership, each attested with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.rules import text


class Recognition(StrEnum):
    """How volunteers are recognised."""

    EHRENAMTSKARTE = "EHRENAMTSKARTE"
    EHRENAMTSKARTE_PLANNED = "EHRENAMTSKARTE_PLANNED"
    COMPARABLE = "COMPARABLE"


@dataclass(frozen=True)
class Criteria:
    """What a new member attests. The texts are the evidence for each criterion.

    Attributes:
        contact_person: there is a contact person for civic engagement.
        cross_cutting_task: engagement support is a cross-cutting task of the administration.
        willingness_to_sign: the organisation is willing to sign the declaration.
        recognition: the Ehrenamtskarte is taken part in or planned, or there is something comparable.
        collaboration: the organisation commits itself to continuous collaboration.
    """

    contact_person: str
    cross_cutting_task: str
    willingness_to_sign: str
    recognition: Recognition
    recognition_evidence: str
    collaboration: str

    def checked(self) -> Criteria:
        return Criteria(
            contact_person=text(self.contact_person, "criteria.contactPerson"),
            cross_cutting_task=text(self.cross_cutting_task, "criteria.crossCuttingTask"),
            willingness_to_sign=text(self.willingness_to_sign, "criteria.willingnessToSign"),
            recognition=Recognition(self.recognition),
            recognition_evidence=text(self.recognition_evidence, "criteria.recognitionEvidence"),
            collaboration=text(self.collaboration, "criteria.collaboration"),
        )
