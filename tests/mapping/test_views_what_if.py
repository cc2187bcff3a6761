"""The what-if page: the effect of other thresholds, who sees names, and saving a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import DraftDefinition
from tests.factories.assessed import assessed

pytestmark = pytest.mark.django_db
ADDRESS = "/definitions/what-if/"
STRICT = {"definition": "strict-50"}


def page(client, **query):
    return client.get(ADDRESS, {**STRICT, **query})


@pytest.fixture
def traders():
    return [assessed(f"Trader {share}", trading_share=share) for share in ("30", "45", "60")]


def test_it_shows_the_number_and_names_of_organisations_that_come_in(client_for, traders):
    text = page(client_for("researcher"), trading="40").content.decode()

    assert "Of 3 organisations, 2 instead of 1 would count as social enterprises: 1 come in." in text
    assert "Trader 45" in text
    assert "Trader 30" not in text


@pytest.mark.parametrize("written", ["40", "40.0", " 40 ", "40%"])
def test_a_share_may_be_written_in_several_ways(client_for, traders, written):
    assert "2 instead of 1" in page(client_for("researcher"), trading=written).content.decode()


@pytest.mark.parametrize("written", ["101", "-1", "half", "40,5", "NaN", "1e9", "0.12345"])
def test_anything_else_is_refused_at_its_field(client, traders, written):
    response = page(client, trading=written)

    assert response.status_code == 200
    text = response.content.decode()
    assert "There is a problem" in text
    assert 'href="#id_trading"' in text
    assert "must be a per cent from 0 to 100" in text


def test_a_share_without_a_threshold_in_the_definition_is_refused(client):
    text = client.get(ADDRESS, {"definition": "social-firm-checklist", "reinvestment": "60"}).content.decode()

    assert "has no such threshold" in text


def test_an_unknown_definition_is_refused_with_a_sentence(client):
    text = client.get(ADDRESS, {"definition": "mine"}).content.decode()

    assert "There is no definition “mine”" in text


def test_the_public_sees_rounded_counts_and_no_names(client, traders):
    text = page(client, trading="40").content.decode()

    assert "Trader 45" not in text
    assert "Of 3 organisations, 1 count as social enterprises, and fewer than 3 change." in text
    assert "in steps of 5" in text
    assert "shown to the people of the study" in text


def test_what_the_public_sees_adds_up_before_and_after(client):
    """Of 9, 4 are included at 50%. At 20% all are: 5 come in. At 40% 1 comes in, which is too few to be told."""
    for share in (55, 60, 65, 70, 45, 35, 30, 28, 25):
        assessed(f"Trader {share}", trading_share=str(share))

    lower, low = (page(client, trading=at).context["results"] for at in ("20", "40"))

    assert lower["sentence"].startswith(
        "Of 9 organisations, about 9 instead of 4 would count as social enterprises: about 5 come"
    )
    assert lower["sides"] == [
        ("Counted", 4, 9, 5),
        ("Cannot be decided", 0, 0, 0),
        ("Not counted", 5, 0, -5),
    ]
    assert low["sides"][0] == ("Counted", 4, 4, 0)
    for results in (lower, low):
        for rows in (results["sides"], results["outcomes"]):
            assert [sum(row[at] for row in rows) for at in (1, 2, 3)] == [9, 9, 0]


def test_the_public_sees_no_counts_of_unpublished_organisations(client_for):
    assessed("Hidden", is_published=False, trading_share="60")

    assert "Of 1 organisation," in page(client_for("researcher")).content.decode()
    assert "Of 0 organisations," in page(client_for("public")).content.decode()


def test_a_script_gets_only_the_results(client_for, traders):
    text = client_for("researcher").get(ADDRESS, STRICT, headers={"X-Part": "results"}).content.decode()

    assert "<html" not in text
    assert "What changes" in text


def save_draft(client, query="?definition=strict-50&trading=40", **values):
    data = {"draft-title": "Forty", "draft-reason": "To see", **values}
    return client.post(ADDRESS + query, data)


@pytest.mark.parametrize("role", ["study_lead", "curator"])
def test_a_lead_and_a_curator_can_save_a_draft(client_for, role):
    response = save_draft(client_for(role))

    assert response.status_code == 302
    draft = DraftDefinition.objects.get()
    assert response.headers["Location"] == f"/definitions/drafts/{draft.slug}/"
    assert "above 40%" in client_for(role).get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize("role", ["viewer", "researcher", "administrator"])
def test_other_roles_cannot_save_a_draft(client_for, role):
    assert save_draft(client_for(role)).status_code == 403
    assert not DraftDefinition.objects.exists()


def test_a_visitor_is_redirected_to_sign_in(client):
    assert save_draft(client).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"draft-title": ""}, "Enter a title for the draft."),
        ({"draft-reason": ""}, "Say what the change is for."),
        ({"draft-title": "seuk"}, "There is a definition with this title already."),
    ],
)
def test_an_invalid_draft_shows_its_errors_and_keeps_what_was_typed(client_for, values, words):
    text = save_draft(client_for("curator"), **values).content.decode()

    assert words in text
    assert values.get("draft-reason", "To see") in text


def test_the_number_of_queries_does_not_grow_with_the_directory(client_for):
    client = client_for("researcher")
    counts = []
    for number in range(1, 7):
        assessed(f"Trader {number}", trading_share=str(40 + number))
        with CaptureQueriesContext(connection) as queries:
            page(client, trading="40")
        counts.append(len(queries))

    assert len(set(counts[1:])) == 1
