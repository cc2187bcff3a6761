"""The types of question, and how values of each type are normalised and validated. No Django here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Set
from decimal import Decimal
from enum import StrEnum
from typing import Any

from noms.parsing import full_postcode
from survey.languages import Sentence, to_translate

TEXT_LIMIT = 250_000
"""Maximum number of characters of a text. A transcript of an hour has about 60,000."""

TOO_LONG = to_translate(
    "This text is {length} characters long and the most is {most}. Nothing was cut off: shorten it, or move a part to "
    "another box."
)

WHOLE_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Surrogates and the null character, which PostgreSQL cannot store."""


class QuestionType(StrEnum):
    """The types of question. A note, a heading, a calculation and a hidden value take no answer.

    A heading is a group within a group: its label and its condition. A repeat is a group of questions that is answered
    in rows; survey.form_state validates them. A rank puts all its choices in order. A hidden value comes with the form
    or from outside, and is stored like an answer. An acknowledgement has the value “OK”, as in ODK.
    """

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    POSTCODE = "postcode"
    NOTE = "note"
    CALCULATE = "calculate"
    REPEAT = "repeat"
    HEADING = "heading"
    RANGE = "range"
    RANK = "rank"
    TIME = "time"
    DATETIME = "datetime"
    ACKNOWLEDGE = "acknowledge"
    HIDDEN = "hidden"


SEVERAL = frozenset({QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
"""The types whose values are lists of the values of choices."""

WITH_CHOICES = SEVERAL | {QuestionType.SELECT_ONE}
"""The types that are answered by choices."""

WITHOUT_VALUE = frozenset({QuestionType.NOTE, QuestionType.HEADING})
"""The types that never have a value."""

NOT_ASKED = WITHOUT_VALUE | {QuestionType.CALCULATE, QuestionType.HIDDEN}
"""The types that nobody answers."""

ACKNOWLEDGED = "OK"
"""The value of an acknowledgement, as ODK stores it."""


def normalise(kind: QuestionType, raw: Any) -> Any:
    """Return typed input in the form in which it is stored. Input that is invalid is returned unchanged.

    Whole numbers become int, decimals a str of digits, several choices a list without duplicates, postcodes
    upper case with one blank. Times lose their time zone, seconds that are zero and parts of seconds; a moment in
    another time zone becomes the time here.
    """
    if isinstance(raw, list | tuple):
        return list(dict.fromkeys(storable(str(word)) for word in raw))
    if kind is QuestionType.DECIMAL and isinstance(raw, int | float) and not isinstance(raw, bool):
        return format(Decimal(str(raw)), "f")
    if kind is QuestionType.RANGE and isinstance(raw, float):
        return format(Decimal(str(raw)), "f")
    if not isinstance(raw, str):
        return raw
    if kind is QuestionType.TEXT:
        return storable(raw).replace("\r\n", "\n")
    raw = storable(raw).strip()
    if kind in (QuestionType.INTEGER, QuestionType.RANGE) and WHOLE_NUMBER.fullmatch(raw):
        return int(raw)
    if kind is QuestionType.TIME:
        return _time_text(raw) or raw
    if kind is QuestionType.DATETIME:
        return _moment_text(raw) or raw
    if kind is QuestionType.POSTCODE:
        return full_postcode(raw) or raw
    return raw


def storable(text: str) -> str:
    """Return the text with U+FFFD in place of every character that a database cannot store."""
    return UNSTORABLE.sub("�", text)


def problem_with(kind: QuestionType, value: Any, words: Set[str]) -> str:
    """Return an error message for a value, or an empty text. `words` are the values of the choices."""
    match kind:
        case QuestionType.INTEGER:
            return "" if _is_figure(value, WHOLE_NUMBER) else Sentence("Enter a whole number, such as 25.")
        case QuestionType.DECIMAL | QuestionType.RANGE:
            return "" if _is_figure(value, NUMBER) else Sentence("Enter a number, such as 2.5.")
        case QuestionType.DATE:
            return "" if _is_date(value) else Sentence("Enter a date, such as 2009-07-15.")
        case QuestionType.TIME:
            return "" if _is_stored(value, _time_text) else Sentence("Enter a time, such as 14:30.")
        case QuestionType.DATETIME:
            good = _is_stored(value, _moment_text)
            return "" if good else Sentence("Enter a date and a time, such as 2009-07-15T14:30.")
        case QuestionType.ACKNOWLEDGE:
            return "" if value == ACKNOWLEDGED else Sentence("Tick the box.")
        case QuestionType.POSTCODE:
            good = isinstance(value, str) and full_postcode(value) is not None
            return "" if good else Sentence("Enter a whole postcode, such as LS9 7TL.")
        case QuestionType.SELECT_ONE:
            return (
                ""
                if isinstance(value, str) and value in words
                else Sentence("Choose one of the answers listed.")
            )
        case QuestionType.SELECT_MULTIPLE:
            good = isinstance(value, list | tuple) and all(isinstance(v, str) and v in words for v in value)
            return "" if good else Sentence("Choose from the answers listed.")
        case QuestionType.RANK:
            good = isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
            return (
                ""
                if good and sorted(value) == sorted(words)
                else Sentence("Put all the answers listed in order.")
            )
    if not isinstance(value, str):
        return Sentence("Enter text.")
    if len(value) > TEXT_LIMIT:
        length, most = f"{len(value):,}", f"{TEXT_LIMIT:,}"
        return Sentence(TOO_LONG, length=length, most=most)
    return ""


def as_text(value: Any) -> str:
    """Return a value as an XForm stores it: several choices joined by blanks, None as an empty text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(str(word) for word in value)
    return str(value)


def _is_figure(value: Any, pattern: re.Pattern[str]) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return pattern.fullmatch(str(value).strip()) is not None


def _is_date(value: Any) -> bool:
    try:
        # Python also reads other date formats, which would not sort as text.
        return dt.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _is_stored(value: Any, stored_text: Callable[[str], str | None]) -> bool:
    return isinstance(value, str) and stored_text(value) == value


def _time_text(raw: str) -> str | None:
    """Return a time as it is stored, such as 14:30 or 14:30:15, or None for other text."""
    try:
        return _without_zero_seconds(dt.time.fromisoformat(raw).replace(tzinfo=None))
    except ValueError:
        return None


def _moment_text(raw: str) -> str | None:
    """Return a date with a time as it is stored, such as 2009-07-15T14:30, or None for other text."""
    try:
        found = dt.datetime.fromisoformat(raw)
        if found.tzinfo is not None:
            # Django sets the place's own clock.
            found = found.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return f"{found.date().isoformat()}T{_without_zero_seconds(found.time())}"


def _without_zero_seconds(time: dt.time) -> str:
    return time.isoformat("seconds" if time.second else "minutes")
