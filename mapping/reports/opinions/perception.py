"""Perception: what respondents call the organisations they name, beside what the definition says they are."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from enterprises.vocabulary import Outcome
from interviews.vocabulary import DescribedAs, MatchState
from mapping.reports.fieldwork import KINDS, facts_of, last_day_of
from mapping.reports.nouns import noun_of
from mapping.reports.opinions import perception_counts as counts
from mapping.reports.opinions.agreement import band, kappa
from mapping.reports.opinions.perception_counts import LARGE, NATIONAL, Known, Mentions
from mapping.reports.table import Bars, Cell, Column, Report, Row, Table, share
from mapping.reports.wording import counted, percent
from noms.vocabulary import CountingUnit
from survey.models import Study

NAME = "perception"
TITLE = "Perception"
AIM = "Whether respondents see as social enterprises what the definition says are some"
SOURCE = "Organisations named in the study's interviews, and their stored assessments."
ALL = "All mentions"
EVERYBODY = "All respondents"
UNASSESSED = "unassessed"
KNOWN_LARGE = "Large or national"


def build(study: Study, *, detail: bool) -> Report:
    """The perception report of a study; three queries at any size. `detail` changes nothing in it."""
    said = counts.mentions(study)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(_words(said), _agreement(said), _seen(counts.included(study)), _bases(said)),
        study=facts_of(study),
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(tables: Mapping[str, Table]) -> str:
    """The first sentence: how often words and definition agree, and what is seen of the included ones."""
    row = next(row for row in tables["agreement"].rows if row["part"] == EVERYBODY)
    base, agreed, rate = row["base"], row["agreed"], row["rate"]
    if base is None or agreed is None:
        return "So few respondents said what they call the organisations that the figures cannot be shown."
    assert isinstance(base, int)
    assert isinstance(agreed, int)
    if not base:
        return "No organisation has been both described by a respondent and decided by the definition yet."
    value = kappa_of(row)
    said = (
        "Cohen's kappa cannot be worked out" if value is None else f"Cohen's kappa {value:.2f}, {band(value)}"
    )
    assert rate is None or isinstance(rate, float)
    sentence = (
        f"Respondents and the definition agree on whether an organisation is a social enterprise in {agreed:,} of "
        f"{counted(base, 'mention', 'mentions')} ({percent(rate)}; {said})"
    )
    large = next(row for row in tables["seen"].rows if row["group"] == KNOWN_LARGE)
    if not isinstance(large["base"], int) or not isinstance(large["called"], int) or not large["base"]:
        return f"{sentence}."
    return (
        f"{sentence}; large or national ones that the definition includes were called social enterprises in "
        f"{large['called']:,} of {counted(large['base'], 'mention', 'mentions')}."
    )


def _words(said: Sequence[Mentions]) -> Table:
    """The respondent's words by the definition's outcomes, with totals both ways."""
    found: Counter[tuple[str, str]] = Counter()
    for group in said:
        if group.state == MatchState.MATCHED:
            found[group.word, group.outcome or UNASSESSED] += group.number
    outcomes = [(outcome.value, str(outcome.label)) for outcome in Outcome]
    if any(outcome == UNASSESSED for _, outcome in found):
        outcomes.append((UNASSESSED, "Not assessed yet"))
    rows: list[Row] = [
        {
            "word": str(word.label),
            **{outcome: found[word.value, outcome] for outcome, _ in outcomes},
            "all": sum(found[word.value, outcome] for outcome, _ in outcomes),
        }
        for word in DescribedAs
    ]
    totals = {outcome: sum(found[word.value, outcome] for word in DescribedAs) for outcome, _ in outcomes}
    rows.append({"word": ALL, **totals, "all": sum(totals.values())})
    return Table(
        key="words",
        title="What respondents call the organisations, by what the definition says",
        columns=(
            Column("word", "The respondent called it"),
            *(Column(outcome, label, "count") for outcome, label in outcomes),
            Column("all", "All outcomes", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "A mention is one organisation as one respondent named it: an organisation that five services named "
            "counts five times. Only mentions that are matched to the directory are in this table.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
        bars=Bars("word", tuple(outcome for outcome, _ in outcomes)),
    )


def kappa_of(row: Row) -> float | None:
    """Cohen's kappa of a row of the table of agreement; None where a cell is hidden or there is none."""
    cells = [row[key] for key in ("both", "called_only", "included_only", "neither")]
    figures = [cell for cell in cells if isinstance(cell, int)]
    return kappa(*figures) if len(figures) == len(cells) else None


def _kappa_cell(row: Row) -> Cell:
    value = kappa_of(row)
    # A zero has no sign: -0.00 would look like one.
    return None if value is None else f"{round(value, 2) + 0.0:.2f}"


def _agreement(said: Sequence[Mentions]) -> Table:
    decided = [group for group in said if group.is_called is not None and group.is_included is not None]
    rows: list[Row] = []
    for kind in KINDS:
        forms = {group.form for group in said if group.kind == kind}
        noun = noun_of(kind, forms, CountingUnit.ESTABLISHMENT)
        rows.append(_agreement_row(noun.heading, [group for group in decided if group.kind == kind]))
    if any(not group.kind for group in said):
        rows.append(_agreement_row("Organisations", [group for group in decided if not group.kind]))
    rows.append(_agreement_row(EVERYBODY, decided))
    return Table(
        key="agreement",
        title="Agreement of the respondents' words with the definition",
        columns=(
            Column("part", "Respondents"),
            Column("both", "Called a social enterprise, and included", "count"),
            Column("called_only", "Called one, but not included", "count"),
            Column("included_only", "Included, but called something else", "count"),
            Column("neither", "Called something else, and not included", "count"),
            Column("base", "Mentions (base)", "count"),
            Column("agreed", "Agree", "count"),
            Column("rate", "Share that agree", "percent", ratio=("agreed", "base")),
            Column("kappa", "Cohen's kappa", formula=_kappa_cell),
        ),
        rows=tuple(rows),
        notes=(
            "The base is the mentions of which the respondent said a word and the definition decides; the last table "
            "counts the others. Kappa is 1 for full agreement and 0 for what chance alone would give; it is worked "
            "out from the figures of its row as they are printed.",
            "Mentions of one organisation, and of one respondent, are not independent, so no interval is given.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({EVERYBODY}),
    )


def _agreement_row(part: str, decided: Sequence[Mentions]) -> Row:
    found: Counter[tuple[bool | None, bool | None]] = Counter()
    for group in decided:
        found[group.is_called, group.is_included] += group.number
    base = sum(found.values())
    agreed = found[True, True] + found[False, False]
    row: dict[str, Cell] = {
        "part": part,
        "both": found[True, True],
        "called_only": found[True, False],
        "included_only": found[False, True],
        "neither": found[False, False],
        "base": base,
        "agreed": agreed,
        "rate": share(agreed, base),
    }
    return {**row, "kappa": _kappa_cell(row)}


def is_large(known: Known) -> bool:
    """Whether an organisation is one of the large national ones, as far as evidence or the study can say."""
    return (known.employees or 0) >= LARGE or known.regions >= NATIONAL


SIZES: tuple[tuple[str, str, Callable[[Known], bool]], ...] = (
    ("Size and reach", KNOWN_LARGE, is_large),
    ("Size and reach", "Smaller, and local as far as known", lambda known: not is_large(known)),
    ("Employees", f"{LARGE} or more", lambda known: (known.employees or 0) >= LARGE),
    (
        "Employees",
        f"Fewer than {LARGE}",
        lambda known: known.employees is not None and known.employees < LARGE,
    ),
    ("Employees", "Not known", lambda known: known.employees is None),
    ("Named by services of", "one region", lambda known: known.regions <= 1),
    ("Named by services of", f"2 to {NATIONAL - 1} regions", lambda known: 1 < known.regions < NATIONAL),
    ("Named by services of", f"{NATIONAL} regions or more", lambda known: known.regions >= NATIONAL),
    ("All", "All included organisations", lambda known: True),
)


def _seen(organisations: Sequence[Known]) -> Table:
    rows: list[Row] = []
    for by, group, belongs in SIZES:
        inside = [known for known in organisations if belongs(known)]
        called = sum(known.called for known in inside)
        otherwise = sum(known.called_otherwise for known in inside)
        rows.append(
            {
                "by": by,
                "group": group,
                "organisations": len(inside),
                "called": called,
                "otherwise": otherwise,
                "base": called + otherwise,
                "rate": share(called, called + otherwise),
                "not_said": sum(known.not_said for known in inside),
            }
        )
    return Table(
        key="seen",
        title="Included organisations that are seen as social enterprises, by their size and reach",
        columns=(
            Column("by", "By"),
            Column("group", "Included organisations"),
            Column("organisations", "Organisations", "count"),
            Column("called", "Called a social enterprise", "count"),
            Column("otherwise", "Called something else", "count"),
            Column("base", "Mentions with a word (base)", "count"),
            Column("rate", "Share seen as one", "percent", ratio=("called", "base")),
            Column("not_said", "Nothing was said", "count"),
        ),
        rows=tuple(rows),
        notes=(
            f"Large or national: {LARGE} employees or more by the evidence, or named by services of {NATIONAL} regions "
            "or more. The study knows no other sign of it, so a national organisation that few services named is "
            "counted as local.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({"All"}),
    )


def _bases(said: Sequence[Mentions]) -> Table:
    """What became of every mention on its way to the base of the agreement; each row but the last is apart."""
    found: Counter[str] = Counter()
    for group in said:
        found[_way(group)] += group.number
    ways = ("unmatched", "nothing", "not_assessed", "undecided", "no_word", "base")
    labels = (
        "Not matched to the directory yet",
        "Not an organisation",
        "Matched, but not assessed yet",
        "Matched, but undetermined for want of evidence",
        "Decided, but the respondent did not say what it is",
        "Decided and described (base of the agreement)",
    )
    rows: list[Row] = [
        {"what": label, "mentions": found[way]} for way, label in zip(ways, labels, strict=True)
    ]
    rows.append({"what": ALL, "mentions": sum(found.values())})
    return Table(
        key="bases",
        title="Which mentions the agreement is about",
        columns=(Column("what", "What became of it"), Column("mentions", "Mentions", "count")),
        rows=tuple(rows),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
    )


def _way(group: Mentions) -> str:
    if group.state == MatchState.NOT_AN_ORGANISATION:
        return "nothing"
    if group.state != MatchState.MATCHED:
        return "unmatched"
    if not group.outcome:
        return "not_assessed"
    if group.is_included is None:
        return "undecided"
    return "no_word" if group.is_called is None else "base"


def _notes(study: Study) -> tuple[str, ...]:
    return (
        "Three things are kept apart: what the respondent called an organisation, which organisation of the directory "
        "it is, and what the definition says of that. Neither is right or wrong: this report says how far apart they "
        "are. Agreement counts only the words “a social enterprise” as seeing one; who says “a charity” has not denied it.",
        f"Included means included by the definition “{study.definition}”, version {study.definition_version}.",
    )
