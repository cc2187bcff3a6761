"""The control of a question, for respondents and interviewers alike: what it shows, and what is stored of it."""

from .choice_filters import narrow_all
from .client_conditions import PageFrame
from .controls import DayMonthYear, field_of, widget_of
from .groups import GroupFields, RowPart, key_of, without_row
from .messages import in_words, marked, row_in_words, trouble, wanted
from .serialisation import STATE_PREFIX, listed, shown_value, stored_of

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
