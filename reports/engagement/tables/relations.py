"""Tables of relations: by arrangement, origin, activity, group, payer and number of people referred."""

from collections.abc import Iterable, Mapping, Sequence

from enterprises.vocabulary import TERMS, Arrangement, Origin, Payer, Vocabulary
from noms.nouns import Noun
from reports.engagement import queries
from reports.engagement.queries import NumberSaid, Pair, ReferralGroup, RelationGroup
from reports.table import Column, Row, Table, cells, share
from wording import counted

ALL = "All relations"
KNOWN = "All of which it is known (base)"
UNKNOWN = "Not known"
GIVEN = "All with a number (base)"
ALL_SERVICES = "All services"
SOURCE = "Organisations named in the study's interviews, matched to the directory."
SEVERAL = (
    "One relation can have several, so the figures may add up to more than the base and the percentages to more than "
    "100%."
)
FIGURES = (
    Column("included", "With included organisations", "count"),
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
MIN_SUMMED = 10
"""A sum of people needs this many relations or more, of which none refers half of the people."""


def of_relations(
    relations: list[RelationGroup], terms: Mapping[tuple[str, str], Pair], nouns: Mapping[str, Noun]
) -> tuple[Table, ...]:
    """Return the tables of relations; `terms` are the relations by vocabulary and term.

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
        people_referred(referred, nouns),
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
    return f"{counted(base[0], 'relation', 'relations')} with included organisations"


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
        title=f"Relations by {what}",
        columns=(Column("words", what.capitalize()), *FIGURES),
        rows=tuple(rows),
        notes=(
            "A relation is one organisation that works with one service now, as one interview reported. The "
            f"percentages are of the relations of which it is known; the others are in the row “{unknown[0]}” and in "
            "no percentage.",
            *notes,
        ),
        source=SOURCE,
        total_rows=frozenset({KNOWN, ALL}),
    )


def _base_row(words: str, number: int, base: int) -> Row:
    return {"words": words, "relations": number, "base": base, "rate": share(number, base)}


_BASE_COLUMNS = (
    Column("relations", "Relations with included organisations", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("relations", "base")),
)


def _payers(found: Iterable[tuple[str, Pair]], unknown: Pair, base: Pair) -> Table:
    with_payer = base[0] - unknown[0]
    rows = [_base_row(label, pair[0], with_payer) for label, pair in found if label != Payer.NOT_KNOWN.label]
    rows.append(_base_row(UNKNOWN, unknown[0], base[0]))
    last = len(rows) - 1
    return Table(
        key="by_payer",
        title="Relations by who pays",
        columns=(Column("words", "Who pays"), *_BASE_COLUMNS),
        rows=tuple(rows),
        notes=(
            f"Base: of {_included(base)}, those of which the respondent said who pays. Of the others the "
            f"respondent did not know or did not say; the row “{UNKNOWN}” has them, as a share of all. {SEVERAL}",
        ),
        source=SOURCE,
        data_class="B",
        fixed=cells(range(len(rows)), "base") | cells([last], "relations"),
    )


def _bands(referred: Iterable[ReferralGroup], base: Pair) -> Table:
    groups = list(referred)
    with_number = sum(group.number for group in groups)

    def row(words: str, inside: Iterable[ReferralGroup]) -> Row:
        chosen = list(inside)
        return {
            **_base_row(words, sum(group.number for group in chosen), with_number),
            "estimates": sum(group.number for group in chosen if group.is_estimate),
        }

    return Table(
        key="referrals",
        title="Relations by the number of people referred a year",
        columns=(
            Column("words", "People referred a year"),
            *_BASE_COLUMNS,
            Column("estimates", "of these, estimates", "count"),
        ),
        rows=(
            *(row(name, (group for group in groups if group.band == name)) for name, _ in BANDS),
            row(GIVEN, groups),
        ),
        notes=(
            f"Base: of {_included(base)}, those of which the respondent gave a number, exactly or as an estimate.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({GIVEN}),
    )


def people_referred(referred: Iterable[ReferralGroup], nouns: Mapping[str, Noun]) -> Table:
    """Return a table of the people referred: by kind of service if every sum may be shown, otherwise in all."""
    groups = list(referred)
    parts = [
        (noun.heading, [group for group in groups if group.kind == kind]) for kind, noun in nouns.items()
    ]
    parts = [part for part in parts if part[1]]
    shown = parts if len(parts) > 1 and all(_may_be_summed(inside) for _, inside in parts) else []
    rows: list[Row] = [
        {
            "kind": words,
            "relations": sum(group.number for group in inside),
            "people": sum(group.people for group in inside) if not inside or _may_be_summed(inside) else None,
        }
        for words, inside in (*shown, (ALL_SERVICES, groups))
    ]
    return Table(
        key="referred",
        title="People referred a year, all together",
        columns=(
            Column("kind", "Kind of service"),
            Column("relations", "Relations with a number", "count"),
            Column("people", "People referred a year", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "To included organisations, estimates as they were given; a person referred to two counts twice. "
            "Relations without a number are in no sum, so there are more people than this.",
            f"A sum is given over {MIN_SUMMED} relations or more of which none makes up half of it, and by kind of "
            "service where that holds of each.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL_SERVICES}),
    )


def numbers_said(found: Mapping[str, NumberSaid], nouns: Mapping[str, Noun]) -> Table:
    """Return a table of the organisations that services say they work with, beside those that they named."""
    parts = [(noun.heading, found[kind]) for kind, noun in nouns.items() if kind in found]
    total = sum((said for _, said in parts), NumberSaid())
    is_shown = len(parts) > 1 and all(_is_sum_of_many(said) for _, said in parts)
    rows: list[Row] = []
    for words, said in (*(parts if is_shown else []), (ALL_SERVICES, total)):
        number = said.said if not said.services or _is_sum_of_many(said) else None
        rows.append(
            {
                "kind": words,
                "services": said.services,
                "said": number,
                "recorded": said.recorded,
                "share": None if number is None or number < said.recorded else share(said.recorded, number),
            }
        )
    return Table(
        key="said",
        title="Organisations that services say they work with, beside those that were recorded",
        columns=(
            Column("kind", "Kind of service"),
            Column("services", "Services that gave a number (base)", "count"),
            Column("said", "Organisations they say they work with", "count"),
            Column("recorded", "Organisations recorded by name", "count"),
            Column("share", "Recorded, of those said", "percent", ratio=("recorded", "said")),
        ),
        rows=tuple(rows),
        notes=(
            "A service that works with organisations now was asked with about how many, and then for each by name. "
            "What was not named is in no other figure, so there are more relations than this report counts. An "
            "organisation with which several services work counts for each. The number said is an estimate.",
            f"A sum is given over {MIN_SUMMED} services or more of which none makes up half of it, and by kind of "
            "service where that holds of each.",
        ),
        source="The study's initial interviews.",
        data_class="B",
        total_rows=frozenset({ALL_SERVICES}),
    )


def _is_sum_of_many(said: NumberSaid) -> bool:
    return _is_of_many(said.services, said.said, said.largest)


def _may_be_summed(groups: Sequence[ReferralGroup]) -> bool:
    return _is_of_many(
        sum(group.number for group in groups),
        sum(group.people for group in groups),
        max((group.largest for group in groups), default=0),
    )


def _is_of_many(number: int, total: int, largest: int) -> bool:
    """Return True if a total may be shown: over enough parts, of which the largest is less than half of it."""
    return number >= MIN_SUMMED and 2 * largest < total
