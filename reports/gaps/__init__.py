"""Gaps and deserts: where no included organisation is known, what nobody provides, and who is nearest."""

from reports.gaps.report import AIM, NAME, TITLE, build

__all__ = ["AIM", "NAME", "TITLE", "build"]
