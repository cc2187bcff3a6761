"""A report as an Excel workbook: one table a sheet, text typed as text, no formula."""

from io import BytesIO

from reports.disclosure import ControlledReport
from reports.formats import sheets
from survey.sheets import xlsx


def content(report: ControlledReport) -> bytes:
    """The workbook's file. The same report gives the same bytes."""
    file = BytesIO()
    xlsx.write(sheets.of(report), file)
    return file.getvalue()
