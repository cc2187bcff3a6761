"""The API of the directory: organisations, engagements and assessments to read, evidence to add."""

from enterprises.api.assessments import AssessmentViewSet
from enterprises.api.engagements import EngagementViewSet
from enterprises.api.evidence import EvidenceViewSet
from enterprises.api.organisations import OrganisationViewSet

__all__ = ["AssessmentViewSet", "EngagementViewSet", "EvidenceViewSet", "OrganisationViewSet"]
