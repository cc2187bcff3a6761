"""Benefits and drawbacks: what services gain from working with organisations, and what it costs them."""

from collections.abc import Mapping
from functools import partial

from reports.fieldwork import facts_of, last_day_of
from reports.opinions import themes
from reports.opinions.answers_query import Asked, answers_to_each, instruments_of
from reports.opinions.item_response import how_answered
from reports.opinions.scale import scale
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "benefits"
TITLE = "Benefits and drawbacks"
AIM = "What services gain from working with organisations, and what the drawbacks are"
QUESTIONS = {"benefits": "Benefits", "drawbacks": "Drawbacks"}
STATEMENTS = tuple(f"agree_{about}" for about in ("value", "risk", "jobs", "last", "commissioning", "more"))
"""The statements that extended interviews read out, with which respondents agree or not."""
FURTHER = {
    "monitored": ("Whether the work is monitored or evaluated, and by whom", "Monitored or evaluated"),
    "model_kind": ("What those who see a model for others say that it is", "Kind of model"),
}
"""Questions on how the work goes: the titles of their tables, and their first headings."""


def build(study: Study, *, detail: bool) -> Report:
    """The report on benefits and drawbacks; three queries at any size. `detail` changes nothing in it."""
    asked = answers_to_each(study, (*QUESTIONS, *STATEMENTS, *FURTHER), instruments_of(study))
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
        told = [asked[statement] for statement in STATEMENTS if asked[statement].is_told(strand)]
        further = [question for question in FURTHER if asked[question].is_told(strand)]
        tables += _agreement(told, strand)
        tables += [
            themes.by_part(
                asked[question],
                strand,
                name=question,
                title=FURTHER[question][0],
                heading=FURTHER[question][1],
                parts=themes.WHOLE,
            )
            for question in further
        ]
        rows = [(QUESTIONS[question], asked[question]) for question in inside]
        rows += [(f"“{statement.label}”", statement) for statement in told]
        rows += [(FURTHER[question][1], asked[question]) for question in further]
        if rows:
            whole = [words for words, _ in rows[len(inside) :]]
            tables.append(how_answered(rows, strand, whole=whole))
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


def _agreement(statements: list[Asked], strand: str) -> list[Table]:
    """The statements with their whole scale: a table of the services of a strand, and one of its organisations."""
    parts = [part for each in statements[:1] for part in themes.parts_of(each, strand)]
    return [
        scale(
            statements,
            strand,
            part.label,
            name=name,
            title="Agreement with statements on social enterprises",
            heading="Statement",
        )
        for part, name in ((part, _AGREEMENT.get(part.label, "")) for part in parts)
        if name
    ]


_AGREEMENT = {themes.ALL: "agreement", themes.ORGANISATIONS: "agreement_organisations"}
NOTES = (
    "Unless a table says that something was read out, respondents answered in their own words and the interviewer "
    "chose what had been mentioned. What nobody named may still be so.",
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
