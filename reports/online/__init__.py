"""The online survey: who answered when and how, what share of those invited, and what they are."""

from reports.online.report import AIM, NAME, TITLE, build

__all__ = ["AIM", "NAME", "TITLE", "build"]
