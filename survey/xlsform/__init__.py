"""XLSForms: reading uploaded files into questionnaires, and writing them."""

from survey.xlsform.identity import Corrections
from survey.xlsform.notes import Note, Reading, XLSFormError
from survey.xlsform.reading import questionnaire_of, read_form, read_xlsform
from survey.xlsform.workbook import FormFile

__all__ = [
    "Corrections",
    "FormFile",
    "Note",
    "Reading",
    "XLSFormError",
    "questionnaire_of",
    "read_form",
    "read_xlsform",
]
