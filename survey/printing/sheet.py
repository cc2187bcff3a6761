"""What stands on a blank questionnaire on paper, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from string import ascii_uppercase
from typing import Any

from survey import expressions, merge_fields
from survey.expressions import joined
from survey.page_language import draft_notices
from survey.printing.phrases import Phrases
from survey.printing.skips import ConditionWords, next_numbers
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.questions import HEADINGS
from survey.spoken_words import VOICEMAIL
from survey.translations import language_context, translate_questionnaire

LONG_LIST = 40
"""A list of more choices than this stands once at the end, and the question has room for its number."""

ON_EVERY_PAGE = (
    "Case",
    "Date",
    "Interviewer",
    "Began",
    "Ended",
    "Page",
    "of",
    "No answer: does not know",
    "refuses",
    "not asked",
    "Use another sheet for more.",
)
"""Our sentences that the template itself uses."""

ROWS_ON_PAPER = 3
"""The number of rows of a repeated group for which there is room, unless the form says how many."""

HOW_TO_WRITE = {
    QuestionType.INTEGER: "Write a number.",
    QuestionType.DECIMAL: "Write a number.",
    QuestionType.DATE: "Write a date: day, month, year.",
    QuestionType.TIME: "Write a time: hours and minutes.",
    QuestionType.DATETIME: "Write a date and a time: day, month, year, hours, minutes.",
}
HOW_TO_RANK = "Write a number beside each: 1 for the first, 2 for the second, and so on."
MEDIA = {
    "picture": "A picture belongs here: it is not shown.",
    "sound": "A sound recording belongs here: it is not played.",
    "film": "A film belongs here: it is not shown.",
}

LINES_OF_LONG_TEXT, LINES_OF_TEXT = 6, 2


@dataclass(frozen=True)
class Blanks:
    """What is filled in before printing. `values` are merge fields; a missing one stands in brackets.

    `organisations` is a group that is asked for after the section of this name, with room for several.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    caption: str = ""
    organisations: Question | None = None
    after_section: str = ""
    is_interview: bool = False


@dataclass(frozen=True)
class PaperForm:
    """A questionnaire on paper. `sections` and `lists` are JSON for the typst template."""

    title: str
    caption: str
    version: str
    language: str
    draft_mark: str
    is_interview: bool
    phrases: dict[str, str]
    sections: list[dict[str, Any]]
    lists: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def paper_form(
    questionnaire: Questionnaire, *, language: str = "", blanks: Blanks | None = None
) -> PaperForm:
    """Return the questionnaire for paper in one of its languages; an unknown code gives its own."""
    return _Paper(questionnaire, language, blanks or Blanks()).form()


class _Paper:
    """Numbers the questions and puts them on paper."""

    def __init__(self, questionnaire: Questionnaire, language: str, blanks: Blanks) -> None:
        self.context = language_context(questionnaire, language)
        self.questionnaire = translate_questionnaire(questionnaire.without_checks(), language)
        self.blanks, self.phrases = blanks, Phrases(self.context["language"])
        self.sections = self._with_organisations()
        self.numbers = dict(_numbers(self.sections))
        questions = {
            each.name: each
            for section in self.sections
            for question in section.questions
            for each in (question, *question.questions)
        }
        self.conditions = ConditionWords(questions, self.numbers, self.phrases)
        self.depths = {
            each.name: len(section.path)
            for section in self.sections
            for question in section.questions
            for each in (question, *question.questions)
        }
        """The number of groups around each question that are no headings within its page."""
        self.lists: list[tuple[tuple[Choice, ...], str]] = []

    def _with_organisations(self) -> list[Section]:
        found = []
        for section in self.questionnaire.sections:
            found.append(section)
            group = self.blanks.organisations
            if group is not None and section.name == self.blanks.after_section:
                found.append(Section(group.name, group.label, (group,)))
        return found

    def form(self) -> PaperForm:
        asked = [
            (question, joined(section.conditions_of(question)))
            for section in self.sections
            for question in section.questions
            if question.is_typed
        ]
        places = {question.name: place for place, (question, _) in enumerate(asked)}
        sections = []
        for section in self.sections:
            items = [
                self._item(question, asked[places.get(question.name, 0) + 1 :])
                for question in section.questions
                if _is_on_paper(question)
            ]
            if items:
                sections.append(
                    {
                        "title": ": ".join(filter(None, map(self._filled, section.titles))),
                        "when": self._when(joined(section.conditions)),
                        "items": items,
                    }
                )
        return PaperForm(
            title=str(self.questionnaire.title),
            caption=self.blanks.caption,
            version=self.phrases("Version {version}", version=self.questionnaire.version),
            language=self.context["language"],
            draft_mark="\n".join(draft_notices(self.context["language"]))
            if self.context["is_draft_translation"]
            else "",
            is_interview=self.blanks.is_interview,
            phrases={name: self.phrases(name) for name in ON_EVERY_PAGE},
            sections=sections,
            lists=[
                {
                    "title": self.phrases("List {letter}", letter=letter),
                    "choices": [f"{place}  {choice.label}" for place, choice in enumerate(choices, 1)],
                }
                for choices, letter in self.lists
            ],
        )

    def _item(self, question: Question, following: list[tuple[Question, str]]) -> dict[str, Any]:
        common = {
            "label": self._filled(question.label),
            "hint": "\n".join(filter(None, (self._filled(question.hint), self._filled(question.guidance)))),
            "when": self._when(question.relevant),
            "media": [self.phrases(MEDIA[kind]) for kind in question.media if kind in MEDIA],
            "level": 0,
        }
        if question.is_heading:
            level = 1 + len(question.path) - self.depths.get(question.name, len(question.path))
            return common | {"kind": "heading", "heading": "", "level": level}
        if not question.is_typed and question.takes_answer:
            label = f"{common['label']}: {question.display_value(question.default)}"
            return common | {"label": label, "kind": "heading", "heading": ""}
        if question.type is QuestionType.NOTE:
            is_plain = question.appearance == HEADINGS or not self.blanks.is_interview
            heading = "On an answering machine" if question.name == VOICEMAIL else "Read aloud"
            return common | {
                "kind": "heading" if is_plain else "note",
                "heading": self.phrases(heading) if question.label else "",
            }
        number = self.numbers[question.name]
        common |= {"number": number, "label": common["label"] or question.name}
        if question.is_repeated:
            rows = question.row_count or ROWS_ON_PAPER
            inner = [each for each in question.questions if _is_on_paper(each)]
            return common | {
                "kind": "group",
                "rows": [self.phrases("Number {place}", place=str(place)) for place in range(1, rows + 1)],
                "items": [self._item(each, []) for each in inner],
                "is_open": not question.row_count,
            }
        return common | {"kind": "question"} | self._answer(question, following)

    def _answer(self, question: Question, following: list[tuple[Question, str]]) -> dict[str, Any]:
        found: dict[str, Any] = {"how": "", "choices": [], "lines": 0, "is_scale": False, "must": ""}
        if question.is_required:
            found["must"] = self.phrases("This must be answered.")
        elif question.required_if:
            condition = self.conditions.of(question.required_if)
            found["must"] = self.phrases("This must be answered if {condition}.", condition=condition)
        is_one = question.type is QuestionType.SELECT_ONE
        if is_one or question.type is QuestionType.SELECT_MULTIPLE:
            if question.choice_filter:
                names = expressions.parse(question.choice_filter, is_filter=True).names
                numbers = ", ".join(number for name, number in self.numbers.items() if name in names)
                if numbers:
                    found["must"] += " " + self.phrases(
                        "The choices depend on question {numbers}.", numbers=numbers
                    )
            if len(question.choices) > LONG_LIST:
                letter = self._list_of(question.choices)
                sentence = (
                    "Write the number of a choice in list {letter}, at the end."
                    if is_one
                    else "Write the numbers of all that apply in list {letter}, at the end."
                )
                return found | {"how": self.phrases(sentence, letter=letter), "lines": 1}
            skips = next_numbers(question, following, self.numbers)
            return found | {
                "how": self.phrases("Tick one." if is_one else "Tick all that apply."),
                "choices": [
                    {"label": str(each.label or each.value), "skip": self._skip(each, skips, following)}
                    for each in question.choices
                ],
                "is_scale": bool(question.scale),
            }
        if question.type is QuestionType.RANK:
            boxes = [{"label": str(each.label or each.value), "skip": ""} for each in question.choices]
            return found | {"how": self.phrases(HOW_TO_RANK), "choices": boxes}
        if question.type is QuestionType.ACKNOWLEDGE:
            return found | {
                "how": self.phrases("Tick if so."),
                "choices": [{"label": self.phrases("Yes"), "skip": ""}],
            }
        if question.type is QuestionType.RANGE:
            lowest, highest, step = (f"{limit:f}" for limit in question.range_limits)
            how = self.phrases(
                "Write a number from {lowest} to {highest}, in steps of {step}.",
                lowest=lowest, highest=highest, step=step,
            )  # fmt: skip
            return found | {"how": how, "lines": 1}
        if question.type in HOW_TO_WRITE:
            return found | {"how": self.phrases(HOW_TO_WRITE[question.type]), "lines": 1}
        return found | {"lines": LINES_OF_LONG_TEXT if question.is_long else LINES_OF_TEXT}

    def _skip(
        self, choice: Choice, skips: Mapping[str, str | None], following: list[tuple[Question, str]]
    ) -> str:
        """Return where a choice goes on to, if that is not the next question on paper."""
        if choice.value not in skips:
            return ""
        number = skips[choice.value]
        if number is None:
            return self.phrases("go on to the end")
        return (
            ""
            if number == self.numbers[following[0][0].name]
            else self.phrases("go on to {number}", number=number)
        )

    def _list_of(self, choices: tuple[Choice, ...]) -> str:
        """Return the letter of a long list, the same for the same choices."""
        for known, letter in self.lists:
            if known == choices:
                return letter
        place = len(self.lists)
        letter = ascii_uppercase[place % 26] * (place // 26 + 1)
        self.lists.append((choices, letter))
        return letter

    def _when(self, source: str) -> str:
        """Return a condition as a sentence, empty for no condition."""
        condition = self.conditions.of(source)
        verb = "Ask" if self.blanks.is_interview else "Answer"
        return self.phrases(f"{verb} only if {{condition}}.", condition=condition) if condition else ""

    def _filled(self, text: str) -> str:
        return str(merge_fields.fill(text, self.blanks.values, merge_fields.CALL_FIELDS))


def _is_on_paper(question: Question) -> bool:
    """Return True for a question to fill in or to read; of one that is only read, if the form says its answer."""
    is_known = question.is_typed or not question.takes_answer or bool(question.default)
    return question.is_visible and is_known


def _numbers(sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """Yield the name of each question with its number: 1, 2, and 2.1, 2.2 within a repeated group."""
    place = 0
    for section in sections:
        for question in section.questions:
            if not question.is_typed:
                continue
            place += 1
            yield question.name, str(place)
            inner = [each for each in question.questions if each.is_typed]
            yield from ((each.name, f"{place}.{number}") for number, each in enumerate(inner, 1))
