"""Form fields for questions, shared by the online survey and the interviews, and how their input is stored."""

from .choice_filters import filter_all_choices
from .choice_order import has_random_order, in_order, questionnaire_in_order
from .client_conditions import PageResolver
from .controls import DayMonthYear, field_of, widget_of
from .groups import ADD, REMOVE, GroupFields, RowPart, data_without_row, field_name, row_action
from .headings import heading_level
from .messages import display_answer, display_row, error_message, missing_message
from .quoted_answers import quotes_on_page
from .read_only import ReadOnly, read_only
from .recalculation import recalculation
from .serialisation import STATE_PREFIX, has_choice_for, initial_value, stored_answer

__all__ = [
    "ADD",
    "REMOVE",
    "STATE_PREFIX",
    "DayMonthYear",
    "GroupFields",
    "PageResolver",
    "ReadOnly",
    "RowPart",
    "data_without_row",
    "display_answer",
    "display_row",
    "error_message",
    "field_name",
    "field_of",
    "filter_all_choices",
    "has_choice_for",
    "has_random_order",
    "heading_level",
    "in_order",
    "initial_value",
    "missing_message",
    "questionnaire_in_order",
    "quotes_on_page",
    "read_only",
    "recalculation",
    "row_action",
    "stored_answer",
    "widget_of",
]
