"""The answers that the report on benefits and drawbacks reads."""

from reports.answers.queries import QuestionAnswers, answers_to, questionnaires_of
from survey.models import Study

OPINIONS = ("benefits", "drawbacks")
STATEMENTS = tuple(f"agree_{about}" for about in ("value", "risk", "jobs", "last", "commissioning", "more"))
"""The statements that extended interviews read out, with which respondents agree or not."""
PRACTICE = ("monitored", "model_kind")
"""Questions on how the work goes."""


def answers_of(study: Study) -> dict[str, QuestionAnswers]:
    """Return the answers of a study by question. Two queries at most."""
    return answers_to(study, (*OPINIONS, *STATEMENTS, *PRACTICE), questionnaires_of(study))
