"""Tables of relations: by arrangement, origin, activity, group, payer and number of people referred."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from enterprises.vocabulary import TERMS, Arrangement, Origin, Payer, Vocabulary
from noms.nouns import Noun
from reports.disclosure.blocks import BASE, COUNTRY, Block, Choice, Figure, block_of
from reports.engagement import queries
from reports.engagement.queries import NumberSaid, Pair, ReferralGroup, RelationGroup
from reports.table import Column, Ranking, Row, Table, share
from survey.vocabulary import StrandKind
from wording import counted

ALL = "All working links"
KNOWN = "All of which it is known"
UNKNOWN = "Not known"
GIVEN = "All with a number"
ESTIMATES = "Of these, estimates"
ALL_SERVICES = "All services"
SOURCE = "Organisations named in the study's interviews, found in the directory."
SEVERAL = (
    "One working link can have several, so the figures may add up to more than their number and the percentages "
    "to more than 100%."
)
FIGURES = (
    Column("included", "With social enterprises", "count"),
    Column("included_share", "Share of those", "percent"),
    Column("all", "With all organisations named", "count"),
    Column("all_share", "Share of all", "percent"),
)
BANDS: tuple[tuple[str, int | None], ...] = (
    ("None", 0),
    ("1 to 9", 9),
    ("10 to 49", 49),
    ("50 to 99", 99),
    ("100 or more", None),
)
"""The classes of people referred in a year, each with its largest number."""


def of_relations(
    relations: list[RelationGroup],
    terms: Mapping[tuple[str, str], Pair],
    nouns: Mapping[str, Noun],
    smallest: int,
) -> tuple[Table, ...]:
    """Return the tables of relations; `terms` are the relations by vocabulary and term.

    A sum of people needs `smallest` relations or more, of which none refers half of the people.

    The tables of payers and of people referred are sensitive (class B). They count only relations with included
    organisations, because the difference from all relations could disclose the few others.
    """
    referred = queries.referrals(relations)
    base = queries.base_of(relations)

    def of_terms(vocabulary: Vocabulary) -> tuple[list[tuple[str, Pair]], Pair]:
        found = [
            (label, terms.get((vocabulary, word), queries.NOTHING))
            for word, label in TERMS[vocabulary].choices
        ]
        return found, queries.without_term(relations, vocabulary)

    return (
        _by_word("by_arrangement", "arrangement", Arrangement, queries.pairs(relations, "arrangement"), base),
        _by_term("by_activity", "activity", "No activity given", *of_terms(Vocabulary.ACTIVITY), base),
        _by_term(
            "by_group",
            "people worked with",
            "Nobody in particular given",
            *of_terms(Vocabulary.OFFENDER_GROUP),
            base,
        ),
        _by_word("by_origin", "how they began", Origin, queries.pairs(relations, "origin"), base),
        _payers(*of_terms(Vocabulary.PAYER), base),
        _bands(referred, base),
        people_referred(referred, nouns, smallest),
    )


def _row(words: str, pair: Pair, base: Pair | None) -> Row:
    """Return one row; without a base it has no shares."""
    included, every = pair
    return {
        "words": words,
        "included": included,
        "included_share": share(included, base[0]) if base else None,
        "all": every,
        "all_share": share(every, base[1]) if base else None,
    }


def _included(base: Pair) -> str:
    return f"{counted(base[0], 'working link', 'working links')} with social enterprises"


def _by_word(
    key: str, what: str, words: type[Arrangement] | type[Origin], found: Mapping[str, Pair], every: Pair
) -> Table:
    known = [
        (str(word.label), found.get(word.value, queries.NOTHING)) for word in words if word != words.NOT_KNOWN
    ]
    return _relations(key, what, known, (UNKNOWN, found.get(words.NOT_KNOWN, queries.NOTHING)), every)


def _by_term(
    key: str, what: str, none_given: str, found: Iterable[tuple[str, Pair]], without_term: Pair, every: Pair
) -> Table:
    return _relations(key, what, found, (none_given, without_term), every, SEVERAL)


def _relations(
    key: str,
    what: str,
    known: Iterable[tuple[str, Pair]],
    unknown: tuple[str, Pair],
    every: Pair,
    *notes: str,
) -> Table:
    """Return a table of relations. The unknown ones have a row of their own, and shares leave them out."""
    base = (every[0] - unknown[1][0], every[1] - unknown[1][1])
    rows = [_row(label, pair, base) for label, pair in known]
    rows += [_row(KNOWN, base, base), _row(*unknown, None), _row(ALL, every, None)]
    return Table(
        key=key,
        title=f"Working links by {what}",
        columns=(Column("words", what.capitalize()), *FIGURES),
        rows=tuple(rows),
        notes=(
            "A working link is one organisation that works with one service now, as one interview reported. The "
            f"percentages are of the working links of which it is known; the others are in the row “{unknown[0]}” "
            "and in no percentage.",
            *notes,
        ),
        source=SOURCE,
        total_rows=frozenset({KNOWN, ALL}),
    )


def _base_row(words: str, number: int, base: int) -> Row:
    return {"words": words, "relations": number, "base": base, "rate": share(number, base)}


_BASE_COLUMNS = (
    Column("relations", "Working links with social enterprises", "count"),
    Column("base", "Out of", "count"),
    Column("rate", "Share", "percent", ratio=("relations", "base")),
)


def _table_of_answers(
    key: str,
    title: str,
    heading: str,
    lines: Sequence[tuple[str, Figure]],
    note: str,
    *,
    total_rows: frozenset[str] = frozenset(),
    ranking: Ranking | None = None,
) -> Table:
    """Return a table of relations by an answer, each row with the figure that it shows and its base."""
    shown = [(words, figure, figure.block.figure(BASE)) for words, figure in lines]
    return Table(
        key=key,
        title=title,
        columns=(Column("words", heading), *_BASE_COLUMNS),
        rows=tuple(_base_row(words, figure.count, base.count) for words, figure, base in shown),
        notes=(note,),
        source=SOURCE,
        data_class="B",
        total_rows=total_rows,
        shows={
            (row, column): each
            for row, (_, figure, base) in enumerate(shown)
            for column, each in (("relations", figure), ("base", base))
        },
        ranking=ranking,
    )


def _relation_block(question: str, choice: Choice, counts: Mapping[str, int], base: int) -> Block:
    return block_of(f"{question}, working links", choice, {ALL: counts}, {ALL: base})


def _payers(found: Iterable[tuple[str, Pair]], unknown: Pair, base: Pair) -> Table:
    counts = {label: pair[0] for label, pair in found if label != Payer.NOT_KNOWN.label}
    known = _relation_block("payer", "several", counts, base[0] - unknown[0])
    not_known = _relation_block("payer: no answer", "single", {UNKNOWN: unknown[0]}, base[0])
    return _table_of_answers(
        "by_payer",
        "Working links by who pays",
        "Who pays",
        [*((label, known.figure(label)) for label in counts), (UNKNOWN, not_known.figure(UNKNOWN))],
        f"Shares are out of those of {_included(base)} of which the person who answered said who pays. Of the "
        f"others this person did not know or did not say; the row “{UNKNOWN}” has them, as a share of all. {SEVERAL}",
        total_rows=frozenset({UNKNOWN}),
        ranking=Ranking("words", "relations"),
    )


def _bands(referred: Iterable[ReferralGroup], base: Pair) -> Table:
    numbers: Counter[str] = Counter()
    estimates = 0
    for group in referred:
        numbers[group.band] += group.number
        estimates += group.number * group.is_estimate
    block = _relation_block(
        "referrals", "single", {name: numbers[name] for name, _ in BANDS}, numbers.total()
    )
    estimated = _relation_block("referrals: estimated", "single", {ESTIMATES: estimates}, numbers.total())
    return _table_of_answers(
        "referrals",
        "Working links by the number of people referred a year",
        "People referred a year",
        [
            *((name, block.figure(name)) for name, _ in BANDS),
            (GIVEN, block.figure(BASE)),
            (ESTIMATES, estimated.figure(ESTIMATES)),
        ],
        f"Shares are out of those of {_included(base)} of which the person who answered gave a number, exactly or "
        "as an estimate.",
        total_rows=frozenset({GIVEN, ESTIMATES}),
    )


def people_referred(referred: Iterable[ReferralGroup], nouns: Mapping[str, Noun], smallest: int) -> Table:
    """Return a table of the people referred: by kind of service if every sum may be shown, otherwise in all."""
    groups = list(referred)
    parts = [
        (noun.heading, [group for group in groups if group.kind == kind]) for kind, noun in nouns.items()
    ]
    parts = [part for part in parts if part[1]]
    shown = parts if len(parts) > 1 and all(_may_be_summed(inside, smallest) for _, inside in parts) else []
    lines = [*shown, (ALL_SERVICES, groups)]
    bases = {words: sum(group.number for group in inside) for words, inside in lines}
    rows: list[Row] = [
        {
            "kind": words,
            "relations": bases[words],
            "people": sum(group.people for group in inside)
            if not inside or _may_be_summed(inside, smallest)
            else None,
        }
        for words, inside in lines
    ]
    return Table(
        key="referred",
        title="People referred a year, all together",
        columns=(
            Column("kind", "Kind of service"),
            Column("relations", "Working links with a number", "count"),
            Column("people", "People referred a year", "count", exempt=True),
        ),
        rows=tuple(rows),
        notes=(
            "To social enterprises, estimates as they were given; a person referred to two counts twice. "
            "Working links without a number are in no sum, so there are more people than this.",
            f"A sum is given over {smallest} working links or more of which none makes up half of it, and by kind of "
            "service where that holds of each.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL_SERVICES}),
        shows=_shown_bases("referrals, working links: by kind", "relations", bases),
    )


def _shown_bases(group: str, column: str, bases: Mapping[str, int]) -> dict[tuple[int, str], Figure]:
    """Return the figures of a column of bases: of each kind of service, and in the last row of all."""
    kinds = {words: number for words, number in bases.items() if words != ALL_SERVICES} or bases
    block = block_of(group, "single", {words: {} for words in kinds}, kinds)
    return {
        (row, column): block.figure(BASE, words if words in block.parts else COUNTRY)
        for row, words in enumerate(bases)
    }


def numbers_said(
    found: Mapping[str, NumberSaid], nouns: Mapping[str, Noun], smallest: int, *, detail: bool
) -> Table:
    """Return a table of the organisations that services say they work with, beside those that they named.

    Without `detail` what fewer than `smallest` services named is not told either.
    """
    parts = [(noun.heading, found[kind]) for kind, noun in nouns.items() if kind in found]
    total = sum((said for _, said in parts), NumberSaid())
    is_shown = len(parts) > 1 and all(_is_sum_of_many(said, smallest) for _, said in parts)
    rows: list[Row] = []
    lines = [*(parts if is_shown else []), (ALL_SERVICES, total)]
    for words, said in lines:
        number = said.said if not said.services or _is_sum_of_many(said, smallest) else None
        recorded = said.recorded if detail or not 0 < said.services < smallest else None
        row: Row = {"kind": words, "services": said.services, "said": number, "recorded": recorded}
        rows.append({**row, "share": _share_recorded(row)})
    return Table(
        key="said",
        title="Organisations that services say they work with, beside those that were recorded",
        columns=(
            Column("kind", "Kind of service"),
            Column("services", "Services that gave a number", "count"),
            Column("said", "Organisations they say they work with", "count", exempt=True),
            Column("recorded", "Organisations recorded by name", "count", exempt=True),
            Column("share", "Recorded, of those said", "percent", formula=_share_recorded),
        ),
        rows=tuple(rows),
        notes=(
            "A service that works with organisations now was asked with about how many, and then for each by name. "
            "What was not named is in no other figure, so there are more working links than this report counts. An "
            "organisation with which several services work counts for each. The number said is an estimate.",
            f"A sum is given over {smallest} services or more of which none makes up half of it, and by kind of "
            "service where that holds of each.",
        ),
        source="The study's first interviews.",
        data_class="B",
        total_rows=frozenset({ALL_SERVICES}),
        shows=_shown_bases(
            f"organisations_number, {StrandKind.INITIAL_INTERVIEW}",
            "services",
            {words: said.services for words, said in lines},
        ),
    )


def _share_recorded(row: Row) -> float | None:
    """Return the organisations recorded as a share of those said; None if a number is hidden, or more were recorded."""
    said, recorded = row["said"], row["recorded"]
    if not isinstance(said, int) or not isinstance(recorded, int) or recorded > said:
        return None
    return share(recorded, said)


def _is_sum_of_many(said: NumberSaid, smallest: int) -> bool:
    return _is_of_many(said.services, said.said, said.largest, smallest)


def _may_be_summed(groups: Sequence[ReferralGroup], smallest: int) -> bool:
    return _is_of_many(
        sum(group.number for group in groups),
        sum(group.people for group in groups),
        max((group.largest for group in groups), default=0),
        smallest,
    )


def _is_of_many(number: int, total: int, largest: int, smallest: int) -> bool:
    """Return True if a total may be shown: over `smallest` parts or more, the largest less than half of it."""
    return number >= smallest and 2 * largest < total
