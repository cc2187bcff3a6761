"""Other spellings of words that the index does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Max

from enterprises.words import HeldWords, Source, WordList
from search.backend import known_words
from search.models import SearchDocument
from search.query import every_word

_NAMES = ("title", "also")


def suggest(
    typed: Sequence[str], *, vocabulary: WordList | None = None, sees_unpublished: bool = False
) -> dict[str, str]:
    """Return word → the word that it is most likely meant to be, for those that no text has. At most three queries.

    Others are not corrected. Words of names of documents, and of the `vocabulary`, are candidates; a word that only
    an unpublished entry has is none, unless the reader may see it.

    :param typed: words as the index has them (see `query.words`).
    """
    found = similar(typed, vocabulary=vocabulary, sees_unpublished=sees_unpublished)
    return {word: others[0] for word, others in found.items() if others}


def similar(
    typed: Sequence[str], *, vocabulary: WordList | None = None, sees_unpublished: bool = False
) -> dict[str, tuple[str, ...]]:
    """Return word → the words of a similar spelling, the most similar first, for those that no text has."""
    vocabulary = vocabulary or WordList()
    asked = [word for word in dict.fromkeys(typed) if word not in vocabulary]
    known = known_words(asked, sees_unpublished=sees_unpublished)
    unknown = [word for word in asked if word not in known]
    if not unknown:
        return {}
    names = NAMES.current()
    candidates = {word: [*vocabulary.similar(word), *names.similar(word)] for word in unknown}
    others = {other for pairs in candidates.values() for other, _ in pairs if other not in vocabulary}
    used = known_words(others, sees_unpublished=sees_unpublished)
    return {
        word: tuple(
            dict.fromkeys(
                other
                for other, _ in sorted(pairs, key=lambda pair: -pair[1])
                if other in used or other in vocabulary
            )
        )
        for word, pairs in candidates.items()
    }


def _last() -> int:
    return int(SearchDocument.objects.aggregate(last=Max("pk"))["last"] or 0)


def _every_word() -> Iterator[str]:
    rows = SearchDocument.objects.order_by().values_list(*_NAMES).iterator()
    return (word for row in rows for word in every_word(" ".join(row)))


def _words_after(last: int) -> Iterator[tuple[int, str]]:
    rows = SearchDocument.objects.filter(pk__gt=last).order_by("pk").values_list("pk", *_NAMES)
    return ((pk, word) for pk, *row in rows for word in every_word(" ".join(row)))


NAMES = HeldWords(Source(_last, _every_word, _words_after))
"""The words of the names of all documents, published or not: `similar` leaves out what the reader may not see."""
