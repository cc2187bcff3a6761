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
AIM = "What services gain from working with organisations, and what the drawbacks are"


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
    parts = []
    for question, words in (("benefits", "benefit"), ("drawbacks", "drawback")):
        found = answer_tables.most_named(tables[question], answer_tables.ALL, but=others[question])
        if found:
            verb = "is" if len(found) == 1 else "are"
            plural = words if len(found) == 1 else f"{words}s"
            parts.append(f"the {plural} named most {verb} {answer_tables.themes_in_words(found)}")
    if parts:
        sentence = ", and ".join(parts)
        if any(answer_tables.has_hidden(tables[question], (answer_tables.ALL,)) for question in OPINIONS):
            return f"{answer_tables.OF_SHOWN}{sentence}."
        return f"{sentence[:1].upper()}{sentence[1:]}."
    if all(answer_tables.base_of(tables[question], answer_tables.ALL) == 0 for question in OPINIONS):
        return "Nobody has answered the questions about benefits and drawbacks in this study yet."
    return "Nobody, or too few respondents to show, has named benefits or drawbacks in this study yet."
