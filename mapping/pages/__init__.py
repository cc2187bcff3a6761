"""What the pages of one organisation, one service, one area and one region show."""

from mapping.pages.area import AreaProfile
from mapping.pages.assessment import AssessmentProfile
from mapping.pages.organisation import OrganisationProfile
from mapping.pages.region import RegionProfile
from mapping.pages.service import ServiceProfile

__all__ = ["AreaProfile", "AssessmentProfile", "OrganisationProfile", "RegionProfile", "ServiceProfile"]
