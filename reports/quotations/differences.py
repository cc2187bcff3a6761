"""The difference between the words that were said and the words that are published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A part of the text: kept in both, `removed` from what was said, or `added` to it."""

    text: str
    is_removed: bool = False
    is_added: bool = False


def difference(said: str, published: str) -> list[Piece]:
    """Return the parts of both texts in order, word by word.

    >>> [(piece.text, piece.is_removed, piece.is_added) for piece in difference("At Leeds, yes", "At [a prison], yes")]
    [('At ', False, False), ('Leeds', True, False), ('[a prison]', False, True), (', yes', False, False)]
    """
    before, after = TOKENS.findall(said), TOKENS.findall(published)
    pieces = []
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(before[start:end])))
            continue
        if removed := "".join(before[start:end]):
            pieces.append(Piece(removed, is_removed=True))
        if added := "".join(after[other_start:other_end]):
            pieces.append(Piece(added, is_added=True))
    return pieces
