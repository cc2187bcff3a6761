"""Special purpose vehicles: enterprises that prison or probation staff set up, and what stands in their way."""

from reports.spv.report import AIM, NAME, TITLE, build

__all__ = ["AIM", "NAME", "TITLE", "build"]
