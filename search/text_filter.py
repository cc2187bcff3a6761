"""Organisations by words of their names and texts, for the filters of lists, map and API."""

from __future__ import annotations

from enterprises.names import SMALL_WORDS
from enterprises.text_search import TextQuery
from search.backend import documents, known_words
from search.documents.organisations import KIND
from search.models import SearchDocument
from search.query import Concept, words
from search.spelling import similar

MIN_PREFIX = 2
"""The length from which a word that no text has may be the beginning of one."""


def find(text: str, sees_unpublished: bool) -> TextQuery:
    """Return the organisations that have every word of a text, in any form. At most five queries.

    A word that no text has is taken for the beginning of a word, else for a misspelling. A text without a letter or
    digit finds nothing.
    """
    typed = words(text)
    typed = tuple(word for word in dict.fromkeys(typed) if word not in SMALL_WORDS) or typed
    if not typed:
        return TextQuery(SearchDocument.objects.none().values_list("slug", flat=True))
    known = known_words(typed, sees_unpublished=sees_unpublished)
    unknown = [word for word in typed if word not in known]
    begun = known_words(
        [word for word in unknown if len(word) >= MIN_PREFIX and not word.isdigit()],
        sees_unpublished=sees_unpublished,
        are_prefixes=True,
    )
    near = similar([word for word in unknown if word not in begun], sees_unpublished=sees_unpublished)
    query = [Concept((word,), others=near.get(word, ()), is_prefix=word in begun) for word in typed]
    found = documents(query, kinds=[KIND], sees_unpublished=sees_unpublished)
    return TextQuery(
        found.values_list("slug", flat=True), tuple(_notice(*pair) for pair in near.items() if pair[1])
    )


def _notice(word: str, others: tuple[str, ...]) -> str:
    listed = " or ".join(f"“{other}”" for other in others)
    return f"Nothing has the word “{word}”. Results for {listed} are shown instead."
