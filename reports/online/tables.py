"""Tables of the online survey: responses, invitations, outcome rates, and answers to each question."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from enterprises.vocabulary import Outcome
from interviews.outcome_rates import FORMULAS, NAMES, Counts, rates
from reports.coverage.tables.rates import E_FORMULA, rate_title
from reports.disclosure.blocks import BASE as RESPONDENTS
from reports.disclosure.blocks import COUNTRY, Block, Figure, block_of
from reports.online.queries import Outcomes, QuestionSummary, Statuses, Weeks
from reports.table import Bars, Cell, Column, Ranking, Row, Table, share
from survey.vocabulary import CaseCode, ResponseStatus, Source, StrandKind
from wording.terms import COUNTED, COUNTED_AS, NOT_COUNTED, NOT_KNOWN_YET

SOURCE = "Answers to the study’s online survey."
ALL, BASE = "All answers", "Answers to the question"
INVITED = "All organisations invited"
INCLUDED_PART, OTHERS_PART = "included", "others"
"""The parts of everybody who answered: the organisations that the study's definition includes, and the others."""
ANSWERED, NOT_ANSWERED = "answered", "not answered"
FIGURES = (
    Column("number", ALL, "count"),
    Column("base", BASE, "count"),
    Column("rate", "Share of all", "percent", ratio=("number", "base")),
)
INCLUDED_FIGURES = (
    Column("included", "Social enterprises", "count"),
    Column("included_base", "Social enterprises that answered", "count"),
    Column("included_rate", "Share of those", "percent", ratio=("included", "included_base")),
)
BESIDE = "Social enterprises are the organisations that the study’s definition counts."
CHARTED = ("relation", "payer", "networks", "postcode", "benefits", "why_not")
"""Questions whose table has a chart; a chart for each question would make the page slow."""
MAX_WEEKS = 40
"""A table of more weeks than this has no chart."""
WEEK = dt.timedelta(days=7)
IN_ORDER = frozenset({"regions"})
"""Questions with several answers whose rows stay in their order."""
LAST = frozenset({"other", "none"})
"""Answers whose rows come after those of the others."""
SEVERAL = "Several could be chosen, so the percentages may add up to more than 100%."
NO_FRAME = (
    "The survey has no list to draw from. People who used the open link represent nobody else, so no "
    "share who answered is given for them."
)
STATUSES = (
    Column(ResponseStatus.DRAFT.value, "Begun and not sent", "count"),
    Column("given", "Given", "count"),
    Column(ResponseStatus.SUBMITTED.value, "of these, waiting for review", "count"),
    Column(ResponseStatus.ACCEPTED.value, "of these, accepted", "count"),
    Column(ResponseStatus.REJECTED.value, "of these, rejected", "count"),
    Column("counted", "In the figures", "count"),
    Column(ResponseStatus.QUARANTINED.value, "Set aside as suspicious", "count"),
    Column(ResponseStatus.WITHDRAWN.value, "Withdrawn by the person who answered", "count"),
)


def by_source(found: Statuses) -> Table:
    """Return a table of responses by source and status."""
    sources = [source for source in Source if source in found]
    rows = [_source_row(str(source.label), found[source]) for source in sources]
    rows.append(_source_row(ALL, sum((found[source] for source in sources), Counter())))
    return Table(
        key="by_source",
        title="Answers by how they came",
        columns=(Column("source", "How they came"), *STATUSES),
        rows=tuple(rows),
        notes=(
            "An answer is given once it was sent, unless it was set aside as suspicious. Those waiting for review and "
            "those accepted are in the figures of this report, those rejected are not. What is accepted is in "
            "the directory now.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALL}),
        bars=Bars("source", ("given",)) if len(sources) > 1 else None,
    )


def _source_row(words: str, statuses: Counter[str]) -> Row:
    counted = statuses[ResponseStatus.SUBMITTED] + statuses[ResponseStatus.ACCEPTED]
    figures = {status.value: statuses[status] for status in ResponseStatus}
    figures |= {"given": counted + statuses[ResponseStatus.REJECTED], "counted": counted}
    return {"source": words, **{column.key: figures[column.key] for column in STATUSES}}


def by_week(found: Weeks) -> Table:
    """Return a table of responses by week and source, from the first week to the last."""
    sources = [source for source in Source if any(week[source] for week in found.values())]
    shown_sources = sources if len(sources) > 1 else []
    rows: list[Row] = []
    so_far = 0
    for monday in _mondays(found):
        week = found.get(monday, Counter[str]())
        so_far += week.total()
        numbers = {source.value: week[source] for source in shown_sources}
        rows.append({"week": monday, **numbers, "all": week.total(), "so_far": so_far})
    return Table(
        key="by_week",
        title="Answers by week",
        columns=(
            Column("week", "Week beginning", "date"),
            *(Column(source.value, str(source.label), "count") for source in shown_sources),
            Column("all", ALL, "count"),
            Column("so_far", "So far", "count"),
        ),
        rows=tuple(rows),
        notes=("Answers that are in the figures, by the day they were sent. A week begins on Monday.",),
        source=SOURCE,
        bars=Bars("week", tuple(source.value for source in shown_sources) or ("all",), counted="Answers")
        if 0 < len(rows) <= MAX_WEEKS
        else None,
    )


def _mondays(found: Weeks) -> Iterator[dt.date]:
    if not found:
        return
    monday, last = min(found), max(found)
    while monday <= last:
        yield monday
        monday += WEEK


NOT_REVIEWED = "Not reviewed yet, so it is not known whose answer it is"
NOT_ASSESSED = "Not looked at yet"
SIDES = (COUNTED, NOT_COUNTED, NOT_KNOWN_YET)


def by_outcome(found: Outcomes) -> Table:
    """Return a table of the responses that count, by the outcome of the organisation that gave them."""
    rows: list[Row] = []
    numbers = Counter[str]()

    def add(words: str, side: str, number: int) -> None:
        rows.append({"outcome": words, "counted_as": side, "answers": number})
        numbers[side] += number

    for outcome in Outcome:
        included, others = (found.get((outcome.value, side), 0) for side in (True, False))
        if outcome == Outcome.UNDETERMINED:
            if included:
                add("Not enough known yet, and counted in every case that remains", COUNTED, included)
            add(str(outcome.label), NOT_KNOWN_YET, others)
        elif included or others:
            add(str(outcome.label), COUNTED if included else NOT_COUNTED, included + others)
    for words, key in ((NOT_ASSESSED, ""), (NOT_REVIEWED, None)):
        if number := found.get((key, False), 0):
            add(words, NOT_KNOWN_YET, number)
    totals = [(f"All: {side.lower()}", side, numbers[side]) for side in SIDES]
    totals.append((ALL, "All", sum(found.values())))
    rows += [{"outcome": words, "counted_as": side, "answers": number} for words, side, number in totals]
    return Table(
        key="by_outcome",
        title="Answers by what the organisation is by the definition",
        columns=(
            Column("outcome", COUNTED_AS),
            Column("counted_as", "Counted as"),
            Column("answers", "Answers", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "Anybody who works with offenders, or would like to, could answer. Which of them are social enterprises "
            "the definition decides, from all that is known in the directory.",
        ),
        source="The study’s online survey, and what the definition says of the organisations that answered.",
        total_rows=frozenset(words for words, _, _ in totals),
        bars=Bars("outcome", ("answers",), side="counted_as"),
    )


def invitations(found: Counter[str]) -> Table:
    """Return a table of the organisations invited by outcome."""
    total = sum(found.values())
    words = {
        CaseCode.COMPLETE: "Answered",
        CaseCode.REFUSAL: "Declined",
        CaseCode.NON_CONTACT: "Invitation came back",
        CaseCode.UNKNOWN_OTHER: "Invited and not heard of",
        CaseCode.UNKNOWN_UNIT: "Not sent yet",
    }
    rows: list[Row] = [
        {"outcome": label, "code": code.value, "number": found[code]} for code, label in words.items()
    ]
    rows.append({"outcome": INVITED, "code": "", "number": total})
    return Table(
        key="invited",
        title="Organisations invited, by how it ended",
        columns=(
            Column("outcome", "How it ended"),
            Column("code", "Code"),
            Column("number", "Organisations", "count"),
        ),
        rows=tuple(rows),
        notes=("The codes are AAPOR’s. An answer that was begun and not sent is not heard of.",),
        source="The study’s invitations.",
        total_rows=frozenset({INVITED}),
        bars=Bars("outcome", ("number",)),
    )


def outcome_rates(found: Counter[str]) -> Table:
    """Return a table of AAPOR's outcome rates of the organisations invited."""
    values = rates(Counts(**{code.value: found[code] for code in CaseCode}))
    rows: list[Row] = [
        {"rate": rate_title(name), "formula": FORMULAS.get(name, E_FORMULA), "value": values[name]}
        for name in ("e", *NAMES)
    ]
    return Table(
        key="rates",
        title="Share who answered of the organisations invited",
        columns=(
            Column("rate", "Rate"),
            Column("formula", "How it is worked out"),
            Column("value", "Rate", "percent"),
        ),
        rows=tuple(rows),
        notes=(
            "Of those who were invited by name, and of no others. I answered, R declined, NC the invitation came back, "
            "UO not heard of, UH not sent; the other codes do not occur online.",
        ),
        source="The study’s invitations.",
    )


def answers(
    key: str,
    title: str,
    found: QuestionSummary,
    labels: Mapping[str, str],
    place_of: Callable[[str], str],
    *,
    smallest: int,
) -> Table:
    """Return a table of how often each answer to one question was given: by all, and by included organisations.

    `labels` are the words of the rows by their keys; `place_of` gives the key of the row of an answer. The
    included are left out where fewer than `smallest` of them, or of the others, answered.
    """
    block = block_of_question(key, found, labels, place_of, smallest=smallest)
    columns = {COUNTRY: ("number", "base", "rate")}
    if INCLUDED_PART in block.parts:
        columns[INCLUDED_PART] = ("included", "included_base", "included_rate")
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for answer, words in (*labels.items(), (RESPONDENTS, BASE)):
        row: dict[str, Cell] = {"words": words}
        for place, (number, base, rate) in columns.items():
            figures = {number: block.figure(answer, place), base: block.figure(RESPONDENTS, place)}
            shows |= {(len(rows), column): figure for column, figure in figures.items()}
            row |= {column: figure.count for column, figure in figures.items()}
            row[rate] = share(figures[number].count, figures[base].count)
        rows.append(row)
    last = frozenset(label for answer, label in labels.items() if answer in LAST)
    return Table(
        key=key,
        title=title,
        columns=(
            Column("words", "Region" if key == "postcode" else found.label),
            *FIGURES,
            *(INCLUDED_FIGURES if len(columns) > 1 else ()),
        ),
        rows=tuple(rows),
        notes=(*(() if found.is_single else (SEVERAL,)), *((BESIDE,) if len(columns) > 1 else ())),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({BASE}),
        bars=Bars("words", ("rate",)) if key in CHARTED else None,
        shows=shows,
        ranking=None if found.is_single or key in IN_ORDER else Ranking("words", "number", last),
    )


def block_of_question(
    key: str,
    found: QuestionSummary,
    labels: Mapping[str, str],
    place_of: Callable[[str], str],
    *,
    smallest: int,
) -> Block:
    """Return the answers to one question, with those of included organisations and of the others as its parts.

    Each is what the other leaves of the whole, so there are parts only where `smallest` or more of both answered. How
    many answered a question for some only is as public as the answers that lead to it.
    """
    included, others = Counter[str](), Counter[str]()
    for word, number in found.words.items():
        included[place_of(word)] += found.included_words[word]
        others[place_of(word)] += number - found.included_words[word]
    counts = {INCLUDED_PART: included, OTHERS_PART: others}
    bases = {INCLUDED_PART: found.included, OTHERS_PART: found.base - found.included}
    every = {INCLUDED_PART: found.every_included, OTHERS_PART: found.states.total() - found.every_included}
    if min(bases.values()) < smallest:
        counts, bases, every = {ALL: included + others}, {ALL: found.base}, {ALL: found.states.total()}
    name = f"{key}, {StrandKind.ONLINE_SURVEY}"
    answered = block_of(
        f"{name}: answered",
        "single",
        {part: {ANSWERED: base, NOT_ANSWERED: every[part] - base} for part, base in bases.items()},
        every,
    )
    return block_of(
        name,
        "single" if found.is_single else "several",
        {part: {answer: numbers[answer] for answer in labels} for part, numbers in counts.items()},
        bases,
        asked=None if found.is_for_everybody else answered.figure(ANSWERED),
    )
