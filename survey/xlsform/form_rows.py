"""The rows of an XLSForm that say what a questionnaire says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from survey.languages import ENGLISH, TITLE, Language, choice_key, question_key, section_key
from survey.question_types import WITH_CHOICES
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.questions import HEADINGS, SIDE_BY_SIDE
from survey.xlsform.headings import EXPRESSIONS
from survey.xlsform.nodes import FIELD_LIST

Row = Mapping[str, str]
TYPES = {
    QuestionType.POSTCODE: "text",
    QuestionType.DATETIME: "dateTime",
}
"""The types whose name in an XLSForm differs."""
MEDIA = {
    "picture": ("media::image", "{name}.png"),
    "sound": ("media::audio", "{name}.mp3"),
    "film": ("media::video", "{name}.mp4"),
}
"""The column of each kind of media, with a name for the file, which the questionnaire does not keep."""
TEXT_COLUMNS = {
    "label": "label",
    "hint": "hint",
    "guidance": "guidance_hint",
    "constraint_message": "constraint_message",
    "required_message": "required_message",
}
"""The column of each text of a question."""
REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
NOT_A_NAME = re.compile(r"[^\w.-]")


class Group(NamedTuple):
    """A group of the form: its label, condition, the key of its translations, and its appearance."""

    title: str
    relevant: str
    key: str
    appearance: str = ""


class FormRows:
    """The rows of each sheet of a questionnaire's XLSForm, by column."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self._groups = dict(_groups(questionnaire))
        self._lists: dict[Sequence[tuple[str, ...]], str] = {}
        self._paths = {
            each.name: each.full_path
            for outer in questionnaire.questions.values()
            for each in (outer, *outer.questions)
            if each.column
        }

    def survey(self) -> list[Row]:
        """Return the rows of the sheet survey."""
        questions = [each for section in self.questionnaire.sections for each in section.questions]
        rows = list(self._nested(questions, ()))
        externals = [{"type": "csv-external", "name": name} for name in self._looked_up(rows)]
        return [*externals, *rows]

    def choices(self) -> list[Row]:
        """Return the rows of the sheet choices: each list once, whatever number of questions has it."""
        found: list[Row] = []
        named: set[str] = set()
        for question in _all(self.questionnaire):
            name = self._list_of(question) if question.type in WITH_CHOICES else ""
            if not name or name in named:
                continue
            named.add(name)
            for choice in question.choices:
                texts = self._texts("label", choice.label, choice_key(question.name, choice.value))
                found.append({"list_name": name, "name": choice.value, **texts, **choice.attributes})
        return found

    def settings(self) -> list[Row]:
        """Return the row of the sheet settings."""
        form = self.questionnaire
        titles = {f"form_title_{each.language.code}": each.texts.get(TITLE, "") for each in form.translations}
        drafts = " ".join(each.language.code for each in form.translations if each.is_draft)
        has_doubles = any(
            len({choice.value for choice in each.choices}) < len(each.choices) for each in _all(form)
        )
        return [
            {
                "form_title": form.title,
                **titles,
                "form_id": form.name,
                "version": form.version,
                "default_language": "" if form.language == ENGLISH else _heading(form.language),
                "draft_translations": drafts,
                "made_for": form.made_for,
                "allow_choice_duplicates": "yes" if has_doubles else "",
            }
        ]

    def _looked_up(self, rows: Sequence[Row]) -> list[str]:
        """Return the tables that expressions name by instance(…), which have to be declared."""
        written = (row.get(column, "") for row in rows for column in EXPRESSIONS)
        sources = " ".join(written)
        return [
            name
            for name in self.questionnaire.tables
            if re.search(rf"\binstance\(\s*['\"]{re.escape(name)}['\"]", sources)
        ]

    def _nested(self, questions: Sequence[Question], base: tuple[str, ...]) -> Iterator[Row]:
        """Yield the rows of questions, with those that begin and end the groups around them within `base`."""
        is_open = base
        for question in questions:
            wanted = question.full_path if question.is_heading else question.path
            yield from self._between(is_open, wanted)
            is_open = wanted
            if question.is_repeated:
                yield self._repeat(question)
                yield from self._nested(question.questions, question.full_path)
                yield {"type": "end_repeat"}
            elif not question.is_heading:
                yield self._question(question)
        yield from self._between(is_open, base)

    def _between(self, is_open: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[Row]:
        """Yield the rows that end groups and begin others."""
        common = 0
        while common < min(len(is_open), len(wanted)) and is_open[common] == wanted[common]:
            common += 1
        for _ in is_open[common:]:
            yield {"type": "end_group"}
        for depth in range(common, len(wanted)):
            yield self._group(wanted[: depth + 1])

    def _group(self, path: tuple[str, ...]) -> Row:
        group = self._groups.get(path, Group("", "", ""))
        return {
            "type": "begin_group",
            "name": path[-1],
            **self._texts("label", group.title, group.key),
            "relevant": self._expression(group.relevant),
            "appearance": group.appearance,
        }

    def _repeat(self, question: Question) -> Row:
        return {
            "type": "begin_repeat",
            "name": question.own_name,
            **self._texts("label", question.label, question_key(question.name, "label")),
            "relevant": self._expression(question.relevant),
            "repeat_count": str(question.row_count or "") or self._expression(question.row_count_of),
        }

    def _question(self, question: Question) -> Row:
        texts: dict[str, str] = {}
        for part, column in TEXT_COLUMNS.items():
            texts |= self._texts(column, getattr(question, part), question_key(question.name, part))
        media = (MEDIA[kind] for kind in question.media)
        return {
            "type": self._type(question),
            "name": question.own_name,
            **texts,
            "required": "yes" if question.is_required else self._expression(question.required_if),
            "relevant": self._expression(question.relevant),
            "constraint": self._expression(question.constraint),
            "appearance": _appearance(question),
            "calculation": self._expression(question.calculation),
            "default": question.default or self._expression(question.dynamic_default),
            "trigger": ", ".join(f"${{{self._own_name(name)}}}" for name in question.triggers),
            "readonly": "yes" if question.is_read_only else "",
            "choice_filter": self._expression(question.choice_filter),
            "parameters": " ".join(
                f"{name}={self._expression(value)}" for name, value in question.parameters.items()
            ),
            **{column: file.format(name=question.own_name) for column, file in media},
        }

    def _type(self, question: Question) -> str:
        if question.type is QuestionType.NOTE and question.appearance == HEADINGS:
            below = self._scale_below(question)
            return f"select_one {self._list_of(below)}" if below else "note"
        if question.type in WITH_CHOICES:
            return f"{question.type} {self._list_of(question)}"
        return TYPES.get(question.type, str(question.type))

    def _scale_below(self, headings: Question) -> Question | None:
        """Return the first row below headings, whose choices they show."""
        questions = _all(self.questionnaire)
        below = questions[questions.index(headings) + 1 :]
        return next((each for each in below if each.appearance in SIDE_BY_SIDE), None)

    def _list_of(self, question: Question) -> str:
        """Return the name of the list with the choices of a question: that of the first question that has it."""
        key = tuple(
            (
                choice.value,
                *self._texts("", choice.label, choice_key(question.name, choice.value)).values(),
                *(text for pair in sorted(choice.attributes.items()) for text in pair),
            )
            for choice in question.choices
        )
        if key not in self._lists:
            name = NOT_A_NAME.sub("_", question.own_name)
            taken = {*self._lists.values(), *self.questionnaire.tables}
            while name in taken:
                name += "_"
            self._lists[key] = name
        return self._lists[key]

    def _texts(self, column: str, own: str, key: str) -> dict[str, str]:
        """Return a text in each language, by column."""
        others = {
            f"{column}::{_heading(each.language)}": each.texts.get(key, "")
            for each in self.questionnaire.translations
        }
        return {column: own, **others}

    def _expression(self, source: str) -> str:
        """Return an expression with the names of the file: a path where several questions have a name."""
        return REFERENCE.sub(
            lambda found: f"/data/{'/'.join(self._paths[found[1]])}" if found[1] in self._paths else found[0],
            source,
        )

    def _own_name(self, name: str) -> str:
        return self._paths[name][-1] if name in self._paths else name


def _heading(language: Language) -> str:
    return f"{language.name} ({language.code})"


def _appearance(question: Question) -> str:
    if question.type is QuestionType.POSTCODE:
        return "postcode"
    return "multiline" if question.is_long else question.appearance


def _all(questionnaire: Questionnaire) -> list[Question]:
    """Return all questions in order, those of repeated groups after their group."""
    return [each for outer in questionnaire.questions.values() for each in (outer, *outer.questions)]


def _groups(questionnaire: Questionnaire) -> Iterator[tuple[tuple[str, ...], Group]]:
    """Yield each group by its path. Of a group that is both, the chapter comes after the page, and counts."""
    for section in questionnaire.sections:
        yield (
            section.path,
            Group(section.title, section.relevant, section_key(section.name), _page_appearance(section)),
        )
    for section in questionnaire.sections:
        chapter = section.chapter
        if chapter is not None:
            yield (chapter.name,), Group(chapter.title, chapter.relevant, section_key(chapter.name))
    for question in _all(questionnaire):
        if question.is_heading:
            key = question_key(question.name, "label")
            yield question.full_path, Group(question.label, question.relevant, key)


def _page_appearance(section: Section) -> str:
    """Return the appearance that keeps a group with groups on one page; empty where it is on one anyway."""
    has_groups = any(len(each.path) > len(section.path) for each in section.questions)
    asks = any(
        each.path == section.path and each.takes_answer and not each.is_repeated for each in section.questions
    )
    return FIELD_LIST if has_groups and not asks and section.chapter is None else ""
