"""Frames and their rows: sources, regions, areas, services, sites, authorities, outward codes."""

from noms.models.bases import DataSource
from noms.models.frame import Frame
from noms.models.geography import LocalAuthority, Outcode, ProbationArea, Region
from noms.models.service import Prison, ProbationTrust, Service, Site

__all__ = [
    "DataSource",
    "Frame",
    "LocalAuthority",
    "Outcode",
    "Prison",
    "ProbationArea",
    "ProbationTrust",
    "Region",
    "Service",
    "Site",
]
