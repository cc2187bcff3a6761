"""Warnings for the author of an interview or a call about free text that may identify a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enterprises.pii_scan import in_words, kinds_in
from survey import answers as answering
from survey.form_state import stored_rows
from survey.questionnaire import Questionnaire

MAX_WARNINGS = 5
MENTION_TEXTS = (("Name", "name_given"), ("Own words", "own_words"), ("Evaluation", "evaluation"))


def field_warning(text: str) -> str:
    """Return the warning that stands at the field of a text, or "" if the text seems to identify nobody."""
    kinds = kinds_in(text)
    if not kinds:
        return ""
    return (
        f"This seems to hold {in_words(kinds)}. Take it out if it says who somebody is: "
        "until then the text is not published."
    )


def warnings_for(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Return a warning for each text, given with its label, that may identify a person; at most MAX_WARNINGS."""
    found = [(label, kinds) for label, text in texts if (kinds := kinds_in(text))]
    return [
        f"“{label}” seems to hold {in_words(kinds)}. It is saved. Take it out if it says who somebody is: "
        "until then the text is not published."
        for label, kinds in found[:MAX_WARNINGS]
    ]


def free_texts(
    questionnaire: Questionnaire,
    answers: Mapping[str, Mapping[str, Any]],
    notes: Mapping[str, str],
    mentions: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of every free text of an interview, in the order of the page."""
    for question in questionnaire.answerable_questions():
        for each, stored in (
            (question, answers.get(question.name)),
            *(
                (inner, row.get(inner.name))
                for row in (stored_rows(answers.get(question.name)) if question.is_repeated else ())
                for inner in question.questions
            ),
        ):
            value = answering.read(stored).value
            if isinstance(value, str) and not each.choices:
                yield each.label, value
        if note := notes.get(question.name, ""):
            yield f"Note on “{question.label}”", note
    for entry in mentions:
        for label, name in MENTION_TEXTS:
            if entry[name]:
                yield f"{label}: {entry['name_given'][:60]}", entry[name]
