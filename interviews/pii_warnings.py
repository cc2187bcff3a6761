"""What of an interview's or a call's free text may say who somebody is, in sentences for whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enterprises.pii_scan import in_words, kinds_in
from survey import answers as answering
from survey.form_state import rows_in
from survey.questionnaire import Questionnaire

MOST_TOLD = 5
OF_A_MENTION = (("Name", "name_given"), ("Own words", "own_words"), ("Evaluation", "evaluation"))


def warnings_for(texts: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each text with a mark, by its label; the first few."""
    found = [(label, kinds) for label, text in texts if (kinds := kinds_in(text))]
    return [
        f"“{label}” seems to hold {in_words(kinds)}. It is saved. Take it out if it says who somebody is: "
        "until then the text is not published."
        for label, kinds in found[:MOST_TOLD]
    ]


def texts_of(
    questionnaire: Questionnaire,
    answers: Mapping[str, Mapping[str, Any]],
    notes: Mapping[str, str],
    mentions: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, str]]:
    """Every free text of an interview with its label, in the order of the page."""
    for question in questionnaire.asked():
        for asked, stored in (
            (question, answers.get(question.name)),
            *(
                (inner, row.get(inner.name))
                for row in (rows_in(answers.get(question.name)) if question.is_repeated else ())
                for inner in question.questions
            ),
        ):
            value = answering.read(stored).value
            if isinstance(value, str) and not asked.choices:
                yield asked.label, value
        if note := notes.get(question.name, ""):
            yield f"Note on “{question.label}”", note
    for entry in mentions:
        for label, name in OF_A_MENTION:
            if entry[name]:
                yield f"{label}: {entry['name_given'][:60]}", entry[name]
