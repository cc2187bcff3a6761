"""The frame: sources, regions, areas, prisons, probation services, sites, authorities, outward codes."""

from noms.models.bases import DataSource
from noms.models.geography import LocalAuthority, Outcode, ProbationArea, Region
from noms.models.service import Prison, ProbationTrust, Service, Site

__all__ = [
    "DataSource",
    "LocalAuthority",
    "Outcode",
    "Prison",
    "ProbationArea",
    "ProbationTrust",
    "Region",
    "Service",
    "Site",
]
