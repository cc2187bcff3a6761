"""What higher floors do when a respondent withdraws an interview or an answer: erase what they hold of its words."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

Eraser = Callable[[models.Model], None]
_erasers: list[Eraser] = []


def register_eraser(eraser: Eraser) -> None:
    """Have a function called with each interview and response that is withdrawn, in the same transaction."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def erase_words_of(row: models.Model) -> None:
    """Let every app erase what it holds of the words of an interview or a response."""
    for eraser in _erasers:
        eraser(row)
