"""The words that an interviewer reads aloud in one case, and what they are filled with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.models import User
from interviews.forms.answers import QuestionRow
from interviews.models import Interview
from survey.models import Instrument, SampledUnit, Strand
from survey.questionnaire import Questionnaire
from survey.spoken_words import VOICEMAIL, SpokenWords, is_spoken


def study_values(strand: Strand) -> dict[str, str]:
    """Return the merge fields that the study fills for one strand. A value that is not entered is empty."""
    study = strand.study
    return {
        "study": study.title,
        "commissioner": study.commissioner,
        "contractor": study.contractor,
        "contact": study.contact,
        "length": str(strand.interview_minutes or ""),
    }


def words_for(unit: SampledUnit, questionnaire: Questionnaire, *, interviewer: User) -> SpokenWords:
    """Return the words of a case's questionnaire, filled for this case and interviewer. No query."""
    values = study_values(unit.strand) | {"service": str(unit), "interviewer": interviewer.name}
    return SpokenWords(questionnaire, values)


def words_of_case(unit: SampledUnit, interview: Interview | None, *, interviewer: User) -> SpokenWords | None:
    """Return the words of a case, or None if its strand has no questionnaire, or one without words. One query."""
    key = interview.instrument_id if interview else unit.strand.instrument_id
    if key is None:
        return None
    instrument = Instrument.objects.defer("content").get(pk=key)
    words = words_for(unit, instrument.questionnaire, interviewer=interviewer)
    return words if words.opening or words.voicemail else None


def with_words(sections: Iterable[dict[str, Any]], words: SpokenWords) -> list[dict[str, Any]]:
    """Return the sections of the interview page with the words of their notes, without that for the machine."""
    return [
        section | {"rows": [_with_words(row, words) for row in _shown(section["rows"])]}
        for section in sections
    ]


def _shown(rows: Iterable[QuestionRow]) -> list[QuestionRow]:
    return [row for row in rows if not (row.question.name == VOICEMAIL and is_spoken(row.question))]


def _with_words(row: QuestionRow, words: SpokenWords) -> QuestionRow:
    if is_spoken(row.question):
        return replace(row, words=words.of(row.question))
    if row.parts:
        parts = tuple(
            replace(part, rows=tuple(_with_words(each, words) for each in part.rows)) for part in row.parts
        )
        return replace(row, parts=parts)
    return row
