"""Benefits and drawbacks: what services gain from working with organisations, and what it costs them."""

from collections.abc import Mapping
from functools import partial

from mapping.reports.fieldwork import facts_of, last_day_of
from mapping.reports.opinions import themes
from mapping.reports.opinions.answered import answers_to, instruments_of
from mapping.reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "benefits"
TITLE = "Benefits and drawbacks"
AIM = "What services gain from working with organisations, and what the drawbacks are"
QUESTIONS = {"benefits": "Benefits", "drawbacks": "Drawbacks"}


def build(study: Study, *, detail: bool) -> Report:
    """The report on benefits and drawbacks; four queries at any size. `detail` changes nothing in it."""
    guides = instruments_of(study)
    asked = {question: answers_to(study, question, guides) for question in QUESTIONS}
    tables: list[Table] = []
    for strand in StrandKind:
        inside = [question for question in QUESTIONS if strand in asked[question].strands]
        tables += [
            themes.by_part(
                asked[question],
                strand,
                name=question,
                title=f"{QUESTIONS[question]} named",
                heading=QUESTIONS[question].removesuffix("s"),
            )
            for question in inside
        ]
        if inside:
            tables.append(
                themes.how_answered([(QUESTIONS[question], asked[question]) for question in inside], strand)
            )
    others = {question: asked[question].choices.get(themes.OTHER, "") for question in QUESTIONS}
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, others),
        tables=tuple(tables),
        study=facts_of(study),
        notes=NOTES,
        data_on=last_day_of(study),
    )


NOTES = (
    "Respondents answered in their own words and the interviewer chose what had been mentioned; nothing was read "
    "out. What nobody named may still be so.",
    "Figures are of those who answered the question, and only of services that were interviewed: what the others "
    "would have said is not known.",
)


def answer(others: Mapping[str, str], tables: Mapping[str, Table]) -> str:
    """The first sentence: the benefit and the drawback that most respondents named, with their bases."""
    parts = []
    for question, words in (("benefits", "benefit"), ("drawbacks", "drawback")):
        found = themes.leading(tables[question], themes.ALL, but=others[question])
        if found:
            verb = "is" if len(found) == 1 else "are"
            plural = words if len(found) == 1 else f"{words}s"
            parts.append(f"the {plural} named most {verb} {themes.sentence_of(found)}")
    if parts:
        sentence = ", and ".join(parts)
        if any(themes.has_hidden(tables[question], (themes.ALL,)) for question in QUESTIONS):
            return f"{themes.OF_WHAT_IS_SHOWN}{sentence}."
        return f"{sentence[:1].upper()}{sentence[1:]}."
    if all(themes.base_of(tables[question], themes.ALL) == 0 for question in QUESTIONS):
        return "Nobody has answered the questions about benefits and drawbacks in this study yet."
    return "Nobody, or too few respondents to show, has named benefits or drawbacks in this study yet."
