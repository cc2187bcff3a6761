"""The two engines of the search behind one interface: FTS5 of SQLite, and the text search of PostgreSQL."""

from search.backend.matching import Hit, condition, count_by_kind, documents, known_words, match

__all__ = ["Hit", "condition", "count_by_kind", "documents", "known_words", "match"]
