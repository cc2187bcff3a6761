"""A respondent changes the language of the questions, without JavaScript, and loses nothing."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from survey import actions
from survey.models import Response
from tests.factories.survey import OnlineStrandFactory, ResponseFactory, link_of
from tests.pages import text_of
from tests.survey.languages.test_reading import WELSH
from tests.survey.respondent import fill, hidden, stored

pytestmark = pytest.mark.django_db
MARK = "Cyfieithiad drafft, heb ei wirio gan gyfieithydd."


@pytest.fixture
def home() -> str:
    instrument = actions.publish_instrument(source=WELSH, by=None)
    key = uuid.uuid4()
    ResponseFactory(
        strand=OnlineStrandFactory(study__slug="study", instrument=instrument),
        start_key=key,
        created_at=timezone.now() - dt.timedelta(minutes=5),
    )
    return f"/survey/answers/{link_of(key)}/"


def test_the_language_is_chosen_before_the_first_page(client: Client, home: str) -> None:
    Response.objects.all().delete()
    start = client.get("/survey/study/")
    assert '<span lang="cy">Cymraeg</span></button>' in text_of(start)

    begun = client.post(
        "/survey/study/", {"start_key": hidden(start, "start_key"), "agrees": "on", "language": "cy"}
    )

    assert Response.objects.get().language == "cy"
    assert "Amdanoch chi</h1>" in text_of(client.get(begun.url))


@pytest.mark.parametrize("language", ["fr", "", "cy' --"])
def test_an_unknown_language_is_that_of_the_questionnaire(language: str, client: Client, home: str) -> None:
    Response.objects.all().delete()
    start = client.get("/survey/study/")

    client.post(
        "/survey/study/", {"start_key": hidden(start, "start_key"), "agrees": "on", "language": language}
    )

    assert Response.objects.get().language == ""


def test_a_survey_in_one_language_does_not_ask_for_a_language(client: Client) -> None:
    OnlineStrandFactory(study__slug="study")

    assert "gh-languages" not in text_of(client.get("/survey/study/"))


def test_changing_the_language_keeps_what_was_typed(client: Client, home: str) -> None:
    changed = fill(client, home, "about", action="language-cy", name="Phoenix", works="no")

    assert changed.url == f"{home}questions/about/"
    assert stored() == {"name": {"value": "Phoenix"}, "works": {"value": "no"}}
    page = text_of(client.get(changed.url))
    assert 'value="Phoenix"' in page and MARK in page


def test_each_text_of_a_page_is_marked_with_its_language(client: Client, home: str) -> None:
    fill(client, home, "about", action="language-cy")

    page = text_of(client.get(f"{home}questions/about/"))

    for part in (
        '<html lang="cy"',
        "Enw (dewisol)<",
        ">Yn llawn<",
        '<span lang="en">Town</span> (dewisol)<',
        ">Ydy<",
        '<span lang="en">No</span>',
        f'<span lang="cy">{MARK}</span>',
        '<span lang="en">A draft translation, not checked by a translator.</span>',
        "<title>Amdanoch chi – Arolwg – Gatehouse</title>",
    ):
        assert part in page


def test_errors_are_in_the_language_of_the_question(client: Client, home: str) -> None:
    fill(client, home, "about", action="language-cy")

    page = text_of(fill(client, home, "about", name="x"))

    assert "Nid x." in page and "Mae problem" in page


def test_the_pages_without_questions_change_the_language_too(client: Client, home: str) -> None:
    fill(client, home, "about", name="Phoenix", works="yes")

    changed = client.post(f"{home}language/", {"language": "cy", "page": "check"})

    assert changed.url == f"{home}check/"
    page = text_of(client.get(changed.url))
    assert "Ydy" in page and "Amdanoch chi" in page and '<html lang="cy"' in page
    assert stored() == {"name": {"value": "Phoenix"}, "works": {"value": "yes"}}


@pytest.mark.parametrize("sent", [{}, {"language": "xx", "page": "nowhere"}, {"language": "en"}])
def test_an_unknown_language_becomes_the_language_of_the_questionnaire(
    sent: dict, client: Client, home: str
) -> None:
    Response.objects.update(language="cy")

    changed = client.post(f"{home}language/", sent)

    assert changed.url == f"{home}all/"
    assert Response.objects.get().language == ""


def test_a_translated_answer_is_sent_and_stored_like_any_other(client: Client, home: str) -> None:
    fill(client, home, "about", action="language-cy")
    fill(client, home, "about", name="Phoenix", works="yes")
    check = client.get(f"{home}check/")
    client.post(
        f"{home}check/", {"submission_key": hidden(check, "submission_key"), "seen": hidden(check, "seen")}
    )

    response = Response.objects.get()
    assert response.answers == {"name": {"value": "Phoenix"}, "works": {"value": "yes"}}
    assert "Ydy" in text_of(client.get(f"{home}copy/"))


def test_a_language_is_changed_by_a_post_request_only(client: Client, home: str) -> None:
    assert client.get(f"{home}language/").status_code == 405
    assert client.post("/survey/answers/nobody/language/", {"language": "cy"}).status_code == 404
