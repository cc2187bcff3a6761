"""The pages behind a private link after sending: change, withdraw, and a link to withdrawn answers."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from survey.languages import Language, Translation
from survey.models import Response
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, link_of
from tests.survey import test_review_marks
from tests.survey.respondent import QUESTIONNAIRE, fill, hidden, stored
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(client: Client, response: Response, home: str) -> Response:
    """A response that was sent by its pages."""
    fill(client, home, "first", works="yes", number="3")
    fill(client, home, "second")
    fill(client, home, "third", views="Good")
    send(client, home)
    response.refresh_from_db()
    return response


def send(client: Client, home: str):
    page = client.get(f"{home}check/")
    data = {"submission_key": str(uuid.uuid4()), "seen": hidden(page, "seen")}
    return client.post(f"{home}check/", data, follow=True)


def test_sent_answers_are_shown_changed_and_sent_again(client, sent, home):
    receipt = words_of(client.get(f"{home}all/"))
    assert "Change your answers" in receipt

    page = client.post(f"{home}change/", follow=True)
    assert "Those count until you send the" in words_of(page)
    assert "Send the changes" in words_of(page)
    fill(client, home, "first", works="yes", number="4")
    assert stored()["number"] == {"value": 3}
    again = send(client, home)

    assert "Your answers are sent" in words_of(again)
    assert sent.reference in words_of(again)
    assert stored()["number"] == {"value": 4}


def test_changes_are_discarded_and_the_receipt_is_shown(client, sent, home):
    client.post(f"{home}change/")
    fill(client, home, "first", works="yes", number="4")

    page = client.post(f"{home}change/", {"action": "discard"}, follow=True)

    assert "Your answers are sent" in words_of(page)
    assert stored()["number"] == {"value": 3}


def test_a_page_typed_after_sending_is_offered_to_be_copied(client, sent, home):
    late = client.post(f"{home}questions/third/", {"seen": "", "action": "continue", "q-views": "Too late"})

    assert late.status_code == 409
    assert "Too late" in words_of(late)
    assert "Press “Change your answers” below" in words_of(late)


def test_a_change_after_the_last_day_is_refused_and_says_what_counts(client, sent, home):
    client.post(f"{home}change/")
    sent.strand.closes_on = sent.strand.opens_on
    sent.strand.save()

    for page in (client.get(f"{home}questions/first/"), send_closed(client, home)):
        assert page.status_code == 403
        assert "Your changes are kept and were not sent" in words_of(page)
    assert "withdraw" in words_of(client.get(f"{home}withdraw/"))


def send_closed(client: Client, home: str):
    seen = hidden(client.get(f"{home}check/"), "seen")
    return client.post(f"{home}check/", {"submission_key": str(uuid.uuid4()), "seen": seen})


def test_a_withdrawal_asks_once_says_what_happens_and_every_page_says_so_afterwards(client, sent, home):
    question = words_of(client.get(f"{home}withdraw/"))
    assert "cannot be called back" in question
    assert stored()

    page = client.post(f"{home}withdraw/", follow=True)

    assert "These answers are withdrawn" in words_of(page)
    assert stored() == {}
    for path in ("", "all/", "check/", "copy/", "saved/", "questions/first/", "withdraw/"):
        assert "These answers are withdrawn" in words_of(client.get(f"{home}{path}", follow=True))
    late = client.post(f"{home}questions/first/", {"seen": "", "action": "continue", "q-works": "yes"})
    assert "These answers are withdrawn" in words_of(late)
    assert stored() == {}


def test_a_withdrawal_is_confirmed_by_email_where_there_is_an_address(client, sent, home, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sent.answers["contact_email"] = {"value": "name@example.org"}
    sent.save()
    sent.strand.study.contact = "study@example.org"
    sent.strand.study.save()

    client.post(f"{home}withdraw/")

    (message,) = mail.outbox
    assert message.to == ["name@example.org"]
    assert sent.reference in message.body
    assert "get in touch with the study: study@example.org" in message.body


def test_a_draft_has_nothing_to_withdraw(client, response, home):
    assert client.get(f"{home}withdraw/").url == f"{home}all/"
    assert client.post(f"{home}change/").url == f"{home}all/"


def test_every_page_says_who_asks_and_where_to_reach_them(client, sent, home):
    study = sent.strand.study
    study.commissioner, study.contractor = "the Ministry of Justice", "Example Research"
    study.contact = "telephone 01632 960000"
    study.save()

    for path in ("all/", "copy/", "withdraw/", "saved/"):
        page = " ".join(words_of(client.get(f"{home}{path}")).split())
        assert "Commissioned by the Ministry of Justice. Carried out by Example Research." in page
        assert "telephone 01632 960000" in page
        assert sent.reference in page
    assert "telephone 01632 960000" in words_of(client.get("/survey/study/"))


def test_the_link_is_shown_where_one_stops(client, response, home):
    for path in ("saved/", "all/"):
        page = words_of(client.get(f"{home}{path}"))
        assert f'value="http://testserver{home}"' in page
        assert "Copy the link" in page


def test_a_contradiction_is_asked_back_where_both_answers_stand_and_before_sending(client):
    strand = OnlineStrandFactory(
        study__slug="sales", instrument=InstrumentFactory(questionnaire=test_review_marks.SALES)
    )
    key = uuid.uuid4()
    ResponseFactory(strand=strand, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))
    home = f"/survey/answers/{link_of(key)}/"

    page = fill(client, home, "main", sells="yes", income="0")
    assert "Error: " in words_of(page)
    assert "It sells, and has no income from sales." in words_of(page)
    assert "Some answers do not agree: change one of them, or tick to keep them" in words_of(page)
    check = client.get(f"{home}check/")
    assert "Some answers do not agree" in words_of(check)
    refused = client.post(
        f"{home}check/", {"submission_key": str(uuid.uuid4()), "seen": hidden(check, "seen")}
    )
    assert "There is a problem" in words_of(refused)

    assert fill(client, home, "main", sells="yes", income="0", check_sales="keep").url == f"{home}check/"
    assert "Some answers do not agree" not in words_of(client.get(f"{home}check/"))
    assert "Your answers are sent" in words_of(send(client, home))


def test_a_page_in_welsh_is_in_welsh_around_its_questions_and_in_its_script(client, response, home):
    cymraeg = Translation(Language("cy", "Cymraeg"), {"question/views/label": "Eich barn"}, is_draft=True)
    instrument = InstrumentFactory(questionnaire=replace(QUESTIONNAIRE, translations=(cymraeg,)))
    Response.objects.update(instrument=instrument, language="cy")

    page = words_of(client.get(f"{home}questions/first/"))
    assert ">Parhau</button>" in page
    assert "Tudalen 1 o 3" in page
    assert "Wedi’i gadw." in page and "Saved." not in page
    long = fill(client, home, "third", views="x" * 250_001)
    assert "Mae’r testun hwn yn 250,001 nod o hyd a’r mwyaf yw 250,000." in words_of(long)
    assert "Mae eich atebion wedi’u cadw" in words_of(client.get(f"{home}saved/"))
    assert "Eich dolen breifat" in words_of(client.get(f"{home}all/"))
