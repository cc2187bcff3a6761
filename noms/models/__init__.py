"""Frames and their rows: sources, regions, areas, police areas, services, sites, authorities, outward codes."""

from noms.models.bases import DataSource
from noms.models.frame import Frame
from noms.models.frame_upload import FrameUpload
from noms.models.geography import LocalAuthority, Outcode, PoliceArea, ProbationArea, Region, RegionSystem
from noms.models.kind import ServiceKind
from noms.models.prison_history import SiteFate, SiteToday
from noms.models.service import Prison, ProbationTrust, Service, Site

__all__ = [
    "DataSource",
    "Frame",
    "FrameUpload",
    "LocalAuthority",
    "Outcode",
    "PoliceArea",
    "Prison",
    "ProbationArea",
    "ProbationTrust",
    "Region",
    "RegionSystem",
    "Service",
    "ServiceKind",
    "Site",
    "SiteFate",
    "SiteToday",
]
