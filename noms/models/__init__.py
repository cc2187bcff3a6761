"""The frame: sources, regions, areas, prisons, probation services, sites, authorities, outward codes."""

from noms.models.place import LocalAuthority, Outcode
from noms.models.proxies import Prison, ProbationTrust
from noms.models.region import ProbationArea, Region
from noms.models.service import Service
from noms.models.site import Site
from noms.models.source import DataSource

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
