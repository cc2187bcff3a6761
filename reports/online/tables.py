"""Tables of the online survey: responses, invitations, outcome rates, and answers to each question."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from enterprises.vocabulary import Outcome
from interviews.outcome_rates import FORMULAS, NAMES, Counts, rates
from reports.answers.tables import GIVEN, UNANSWERED, state_cells, state_columns
from reports.coverage.tables.rates import E_FORMULA, rate_title
from reports.online.queries import Outcomes, QuestionSummary, Statuses, Weeks
from reports.table import Bars, Column, Row, Table, cells, share
from survey.answers import AnswerState
from survey.vocabulary import CaseCode, ResponseStatus, Source

SOURCE = "Answers to the study’s online survey."
ALL, BASE = "All answers", "Answers to the question (base)"
INVITED = "All organisations invited"
INCLUDED = "Included organisations"
EXACT = (
    "Only the answers of organisations that the study’s definition includes, exactly as they are: for the research "
    "roles, and not to be published as it is."
)
CHARTED = ("relation", "payer", "networks", "postcode", "benefits", "why_not")
"""Questions whose table has a chart; a chart for each question would make the page slow."""
MAX_WEEKS = 40
"""A table of more weeks than this has no chart."""
WEEK = dt.timedelta(days=7)
SEVERAL = "Several could be chosen, so the percentages may add up to more than 100%."
NO_FRAME = (
    "The survey has no sampling frame. Respondents who used the open link represent nobody else, so there is no "
    "response rate for them."
)
STATUSES = (
    Column(ResponseStatus.DRAFT.value, "Begun and not sent", "count"),
    Column("given", "Given", "count"),
    Column(ResponseStatus.SUBMITTED.value, "of these, waiting for review", "count"),
    Column(ResponseStatus.ACCEPTED.value, "of these, accepted", "count"),
    Column(ResponseStatus.REJECTED.value, "of these, rejected", "count"),
    Column("counted", "In the figures", "count"),
    Column(ResponseStatus.QUARANTINED.value, "Set aside as suspicious", "count"),
    Column(ResponseStatus.WITHDRAWN.value, "Withdrawn by the respondent", "count"),
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
            "those accepted are in the figures of this report, those rejected are not. What is accepted has become "
            "evidence in the directory.",
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
NOT_ASSESSED = "Not assessed yet"
SIDES = ("Included", "Not included", "Undetermined")


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
                add("Undetermined, and included in every case that remains", "Included", included)
            add(str(outcome.label), "Undetermined", others)
        elif included or others:
            add(str(outcome.label), "Included" if included else "Not included", included + others)
    for words, key in ((NOT_ASSESSED, ""), (NOT_REVIEWED, None)):
        if number := found.get((key, False), 0):
            add(words, "Undetermined", number)
    totals = [(f"All: {side.lower()}", side, numbers[side]) for side in SIDES]
    totals.append((ALL, "All", sum(found.values())))
    rows += [{"outcome": words, "counted_as": side, "answers": number} for words, side, number in totals]
    return Table(
        key="by_outcome",
        title="Answers by what the organisation is by the definition",
        columns=(
            Column("outcome", "Outcome"),
            Column("counted_as", "Counted as"),
            Column("answers", "Answers", "count"),
        ),
        rows=tuple(rows),
        notes=(
            "Anybody who works with offenders, or would like to, could answer. Which of them are social enterprises "
            "the definition decides, from all evidence in the directory.",
        ),
        source="The study’s online survey, and stored assessments of the organisations that answered.",
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
        title="Outcome rates of the organisations invited",
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
    key: str, title: str, found: QuestionSummary, rows: Sequence[tuple[str, int]], base: int, *, whose: str
) -> Table:
    """Return a table of how often each answer to one question was given, of the `base` that answered it.

    `whose` answers they are is ALL or INCLUDED. Those of the included are exact and for the research roles only.
    """
    is_of_all = whose == ALL
    lines: list[Row] = [*(_line(words, number, base) for words, number in rows), _line(BASE, base, base)]
    answered = cells(range(len(lines)), "base") | cells([len(lines) - 1], "number")
    return Table(
        key=key if is_of_all else f"{key}_included",
        title=title if is_of_all else f"{title}: {INCLUDED.lower()}",
        columns=(
            Column("words", "Region" if key == "postcode" else found.label),
            Column("number", "Answers", "count"),
            Column("base", BASE, "count"),
            Column("rate", "Share", "percent", ratio=("number", "base")),
        ),
        rows=tuple(lines),
        notes=(*(() if found.is_single else (SEVERAL,)), *(() if is_of_all else (EXACT,))),
        source=SOURCE,
        data_class="B" if is_of_all else "A",
        total_rows=frozenset({BASE}),
        bars=Bars("words", ("rate",)) if key in CHARTED and is_of_all else None,
        fixed=answered if is_of_all and found.is_for_everybody else frozenset(),
        names=dict.fromkeys(answered, _base_name(title)) if is_of_all else {},
    )


def _base_name(title: str) -> str:
    return f"{title}: answered online"


def _line(words: str, number: int, base: int) -> Row:
    return {"words": words, "number": number, "base": base, "rate": share(number, base)}


def item_response(found: Mapping[str, QuestionSummary]) -> Table:
    """Return a table of answers in each state by question. If everybody is asked, these counts are not an opinion."""
    rows: list[Row] = [
        {"question": title, **state_cells(each.states), "all": sum(each.states.values())}
        for title, each in found.items()
    ]
    everybody = [row for row, each in enumerate(found.values()) if each.is_for_everybody]
    return Table(
        key="answered",
        title="How many were asked, and how they answered",
        columns=(
            Column("question", "Question"),
            *state_columns("all", given=AnswerState.GIVEN.label),
            Column("all", ALL, "count"),
        ),
        rows=tuple(rows),
        notes=("Who did not know, would not say or was not asked is in no percentage of this report.",),
        source=SOURCE,
        data_class="B",
        fixed=cells(range(len(rows)), "all", UNANSWERED) | cells(everybody, GIVEN),
        names={(row, GIVEN): _base_name(title) for row, title in enumerate(found)},
    )
