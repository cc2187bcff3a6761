"""Full text in SQLite: a FTS5 table over the documents, which triggers keep equal to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from search.query import Concept

TABLE = "search_searchdocument"
TEXTS = "{title also labels body place}"
NAMES = "{title also}"
WEIGHTS = "10.0, 8.0, 1.0, 2.0, 3.0, 2.0, 0.0"
"""Of title, also, tokens, labels, body, place and kind."""
_COLUMNS = "title, also, tokens, labels, body, place, kind"
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in _COLUMNS.split(", ")) for row in ("old", "new"))

CREATE = (
    f"""CREATE VIRTUAL TABLE search_text USING fts5({_COLUMNS}, content='{TABLE}', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    f"""CREATE TRIGGER {TABLE}_inserted AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO search_text(rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END""",  # noqa: S608  (constants of this module)
    f"""CREATE TRIGGER {TABLE}_deleted AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO search_text(search_text, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD}); END""",  # noqa: S608
    f"""CREATE TRIGGER {TABLE}_updated AFTER UPDATE ON {TABLE} BEGIN
        INSERT INTO search_text(search_text, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});
        INSERT INTO search_text(rowid, {_COLUMNS}) VALUES (new.id, {_NEW}); END""",  # noqa: S608
)
"""The statements of the migration (see `schema`)."""
DROP = (
    *(f"DROP TRIGGER IF EXISTS {TABLE}_{event}" for event in ("inserted", "deleted", "updated")),
    "DROP TABLE IF EXISTS search_text",
)


class SQLiteEngine:
    """Statements for FTS5."""

    def condition(self, query: Sequence[Concept], in_names: bool) -> tuple[str, list[Any]]:
        sql = "id IN (SELECT rowid FROM search_text WHERE search_text MATCH %s)"
        return sql, [expression(query, NAMES if in_names else TEXTS)]

    def ranked(
        self,
        query: Sequence[Concept],
        kinds: Collection[str],
        sees_unpublished: bool,
        ranked: int,
        limit: int,
        offset: int,
    ) -> tuple[str, list[Any]]:
        shown = "" if sees_unpublished else " AND document.is_public"
        # CROSS JOIN keeps the order: first the full text, then the rows. The inner limit stops before bm25 is computed.
        best = f"""SELECT * FROM (SELECT search_text.rowid AS id, bm25(search_text, {WEIGHTS}) AS score
            FROM search_text CROSS JOIN {TABLE} AS document ON document.id = search_text.rowid
            WHERE search_text MATCH %s{shown} LIMIT %s)"""  # noqa: S608  (constants of this module)
        of_kinds = f" AND kind : ({_any(kinds)})" if kinds else ""
        expressions = [expression(query, NAMES) + of_kinds, expression(query) + of_kinds]
        return (
            f"""SELECT id, min(score) AS score FROM ({best} UNION ALL {best})
            GROUP BY id ORDER BY score, id LIMIT %s OFFSET %s""",  # noqa: S608
            [expressions[0], ranked, expressions[1], ranked, limit, offset],
        )

    def known(
        self, words: Sequence[str], sees_unpublished: bool, are_prefixes: bool
    ) -> tuple[str, list[Any]]:
        shown = "" if sees_unpublished else " AND document.is_public"
        each = f"""SELECT %s WHERE EXISTS (SELECT 1 FROM search_text
            CROSS JOIN {TABLE} AS document ON document.id = search_text.rowid
            WHERE search_text MATCH %s{shown})"""  # noqa: S608  (constants of this module)
        ending = " *" if are_prefixes else ""
        params = [param for word in words for param in (word, f'{TEXTS} : "{word}"{ending}')]
        return " UNION ALL ".join([each] * len(words)), params


def expression(query: Sequence[Concept], texts: str = TEXTS) -> str:
    """Return a query in the language of FTS5; `texts` are the columns in which words are looked for.

    Words have letters and digits only, and each stands in quotation marks.
    """
    return " AND ".join(f"({_concept(each, texts)})" for each in query if each)


def _concept(concept: Concept, texts: str) -> str:
    options = [f'tokens : "{token}"' for token in concept.tokens]
    if concept.words:
        every = [f'"{word}"' for word in concept.words]
        if concept.is_prefix:
            every[-1] += " *"
        options.append(f"{texts} : ({' AND '.join(every)})")
    if concept.others:
        options.append(f"{texts} : ({_any(concept.others)})")
    return " OR ".join(options)


def _any(words: Collection[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)
