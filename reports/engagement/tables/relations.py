"""Tables of relations: by arrangement, origin, activity, group, payer and number of people referred."""

from collections.abc import Iterable, Mapping, Sequence

from enterprises.vocabulary import TERMS, Arrangement, Origin, Vocabulary
from noms.nouns import Noun
from reports.engagement import queries
from reports.engagement.queries import Pair, ReferralGroup, RelationGroup
from reports.table import Column, Row, Table, share
from wording import counted

ALL = "All relations (base)"
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

    Who pays and how many are referred is class B, of relations with included organisations only, so that no
    difference of two figures stands for a few others.
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


def _row(words: str, pair: Pair, base: Pair) -> Row:
    included, every = pair
    return {
        "words": words,
        "included": included,
        "included_share": share(included, base[0]),
        "all": every,
        "all_share": share(every, base[1]),
    }


def _included(base: Pair) -> str:
    return f"{counted(base[0], 'relation', 'relations')} with included organisations"


def _base_note(base: Pair) -> str:
    return (
        f"Base: {_included(base)}, "
        f"{counted(base[1], 'relation', 'relations')} with all organisations named. A relation is one "
        "organisation that works with one service now, as one interview told."
    )


def _by_word(
    key: str, what: str, words: type[Arrangement] | type[Origin], found: Mapping[str, Pair], base: Pair
) -> Table:
    rows = [_row(str(word.label), found.get(word.value, queries.NOTHING), base) for word in words]
    return _relations(key, what, rows, base, (_base_note(base),))


def _by_term(
    key: str, what: str, none_given: str, found: Iterable[tuple[str, Pair]], without_term: Pair, base: Pair
) -> Table:
    rows = [_row(label, pair, base) for label, pair in found]
    rows.append(_row(none_given, without_term, base))
    return _relations(key, what, rows, base, (_base_note(base), SEVERAL))


def _relations(key: str, what: str, rows: Sequence[Row], base: Pair, notes: tuple[str, ...]) -> Table:
    return Table(
        key=key,
        title=f"Relations by {what}",
        columns=(Column("words", what.capitalize()), *FIGURES),
        rows=(*rows, _row(ALL, base, base)),
        notes=notes,
        source=SOURCE,
        total_rows=frozenset({ALL}),
    )


def _base_row(words: str, number: int, base: int) -> Row:
    return {"words": words, "relations": number, "base": base, "rate": share(number, base)}


_BASE_COLUMNS = (
    Column("relations", "Relations with included organisations", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("relations", "base")),
)


def _payers(found: Iterable[tuple[str, Pair]], without_term: Pair, base: Pair) -> Table:
    with_payer = base[0] - without_term[0]
    return Table(
        key="by_payer",
        title="Relations by who pays",
        columns=(Column("words", "Who pays"), *_BASE_COLUMNS),
        rows=tuple(_base_row(label, pair[0], with_payer) for label, pair in found),
        notes=(f"Base: of {_included(base)}, those of which the respondent said who pays. {SEVERAL}",),
        source=SOURCE,
        data_class="B",
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
    """Return a table of the people referred, by kind of service if every sum may be shown, else for all services."""
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
            "To included organisations, estimates as they were given; whoever is referred to two counts twice. "
            "Relations without a number are in no sum, so there are more people than this.",
            f"A sum is given over {MIN_SUMMED} relations or more of which none makes up half of it, and by kind of "
            "service where that holds of each.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL_SERVICES}),
    )


def _may_be_summed(groups: Sequence[ReferralGroup]) -> bool:
    people = sum(group.people for group in groups)
    return (
        sum(group.number for group in groups) >= MIN_SUMMED
        and 2 * max(group.largest for group in groups) < people
    )
