"""Typographic quotation marks, which pyxform replaces: kept in texts for people, straight in conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TYPOGRAPHIC = "‘’“”"
STRAIGHT = "''\"\""
PLACEHOLDERS = "\ue018\ue019\ue01c\ue01d"
"""Characters of the private use area, which pyxform leaves alone."""

DISPLAY_TEXTS = frozenset({"label", "hint", "guidance_hint", "title", "jr:constraintMsg", "jr:requiredMsg"})

_from_typographic = str.maketrans(TYPOGRAPHIC, STRAIGHT)
_to_placeholders = str.maketrans(TYPOGRAPHIC, PLACEHOLDERS)
_to_typographic = str.maketrans(PLACEHOLDERS, TYPOGRAPHIC)
_to_straight = str.maketrans(PLACEHOLDERS, STRAIGHT)


def straighten(text: str) -> str:
    """Return a text with straight quotation marks.

    >>> straighten("pulldata(‘towns’)")
    "pulldata('towns')"
    """
    return text.translate(_from_typographic)


def hide_quotes(source: str) -> str:
    """Return the form with placeholders for typographic quotation marks.

    >>> show_quotes(hide_quotes("the “Clink”"))
    'the “Clink”'
    """
    return source.translate(_to_placeholders)


def show_quotes(text: str) -> str:
    """Return a message of pyxform with the quotation marks of the form."""
    return text.translate(_to_typographic)


def restore_quotes(tree: Any, key: str = "") -> Any:
    """Return pyxform's tree with typographic marks in texts for people, and straight ones elsewhere."""
    if isinstance(tree, str):
        return tree.translate(_to_typographic if key in DISPLAY_TEXTS else _to_straight)
    if isinstance(tree, Mapping):
        # A translated label is a mapping by language; its texts are treated as labels.
        return {
            name: restore_quotes(value, key if key in DISPLAY_TEXTS else name) for name, value in tree.items()
        }
    if isinstance(tree, list | tuple):
        return [restore_quotes(each, key) for each in tree]
    return tree
