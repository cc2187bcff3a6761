"""XLSForms: reading uploaded files into questionnaires, and writing them."""

from survey.xlsform.parser import XLSFormError, read_xlsform
from survey.xlsform.translations import warnings_of

__all__ = ["XLSFormError", "read_xlsform", "warnings_of"]
