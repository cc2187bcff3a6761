"""Form fields for questions, shared by the online survey and the interviews, and how their input is stored."""

from .choice_filters import filter_all_choices
from .client_conditions import PageResolver
from .controls import DayMonthYear, field_of, widget_of
from .groups import ADD, REMOVE, GroupFields, RowPart, data_without_row, field_name, row_action
from .messages import display_answer, display_row, error_message, missing_message
from .quoted_answers import quotes_on_page
from .serialisation import STATE_PREFIX, has_choice_for, initial_value, stored_answer

__all__ = [
    "ADD",
    "REMOVE",
    "STATE_PREFIX",
    "DayMonthYear",
    "GroupFields",
    "PageResolver",
    "RowPart",
    "data_without_row",
    "display_answer",
    "display_row",
    "error_message",
    "field_name",
    "field_of",
    "filter_all_choices",
    "has_choice_for",
    "initial_value",
    "missing_message",
    "quotes_on_page",
    "row_action",
    "stored_answer",
    "widget_of",
]
