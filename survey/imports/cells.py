"""Cells of an export as answers: figures, days, times and choices as the tools and spreadsheet programs write them.

A cell that has no one meaning is refused with what to do; nothing is guessed. No database access.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from survey.imports.metadata import UNFILLED
from survey.question_types import ACKNOWLEDGED
from survey.questionnaire import Question, QuestionType

TICKED = {"1", "1.0", "true", "yes"}
UNTICKED = UNFILLED | {"0", "0.0", "false", "no"}
FIGURES = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE)

WITH_SLASHES = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{1,4})(\s.*)?")
SERIAL_NUMBER = re.compile(r"\d{4,6}(\.\d+)?")
SHORTENED = re.compile(r"-?\d([.,]\d+)?E\+\d+", re.IGNORECASE)
WHOLE_WITH_POINT = re.compile(r"(-?\d{1,15})\.0+")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?(Z|[+-]\d\d:?\d\d)?")
IN_WORDS = ("%b %d, %Y", "%B %d, %Y")
"""A day as SurveyCTO and ODK Briefcase write it, such as “Jul 15, 2009”."""
OF_THE_CLOCK = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S")

AFTER_A_SPREADSHEET = (
    "A spreadsheet program has changed this {what}, and it may be read in two ways. Load the file as the tool exported "
    "it, or write {example}."
)
A_NUMBER = (
    "This is a number, as a spreadsheet program keeps a {what}. Give the column the format of a {what}, or write "
    "{example}."
)
NUMBER_SHORTENED = (
    "A spreadsheet program has shortened this number, so its figures are lost. Load the file as the tool exported "
    "it."
)
TWO_CHOICES = (
    "This is the label of more than one choice: {values}. Write the value of the one that was chosen."
)
VALUE_AND_LABEL = "This is the value of one choice and the label of another. Write the value: {values}."
TWO_READINGS = "These labels of choices can be taken apart in two ways. Export with a column for each choice."
NOT_A_TICK = "It is neither 1 nor 0, neither TRUE nor FALSE."
EXAMPLES = {
    QuestionType.DATE: ("date", "2009-07-15"),
    QuestionType.TIME: ("time", "14:30"),
    QuestionType.DATETIME: ("time", "2009-07-15T14:30"),
}


class CellError(ValueError):
    """The cell cannot be read; the message says what to do. `choices` are those that a label may mean."""

    def __init__(self, message: str, choices: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


def plain_label(text: str) -> str:
    """Return a label as it is compared: without Markdown, tags, capitals and double blanks."""
    return " ".join(re.sub(r"<[^<>]*>|[*#]", "", text).split()).casefold()


@dataclass(frozen=True)
class ChoiceWords:
    """The values of a question's choices, and by their labels in all languages the values that have each."""

    values: tuple[str, ...]
    by_label: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, question: Question, labels: Iterable[tuple[str, str]]) -> ChoiceWords:
        """Return the words of the choices; `labels` are pairs of a value and a label."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for value, label in labels:
            found[plain_label(label)][value] = None
        by_label = {label: tuple(values) for label, values in found.items() if label}
        return cls(tuple(choice.value for choice in question.choices), by_label)

    @cached_property
    def by_choice(self) -> dict[str, tuple[str, ...]]:
        """The value and the labels of each choice, by its value."""
        found = {value: [value] for value in self.values}
        for label, values in self.by_label.items():
            for value in values:
                found[value].append(label)
        return {value: tuple(words) for value, words in found.items()}

    def value_of(self, text: str, *, prefers_labels: bool = False) -> str:
        """Return the value of a choice that is written as its value or its label; other text unchanged.

        :raises CellError: for a text that means two choices.
        """
        labelled = self.by_label.get(plain_label(text), ())
        is_value = text in self.values
        if is_value and (not labelled or labelled == (text,)):
            return text
        if is_value and not prefers_labels:
            return text
        if len(labelled) > 1 or (is_value and labelled):
            words = VALUE_AND_LABEL if is_value else TWO_CHOICES
            choices = tuple(dict.fromkeys((*labelled, *[text] * is_value)))
            raise CellError(words.format(values=", ".join(choices)), choices)
        if labelled:
            return labelled[0]
        # A spreadsheet program or pandas writes the value 1 as 1.0.
        whole = WHOLE_WITH_POINT.fullmatch(text)
        return whole[1] if whole and whole[1] in self.values else text

    def values_of(self, text: str, *, prefers_labels: bool = False) -> list[str]:
        """Return the values in a cell with several choices, as values or as labels, whatever stands between them.

        :raises CellError: for a text that can be taken apart in two ways.
        """
        words = text.split()
        if all(word in self.values for word in words) and not prefers_labels:
            return words
        for parts in (re.split(r"[,;|\n]", text), [text]):
            stripped = [part.strip() for part in parts if part.strip()]
            if all(part in self.values or plain_label(part) in self.by_label for part in stripped):
                return [self.value_of(part, prefers_labels=prefers_labels) for part in stripped]
        return self._taken_apart(plain_label(text).split()) or words

    def _taken_apart(self, words: Sequence[str]) -> list[str]:
        """Return the values of labels that stand one after the other; none if the words are not all of labels.

        :raises CellError: if there are two ways of taking the words apart.
        """
        # A choice without a label stands with its value among the labels of the others.
        spoken = {plain_label(value): value for value in self.values} | {each: each for each in self.by_label}
        lengths = sorted({len(label.split()) for label in spoken if label})
        ways = [0] * len(words) + [1]
        label_at: dict[int, str] = {}
        for start in reversed(range(len(words))):
            for length in lengths:
                label = " ".join(words[start : start + length])
                if start + length <= len(words) and ways[start + length] and label in spoken:
                    ways[start] += ways[start + length]
                    label_at[start] = label
        if ways[0] > 1:
            raise CellError(TWO_READINGS)
        found, start = [], 0
        while ways[0] and start < len(words):
            found.append(self.value_of(spoken[label_at[start]], prefers_labels=True))
            start += len(label_at[start].split())
        return found


def is_ticked(text: str, words: Sequence[str]) -> bool:
    """Return True if the cell of one choice says that it was chosen: by 1, TRUE, or the choice in `words`.

    :raises CellError: for a text that is neither.
    """
    low = text.casefold()
    if low in UNTICKED and text not in words:
        return False
    if low in TICKED or text in words or plain_label(text) in {plain_label(word) for word in words}:
        return True
    raise CellError(NOT_A_TICK)


def value_of(question: Question, text: str) -> str:
    """Return the text of a cell in the form in which the question takes it; text at fault in another way unchanged.

    :raises CellError: for a text that a spreadsheet program has changed so that it has no one meaning.
    """
    kind = question.type
    if kind in FIGURES:
        whole = WHOLE_WITH_POINT.fullmatch(text)
        return whole[1] if whole and kind is not QuestionType.DECIMAL else text
    if kind in EXAMPLES:
        return _moment(kind, text)
    if kind is QuestionType.ACKNOWLEDGE and text.casefold() in {ACKNOWLEDGED.casefold(), *TICKED}:
        return ACKNOWLEDGED
    if kind in (QuestionType.TEXT, QuestionType.POSTCODE) and SHORTENED.fullmatch(text):
        raise CellError(NUMBER_SHORTENED)
    return text


def _moment(kind: QuestionType, text: str) -> str:
    """Return a day or a time in ISO 8601, if the text can be nothing else."""
    what, example = EXAMPLES[kind]
    if WITH_SLASHES.fullmatch(text):
        raise CellError(AFTER_A_SPREADSHEET.format(what=what, example=example))
    if SERIAL_NUMBER.fullmatch(text) or (kind is QuestionType.TIME and re.fullmatch(r"0\.\d+", text)):
        raise CellError(A_NUMBER.format(what=what, example=example))
    if kind is QuestionType.DATE:
        if found := MIDNIGHT.fullmatch(text):
            return found[1]
        day = in_words(text)
        return day.date().isoformat() if day and (day.hour, day.minute, day.second) == (0, 0, 0) else text
    if kind is QuestionType.DATETIME:
        moment = in_words(text)
        return moment.isoformat() if moment and ":" in text else text
    for pattern in OF_THE_CLOCK:
        try:
            return dt.datetime.strptime(text.upper(), pattern).time().isoformat()  # noqa: DTZ007 - it has no zone
        except ValueError:
            continue
    return text


@lru_cache(maxsize=4096)
def in_words(text: str) -> dt.datetime | None:
    """Return a day, or a day and a time, such as “Jul 15, 2009 10:11:12 AM”; None for another text."""
    # Java writes a narrow blank between the time and AM in some versions, and a comma after the year in others.
    plain = " ".join(text.replace("\u202f", " ").split())
    for day in IN_WORDS:
        for clock in ("", *(f" {each}" for each in OF_THE_CLOCK), *(f", {each}" for each in OF_THE_CLOCK)):
            try:
                return dt.datetime.strptime(plain, day + clock)  # noqa: DTZ007 - it has no zone
            except ValueError:
                continue
    return None
