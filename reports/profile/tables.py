"""Tables of the enterprise profile: one for each typology, included organisations beside all."""

from collections.abc import Iterable

from enterprises.vocabulary import Payer, Vocabulary
from reports.disclosure.blocks import BASE as RESPONDENTS
from reports.disclosure.blocks import block_of
from reports.profile import bands, queries
from reports.profile.queries import Pair, Typology
from reports.table import Bars, Column, Ranking, Row, Table, share

BASE = "Recorded"
SOURCE = (
    "The directory's entries of the organisations named in the study's interviews, and what people who answered "
    "said about working with them."
)
SEVERAL = "One organisation can be in several rows, so the percentages may add up to more than 100%."
FIGURES = (
    Column("included", "Social enterprises", "count"),
    Column("included_share", "Share of those", "percent"),
    Column("all", "All organisations named", "count"),
    Column("all_share", "Share of all", "percent"),
)
PROTECTED = (
    Column("included", "Social enterprises", "count"),
    Column("base", "Out of", "count"),
    Column("included_share", "Share", "percent", ratio=("included", "base")),
)
TITLES: tuple[tuple[Vocabulary, str], ...] = (
    (Vocabulary.ACTIVITY, "What they do"),
    (Vocabulary.SECTOR, "The sectors they trade in"),
    (Vocabulary.CUSTOMER, "Who buys from them"),
    (Vocabulary.PARTNER, "Their partners"),
    (Vocabulary.NEED, "The needs they address"),
    (Vocabulary.STAGE, "The stage at which they work with people"),
    (Vocabulary.OFFENDER_GROUP, "The people they work with"),
)
CHARTED = (Vocabulary.ORGANISATION_TYPE, Vocabulary.ACTIVITY, Vocabulary.SECTOR)
"""Tables with a chart: a chart for each would make the page slow, and the shares have bars in their cells."""
NOTHING_YET = (
    "Nothing is recorded of this for any organisation named in the study yet: the directory does not know it. What an "
    "enterprise says in an interview stays there until a curator adds it to the directory."
)


def labelled(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of a value and its label for words that are their own label."""
    return [(word, word) for word in words]


def typology(
    words: tuple[str, str, str], labels: Iterable[tuple[str, str]], found: Typology, total: Pair, *, note: str
) -> Table:
    """Return a table of one typology; `words` are its key, the heading of its first column, and its title."""
    key, heading, title = words
    base = found.recorded
    rows = [_row(label, found.words.get(word, queries.NOTHING), base) for word, label in labels]
    missing = (total[0] - base[0], total[1] - base[1])
    return Table(
        key=key,
        title=title,
        columns=(Column("words", heading), *FIGURES),
        rows=(
            *(rows if base[1] else ()),
            _row(BASE, base, base),
            _row(bands.NOT_RECORDED, missing, queries.NOTHING),
        ),
        notes=tuple(filter(None, (note if base[1] else NOTHING_YET,))),
        source=SOURCE,
        total_rows=frozenset({BASE, bands.NOT_RECORDED}),
        bars=Bars("words", ("included",)) if base[0] and key in CHARTED else None,
    )


def _row(words: str, pair: Pair, base: Pair) -> Row:
    return {
        "words": words,
        "included": pair[0],
        "included_share": share(pair[0], base[0]),
        "all": pair[1],
        "all_share": share(pair[1], base[1]),
    }


def payers(labels: Iterable[tuple[str, str]], found: Typology, total: Pair) -> Table:
    """Return a table of who pays the included organisations."""
    words = dict(labels)
    counts = {word: found.words.get(word, queries.NOTHING)[0] for word in words}
    base = found.recorded[0]
    block = block_of("payer, social enterprises", "several", {"included": counts}, {"included": base})
    rows: list[Row] = [
        {"words": words[word], "included": number, "base": base, "included_share": share(number, base)}
        for word, number in counts.items()
    ]
    return Table(
        key="payer",
        title="Who pays",
        columns=(Column("words", "Who pays"), *PROTECTED),
        rows=tuple(rows),
        notes=(
            f"Out of: social enterprises of which it is recorded; {total[0]:,} {'is' if total[0] == 1 else 'are'} "
            f"included in all. {SEVERAL}",
        ),
        source=SOURCE,
        data_class="B",
        shows={
            (row, key): block.figure(answer)
            for row, word in enumerate(counts)
            for key, answer in (("included", word), ("base", RESPONDENTS))
        },
        ranking=Ranking("words", "included", frozenset({str(Payer.NOT_KNOWN.label)})),
    )
