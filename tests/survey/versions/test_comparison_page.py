"""The page that compares two published versions, and what the preview of an upload is offered of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.views.questionnaire_comparison import earlier_comparison
from tests.factories.survey import InstrumentFactory
from tests.pages import text_of_answer

pytestmark = pytest.mark.django_db
PAGE = "/questionnaires/compare/"


def form(version: str, *questions: tuple[str, str]) -> Questionnaire:
    asked = tuple(Question(name, QuestionType.TEXT, label) for name, label in questions)
    return Questionnaire("guide", version, "A guide", (Section("main", "About you", asked),))


def publish(questionnaire: Questionnaire, days_ago: int = 0):
    return InstrumentFactory(
        questionnaire=questionnaire,
        name=questionnaire.name,
        version=questionnaire.version,
        published_at=timezone.now() - dt.timedelta(days=days_ago),
    )


@pytest.fixture
def versions():
    old = form("1", ("who", "Who are you?"), ("age", "How old are you?"))
    new = form("2", ("who", "Who are you now?"), ("place", "Where are you?"))
    return publish(old, days_ago=2), publish(new)


def test_the_page_counts_what_differs_and_marks_the_words(lead, versions):
    old, new = versions

    page = text_of_answer(lead.get(PAGE, {"old": old.pk, "new": new.pk}))

    for words in ("1 added", "1 removed", "1 reworded", "1 question can be compared with care"):
        assert words in page
    assert "2 questions are asked in one of them only" in page
    assert '<ins><span class="govuk-visually-hidden">(new:</span> now<' in page
    assert "Who are" in page and "It took a text, on “About you”." in page


def test_without_an_older_version_it_is_the_one_published_before(lead, versions):
    page = text_of_answer(lead.get(PAGE, {"new": versions[1].pk}))

    assert "Version 1 and version 2 of A guide" in page


def test_only_the_questions_with_one_difference_are_shown_when_its_number_is_pressed(lead, versions):
    page = text_of_answer(lead.get(PAGE, {"old": versions[0].pk, "new": versions[1].pk, "show": "added"}))

    assert "Where are you?" in page and "How old are you?" not in page
    assert "Show all 3 questions that differ" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"old": "", "new": ""}, "Choose the older version."),
        ({"old": "x", "new": "999999"}, "what was chosen is not in it any more"),
        ({}, "Compare two versions"),
    ],
)
def test_a_choice_that_is_missing_or_unknown_is_told_at_its_field(lead, given, sentence):
    assert sentence in text_of_answer(lead.get(PAGE, given))


def test_a_version_is_not_compared_with_itself(lead, versions):
    page = text_of_answer(lead.get(PAGE, {"old": versions[0].pk, "new": versions[0].pk}))

    assert "Choose two versions." in page


def test_the_number_of_queries_does_not_depend_on_the_number_of_versions(lead, versions):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            lead.get(PAGE, {"old": versions[0].pk, "new": versions[1].pk})
        return len(queries)

    count()  # parses both questionnaires, which this process may already have done
    before = count()
    for number in range(3, 8):
        publish(form(str(number), ("who", f"Who {number}?")))

    assert count() == before <= 10


def test_a_form_that_is_not_published_yet_is_compared_with_the_newest_version(versions):
    found = earlier_comparison(form("3", ("who", "Who are you now?")))

    assert found is not None
    assert (found["old"].version, [count.words for count in found["changed"]]) == ("2", ["removed"])


def test_the_first_version_of_a_form_is_compared_with_nothing():
    assert earlier_comparison(form("1", ("who", "Who?"))) is None
