"""Releases of a study's figures, with their documents, members and early access, and the texts of study reports."""

from reports.models.quotation import Quotation, QuotationState
from reports.models.release import EarlyAccess, Release, ReleaseDocument, ReleaseMember, ReleaseState
from reports.models.report_text import ReportText

__all__ = [
    "EarlyAccess",
    "Quotation",
    "QuotationState",
    "Release",
    "ReleaseDocument",
    "ReleaseMember",
    "ReleaseState",
    "ReportText",
]
