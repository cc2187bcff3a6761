"""The public survey for a respondent without JavaScript."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from survey import actions
from survey.models import Response, Study
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.survey.respondent import QUESTIONNAIRE, fill, hidden, stored

pytestmark = pytest.mark.django_db


def test_consent_comes_first_and_the_first_page_follows(client, response):
    Response.objects.all().delete()
    page = client.get("/survey/study/")
    assert "I have read this and agree" in page.content.decode()

    refused = client.post("/survey/study/", {"start_key": hidden(page, "start_key")})
    begun = client.post("/survey/study/", {"start_key": hidden(page, "start_key"), "agrees": "on"})

    assert "Tick the box if you agree" in refused.content.decode()
    assert begun.url.endswith("/questions/first/")
    assert Response.objects.count() == 1


def test_the_first_page_says_what_the_study_is_for(client, response):
    study = response.strand.study
    study.purpose = "To see who works with prisons.\nAnd with <probation>."
    study.save()

    page = client.get("/survey/study/").content.decode()

    assert "To see who works with prisons.<br>And with &lt;probation&gt;." in page


def test_the_first_page_speaks_only_of_what_the_form_asks(client, response):
    elsewhere = client.get("/survey/study/").content.decode()
    names = ("company_number", "works_with_services", "list_publicly")
    asked = tuple(Question(name, QuestionType.TEXT, name) for name in names)
    instrument = InstrumentFactory(
        name="ours", content=Questionnaire("ours", "1", "Ours", (Section("one", "One", asked),)).as_json()
    )
    response.strand.instrument = instrument
    response.strand.save()

    ours = client.get("/survey/study/").content.decode()

    assert "public directory" not in elsewhere and "Have at hand" not in elsewhere
    assert "public directory only if you say so" in ours and "your company or charity number" in ours
    assert "yearly accounts" not in ours and "Your name, e-mail address" not in ours


def test_the_journey_page_by_page_to_the_reference_number(client, response, home):
    assert fill(client, home, "first", works="yes", number="3").url == f"{home}questions/second/"
    second = fill(client, home, "second", topics=["food"], day_day="1", day_month="7", day_year="2009")
    assert second.url == f"{home}questions/third/"
    assert fill(client, home, "third", views="Good\nenough").url == f"{home}check/"

    check = client.get(f"{home}check/")
    words = check.content.decode()
    assert "1/07/2009" in words and "Good<br>enough" in words
    sent = client.post(
        f"{home}check/", {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    )

    stored_response = Response.objects.get()
    assert sent.url == f"{home}all/"
    assert stored_response.reference in client.get(sent.url).content.decode()
    assert "Good<br>enough" in client.get(f"{home}copy/").content.decode()
    assert stored_response.answers["day"] == {"value": "2009-07-01"}


def test_pages_without_visible_questions_are_left_out(client, response, home):
    assert fill(client, home, "first", works="no").url == f"{home}questions/third/"
    assert client.get(f"{home}questions/second/").url == f"{home}all/"
    assert "Page 2 of 2" in client.get(f"{home}questions/third/").content.decode()


def test_a_mistake_is_reported_at_the_question_and_the_input_is_kept(client, response, home):
    page = fill(client, home, "first", works="yes", number="three")

    words = page.content.decode()
    assert "There is a problem" in words and 'href="#id_q-number"' in words
    assert stored()["number"] == {"value": "three"}


@pytest.mark.parametrize(("action", "to"), [("back", "questions/first/"), ("save", "saved/")])
def test_going_back_or_away_loses_nothing_and_asks_for_nothing(client, response, home, action, to):
    fill(client, home, "first", works="yes")

    left = fill(client, home, "second", action=action, topics=["food", "nonsense"])

    assert left.url == f"{home}{to}"
    assert stored()["topics"] == {"value": ["food", "nonsense"]}


def test_an_incomplete_date_comes_back_as_it_was_typed(client, response, home):
    fill(client, home, "first", works="yes")

    fill(client, home, "second", action="save", day_day="1", day_month="Juli")

    words = client.get(f"{home}questions/second/").content.decode()
    assert 'value="1"' in words and 'value="Juli"' in words


def test_the_private_link_leads_back_to_the_answers(client, response, home):
    fill(client, home, "first", works="yes", number="3")

    saved = client.get(f"{home}saved/").content.decode()
    back = client.get(home, follow=True).content.decode()

    assert f"http://testserver{home}" in saved
    assert "Your answers so far" in back and "Completed" in back


def test_do_not_know_is_stored_as_a_state(client, response, home):
    fill(client, home, "first", works="state:not_known")
    both = fill(client, home, "second", topics=["food", "state:not_known"])

    assert stored()["works"] == {"state": "not_known"}
    assert "not both" in both.content.decode()


def test_a_change_from_the_last_page_leads_back_to_it(client, response, home):
    fill(client, home, "first", works="no")
    address = f"{home}questions/third/?from=check"
    seen = hidden(client.get(address), "seen")

    assert client.post(address, {"seen": seen, "q-views": "Other"}).url == f"{home}check/"


def test_two_windows_on_one_page_show_both_texts(client, response, home):
    address = f"{home}questions/first/"
    old = hidden(client.get(address), "seen")
    fill(client, home, "first", works="yes", number="1")

    page = client.post(address, {"seen": old, "q-works": "yes", "q-number": "2", "action": "continue"})

    words = page.content.decode()
    assert page.status_code == 409
    assert "Nothing is lost" in words and 'value="2"' in words
    assert stored()["number"] == {"value": 1}
    settled = client.post(address, {"seen": hidden(page, "seen"), "q-works": "yes", "q-number": "2"})
    assert (settled.status_code, stored()["number"]) == (302, {"value": 2})


def test_sending_twice_gives_one_receipt_and_a_late_change_gets_409(client, response, home):
    fill(client, home, "first", works="no")
    check = client.get(f"{home}check/")
    body = {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}

    first, again = client.post(f"{home}check/", body), client.post(f"{home}check/", body)
    late = client.post(f"{home}check/", {**body, "submission_key": str(uuid.uuid4())})
    page = client.post(f"{home}questions/first/", {"q-works": "yes", "seen": "x"})

    assert (first.url, again.url) == (f"{home}all/", f"{home}all/")
    assert (late.status_code, page.status_code) == (409, 409)
    assert Response.objects.get().answers == {"works": {"value": "no"}}


def test_missing_answers_are_linked_from_the_last_page(client, response, home):
    check = client.get(f"{home}check/")

    page = client.post(
        f"{home}check/", {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    )

    assert f"{home}questions/first/?from=check#question-works" in page.content.decode()
    assert Response.objects.get().is_draft


def test_autosave_returns_the_fingerprint_of_the_stored_answers(client, response, home):
    saved = fill(client, home, "first", action="autosave", works="yes")

    assert saved.json() == {
        "seen": actions.answers_fingerprint(Response.objects.get(), QUESTIONNAIRE.sections[0])
    }


def test_a_closed_survey_keeps_drafts_and_explains_it(client, response, home):
    response.strand.closes_on = dt.date(2026, 1, 31)
    response.strand.opens_on = dt.date(2026, 1, 1)
    response.strand.save()

    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        start, page = client.get("/survey/study/"), fill(client, home, "first", works="no")
    with time_machine.travel("2025-12-31T12:00:00Z", tick=False):
        early = client.get("/survey/study/")

    assert "This survey is closed" in start.content.decode()
    assert (page.status_code, "kept and was not sent" in page.content.decode()) == (403, True)
    assert "opens on 1 January 2026" in early.content.decode()


@pytest.fixture
def closing_today(response):
    """Close the survey while a respondent has a page open."""

    def close() -> None:
        response.strand.closes_on = timezone.localdate() - dt.timedelta(days=1)
        response.strand.save()

    return close


@pytest.mark.parametrize("action", ["continue", "save", "back", "add:topics"])
def test_a_page_sent_after_the_survey_closed_is_kept_and_not_sent(
    client, response, home, closing_today, action
):
    opened = client.get(f"{home}questions/first/")
    closing_today()

    page = client.post(
        f"{home}questions/first/", {"seen": hidden(opened, "seen"), "action": action, "q-works": "no"}
    )
    resumed = client.get(f"{home}all/").content.decode()

    assert (page.status_code, "kept and was not sent" in page.content.decode()) == (403, True)
    assert stored() == {"works": {"value": "no"}}
    assert Response.objects.get().is_draft
    assert "The survey closed at the end of" in resumed


def test_a_survey_whose_study_was_closed_before_its_last_day_names_no_day_to_come(client, response, home):
    response.strand.closes_on = timezone.localdate() + dt.timedelta(days=30)
    response.strand.save()
    for name in ("all", "saved"):
        assert "The survey closes at the end of" in client.get(f"{home}{name}/").content.decode()

    Study.objects.update(state="closed")

    pages = [client.get(f"{home}{name}/") for name in ("all", "saved")] + [client.get("/survey/study/")]
    for page in pages:
        assert "This survey is closed" in page.content.decode()
        assert "at the end of" not in page.content.decode()


def test_a_survey_whose_study_was_closed_before_it_opened_is_not_said_to_open(client, response):
    response.strand.opens_on = timezone.localdate() + dt.timedelta(days=30)
    response.strand.save()
    assert "This survey is not open yet" in client.get("/survey/study/").content.decode()

    Study.objects.update(state="closed")

    assert "This survey is closed" in client.get("/survey/study/").content.decode()


def test_an_autosave_after_the_survey_closed_is_kept_and_says_so(client, response, home, closing_today):
    opened = client.get(f"{home}questions/first/")
    closing_today()

    typed = {"seen": hidden(opened, "seen"), "action": "autosave", "q-works": "no"}
    saved = client.post(f"{home}questions/first/", typed)

    assert saved.json()["notice"] == "This survey has closed. Your answers are kept, but cannot be sent."
    assert stored() == {"works": {"value": "no"}}


def test_two_windows_after_the_survey_closed_lose_nothing(client, response, home, closing_today):
    opened = client.get(f"{home}questions/third/")
    fill(client, home, "third", views="The first window")
    closing_today()

    typed = {"seen": hidden(opened, "seen"), "q-views": "The second window"}
    both = client.post(f"{home}questions/third/", typed)

    assert both.status_code == 409
    assert "The first window" in both.content.decode()
    assert "The second window" in both.content.decode()


def test_words_typed_after_sending_are_shown_and_not_stored(client, response, home):
    opened = client.get(f"{home}questions/third/")
    fill(client, home, "first", works="no")
    check = client.get(f"{home}check/")
    sent = {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    client.post(f"{home}check/", sent)

    page = client.post(f"{home}questions/third/", {"seen": hidden(opened, "seen"), "q-views": "Too late <b>"})

    assert page.status_code == 409
    assert "Too late &lt;b&gt;" in page.content.decode()
    assert "views" not in stored()


def test_a_form_that_shows_no_question_goes_straight_to_the_sending(client):
    hidden_question = Question("never", QuestionType.TEXT, "Never asked", relevant="false()")
    made = Questionnaire("hidden", "1", "Hidden", (Section("only", "Only", (hidden_question,)),))
    OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(content=made.as_json()))
    page = client.get("/survey/study/")

    begun = client.post("/survey/study/", {"start_key": hidden(page, "start_key"), "agrees": "on"})

    assert begun.url.endswith("/check/")
    words = client.get(begun.url).content.decode()
    assert "Check your answers" in words and "Never asked" not in words
    assert client.get(begun.url.replace("/check/", "/all/")).status_code == 200
    keys = {name: hidden(client.get(begun.url), name) for name in ("submission_key", "seen")}
    assert client.post(begun.url, keys).status_code == 302
    assert Response.objects.get().answers == {}


def test_answers_that_a_change_of_mind_hides_are_not_sent(client, response, home):
    fill(client, home, "first", works="yes", number="3")
    fill(client, home, "second", topics=["food"])
    fill(client, home, "first", works="no")
    fill(client, home, "third", views="Good")
    assert stored()["topics"] == {"value": ["food"]}

    check = client.get(f"{home}check/")
    client.post(f"{home}check/", {name: hidden(check, name) for name in ("submission_key", "seen")})

    assert stored() == {"works": {"value": "no"}, "views": {"value": "Good"}}
