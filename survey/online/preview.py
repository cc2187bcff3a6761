"""A preview of a whole questionnaire as respondents see it."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms

from survey import conditions
from survey.fields import GroupFields, ReadOnly, RowPart, field_name, heading_level
from survey.online.forms import QuestionRow, question_field
from survey.questionnaire import Question, Questionnaire, Section


class PreviewForm(forms.Form):
    """All questions of a questionnaire as respondents see them, each with its condition as a sentence.

    A repeated group has one row, or its fixed number of rows. Calculations are not shown.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(prefix="q")
        self.questionnaire = questionnaire
        self.groups: dict[str, GroupFields] = {}
        for question in questionnaire.answerable_questions():
            if question.is_repeated:
                group = self.groups[question.name] = GroupFields(self, question, None, row_count=1)
                group.add_fields(question_field, lambda place, inner: True)
            elif question.is_typed:
                self.fields[question.name] = question_field(question)

    def sections(self) -> Iterator[tuple[Section, list[QuestionRow]]]:
        """Yield the sections with their rows; sections with only calculations are left out."""
        for section in self.questionnaire.sections:
            rows = [
                self._row(section, question, question.name)
                for question in section.questions
                if question.is_visible
            ]
            if rows:
                yield section, rows

    def _row(self, section: Section, question: Question, key: str) -> QuestionRow:
        condition_words = conditions.condition_sentence(
            self.questionnaire, section, question, verb=conditions.ANSWER
        )
        group = self.groups.get(question.name) if question.is_repeated else None
        return QuestionRow(
            question,
            self[key] if key in self.fields else None,
            True,
            "",
            condition_words,
            key,
            filtered_by=conditions.filtering_questions(self.questionnaire, question),
            parts=tuple(self._parts(group)) if group else (),
            counted_by=conditions.counting_questions(self.questionnaire, question),
            level=heading_level(section, question, top=3) if question.is_heading else 0,
            reading=ReadOnly(_default_words(question)) if question.is_read_only else None,
        )

    def _parts(self, group: GroupFields) -> Iterator[RowPart[QuestionRow]]:
        around = group.group.rows_section
        for place in group.numbers():
            seen = (question for question in around.questions if question.is_visible)
            rows = (self._row(around, each, field_name(group.group, place, each.name)) for each in seen)
            yield RowPart(place, tuple(rows))


def _default_words(question: Question) -> str:
    """Return what a question that is only read says in the preview: its default."""
    return question.display_value(question.default) if question.default else ""
