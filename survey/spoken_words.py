"""The words of a questionnaire that an interviewer reads aloud: its notes. No Django here.

The label of a note is read aloud and its hint is for the interviewer. The notes before the first question open the
call; the note named `voicemail` is left on an answering machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey import merge_fields
from survey.label_texts import NO_ANSWER, filled
from survey.languages import LocalizedText, question_key
from survey.markdown import Quoted, RichText, rich
from survey.questionnaire import Question, Questionnaire, QuestionType
from survey.questions import HEADINGS

VOICEMAIL = "voicemail"
"""The name of the note that is left on an answering machine. It is no part of the interview."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language: `text` is read aloud, `hint` tells the interviewer how. One of them may be empty."""

    text: str
    hint: str
    language: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ReadAloud(Words):
    """Words in the questionnaire's own language, with their translations."""

    translations: tuple[Words, ...] = ()


def is_spoken(question: Question) -> bool:
    """Return True for a note that is read aloud. The headings above a scale are none."""
    return question.type is QuestionType.NOTE and question.appearance != HEADINGS


def notes_of(questionnaire: Questionnaire) -> Iterator[Question]:
    """Yield all notes that are read aloud, also those in repeated groups."""
    for question in questionnaire.questions.values():
        yield from (each for each in (question, *question.questions) if is_spoken(each))


class SpokenWords:
    """The words of one questionnaire, with its merge fields filled."""

    def __init__(self, questionnaire: Questionnaire, values: Mapping[str, str]) -> None:
        self.questionnaire, self.values = questionnaire, values

    def of(self, note: Question) -> ReadAloud:
        """Return the words of one note in every language that it has."""
        own = self.questionnaire.language
        translations = []
        for translation in self.questionnaire.translations:
            code = translation.language.code
            text = translation.texts.get(question_key(note.name, "label"), "")
            hint = translation.texts.get(question_key(note.name, "hint"), "")
            if text:
                translations.append(
                    Words(
                        self._filled(_like(note.label, LocalizedText(text, code))),
                        self._filled(_like(note.hint, LocalizedText(hint, code))) if hint else "",
                        translation.language.name,
                        translation.is_draft,
                    )
                )
        return ReadAloud(
            self._filled(rich(note.label)),
            self._filled(rich(note.hint)),
            own.name,
            translations=tuple(translations),
        )

    @property
    def opening(self) -> list[ReadAloud]:
        """The words that open the call: the notes before the first question, without that for the machine."""
        found: list[ReadAloud] = []
        for question in self.questionnaire.questions.values():
            if question.takes_answer:
                break
            if is_spoken(question) and question.name != VOICEMAIL and question.label:
                found.append(self.of(question))
        return found

    @property
    def voicemail(self) -> ReadAloud | None:
        """The words for an answering machine."""
        note = self.questionnaire.questions.get(VOICEMAIL)
        return self.of(note) if note is not None and is_spoken(note) else None

    @property
    def missing(self) -> list[str]:
        """What the study has not entered and the words need, such as “who commissions the study”."""
        texts = [text for note in notes_of(self.questionnaire) for text in (note.label, note.hint)]
        names = merge_fields.missing_fields(texts, self.values, merge_fields.STUDY_FIELDS)
        return [merge_fields.STUDY_FIELDS[name] for name in names]

    def _filled(self, text: str) -> str:
        return merge_fields.fill(text, self.values, merge_fields.CALL_FIELDS)


def _like(text: str, translated: str) -> str:
    """Return a translated text with the answers that the original quotes."""
    answers = dict(zip(text.markup.quotes, text.answers, strict=True)) if isinstance(text, RichText) else {}
    return filled(rich(translated), lambda name: answers.get(name, Quoted(NO_ANSWER)))
