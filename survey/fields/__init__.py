"""The control of a question, for respondents and interviewers alike: what it shows, and what is stored of it."""

from .controls import DayMonthYear, field_of, widget_of
from .groups import GroupFields, RowPart, key_of, without_row
from .narrowing import narrow_all
from .placing import PageFrame
from .stored import STATE_PREFIX, listed, shown_value, stored_of
from .words import in_words, marked, row_in_words, trouble, wanted

__all__ = [
    "STATE_PREFIX",
    "DayMonthYear",
    "GroupFields",
    "PageFrame",
    "RowPart",
    "field_of",
    "in_words",
    "key_of",
    "listed",
    "marked",
    "narrow_all",
    "row_in_words",
    "shown_value",
    "stored_of",
    "trouble",
    "wanted",
    "widget_of",
    "without_row",
]
