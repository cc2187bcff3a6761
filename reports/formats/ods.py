"""A report as an OpenDocument spreadsheet: one table a sheet, text typed as text, no formula."""

from io import BytesIO

from reports.disclosure import ControlledReport
from reports.formats import sheets
from survey.sheets import ods


def content(report: ControlledReport) -> bytes:
    """The spreadsheet's file."""
    file = BytesIO()
    ods.write(sheets.of(report), file)
    return file.getvalue()
