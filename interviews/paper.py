"""Blank questionnaires of a study to print, with room for the organisations named."""

from __future__ import annotations

from typing import Any

from django import forms

from interviews.consent import section_before_organisations
from interviews.forms.mentions import MentionForm
from interviews.forms.words import SPOKEN_STRANDS
from interviews.words import study_values
from survey.models import Strand
from survey.printing import Blanks, PaperForm, paper_form
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType

ON_PAPER = (
    "name_given",
    "own_words",
    "status",
    "described_as",
    "activities",
    "arrangement",
    "origin",
    "stages",
    "groups",
    "payers",
    "referrals",
    "evaluation",
)
"""The fields of a mention that are asked on paper, in order."""

ORGANISATIONS = "organisations"


def blank_questionnaire(
    strand: Strand, questionnaire: Questionnaire, *, language: str, **values: str
) -> PaperForm:
    """Return the questionnaire of a strand for paper, filled with what the study tells respondents and `values`."""
    blanks = Blanks(
        values=study_values(strand) | values,
        caption=strand.study.title,
        organisations=organisations_named() if strand.kind in SPOKEN_STRANDS else None,
        after_section=section_before_organisations(questionnaire),
        is_interview=strand.kind in SPOKEN_STRANDS,
    )
    return paper_form(questionnaire, language=language, blanks=blanks)


def organisations_named() -> Question:
    """Return the card of an organisation named as a repeated group of questions."""
    fields: dict[str, Any] = MentionForm.base_fields
    questions = tuple(_question(name, fields[name]) for name in ON_PAPER)
    label = "Organisations named"
    return Question(name=ORGANISATIONS, type=QuestionType.REPEAT, label=label, questions=questions)


def _question(name: str, field: forms.Field) -> Question:
    choices = tuple(
        Choice(str(value), str(label)) for value, label in getattr(field, "choices", ()) if str(value)
    )
    if choices:
        is_many = isinstance(field, forms.MultipleChoiceField)
        kind = QuestionType.SELECT_MULTIPLE if is_many else QuestionType.SELECT_ONE
    else:
        kind = QuestionType.INTEGER if isinstance(field, forms.IntegerField) else QuestionType.TEXT
    return Question(
        name=f"mention_{name}",
        type=kind,
        label=str(field.label),
        hint=str(field.help_text),
        is_long=name == "own_words",
        choices=choices,
    )
