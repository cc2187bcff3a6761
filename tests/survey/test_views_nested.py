"""A form with groups in groups for a respondent: pages below the label of their group, headings, names that recur."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from survey import actions
from survey.models import Response
from tests.factories.sheets import ask, begin, end, workbook
from tests.factories.survey import OnlineStrandFactory, ResponseFactory
from tests.survey.respondent import fill, hidden, stored

pytestmark = pytest.mark.django_db

FORM = workbook(
    [
        ask("select_one yes_no", "works"),
        begin("group", "work", "Your work", relevant="${works} = 'yes'"),
        begin("group", "now", "Now"),
        ask("text", "town", "Town now"),
        begin("group", "hours", "Your hours", relevant="../town != ''"),
        ask("integer", "number", "Number of hours"),
        end("group"),
        end("group"),
        begin("group", "before", "Before"),
        ask("text", "town", "Town before"),
        end("group"),
        end("group"),
    ]
)


@pytest.fixture
def response(key) -> Response:
    instrument = actions.publish_instrument(source=FORM, by=None)
    strand = OnlineStrandFactory(study__slug="study", instrument=instrument)
    return ResponseFactory(strand=strand, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))


def test_a_nested_form_is_filled_in_page_by_page_and_sent(
    client: Client, response: Response, home: str
) -> None:
    assert fill(client, home, "part_1", works="yes").url == f"{home}questions/now/"
    now = client.get(f"{home}questions/now/").content.decode()
    assert now.index("Your work</span>") < now.index("Now</h1>")
    assert "Your hours" in now

    assert (
        fill(client, home, "now", **{"work.now.town": "Leeds", "number": "30"}).url
        == f"{home}questions/before/"
    )
    fill(client, home, "before", **{"work.before.town": "York"})
    everything = client.get(f"{home}all/").content.decode()
    check = client.get(f"{home}check/")

    assert everything.count("Your work</span>") == 2
    assert check.content.decode().count("Your work</span>") == 2
    keys = {name: hidden(check, name) for name in ("submission_key", "seen")}
    assert client.post(f"{home}check/", keys).status_code == 302
    assert {name: each["value"] for name, each in stored().items()} == {
        "works": "yes",
        "work.now.town": "Leeds",
        "number": 30,
        "work.before.town": "York",
    }


def test_the_questions_below_a_hidden_heading_are_not_kept(
    client: Client, response: Response, home: str
) -> None:
    fill(client, home, "part_1", works="yes")
    fill(client, home, "now", **{"work.now.town": "", "number": "30"})

    page = client.get(f"{home}check/").content.decode()

    assert "Number of hours" not in page


def test_pages_of_a_chapter_that_does_not_apply_are_passed_over(
    client: Client, response: Response, home: str
) -> None:
    assert fill(client, home, "part_1", works="no").url == f"{home}check/"
