"""Marks the words of a text that a search found."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.words import split, stem


def highlight(text: str, words: Collection[str]) -> SafeString:
    """Return a text as HTML in which the words are marked, in any form, and everything else is escaped.

    >>> highlight("Two bakeries & a farm", ["bakery"])
    'Two <mark>bakeries</mark> &amp; a farm'
    """
    stems = {stem(word) for word in words}
    parts, end = [], 0
    for word in split(text):
        if stem(word.normal) in stems:
            parts += [
                conditional_escape(text[end : word.start]),
                format_html("<mark>{}</mark>", text[word.start : word.end]),
            ]
            end = word.end
    return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308  (every part is escaped)


def excerpt(text: str, words: Collection[str], length: int = 160) -> str:
    """Return the part of a text around the first of the words, cut between words; its beginning if it has none."""
    stems = {stem(word) for word in words}
    every = split(text)
    first = next((word.start for word in every if stem(word.normal) in stems), 0)
    if len(text) <= length:
        return text
    begin = max((word.start for word in every if word.start <= max(0, first - length // 3)), default=0)
    begin = 0 if first < length // 2 else begin
    end = max((word.end for word in every if word.end <= begin + length), default=begin + length)
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"
