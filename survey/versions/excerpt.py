"""Questions chosen from several questionnaires as the start of a new one. No Django here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from survey.expressions import joined
from survey.label_texts import TEXTS
from survey.languages import Language, Translation, choice_key, question_key, section_key
from survey.questionnaire import Question, Questionnaire, Section, Table
from survey.questions import HEADINGS

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
EXPRESSIONS = (
    "relevant",
    "constraint",
    "choice_filter",
    "calculation",
    "dynamic_default",
    "required_if",
    "row_count_of",
)


class OneLanguageError(ValueError):
    """The questions are of questionnaires in different languages."""


class Choose(NamedTuple):
    """A questionnaire, and the names of the questions that are taken from it; a repeated group is taken whole."""

    questionnaire: Questionnaire
    names: Collection[str]


@dataclass(frozen=True)
class Excerpt:
    """The new questionnaire, and the labels of the questions that were added because chosen ones depend on them."""

    questionnaire: Questionnaire
    added: tuple[str, ...]


def excerpt(chosen: Sequence[Choose], *, name: str, title: str, version: str) -> Excerpt:
    """Return the chosen questions with what they depend on, in the order of their questionnaires.

    A question that several questionnaires ask alike is taken once. Of two different ones with one name the second gets
    another name. Raises OneLanguageError if the questionnaires have different languages of their own.
    """
    languages = list(dict.fromkeys(each.questionnaire.language for each in chosen))
    if len(languages) > 1:
        names = " and ".join(each.name for each in languages)
        raise OneLanguageError(f"These questions are in {names}. Choose questions of one language at a time.")
    builder = _Builder()
    for each in chosen:
        builder.add(each)
    return Excerpt(
        Questionnaire(
            name,
            version,
            title,
            tuple(builder.sections),
            language=languages[0],
            translations=tuple(
                Translation(language, texts, is_draft=language.code in builder.drafts)
                for language, texts in builder.texts.values()
            ),
            tables=builder.tables,
        ),
        tuple(builder.added),
    )


def with_dependencies(questionnaire: Questionnaire, names: Collection[str]) -> set[str]:
    """Return the names with those of all questions that they refer to, directly or not. Groups stand for their rows."""
    found: set[str] = set()
    page_of = {each.name: section for section in questionnaire.sections for each in section.questions}
    waiting = [name for name in questionnaire.questions if name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += _referred(questionnaire, page_of[name], name)
    return found


def _referred(questionnaire: Questionnaire, section: Section, name: str) -> set[str]:
    question = questionnaire.questions[name]
    written = [*questionnaire.conditions_of(name), section.title]
    for each in (*section.headings_of(question), question, *question.questions):
        written += (getattr(each, part) for part in (*EXPRESSIONS, *TEXTS))
        written += (choice.label for choice in each.choices)
        written += each.parameters.values()
        written += (f"${{{trigger}}}" for trigger in each.triggers)
    known = {*questionnaire.questions, *questionnaire.group_of}
    names = {found for source in written for found in REFERENCE.findall(source) if found in known}
    return {questionnaire.outer_name(each) for each in names} - {name}


class _Builder:
    """Collects sections, translations and tables of the new questionnaire."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.texts: dict[str, tuple[Language, dict[str, str]]] = {}
        self.drafts: set[str] = set()
        self.tables: dict[str, Table] = {}
        self.added: list[str] = []
        self._taken: dict[str, Question] = {}
        self._pages: set[str] = set()

    def add(self, chosen: Choose) -> None:
        """Add the chosen questions of one questionnaire."""
        questionnaire, names = chosen
        kept = with_dependencies(questionnaire, names)
        self.added += (
            questionnaire.questions[each].label or each
            for each in questionnaire.questions
            if each in kept - set(names)
        )
        self.tables |= questionnaire.tables
        wanted = {each for each in kept if not self._is_taken_alike(questionnaire.questions[each])}
        renames = self._renames(questionnaire, wanted)
        for section in questionnaire.sections:
            questions = list(_around(section, wanted))
            if not any(each.is_recorded for each in questions):
                continue
            page = _free(section.name, self._pages)
            self._pages.add(page)
            made = tuple(
                _moved(each, (page, *_path_within(section, each, renames)), renames) for each in questions
            )
            self._taken |= {each.name: old for old, each in zip(questions, made, strict=True)}
            relevant = _renamed_text(joined(section.conditions), renames)
            self.sections.append(Section(page, _renamed_text(section.title, renames), made, relevant))
            self._translate(questionnaire, section, page, questions, renames)

    def _is_taken_alike(self, question: Question) -> bool:
        """Return True if another questionnaire asks the same question, which is there already."""
        return _content(self._taken.get(question.name)) == _content(question)

    def _renames(self, questionnaire: Questionnaire, wanted: Collection[str]) -> dict[str, str]:
        """Return the new names of questions whose name another question has."""
        used = {*self._taken, *(inner.name for each in self._taken.values() for inner in each.questions)}
        renames = {}
        for outer in questionnaire.questions.values():
            if outer.name not in wanted and not outer.is_heading and outer.appearance != HEADINGS:
                continue
            for each in (outer, *outer.questions):
                name = _free(each.name, used)
                if name != each.name:
                    renames[each.name] = name
                used.add(name)
        return renames

    def _translate(
        self,
        questionnaire: Questionnaire,
        section: Section,
        page: str,
        questions: Sequence[Question],
        renames: Mapping[str, str],
    ) -> None:
        for translation in questionnaire.translations:
            _, texts = self.texts.setdefault(translation.language.code, (translation.language, {}))
            if translation.is_draft:
                self.drafts.add(translation.language.code)
            for old, new in _keys(section, page, questions, renames):
                if text := translation.texts.get(old):
                    texts[new] = _renamed_text(text, renames)


def _around(section: Section, kept: Collection[str]) -> Iterator[Question]:
    """Yield the kept questions of a page with the headings of their groups and of their scales."""
    wanted = [each for each in section.questions if each.name in kept]
    headings = {heading.name for each in wanted for heading in section.headings_of(each)}
    scales: set[str] = set()
    above = ""
    for each in section.questions:
        if each.appearance == HEADINGS:
            above = each.name
        elif above and each.name in kept and each.scale:
            scales.add(above)
    return (each for each in section.questions if each.name in kept or each.name in headings | scales)


def _path_within(section: Section, question: Question, renames: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the groups around a question within its page, as their headings are called now."""
    names = {each.full_path: renames.get(each.name, each.name) for each in section.headings_of(question)}
    for place in range(len(section.path), len(question.path)):
        yield names.get(question.path[: place + 1], question.path[place])


def _moved(question: Question, path: tuple[str, ...], renames: Mapping[str, str]) -> Question:
    """Return a question with another path, new names in all that it says, and no other name in its file."""
    name = renames.get(question.name, question.name)
    inner_path = (*path, name)
    changed: dict[str, Any] = {
        part: _renamed_text(getattr(question, part), renames) for part in (*EXPRESSIONS, *TEXTS)
    }
    return replace(
        question,
        **changed,
        name=name,
        choices=tuple(replace(each, label=_renamed_text(each.label, renames)) for each in question.choices),
        column="",
        path=path,
        triggers=tuple(renames.get(each, each) for each in question.triggers),
        parameters={key: _renamed_text(value, renames) for key, value in question.parameters.items()},
        questions=tuple(_moved(each, inner_path, renames) for each in question.questions),
    )


def _renamed_text(text: str, renames: Mapping[str, str]) -> str:
    return REFERENCE.sub(lambda found: f"${{{renames.get(found[1], found[1])}}}", text)


def _content(question: Question | None) -> object:
    """Return what makes two questions the same wherever they stand."""
    if question is None:
        return None
    return (
        question.type,
        question.label,
        question.hint,
        question.choices,
        tuple(getattr(question, part) for part in EXPRESSIONS),
        tuple(_content(each) for each in question.questions),
    )


def _keys(
    section: Section, page: str, questions: Sequence[Question], renames: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the keys of the translations of a page, old and new."""
    yield section_key(section.name), section_key(page)
    for outer in questions:
        for each in (outer, *outer.questions):
            name = renames.get(each.name, each.name)
            for part in TEXTS:
                yield question_key(each.name, part), question_key(name, part)
            for choice in each.choices:
                yield choice_key(each.name, choice.value), choice_key(name, choice.value)


def _free(name: str, used: Collection[str]) -> str:
    number = 1
    made = name
    while made in used:
        number += 1
        made = f"{name}_{number}"
    return made
