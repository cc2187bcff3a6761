"""Typographic quotation marks, which pyxform makes straight: kept in what people read, straight in conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TYPOGRAPHIC = "‘’“”"
STRAIGHT = "''\"\""
STAND_INS = "\ue018\ue019\ue01c\ue01d"
"""From the private use area, which no keyboard writes, so that pyxform passes them on."""

READ_BY_PEOPLE = frozenset({"label", "hint", "title", "jr:constraintMsg"})

_hidden = str.maketrans(TYPOGRAPHIC, STAND_INS)
_shown = str.maketrans(STAND_INS, TYPOGRAPHIC)
_straight = str.maketrans(STAND_INS, STRAIGHT)


def hidden(source: str) -> str:
    """The form with stand-ins for its typographic quotation marks.

    >>> shown(hidden("the “Clink”"))
    'the “Clink”'
    """
    return source.translate(_hidden)


def shown(text: str) -> str:
    """A message of pyxform with the form's own quotation marks again."""
    return text.translate(_shown)


def restored(tree: Any, key: str = "") -> Any:
    """pyxform's tree with typographic marks in the words that people read, and straight ones elsewhere."""
    if isinstance(tree, str):
        return tree.translate(_shown if key in READ_BY_PEOPLE else _straight)
    if isinstance(tree, Mapping):
        # A translated label is a mapping of languages: its words are read as the label's.
        return {name: restored(value, key if key in READ_BY_PEOPLE else name) for name, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [restored(each, key) for each in tree]
    return tree
