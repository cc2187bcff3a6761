"""The answers that the report on barriers reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.answers.queries import QuestionAnswers, answers_to, questionnaires_of
from reports.region_merging import RegionGroups
from survey.models import Study

BARRIERS, WHERE = "barriers", "barriers_where"
KNOWLEDGE = ("noms_awareness", "commissioning_awareness", "networks")
"""The questions in which enterprises say how well they know NOMS."""


@dataclass(frozen=True)
class Answers:
    """The answers on barriers (by region too), on the part of NOMS where they lie, and on enterprises' knowledge."""

    barriers: QuestionAnswers
    where: QuestionAnswers
    knowledge: Mapping[str, QuestionAnswers]


def answers_of(study: Study, regions: RegionGroups) -> Answers:
    """Return the answers of a study. Three queries at most."""
    questionnaires = questionnaires_of(study)
    barriers = answers_to(study, (BARRIERS,), questionnaires, regions=regions)[BARRIERS]
    others = answers_to(study, (WHERE, *KNOWLEDGE), questionnaires)
    return Answers(barriers, others.pop(WHERE), others)
