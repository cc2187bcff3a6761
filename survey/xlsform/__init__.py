"""XLSForms: reading uploaded files into questionnaires, and writing them."""

from survey.xlsform.notes import Note, Reading, XLSFormError
from survey.xlsform.parser import questionnaire_of, read_xlsform
from survey.xlsform.translations import warnings_of

__all__ = ["Note", "Reading", "XLSFormError", "questionnaire_of", "read_xlsform", "warnings_of"]
