"""Frames and their rows: sources, regions, areas, police areas, services, sites, authorities, outward codes."""

from noms.models.bases import DataSource
from noms.models.contact import Contactable, PublicContact
from noms.models.frame import Frame
from noms.models.frame_upload import FrameUpload
from noms.models.geography import LocalAuthority, Outcode, PoliceArea, ProbationArea, Region, RegionSystem
from noms.models.kind import ServiceKind
from noms.models.prison_history import SiteFate, SiteToday
from noms.models.service import Prison, ProbationTrust, Service, Site

__all__ = [
    "Contactable",
    "DataSource",
    "Frame",
    "FrameUpload",
    "LocalAuthority",
    "Outcode",
    "PoliceArea",
    "Prison",
    "ProbationArea",
    "ProbationTrust",
    "PublicContact",
    "Region",
    "RegionSystem",
    "Service",
    "ServiceKind",
    "Site",
    "SiteFate",
    "SiteToday",
]
