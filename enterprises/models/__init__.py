"""The models of the directory."""

from enterprises.models.assessment import Assessment, DraftDefinition, Override
from enterprises.models.correction import Correction
from enterprises.models.directory_version import DirectoryVersion
from enterprises.models.engagement import Engagement, EngagementTerm
from enterprises.models.evidence import Evidence, EvidenceSubmission
from enterprises.models.feedback import PageFeedback
from enterprises.models.names import NameKey
from enterprises.models.organisation import Identifier, Organisation, OrganisationTerm, OtherName, Place

__all__ = [
    "Assessment",
    "Correction",
    "DirectoryVersion",
    "DraftDefinition",
    "Engagement",
    "EngagementTerm",
    "Evidence",
    "EvidenceSubmission",
    "Identifier",
    "NameKey",
    "Organisation",
    "OrganisationTerm",
    "OtherName",
    "Override",
    "PageFeedback",
    "Place",
]
