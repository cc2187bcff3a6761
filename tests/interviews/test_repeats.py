"""Entering an interview with repeated groups, calculations and filtered choices."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from interviews.models import Interview
from survey.models import SampledUnit
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, questionnaire
from tests.interviews.posts import address_of, fields_of, post_data

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
PEOPLE = Question(
    "people",
    QuestionType.REPEAT,
    "People",
    questions=(
        Question("who", QuestionType.TEXT, "Name", is_required=True),
        Question("hours", QuestionType.INTEGER, "Hours"),
        Question("why", QuestionType.TEXT, "Why so many?", is_required=True, relevant="${hours} > 40"),
        Question("pay", QuestionType.CALCULATE, "", calculation="${hours} * 6"),
    ),
)
GUIDE = questionnaire(
    Question("works", QuestionType.SELECT_ONE, "Does it work?", is_required=True, choices=YES_NO),
    Question(
        "town",
        QuestionType.SELECT_ONE,
        "Which town?",
        choices=(Choice("leeds", "Leeds", {"if": "yes"}), Choice("lewes", "Lewes", {"if": "no"})),
        choice_filter="if = ${works}",
    ),
    PEOPLE,
    Question("wages", QuestionType.CALCULATE, "", calculation="sum(${pay})"),
    Question("rich", QuestionType.TEXT, "Who pays?", relevant="${wages} > 100"),
    Question("take_part", QuestionType.SELECT_ONE, "Does the respondent agree?", choices=YES_NO),
)
ROWS = {
    "q-works": "yes",
    "q-take_part": "yes",
    "q-people:rows": "2",
    "q-people:1:who": "Ann",
    "q-people:1:hours": "10",
    "q-people:2:who": "Bob",
    "q-people:2:hours": "50",
}


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def guided(db: None) -> SampledUnit:
    """A prison whose guide has repeated groups."""
    return SampledUnitFactory(strand=StrandFactory(instrument=InstrumentFactory(questionnaire=GUIDE)))


def test_rows_are_added_and_removed_without_saving_or_losing_a_word(
    guided: SampledUnit, client: Client
) -> None:
    sent = post_data(guided, client, **ROWS)

    more = fields_of(client.post(address_of(guided), sent | {"action": "add:people"}).content.decode())
    fewer = fields_of(client.post(address_of(guided), sent | {"action": "remove:people:1"}).content.decode())

    assert more["q-people:rows"] == "3"
    assert (more["q-people:2:who"], more["q-people:3:who"]) == ("Bob", "")
    assert (fewer["q-people:rows"], fewer["q-people:1:who"], fewer["q-people:1:hours"]) == ("1", "Bob", "50")
    assert "q-people:2:who" not in fewer
    assert not Interview.objects.exists()


def test_a_missing_answer_in_a_row_names_its_row(guided: SampledUnit, client: Client) -> None:
    refused = client.post(address_of(guided), post_data(guided, client, action="complete", **ROWS))

    page = unescape(refused.content.decode())
    assert "Answer “People: 2, Why so many?”, or say why there is no answer." in page
    assert 'value="Bob"' in page


def test_a_finished_interview_keeps_its_rows_and_calculations(guided: SampledUnit, client: Client) -> None:
    why = {"q-people:2:why--state": "refused", "q-town": "leeds", "q-wages": "9999", "q-people:1:pay": "1"}
    saved = client.post(address_of(guided), post_data(guided, client, action="complete", **ROWS, **why))

    assert saved.status_code == 302, unescape(saved.content.decode())
    answers = Interview.objects.get().answers
    assert answers["wages"] == {"value": "360"}
    assert [row["pay"]["value"] for row in answers["people"]["value"]] == ["60", "300"]
    assert answers["people"]["value"][1]["why"] == {"state": "refused"}
    page = client.get(address_of(guided)).content.decode()
    assert fields_of(page)["q-people:2:who"] == "Bob"
    assert '<option value="refused" selected>' in page


def test_a_choice_that_its_filter_does_not_allow_is_not_listed(guided: SampledUnit, client: Client) -> None:
    refused = client.post(
        address_of(guided), post_data(guided, client, action="complete", **ROWS, **{"q-town": "lewes"})
    )

    assert "Choose one of the answers listed." in refused.content.decode()
