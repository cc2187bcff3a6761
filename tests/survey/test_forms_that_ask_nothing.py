"""A form of which nothing is asked at the start, or nothing at all, leads to the check page and not to an error."""

import pytest
from django.test import Client

from survey import actions
from tests.factories.survey import OnlineStrandFactory
from tests.factories.xlsforms import SETTINGS
from tests.survey.respondent import hidden

pytestmark = pytest.mark.django_db
HEAD = "| survey |\n| | type | name | label | relevant |\n"
WAITS = """| | begin_group | g | G | ${b} = 'x' |
| | text | a | A | |
| | end_group | | | |
| | hidden | b | B | |
"""


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(WAITS, id="every question waits for another"),
        pytest.param("| | geopoint | a | A | |\n", id="only a place, which is left out"),
        pytest.param("| | note | a | A | |\n", id="only a note"),
    ],
)
def test_a_form_that_asks_nothing_is_opened_without_an_error(client: Client, rows: str) -> None:
    instrument = actions.publish_instrument(source=HEAD + rows + SETTINGS, by=None)
    OnlineStrandFactory(study__slug="study", instrument=instrument)

    start = client.get("/survey/study/")
    sent = {"start_key": hidden(start, "start_key"), "agrees": "on"}
    begun = client.post("/survey/study/", sent, follow=True)
    link = begun.redirect_chain[-1][0].split("/questions/")[0].removesuffix("/check/")
    check = client.get(f"{link}/check/")

    assert (start.status_code, begun.status_code, check.status_code) == (200, 200, 200)
