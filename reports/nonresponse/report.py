"""Non-response: what is missing from the answers, who was not interviewed, and how the figures would be weighted."""

from collections.abc import Collection, Mapping
from functools import partial

from reports.answers.tables import UNANSWERED
from reports.nonresponse import queries, tables
from reports.study_facts import facts_of, last_day_of, words_of
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind
from wording import counted, percent

NAME = "nonresponse"
TITLE = "Non-response and balance"
AIM = "Which answers are missing?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the report on non-response; seven queries at any size.

    Without `detail` (outside the research roles) it has only the item non-response of questions that everybody is
    asked: the rest would disclose who was not interviewed, and what some answered.
    """
    interviews, items = queries.interviews_of(study)
    by_strand = {**items, StrandKind.ONLINE_SURVEY: queries.online_items(study)}
    shown = {
        strand.value: [each for each in by_strand[strand].values() if detail or each.is_for_everybody]
        for strand in StrandKind
        if by_strand.get(strand)
    }
    found = [tables.summary(shown), *(tables.items(*each, detail=detail) for each in shown.items())]
    countable = [
        (f"items_{strand}", row)
        for strand, questions in shown.items()
        for row, each in enumerate(questions)
        if each.is_countable
    ]
    if detail:
        services = queries.frame_services(study)
        words = words_of(study)
        weights = tables.weights_of(services, words.kinds)
        checked = queries.contradictions(interviews)
        found += [
            tables.balance(services, weights, words.kinds),
            tables.weighted(services, interviews, weights, words),
            tables.early_and_late(services, interviews, words.kinds),
            tables.contradictions(checked),
            tables.contradicting(checked, services),
        ]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, countable),
        tables=tuple(found),
        study=facts_of(study),
        notes=(
            "The coverage report has the services that refused or were not reached. This report has what is missing "
            "from the interviews that were held, and how those interviewed differ from the others.",
        ),
        data_on=last_day_of(study),
    )


def answer(countable: Collection[tuple[str, int]], controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how many questions have an answer missing, and which has most.

    `countable` are the tables and rows of the questions with choices or numbers. Free-text questions are not counted,
    because most respondents leave them empty.
    """
    questions = [controlled[key].rows[row] for key, row in countable]
    if not questions:
        return "Nobody has answered a question that everybody is asked in this study yet."
    incomplete = [row for row in questions if row[UNANSWERED]]
    start = f"Of {counted(len(questions), 'question', 'questions')} with choices or numbers, "
    if not incomplete:
        return f"{start}none has an answer missing."
    rates = [rate if isinstance(rate := row[tables.RATE], float) else 0.0 for row in incomplete]
    rate = max(rates)
    most = incomplete[rates.index(rate)]
    return (
        f"{start}{len(incomplete):,} {'has' if len(incomplete) == 1 else 'have'} answers missing, most of all "
        f"“{most['question']}” ({most[UNANSWERED]:,} of {most[tables.ASKED]:,}, {percent(rate)})."
    )
