"""The headings of an XLSForm: each in one spelling by pyxform's aliases, and what is not used of them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

SURVEY = frozenset(
    {
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "required",
        "required_message",
        "relevant",
        "constraint",
    }
    | {
        "constraint_message",
        "appearance",
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "trigger",
    }
    | {"readonly", "parameters", "disabled"}
)
CHOICES = frozenset({"list_name", "name", "label"})
SETTINGS = frozenset(
    {"form_title", "form_id", "version", "default_language", "draft_translations", "made_for"}
    | {"allow_choice_duplicates", "clean_text_values", "add_none_option", "name"}
)
COLUMNS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
"""The columns that are read. The columns of choices that a filter asks for are read too."""

MEDIA = {
    "media::image": "picture",
    "media::big-image": "picture",
    "media::audio": "sound",
    "media::video": "film",
}
"""The columns that name a file to be shown or played, with its kind."""

TRANSLATED_COLUMNS = {
    "label": "label",
    "hint": "hint",
    "guidance_hint": "guidance",
    "constraint_message": "constraint message",
    "required_message": "message for a missing answer",
}
"""The columns that can be translated (`label::Cymraeg (cy)`), with their names in messages."""

TRANSLATED_COLUMN = re.compile(rf"({'|'.join(TRANSLATED_COLUMNS)})::(.+)", re.DOTALL)
TRANSLATED_TITLE = re.compile(r"form_title_(.+)")
"""A column of settings for the title in another language, by code. Other programs ignore it."""

EXPRESSIONS = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "readonly",
)
"""The columns of the sheet survey that may hold an expression."""

RULES = (*EXPRESSIONS, "trigger")
"""The columns with rules. A heading that is nearly one of them is refused, because the rule would be ignored."""

NEARLY = 0.85
SETTINGS_ALIASES = {
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}
OF_TOKENS = {
    ("bind", "relevant"): "relevant",
    ("bind", "required"): "required",
    ("bind", "readonly"): "readonly",
    ("bind", "constraint"): "constraint",
    ("bind", "calculate"): "calculation",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "jr:requiredMsg"): "required_message",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
}


def canonical(sheet: str, heading: str, *, has_double_colons: bool) -> str:
    """Return a heading in our spelling; one that pyxform does not know stays as it is.

    `has_double_colons` says that a heading of the sheet has “::”, because single ones separate only if none has.
    """
    if sheet == "settings":
        snake = "_".join(heading.split()).lower()
        return SETTINGS_ALIASES.get(snake, snake)
    columns, aliases = _known_to_pyxform(sheet)
    # Imported here because it takes half a second and only reading a form needs it.
    from pyxform.parsing.sheet_headers import process_header

    try:
        tokens = process_header(heading, has_double_colons, aliases, columns)[1]
    except (IndexError, ValueError, TypeError):
        return heading
    if tokens[:2] in OF_TOKENS:
        tokens = (OF_TOKENS[tokens[:2]], *tokens[2:])
    if sheet == "choices" and tokens[0] == "list name":
        tokens = ("list_name", *tokens[1:])
    return (
        "::".join(token for token in tokens if token)
        if tokens[0] in {*columns, *OF_TOKENS.values()}
        else heading
    )


@cache
def _known_to_pyxform(sheet: str) -> tuple[frozenset[str], dict[str, str | tuple[str, ...]]]:
    from pyxform import aliases

    if sheet == "survey":
        return SURVEY | {"media", "bind", "control", "body", "instance"}, aliases.survey_header
    return CHOICES | {"media"}, aliases.list_header


def is_read(sheet: str, column: str) -> bool:
    """Return True if a column in our spelling is read."""
    if column in COLUMNS[sheet] or (sheet == "settings" and TRANSLATED_TITLE.fullmatch(column)):
        return True
    found = TRANSLATED_COLUMN.fullmatch(column)
    return found is not None and found[1] in COLUMNS[sheet]


def is_text(column: str) -> bool:
    """Return True if a column in our spelling has texts for people, in any language."""
    return column.partition("::")[0] in TRANSLATED_COLUMNS


def media_kind(column: str) -> str:
    """Return what a column names a file of: “picture”, “sound” or “film”; an empty text for other columns."""
    return next(
        (kind for base, kind in MEDIA.items() if column == base or column.startswith(f"{base}::")), ""
    )


def misspelt_rule(column: str) -> str:
    """Return the column with a rule that this heading is nearly, or an empty text.

    >>> misspelt_rule("relevent"), misspelt_rule("remarks")
    ('relevant', '')
    """
    snake = "_".join(column.split()).lower()
    return "" if snake in RULES else next(iter(get_close_matches(snake, RULES, n=1, cutoff=NEARLY)), "")


def reason_unused(sheet: str, column: str) -> str:
    """Return why a column is left out."""
    if kind := media_kind(column):
        return f"a {kind} belongs here, which is not shown."
    if sheet == "settings":
        return "this setting is of no use here."
    if column.partition("::")[0] in {"bind", "control", "body", "instance"} or column.startswith(
        ("bind:", "body:")
    ):
        return "this column instructs another program."
    return "this column is the author’s own."
