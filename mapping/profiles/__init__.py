"""What the pages of one organisation, one service and one region show."""

from mapping.profiles.assessment import AssessmentProfile
from mapping.profiles.organisation import OrganisationProfile
from mapping.profiles.region import RegionProfile
from mapping.profiles.service import ServiceProfile

__all__ = ["AssessmentProfile", "OrganisationProfile", "RegionProfile", "ServiceProfile"]
