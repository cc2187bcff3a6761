"""What the pages of one organisation, one service, one area and one region show."""

from mapping.profiles.area import AreaProfile
from mapping.profiles.assessment import AssessmentProfile
from mapping.profiles.organisation import OrganisationProfile
from mapping.profiles.region import RegionProfile
from mapping.profiles.service import ServiceProfile

__all__ = ["AreaProfile", "AssessmentProfile", "OrganisationProfile", "RegionProfile", "ServiceProfile"]
