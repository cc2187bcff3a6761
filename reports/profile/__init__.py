"""Enterprise profile: what the organisations of a study are, do, sell and need, in every typology."""

from reports.profile.report import AIM, NAME, TITLE, build

__all__ = ["AIM", "NAME", "TITLE", "build"]
