"""The contents of the pages of an organisation, its assessment, a service, an area and a region."""

from mapping.pages.assessment import AssessmentPage
from mapping.pages.organisation import OrganisationPage
from mapping.pages.place import AreaPage, RegionPage
from mapping.pages.service import ServicePage

__all__ = ["AreaPage", "AssessmentPage", "OrganisationPage", "RegionPage", "ServicePage"]
