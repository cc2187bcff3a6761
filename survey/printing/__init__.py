"""Blank questionnaires to print: what stands on paper, and its PDF."""

from survey.printing.pdf import as_pdf, questionnaire_pdf
from survey.printing.sheet import Blanks, PaperForm, paper_form

__all__ = ["Blanks", "PaperForm", "as_pdf", "paper_form", "questionnaire_pdf"]
