"""Full text in PostgreSQL: a generated tsvector with weights beside each document, and a GIN index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from search.query import Concept

TABLE = "search_searchdocument"
CONFIGURATION = "search_english"
WEIGHTS = {"title": "A", "also": "A", "tokens": "D", "labels": "C", "body": "B", "place": "C"}
OF_A_NAME = ":A"
MATCHES = f"vector @@ to_tsquery('{CONFIGURATION}', %s)"
SHORTER_FIRST = 1
"""The normalisation of ts_rank: a rank is divided by 1 + the logarithm of the document's length."""

_SEPARATORS = r"[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
_TYPES = (
    "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart,"
    " int, uint, float, sfloat, version, email, url, url_path, host, file"
)
_VECTOR = " || ".join(
    f"setweight(to_tsvector('{CONFIGURATION}', search_plain({name})), '{weight}')"
    for name, weight in WEIGHTS.items()
)

CREATE = (
    # English stems without the list of words that are left out: “The Works” is a name.
    "CREATE TEXT SEARCH DICTIONARY search_stem (TEMPLATE = snowball, LANGUAGE = english)",
    f'CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (PARSER = "default")',
    f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ADD MAPPING FOR {_TYPES} WITH search_stem",
    # Without accents, and with blanks for punctuation, so that words are the same as in SQLite.
    rf"""CREATE FUNCTION search_plain(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN regexp_replace(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'),
            '{_SEPARATORS}', ' ', 'g')""",
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
)
DROP = (
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector",
    "DROP FUNCTION IF EXISTS search_plain(text)",
    f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIGURATION}",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS search_stem",
)


class PostgreSQLEngine:
    """Statements for tsvector and tsquery."""

    def condition(self, query: Sequence[Concept], in_names: bool) -> tuple[str, list[Any]]:
        return MATCHES, [expression(query, OF_A_NAME if in_names else "")]

    def ranked(
        self,
        query: Sequence[Concept],
        kinds: Collection[str],
        sees_unpublished: bool,
        ranked: int,
        limit: int,
        offset: int,
    ) -> tuple[str, list[Any]]:
        chosen = ("" if sees_unpublished else " AND is_public") + (" AND kind = ANY(%s)" if kinds else "")
        # MATERIALIZED, or the planner reads the table from its beginning until it has enough.
        found = f"""(WITH matching AS MATERIALIZED (SELECT id FROM {TABLE} WHERE {MATCHES}{chosen})
            SELECT id FROM matching LIMIT %s)"""  # noqa: S608
        of_kinds = [list(kinds)] if kinds else []
        whole, names = expression(query), expression(query, OF_A_NAME)
        return (
            f"""SELECT id, ts_rank(vector, to_tsquery('{CONFIGURATION}', %s), {SHORTER_FIRST}) AS score
            FROM ({found} UNION {found}) AS found JOIN {TABLE} USING (id)
            ORDER BY score DESC, id LIMIT %s OFFSET %s""",  # noqa: S608
            [whole, names, *of_kinds, ranked, whole, *of_kinds, ranked, limit, offset],
        )

    def known(
        self, words: Sequence[str], sees_unpublished: bool, are_prefixes: bool
    ) -> tuple[str, list[Any]]:
        shown = "" if sees_unpublished else " WHERE is_public"
        # MATERIALIZED, or the planner reads the table from its beginning until it finds one.
        each = f"""SELECT %s WHERE EXISTS (
            WITH found AS MATERIALIZED (SELECT is_public FROM {TABLE} WHERE {MATCHES}) SELECT 1 FROM found{shown}
        )"""  # noqa: S608
        mark = ":*" if are_prefixes else ""
        return " UNION ALL ".join([each] * len(words)), [
            param for word in words for param in (word, f"'{word}'{mark}")
        ]


def expression(query: Sequence[Concept], mark: str = "") -> str:
    """Return a query in the language of tsquery; `mark` gives the weights of words, such as `:A`.

    Words have letters and digits only, and each stands in quotation marks. A query with weights is slower: the index
    does not have them, so that each row is read.
    """
    return " & ".join(f"({_concept(each, mark)})" for each in query if each)


def _concept(concept: Concept, mark: str) -> str:
    options = [f"'{token}'" for token in concept.tokens]
    if concept.words:
        every = [f"'{word}'{mark}" for word in concept.words]
        if concept.is_prefix:
            every[-1] = f"'{concept.words[-1]}':*{mark.removeprefix(':')}"
        options.append(f"({' & '.join(every)})")
    options += [f"'{word}'{mark}" for word in concept.others]
    return " | ".join(options)
