"""The difference between two texts, word by word. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"(?:[\w’'-]+|[^\w\s])\s*")
LEAST_COMMON = 0.4
"""The least similarity (0 to 1) of texts whose words are compared. Others are shown whole, the old one first."""


class Piece(NamedTuple):
    """A part of two compared texts: in the old one, in the new one, or in both."""

    text: str
    in_old: bool = True
    in_new: bool = True


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """Return the words of both texts in order, each in the old text, the new text or both.

    >>> [piece.text for piece in marked("How many staff?", "How many paid staff?")]
    ['How many ', 'paid ', 'staff?']
    """
    return tuple(_pieces(old, new))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(
        None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False
    )
    blocks = (
        matcher.get_opcodes()
        if matcher.ratio() >= LEAST_COMMON
        else [("replace", 0, len(before), 0, len(after))]
    )
    for kind, old_from, old_to, new_from, new_to in blocks:
        if kind == "equal":
            yield Piece("".join(after[new_from:new_to]))
            continue
        if old_to > old_from:
            yield Piece("".join(before[old_from:old_to]), in_new=False)
        if new_to > new_from:
            yield Piece("".join(after[new_from:new_to]), in_old=False)
