"""Curation of the directory in the admin."""

from enterprises.admin.correction import CorrectionAdmin
from enterprises.admin.engagement import EngagementAdmin
from enterprises.admin.evidence import EvidenceAdmin
from enterprises.admin.feedback import PageFeedbackAdmin
from enterprises.admin.organisation import OrganisationAdmin

__all__ = ["CorrectionAdmin", "EngagementAdmin", "EvidenceAdmin", "OrganisationAdmin", "PageFeedbackAdmin"]
