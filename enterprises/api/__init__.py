"""The API of the directory: organisations, engagements and assessments to read, evidence to add."""

from enterprises.api.viewsets import (
    AssessmentViewSet,
    EngagementViewSet,
    EvidenceViewSet,
    OrganisationViewSet,
)

__all__ = ["AssessmentViewSet", "EngagementViewSet", "EvidenceViewSet", "OrganisationViewSet"]
