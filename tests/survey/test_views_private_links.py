"""Private links: access, logs and caches, invitations and e-mail."""

import json
import logging

import pytest
import structlog
import time_machine
from django.utils import timezone

from accounts import email
from survey.models import Response
from survey.online import emails, tokens
from survey.questionnaire import Questionnaire
from survey.vocabulary import ResponseStatus
from tests.factories.survey import InstrumentFactory, InvitationFactory, OnlineStrandFactory, ResponseFactory
from tests.survey.respondent import fill, hidden

pytestmark = pytest.mark.django_db


def test_an_unknown_link_and_a_study_without_a_survey_are_not_found(client, response):
    for address in ("/survey/answers/nonsense/", "/survey/answers/nonsense/check/", "/survey/none/"):
        assert client.get(address).status_code == 404


def test_private_pages_are_not_cached_and_send_no_referrer(client, response, home):
    for address in (home, f"{home}all/", f"{home}questions/first/", f"{home}check/", f"{home}saved/"):
        page = client.get(address)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]


def test_no_token_reaches_a_log(client, response, home, caplog):
    formatter = next(
        handler.formatter
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    )

    client.get(f"{home}questions/first/")
    client.get(f"{home}nowhere/")
    client.put(f"{home}check/")

    logged = "".join(json.loads(formatter.format(record))["event"] for record in caplog.records)
    assert "/survey/answers/…/nowhere/" in logged
    assert home.split("/")[3] not in logged


def test_a_program_that_fills_in_every_field_is_quarantined(client, response):
    page = client.get("/survey/study/")

    client.post("/survey/study/", {"start_key": hidden(page, "start_key"), "agrees": "on", "fax": "1"})

    assert "do not see" in Response.objects.exclude(pk=response.pk).get().suspicion


def test_somebody_invited_begins_declines_and_comes_back_by_one_link(client, response):
    invitation = InvitationFactory(strand=response.strand)
    home = f"/survey/answers/{tokens.token_of(tokens.INVITATION, invitation.key)}/"

    client.post(f"{home}declined/")
    invitation.refresh_from_db()
    assert invitation.declined_at
    page = client.get(home)
    begun = client.post(home, {"start_key": hidden(page, "start_key"), "agrees": "on"})

    invitation.refresh_from_db()
    assert (begun.url, invitation.declined_at) == (f"{home}questions/first/", None)
    assert client.get(home).url == f"{home}all/"
    assert invitation.response.status == ResponseStatus.DRAFT


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("\x00", id="null character"),
        pytest.param("=1+1", id="formula"),
        pytest.param("x" * 300_000, id="too long"),
    ],
)
def test_any_text_is_accepted_and_shown_as_text(client, response, home, typed):
    page = fill(client, home, "third", views=typed)

    assert page.status_code in (200, 302)
    assert "<script>alert" not in client.get(f"{home}check/").content.decode()


def test_a_page_needs_few_queries(client, response, home, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(f"{home}questions/first/")


def test_the_link_is_sent_by_e_mail_where_a_mail_server_is_configured(client, response, home, mailoutbox):
    refused = client.post(f"{home}saved/", {"email": "nobody"})
    client.post(f"{home}saved/", {"email": "office@example.org"})

    assert "such as name@example.org" in refused.content.decode()
    assert mailoutbox[0].to == ["office@example.org"]
    assert f"http://testserver{home}" in mailoutbox[0].body
    assert "office@example.org" not in str(Response.objects.values().get())


def test_a_title_with_a_line_break_is_one_line_in_the_subject_of_an_e_mail(rf, mailoutbox):
    instrument = InstrumentFactory(questionnaire=Questionnaire("f", "1", "A survey\nof two lines"))
    strand = OnlineStrandFactory(instrument=instrument)
    response = ResponseFactory(strand=strand)

    assert emails.send_link(rf.post("/"), response=response, link="http://x/", address="a@example.org")
    emails.send_invitation(InvitationFactory(strand=strand, email="a@example.org"), site="http://x")

    assert [each.subject for each in mailoutbox] == [
        "Your answers to “A survey of two lines”",
        "Invitation: A survey of two lines",
    ]


def test_the_link_is_sent_five_times_a_day_at_most(client, response, home, mailoutbox):
    pages = [client.post(f"{home}saved/", {"email": "office@example.org"}) for _ in range(6)]

    assert len(mailoutbox) == 5
    assert "could not be sent" in pages[-1].content.decode()


def test_a_mail_server_that_does_not_answer_gives_a_message(client, response, home, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = client.post(f"{home}saved/", {"email": "office@example.org"})

    assert page.status_code == 200
    assert "could not be sent" in page.content.decode()


def test_the_daily_limit_lasts_a_day(client, response, home, mailoutbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            client.post(f"{home}saved/", {"email": "office@example.org"})
        clock.shift(23 * 3600)
        client.post(f"{home}saved/", {"email": "office@example.org"})
        sent_within_a_day = len(mailoutbox)
        clock.shift(2 * 3600)
        client.post(f"{home}saved/", {"email": "office@example.org"})

    assert (sent_within_a_day, len(mailoutbox)) == (5, 6)


def test_without_a_mail_server_no_e_mail_is_offered(client, response, home, settings):
    settings.EMAIL_BACKEND = email.NO_SERVER

    assert "Send me the link" not in client.get(f"{home}saved/").content.decode()
