"""Enterprise profile: what the organisations of a study are, do, sell and need, in every typology."""

from collections.abc import Mapping

from enterprises.vocabulary import TERMS, Vocabulary
from reports.profile import bands, queries, tables
from reports.profile.queries import Typology
from reports.profile.tables import BASE, SEVERAL, TITLES
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table, share
from survey.models import Study
from wording import counted, listed, percent

NAME = "profile"
TITLE = "Enterprise profile"
AIM = "What are the social enterprises, what do they do, and who pays?"
MAX_TIES = 3


def build(study: Study, *, detail: bool) -> Report:
    """Return the profile of the organisations named in a study; five queries at any size. `detail` changes nothing.

    The table of payers is finance, so it is protected (class B). It counts included organisations only, because the
    difference from all organisations could disclose a few others.
    """
    total, forms, ages = queries.organisations(study)
    terms = queries.by_vocabulary(study)

    def term_table(vocabulary: Vocabulary, title: str, note: str) -> Table:
        found = terms.get(vocabulary, Typology())
        words = (vocabulary.value, str(vocabulary.label), title)
        return tables.typology(words, TERMS[vocabulary].choices, found, total, note=note)

    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            term_table(Vocabulary.ORGANISATION_TYPE, "What kind of organisation they are", ""),
            tables.typology(
                ("legal_form", "Kind of organisation in law", "Their kind of organisation in law"),
                tables.labelled(bands.LEGAL_FORMS),
                forms,
                total,
                note="Sorted by the words in which a source states the form; it decides nothing in the definition.",
            ),
            tables.typology(
                ("age", "Age", f"Their age in {study.frame_on.year}"),
                tables.labelled(bands.AGE_BANDS),
                ages,
                total,
                note="From the first year in which the source says that the organisation was founded; what an "
                "enterprise says in an interview stays there until a curator adds it to the directory.",
            ),
            tables.typology(
                ("employees", "Employees", "How many people they employ"),
                tables.labelled(bands.SIZE_BANDS),
                queries.sizes(study),
                total,
                note="From the most trusted source.",
            ),
            *(term_table(vocabulary, title, SEVERAL) for vocabulary, title in TITLES),
            term_table(
                Vocabulary.EARLIER_WORK,
                "Their earlier work with offenders",
                "Before its present work; an organisation is in two rows only where two sources differ.",
            ),
            tables.payers(TERMS[Vocabulary.PAYER].choices, terms.get(Vocabulary.PAYER, Typology()), total),
        ),
        study=facts_of(study),
        notes=(
            f"A social enterprise here is what the definition “{study.definition}”, version "
            f"{study.definition_version}, counts as one. An organisation counts once, however many services named "
            "it; a name that is not found in the directory counts nowhere.",
            "A term is an organisation's own in the directory, or one that a person who answered gave for a "
            "working link with it, past and wished for ones too. Percentages are of the organisations of which "
            "anything is recorded.",
            "An organisation that many services named has more terms for that reason. The shares say what such "
            "organisations do between them, and not in how many of their working links.",
        ),
        data_on=last_day_of(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how many are included, and their commonest kind, activity and sector."""
    rows = {str(row["words"]): row for row in controlled["organisation_type"].rows}
    total = sum(int(str(rows[words]["included"])) for words in (BASE, bands.NOT_RECORDED))
    if not total:
        return "No organisation named in this study counts as a social enterprise by its definition yet."
    verb = "counts as a social enterprise" if total == 1 else "count as social enterprises"
    sentence = (
        f"{counted(total, 'organisation', 'organisations')} named in the study {verb} by its definition"
    )
    clauses: list[str] = []
    for key, one, several in (
        ("organisation_type", "kind", "kinds"),
        ("activity", "activity", "activities"),
        ("sector", "sector", "sectors"),
    ):
        words, figures = _commonest(controlled[key])
        if words:
            is_one = len(words) == 1
            verb = "" if clauses else " is" if is_one else " are"
            clauses.append(f"the commonest {one if is_one else several}{verb} {listed(words)} ({figures})")
    return f"{sentence}: {listed(clauses)}." if clauses else f"{sentence}."


def _commonest(table: Table) -> tuple[list[str], str]:
    """Return the words of most included organisations, and their figures; no words if over three of them tie."""
    found = {str(row["words"]): int(str(row["included"])) for row in table.rows}
    base = found.pop(BASE)
    del found[bands.NOT_RECORDED]
    most = max(found.values(), default=0)
    words = [word[:1].lower() + word[1:] for word, number in found.items() if number == most]
    if not most or len(words) > MAX_TIES:
        return [], ""
    each = "each " if len(words) > 1 else ""
    return words, f"{each}{most:,} of {base:,}, {percent(share(most, base))}"
