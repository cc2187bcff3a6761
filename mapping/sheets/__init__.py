"""Meeting sheets: one A4 page on a service, area, region, organisation or report, as PDF and as Word document."""

from mapping.sheets.directory_sheets import area_sheet, organisation_sheet, region_sheet, service_sheet
from mapping.sheets.files import FORMATS
from mapping.sheets.report_sheet import report_sheet
from mapping.sheets.sheet import Sheet

__all__ = [
    "FORMATS",
    "Sheet",
    "area_sheet",
    "organisation_sheet",
    "region_sheet",
    "report_sheet",
    "service_sheet",
]
