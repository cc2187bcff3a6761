"""Repeated groups, calculations and filtered choices for a respondent without JavaScript."""

import datetime as dt
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from survey import actions, conditions
from survey.models import Response
from survey.online.preview import PreviewForm
from survey.questionnaire import Questionnaire
from survey.xlsform import questionnaire_of
from survey.xlsform.writer import as_workbook
from tests.factories.survey import OnlineStrandFactory, ResponseFactory
from tests.survey.refusals import questionnaire_in
from tests.survey.respondent import fill, hidden, stored

pytestmark = pytest.mark.django_db

FORM = """| survey |
| | type | name | label | required | relevant | calculation | choice_filter | repeat_count | constraint | appearance |
| | begin_group | team | Your team | | | | | | | |
| | select_one countries | country | Which country? | yes | | | | | | |
| | select_one towns | town | Which town? | | | | country = ${country} | | | |
| | begin_repeat | people | People | | | | | | | |
| | text | who | Name | yes | | | | | | |
| | integer | hours | Hours a week | | | | | | . <= ${most} | |
| | text | why | Why so many? | yes | ${hours} > 40 | | | | | |
| | calculate | pay | Pay | | | ${hours} * 6 | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | wages | Wages | | | sum(${pay}) | | | | |
| | integer | most | The most hours anybody works | | | | | | | |
| | note | rich | That is much. | | ${wages} > 300 | | | | | |
| | end_group | | | | | | | | | |
| | begin_group | more | More | | count(${people}) > 1 | | | | | |
| | select_one countries or_other | market | Where do you sell? | | | | | | | |
| | text | code | Postcode | | | | | | | postcode |
| | begin_repeat | halves | Halves | | | | | 2 | | |
| | text | half | What did you do? | | | | | | | |
| | end_repeat | | | | | | | | | |
| | end_group | | | | | | | | | |
| choices |
| | list_name | name | label | country |
| | countries | wales | Wales | |
| | countries | england | England | |
| | towns | cardiff | Cardiff | wales |
| | towns | leeds | Leeds | england |
| settings |
| | form_title | form_id | version |
| | Teams | teams | 1 |
"""
ANN = {"people:1:who": "Ann", "people:1:hours": "10"}
BOB = {"people:2:who": "Bob", "people:2:hours": "50", "people:2:why": "Keen"}
BOTH = {**ANN, **BOB, "people:rows": "2", "country": "wales", "most": "60"}


@pytest.fixture
def response(key) -> Response:
    instrument = actions.publish_instrument(source=FORM, by=None)
    strand = OnlineStrandFactory(study__slug="study", instrument=instrument)
    return ResponseFactory(strand=strand, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))


def value_of(words: str, name: str) -> str:
    return re.search(rf'name="q-{name}" value="([^"]*)"', words)[1]


def send(client: Client, home: str) -> dict[str, Any]:
    """Send the answers and return what is stored."""
    check = client.get(f"{home}check/")
    keys = {name: hidden(check, name) for name in ("submission_key", "seen")}
    assert client.post(f"{home}check/", keys).status_code == 302
    return stored()


def test_rows_are_added_and_removed_and_nothing_that_was_typed_is_lost(client, response, home):
    page = client.get(f"{home}questions/team/").content.decode()
    assert "People: 1" in page and "People: 2" not in page

    added = fill(client, home, "team", "add:people", **ANN, most="x", **{"people:rows": "1"})
    assert added.url == f"{home}questions/team/?add=people#question-people:2"
    page = client.get(added.url).content.decode()
    assert value_of(page, "people:1:who") == "Ann"
    assert 'name="q-people:2:who"' in page
    assert stored()["people"]["value"] == [{"who": {"value": "Ann"}, "hours": {"value": 10}}]
    assert stored()["most"] == {"value": "x"}

    fill(client, home, "team", "add:people", **BOTH)
    removed = fill(client, home, "team", "remove:people:1", **BOTH)
    assert removed.url == f"{home}questions/team/#question-people"
    page = client.get(removed.url).content.decode()
    assert value_of(page, "people:1:who") == "Bob" and "People: 2" not in page
    assert len(stored()["people"]["value"]) == 1


def test_a_blank_row_is_ignored_and_a_mistake_in_a_row_is_reported_at_its_question(client, response, home):
    typed = {"country": "wales", "people:rows": "3", "people:1:who": "", "people:3:hours": "many"}
    page = fill(client, home, "team", **typed, **{"people:2:who": "Bob"}).content.decode()

    assert 'href="#id_q-people:3:hours"' in page and 'href="#id_q-people:3:who"' in page
    assert 'href="#id_q-people:1:who"' not in page
    assert stored()["people"]["value"] == [{"who": {"value": "Bob"}}, {"hours": {"value": "many"}}]


def test_a_constraint_may_refer_to_another_answer(client, response, home):
    page = fill(client, home, "team", **{**BOTH, "most": "30"}).content.decode()

    assert "This answer must satisfy . &lt;= ${most}." in page
    assert fill(client, home, "team", **BOTH).url == f"{home}questions/more/"


def test_a_required_question_in_a_row_is_required_in_its_own_row_only(client, response, home):
    page = fill(client, home, "team", **{**BOTH, "people:2:why": ""}).content.decode()

    assert 'href="#id_q-people:2:why"' in page
    assert 'href="#id_q-people:1:why"' not in page


def test_choices_follow_an_answer_of_the_same_page_after_an_update(client, response, home):
    before = client.get(f"{home}questions/team/").content.decode()
    assert (
        "Update the questions" in before and "The choices depend on the answer to “Which country?”." in before
    )
    assert visible(before, "town") == []

    again = fill(client, home, "team", "update", country="wales")
    assert again.url == f"{home}questions/team/"
    assert visible(client.get(again.url).content.decode(), "town") == ["cardiff"]

    refused = fill(client, home, "team", country="wales", town="leeds").content.decode()
    assert "Choose one of the answers listed." in refused
    assert stored()["town"] == {"value": "leeds"}


def test_choices_that_leave_out_those_of_other_rows_are_not_said_to_depend_on_themselves():
    source = (
        FORM.replace(
            "| integer | hours | Hours a week | | | | | | . <= ${most} | |",
            "| select_one towns | seat | Where? | | | | country = ${country} and not(name = ${seat}) | | | |",
        )
        .replace("${hours}", "${pay}")
        .replace("${pay} * 6", "6")
    )
    questionnaire = questionnaire_of(source)

    seat = questionnaire.get_question("seat")

    assert conditions.filtering_questions(questionnaire, seat) == "“Which country?”"


def visible(page: str, name: str) -> list[str]:
    """The choices of a question that are not hidden."""
    items = re.findall(
        r'<div class="govuk-radios__item"([^>]*)>\s*<input[^>]*name="q-(\w+)"[^>]*value="(\w+)"', page
    )
    return [value for attributes, of, value in items if of == name and not attributes.endswith(" hidden")]


def test_calculations_are_made_by_the_server_and_stored_on_sending(client, response, home):
    fill(client, home, "team", **BOTH, wages="1000000", **{"people:1:pay": "1000000"})
    assert "wages" not in stored()
    typed = {"market": "other", "market_other": "Abroad", "code": "ls97tl", "halves:2:half": "Rest"}
    assert fill(client, home, "more", **typed).url == f"{home}check/"
    check = client.get(f"{home}check/").content.decode()

    sent_answers = send(client, home)

    assert [row["pay"] for row in sent_answers["people"]["value"]] == [{"value": "60"}, {"value": "300"}]
    assert sent_answers["wages"] == {"value": "360"}
    assert sent_answers["halves"] == {"value": [{}, {"half": {"value": "Rest"}}]}
    assert sent_answers["code"] == {"value": "LS9 7TL"}
    assert sent_answers["market_other"] == {"value": "Abroad"}
    assert "People: 2" in check and "Name: Bob<br>Hours a week: 50<br>Why so many?: Keen" in check
    assert f'href="{home}questions/team/?from=check#question-people:2"' in check
    copy = client.get(f"{home}copy/").content.decode()
    assert "Name: Ann<br>Hours a week: 10" in copy and "Why so many?: \n" not in copy


def test_a_page_that_counts_rows_opens_with_the_second_row(client, response, home):
    assert fill(client, home, "team", **ANN, country="wales", most="60").url == f"{home}check/"
    assert fill(client, home, "team", **BOTH).url == f"{home}questions/more/"


def test_the_number_of_rows_sent_by_the_browser_is_checked(client, response, home):
    for number in ("9" * 30, "-1", "x", "500"):
        assert fill(client, home, "team", **{**BOTH, "people:rows": number}).status_code in (200, 302)
    page = fill(client, home, "team", "add:people", **{**BOTH, "people:rows": "30"})
    assert "add=" not in page.url
    for action in ("add:nothing", "remove:people:99", "remove:people:x", "remove:", "add:"):
        assert fill(client, home, "team", action, **BOTH).status_code == 302
    assert len(stored()["people"]["value"]) == 2


def test_a_form_exported_as_a_workbook_is_read_back_unchanged():
    again = questionnaire_in(as_workbook(questionnaire_of(FORM)), "teams.xlsx")

    assert again == questionnaire_of(FORM)


def test_a_questionnaire_published_before_repeated_groups_is_still_read(response):
    content = response.instrument.content
    old = {"name", "type", "label", "hint", "is_required", "is_long", "relevant"}
    old |= {"constraint", "constraint_message", "choices"}
    question = {name: part for name, part in content["sections"][0]["questions"][0].items() if name in old}

    before = {**content, "sections": [{**content["sections"][0], "questions": [question]}]}

    assert list(Questionnaire.from_json(before).questions) == ["country"]
    assert set(Questionnaire.from_json(before).as_json()["sections"][0]["questions"][0]) == old


def test_the_preview_shows_a_row_of_each_group_and_no_calculation():
    seen = {row.key: row for _, rows in PreviewForm(questionnaire_of(FORM)).sections() for row in rows}

    assert "wages" not in seen
    assert [[inner.key for inner in part.rows] for part in seen["people"].parts] == [
        ["people:1:who", "people:1:hours", "people:1:why"]
    ]
    assert len(seen["halves"].parts) == 2
    assert seen["town"].filtered_by == "“Which country?”"
    html = render_to_string("survey/question.html", {"row": seen["people"]})
    assert "Respondents may add others, up to 30." in " ".join(html.split())
