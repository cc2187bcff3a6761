"""“Was this page useful?”: an answer without cookie and JavaScript, its limit, and the list for administrators."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from enterprises.corrections.feedback import KEPT
from enterprises.models import PageFeedback
from tests.factories.enterprises import PageFeedbackFactory

pytestmark = pytest.mark.django_db
FEEDBACK = reverse("feedback")


def test_a_reader_answers_without_a_cookie_and_reports_a_problem() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(FEEDBACK, {"path": "/atlas/", "answer": "yes"})
    form = client.get(f"{FEEDBACK}?about=/atlas/")
    problem = client.post(FEEDBACK, {"path": "/atlas/", "answer": "problem", "words": "The map is empty."})

    assert (page.status_code, form.status_code, problem.status_code) == (200, 200, 200)
    assert 'href="/atlas/"' in page.content.decode()
    assert not client.cookies
    rows = PageFeedback.objects.order_by("pk").values_list("path", "answer", "words")
    assert list(rows) == [("/atlas/", "yes", ""), ("/atlas/", "problem", "The map is empty.")]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param({"path": "/work/", "answer": "yes"}, "not a public page", id="not public"),
        pytest.param({"path": "//example.org/", "answer": "no"}, "not a public page", id="elsewhere"),
        pytest.param({"path": "/", "answer": "problem"}, "Say what went wrong", id="no words"),
        pytest.param({"path": "/", "answer": "problem", "words": "x" * 501}, "Shorten", id="too long"),
        pytest.param({"path": "/", "answer": "maybe", "words": "A word"}, "A word", id="no such answer"),
        pytest.param({"path": "\N{PILE OF POO}" * 5000}, "not a public page", id="no path"),
        pytest.param({"answer": "problem", "words": "Broken"}, "not a public page", id="without a path"),
    ],
)
def test_what_means_nothing_is_told_and_stored_nowhere(
    client: Client, sent: dict[str, str], sentence: str
) -> None:
    page = client.post(FEEDBACK, sent).content.decode()

    assert "There is a problem" in page
    assert sentence in page
    assert not PageFeedback.objects.exists()


def test_a_flood_is_refused_and_its_words_are_kept_in_the_form(client: Client) -> None:
    sent = {"path": "/", "answer": "problem", "words": "Again."}
    answers = [client.post(FEEDBACK, sent) for _ in range(22)]

    assert answers[-1].status_code == 429
    assert "Again." in answers[-1].content.decode()
    assert PageFeedback.objects.count() <= 21


def test_administrators_read_it_and_it_is_erased_after_a_year(client_for: Callable[[str], Client]) -> None:
    PageFeedbackFactory(answer="problem", words="Ring me: 01632 960000")
    address = reverse("admin:enterprises_pagefeedback_changelist")

    assert "a telephone number" in client_for("administrator").get(address).content.decode()
    assert client_for("curator").get(address).status_code in (302, 403)
    with time_machine.travel(dt.date.today() + KEPT, tick=False):
        call_command("housekeeping", verbosity=0)
    assert not PageFeedback.objects.exists()
