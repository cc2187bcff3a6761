"""The texts of a questionnaire as people read them: Markdown rendered, and quoted answers filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from survey.expressions import Values
from survey.languages import ENGLISH, LocalizedText
from survey.markdown import Quote, Quoted, RichText, quotes_of, rich
from survey.question_types import QuestionType, as_text
from survey.questions import Choice, Question, Section

if TYPE_CHECKING:
    from survey.questionnaire import Questionnaire

TEXTS = ("label", "hint", "guidance", "constraint_message", "required_message")
"""The texts of a question that may have Markdown and quote answers."""
NO_ANSWER = "…"
OPTIONAL = gettext_lazy("{question} (optional)")


def readable(questionnaire: Questionnaire, page: str = ENGLISH.code) -> Questionnaire:
    """Return the questionnaire with each text as people read it on a page in a language.

    A quoted answer is named, such as “[answer to: What is your name?]”, until a page fills it in. A questionnaire
    without Markdown and quoted answers is returned as it is.
    """
    # What is returned is kept for all requests, so the language of this one must not decide.
    with translation.override(page):
        return _Reader(questionnaire).questionnaire()


class _Reader:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.original = questionnaire

    def questionnaire(self) -> Questionnaire:
        sections = tuple(self.section(each) for each in self.original.sections)
        title = self.text(self.original.title)
        if title is self.original.title and all(map(_is, sections, self.original.sections)):
            return self.original
        return replace(self.original, title=title, sections=sections)

    def section(self, section: Section) -> Section:
        questions = tuple(self.question(each) for each in section.questions)
        title, chapter = self.text(section.title), section.chapter
        if chapter is not None and (words := self.text(chapter.title)) is not chapter.title:
            chapter = replace(chapter, title=words)
        is_same = title is section.title and chapter is section.chapter
        if is_same and all(map(_is, questions, section.questions)):
            return section
        return replace(section, title=title, chapter=chapter, questions=questions)

    def question(self, question: Question) -> Question:
        changed: dict[str, object] = {}
        for name in TEXTS:
            old = getattr(question, name)
            if old and (new := self.text(old)) is not old:
                changed[name] = new
        choices = tuple(self.choice(each) for each in question.choices)
        if not all(map(_is, choices, question.choices)):
            changed["choices"] = choices
        questions = tuple(self.question(each) for each in question.questions)
        if not all(map(_is, questions, question.questions)):
            changed["questions"] = questions
        return replace(question, **changed) if changed else question  # type: ignore[arg-type]  # the fields of Question

    def choice(self, choice: Choice) -> Choice:
        label = self.text(choice.label)
        return choice if label is choice.label else replace(choice, label=label)

    def text(self, text: str) -> str:
        found = rich(text)
        return found.with_answers(self.naming()) if isinstance(found, RichText) else found

    def naming(self) -> Quote:
        """Return a function that names a quoted question by its label."""

        def quote(name: str) -> Quoted:
            try:
                label = self.original.get_question(name).label or name
            except (KeyError, StopIteration):
                label = name
            return Quoted(gettext("[answer to: {question}]").format(question=str(rich(label))))

        return quote


def _is(one: object, other: object) -> bool:
    return one is other


def quoted_names(question: Question) -> frozenset[str]:
    """Return the names of the questions whose answers the texts of a question quote, with those of its choices."""
    texts = [getattr(question, name) for name in TEXTS] + [choice.label for choice in question.choices]
    return frozenset(
        name for text in texts if "${" in text or isinstance(text, RichText) for name in quotes_of(text)
    )


def quotes_any_answer(section: Section) -> bool:
    """Return True if a title of a section or a text of its questions quotes an answer."""
    questions = [inner for each in section.questions for inner in (each, *each.questions)]
    titles = [section.title, section.chapter.title if section.chapter else ""]
    return any(map(quotes_of, titles)) or any(map(quoted_names, questions))


def with_answers(question: Question, quote: Quote) -> Question:
    """Return a question with the answers that its texts quote filled in."""
    if not quoted_names(question):
        return question
    texts: dict[str, Any] = {name: filled(getattr(question, name), quote) for name in TEXTS}
    choices = tuple(replace(each, label=filled(each.label, quote)) for each in question.choices)
    return replace(question, choices=choices, **texts)


def optional(label: str) -> str:
    """Return a label with “(optional)” in the language of the page; HTML where the label is in another one."""
    if isinstance(label, LocalizedText) and label.lang:
        return format_html(str(OPTIONAL), question=label)
    if isinstance(label, RichText):
        return RichText(str(OPTIONAL).format(question=label.source), "", label.answers)
    return str(OPTIONAL).format(question=label)


def filled(text: str, quote: Quote) -> str:
    """Return a text with its quoted answers filled in."""
    return text.with_answers(quote) if isinstance(text, RichText) else text


def answers_quoted(questionnaire: Questionnaire, values: Values) -> Quote:
    """Return a function that quotes the values of a form: an ellipsis where there is no answer yet.

    A calculation without a value leaves nothing, because it may only add an ending to a word.
    """

    def quote(name: str) -> Quoted:
        value = values.get(name, "")
        words = "" if isinstance(value, list) else as_text(value)
        question = questionnaire.questions.get(name)
        is_calculation = question is not None and question.type is QuestionType.CALCULATE
        return Quoted(words or ("" if is_calculation else NO_ANSWER))

    return quote
