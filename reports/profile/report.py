"""The enterprise profile: the organisations named, by every typology, included ones beside all."""

from collections.abc import Iterable, Mapping

from enterprises.vocabulary import TERMS, Vocabulary
from reports.fieldwork import facts_of, last_day_of
from reports.profile import bands, counts
from reports.profile.counts import Pair, Typology
from reports.table import Bars, Column, Report, Row, Table, share
from survey.models import Study
from wording import counted, listed, percent

NAME = "profile"
TITLE = "Enterprise profile"
AIM = "What the social enterprises are, what they do, for whom, with whom, and who pays"
BASE = "Recorded (base)"
SOURCE = "The directory's entries of the organisations named in the study's interviews, and what was told of relations."
SEVERAL = "One organisation can stand in several rows, so the percentages may add up to more than 100%."

FIGURES = (
    Column("included", "Included organisations", "count"),
    Column("included_share", "Share of those", "percent"),
    Column("all", "All organisations named", "count"),
    Column("all_share", "Share of all", "percent"),
)
PROTECTED = (
    Column("included", "Included organisations", "count"),
    Column("base", "Base", "count"),
    Column("included_share", "Share", "percent", ratio=("included", "base")),
)
TITLES: tuple[tuple[Vocabulary, str], ...] = (
    (Vocabulary.ACTIVITY, "What they do"),
    (Vocabulary.SECTOR, "The sectors they trade in"),
    (Vocabulary.CUSTOMER, "Their customers"),
    (Vocabulary.PARTNER, "Their partners"),
    (Vocabulary.NEED, "The needs they address"),
    (Vocabulary.STAGE, "The stage at which they work with people"),
    (Vocabulary.OFFENDER_GROUP, "The people they work with"),
)
DRAWN = (Vocabulary.ORGANISATION_TYPE, Vocabulary.ACTIVITY, Vocabulary.SECTOR)
"""Tables with a chart; twelve charts would make the page slow, and the shares have their bars."""

MOST_LEVEL = 3
NOTHING_YET = (
    "Nothing is recorded of this for any organisation named in the study yet: the directory does not know it. What an "
    "enterprise says in an interview stays there until a curator adds it to the directory."
)


def build(study: Study, *, detail: bool) -> Report:
    """The profile of the organisations named in a study; five queries at any size. `detail` changes nothing in it.

    Who pays is finance: class B, and of the included organisations only, so that no difference of two figures
    stands for a few others.
    """
    total, forms, ages = counts.organisations(study)
    terms = counts.by_vocabulary(study)

    def term_table(vocabulary: Vocabulary, title: str, note: str) -> Table:
        found = terms.get(vocabulary, Typology())
        words = (vocabulary.value, str(vocabulary.label), title)
        return _table(words, TERMS[vocabulary].choices, found, total, note=note)

    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            term_table(Vocabulary.ORGANISATION_TYPE, "What kind of organisation they are", ""),
            _table(
                ("legal_form", "Legal form", "Their legal form"),
                _same(bands.LEGAL_FORMS),
                forms,
                total,
                note="Sorted by the words in which a source states the form; it decides nothing in the definition.",
            ),
            _table(
                ("age", "Age", f"Their age in {study.frame_on.year}"),
                _same(bands.AGE_BANDS),
                ages,
                total,
                note="From the first year in which the source says that the organisation was founded; what an "
                "enterprise says in an interview stays there until a curator adds it to the directory.",
            ),
            _table(
                ("employees", "Employees", "How many people they employ"),
                _same(bands.SIZE_BANDS),
                counts.sizes(study),
                total,
                note="From the most trusted evidence.",
            ),
            *(term_table(vocabulary, title, SEVERAL) for vocabulary, title in TITLES),
            term_table(
                Vocabulary.EARLIER_WORK,
                "Their earlier work with offenders",
                "Before its present work; an organisation stands in two rows only where two sources differ.",
            ),
            _payers(TERMS[Vocabulary.PAYER].choices, terms.get(Vocabulary.PAYER, Typology()), total),
        ),
        study=facts_of(study),
        notes=(
            f"Included means included by the definition “{study.definition}”, version {study.definition_version}. An "
            "organisation counts once, however many services named it; a name that is not matched to the directory "
            "counts nowhere.",
            "A term is an organisation's own in the directory, or one that a respondent gave for a relation with it, "
            "past and wished for ones included. Percentages are of the organisations of which anything is recorded.",
        ),
        data_on=last_day_of(study),
    )


def answer(tables: Mapping[str, Table]) -> str:
    """The first sentence: how many are included, and their commonest kind, activity, sector and stage."""
    rows = {str(row["words"]): row for row in tables["organisation_type"].rows}
    total = sum(int(str(rows[words]["included"])) for words in (BASE, bands.NOT_RECORDED))
    if not total:
        return "No organisation named in this study is included by its definition yet."
    verb = "is" if total == 1 else "are"
    sentence = f"{counted(total, 'organisation', 'organisations')} named in the study {verb} included by its definition"
    said: list[str] = []
    for key, one, several in (
        ("organisation_type", "kind", "kinds"),
        ("activity", "activity", "activities"),
        ("sector", "sector", "sectors"),
        ("stage", "stage", "stages"),
    ):
        words, figures = _commonest(tables[key])
        if words:
            is_one = len(words) == 1
            verb = "" if said else " is" if is_one else " are"
            said.append(f"the commonest {one if is_one else several}{verb} {listed(words)} ({figures})")
    return f"{sentence}: {listed(said)}." if said else f"{sentence}."


def _commonest(table: Table) -> tuple[list[str], str]:
    """The words that most included organisations carry, and their figures; no words where none or four are level."""
    found = {str(row["words"]): int(str(row["included"])) for row in table.rows}
    base = found.pop(BASE)
    del found[bands.NOT_RECORDED]
    most = max(found.values(), default=0)
    words = [word[:1].lower() + word[1:] for word, number in found.items() if number == most]
    if not most or len(words) > MOST_LEVEL:
        return [], ""
    each = "each " if len(words) > 1 else ""
    return words, f"{each}{most:,} of {base:,}, {percent(share(most, base))}"


def _same(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _table(
    words: tuple[str, str, str], labels: Iterable[tuple[str, str]], found: Typology, total: Pair, *, note: str
) -> Table:
    """One typology: `words` are the table's key, its first column's heading and its title."""
    key, heading, title = words
    base = found.recorded
    rows = [_row(label, found.words.get(word, counts.NOTHING), base) for word, label in labels]
    missing = (total[0] - base[0], total[1] - base[1])
    return Table(
        key=key,
        title=title,
        columns=(Column("words", heading), *FIGURES),
        rows=(
            *(rows if base[1] else ()),
            _row(BASE, base, base),
            _row(bands.NOT_RECORDED, missing, counts.NOTHING),
        ),
        notes=tuple(filter(None, (note if base[1] else NOTHING_YET,))),
        source=SOURCE,
        total_rows=frozenset({BASE, bands.NOT_RECORDED}),
        bars=Bars("words", ("included",)) if base[0] and key in DRAWN else None,
    )


def _row(words: str, pair: Pair, base: Pair) -> Row:
    return {
        "words": words,
        "included": pair[0],
        "included_share": share(pair[0], base[0]),
        "all": pair[1],
        "all_share": share(pair[1], base[1]),
    }


def _payers(labels: Iterable[tuple[str, str]], found: Typology, total: Pair) -> Table:
    base = found.recorded[0]
    rows: list[Row] = [
        {"words": label, "included": number, "base": base, "included_share": share(number, base)}
        for word, label in labels
        for number in (found.words.get(word, counts.NOTHING)[0],)
    ]
    return Table(
        key="payer",
        title="Who pays",
        columns=(Column("words", "Who pays"), *PROTECTED),
        rows=tuple(rows),
        notes=(
            f"Base: included organisations of which it is recorded; {total[0]:,} {'is' if total[0] == 1 else 'are'} "
            f"included in all. {SEVERAL}",
        ),
        source=SOURCE,
        data_class="B",
    )
