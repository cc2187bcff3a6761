"""Types of question in words. No Django here."""

from __future__ import annotations

from survey.question_types import QuestionType
from survey.questions import Question

WORDS = {
    QuestionType.TEXT: "a text",
    QuestionType.INTEGER: "a whole number",
    QuestionType.DECIMAL: "a number",
    QuestionType.DATE: "a date",
    QuestionType.SELECT_ONE: "one of several choices",
    QuestionType.SELECT_MULTIPLE: "several choices",
    QuestionType.POSTCODE: "a postcode",
    QuestionType.NOTE: "a text to read",
    QuestionType.CALCULATE: "a calculation",
    QuestionType.REPEAT: "a group answered in rows",
    QuestionType.HEADING: "a heading",
    QuestionType.RANGE: "a number of a range",
    QuestionType.RANK: "an order of choices",
    QuestionType.TIME: "a time",
    QuestionType.DATETIME: "a day and a time",
    QuestionType.ACKNOWLEDGE: "a tick",
    QuestionType.HIDDEN: "a value that nobody enters",
}


def type_in_words(question: Question) -> str:
    """Return what answers a question takes, such as “a whole number”."""
    return WORDS[question.type]
