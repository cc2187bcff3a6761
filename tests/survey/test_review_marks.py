"""What a reviewer sees first: contradictions, what the respondent changed, and a withdrawal on the telephone."""

import pytest
from django.test import Client

from survey import actions
from survey.models import Response
from survey.questionnaire import Choice, Question, QuestionType
from survey.review.marks import Contradiction, Difference, contradictions_of, differences_of
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, questionnaire
from tests.pages import text_of
from tests.survey.test_changes import resend
from tests.survey.test_review import decide, page_of

pytestmark = pytest.mark.django_db
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
KEEP = (Choice("keep", "Keep them"),)
SALES = questionnaire(
    Question("organisation_name", QuestionType.TEXT, "Name?"),
    Question("sells", QuestionType.SELECT_ONE, "Does it sell?", choices=YES_NO),
    Question("income", QuestionType.INTEGER, "Income from sales?"),
    Question(
        "check_sales",
        QuestionType.SELECT_MULTIPLE,
        "It sells, and has no income from sales.",
        choices=KEEP,
        is_required=True,
        relevant="${sells} = 'yes' and ${income} = 0",
        appearance="check",
    ),
)


@pytest.fixture
def selling() -> Response:
    """An answer that sells and has no income from it, and is kept."""
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=SALES))
    answers = {
        "organisation_name": {"value": "Bird"},
        "sells": {"value": "yes"},
        "income": {"value": 0},
        "check_sales": {"value": ["keep"]},
    }
    return ResponseFactory(sent=True, strand=strand, answers=answers)


def test_the_reviewer_sees_contradictions_and_whether_they_were_kept(
    selling: Response, curator: Client
) -> None:
    assert contradictions_of(selling) == [Contradiction("It sells, and has no income from sales.", True)]
    assert "The respondent kept the answers." in text_of(curator.get(page_of(selling)))

    selling.answers = {name: stored for name, stored in selling.answers.items() if name != "check_sales"}
    assert contradictions_of(selling) == [Contradiction("It sells, and has no income from sales.", False)]


def test_the_reviewer_sees_what_differs_from_what_was_accepted(selling: Response, curator: Client) -> None:
    accepted = actions.accept_response(response=selling, organisation=None, by=None)
    resend(accepted, income=1)
    changed = resend(selling, income=5)

    assert differences_of(changed) == (True, [Difference("Income from sales?", "0", "5")])
    page = text_of(curator.get(page_of(changed)))
    assert "What the respondent changed since the answer was accepted" in page
    assert "Earlier answers of this respondent were accepted for it" in page


def test_an_answer_that_was_never_accepted_is_compared_with_the_version_before(
    selling: Response, curator: Client
) -> None:
    resend(selling, income=1)
    changed = resend(selling, income=5)

    assert differences_of(changed) == (False, [Difference("Income from sales?", "1", "5")])
    assert "What the respondent changed since the version before" in text_of(curator.get(page_of(changed)))


def test_a_first_answer_differs_from_nothing(selling: Response) -> None:
    assert differences_of(selling) == (False, [])


def test_a_reviewer_withdraws_for_a_respondent_who_telephoned(selling: Response, curator: Client) -> None:
    decide(curator, selling, "withdraw", **{"withdraw-reason": "By telephone on Monday"})

    selling.refresh_from_db()
    assert (selling.is_withdrawn, selling.answers) == (True, {})
    page = text_of(curator.get(page_of(selling)))
    assert "Withdrawn by the person who answered" in page
    assert "Withdraw for the respondent" not in page
