"""Benefits and drawbacks: what services gain from working with organisations, and what it costs them."""

from collections.abc import Mapping
from functools import partial

from reports.answers import tables as answer_tables
from reports.answers.weighted import frame_sizes
from reports.benefits import tables
from reports.benefits.queries import OPINIONS, answers_of
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "benefits"
TITLE = "Benefits and drawbacks"
AIM = "What do services gain from working with social enterprises, and what are the drawbacks?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the report on benefits and drawbacks; five queries at any size. `detail` changes nothing in it."""
    answers, frame = answers_of(study), frame_sizes(study)
    others = {question: answers[question].choices.get(answer_tables.OTHER, "") for question in OPINIONS}
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, others),
        tables=tuple(table for strand in StrandKind for table in tables.of_strand(answers, strand, frame)),
        study=facts_of(study),
        notes=answer_tables.REPORT_NOTES,
        data_on=last_day_of(study),
    )


def answer(others: Mapping[str, str], tables: Mapping[str, Table]) -> str:
    """Return the first sentence: the benefit and the drawback that most respondents named, with their bases.

    `others` are the labels of the choice “other” by question. They are not named as a benefit or drawback.
    """
    clauses = [
        answer_tables.first_in_words(
            tables[question], f"about {question}", singular, question, but=others[question]
        )
        for question, singular in (("benefits", "benefit"), ("drawbacks", "drawback"))
    ]
    sentence = ", and ".join(clauses)
    return f"{sentence[:1].upper()}{sentence[1:]}."
