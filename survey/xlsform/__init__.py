"""XLSForms: read into questionnaires, taken from uploaded files, and written out again."""

from survey.xlsform.reading import XLSFormError, read_xlsform

__all__ = ["XLSFormError", "read_xlsform"]
