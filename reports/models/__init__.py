"""Releases of a study's figures, with their documents, members and early access."""

from reports.models.release import EarlyAccess, Release, ReleaseDocument, ReleaseMember, ReleaseState

__all__ = ["EarlyAccess", "Release", "ReleaseDocument", "ReleaseMember", "ReleaseState"]
