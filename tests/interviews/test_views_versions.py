"""The page of an interview sent twice, late, by autosave, and as a correction."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from interviews.models import Interview, InterviewSave, Mention
from survey.models import SampledUnit
from tests.interviews.posts import COMPLETE_FORM, address_of, fields_of, post_data


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def test_the_same_page_sent_twice_is_one_interview(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, action="save", **COMPLETE_FORM)

    client.post(address_of(case), sent)
    response = client.post(address_of(case), sent)

    assert response.status_code == 302
    assert Interview.objects.get().version == 1
    assert Mention.objects.count() == 1


def test_the_same_key_with_other_text_is_an_error_and_keeps_the_text(
    case: SampledUnit, client: Client
) -> None:
    sent = post_data(case, client, action="save", **COMPLETE_FORM)
    client.post(address_of(case), sent)

    response = client.post(address_of(case), sent | {"q-anything_else": "One word more"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "One word more" in page
    assert fields_of(page)["submission_key"] != sent["submission_key"]


def test_a_page_from_an_older_version_shows_both_texts_and_keeps_both(
    case: SampledUnit, client: Client
) -> None:
    mine = post_data(case, client, action="save", **COMPLETE_FORM)
    theirs = post_data(
        case, client, action="save", **{"q-anything_else": "Theirs, said first", "q-works_now": "no"}
    )
    client.post(address_of(case), theirs)

    response = client.post(address_of(case), mine | {"q-anything_else": "Mine, said later"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs, said first" in page
    assert "Mine, said later" in page
    late = InterviewSave.objects.get(version=None)
    assert late.document["answers"]["anything_else"] == {"value": "Mine, said later"}
    assert Interview.objects.get().answers["anything_else"] == {"value": "Theirs, said first"}


def test_saving_the_compared_page_settles_the_late_text(case: SampledUnit, client: Client) -> None:
    mine = post_data(case, client, action="save", **COMPLETE_FORM)
    client.post(address_of(case), post_data(case, client, action="save", **{"q-works_now": "no"}))
    compared = client.post(address_of(case), mine).content.decode()

    response = client.post(address_of(case), fields_of(compared) | {"action": "save", "q-works_now": "yes"})

    assert response.status_code == 302
    assert Interview.objects.get().version == 2
    assert InterviewSave.objects.get(version=None).settled_at is not None


def test_a_late_text_can_be_compared_later(case: SampledUnit, client: Client) -> None:
    mine = post_data(case, client, action="save", **COMPLETE_FORM)
    client.post(address_of(case), post_data(case, client, action="save", **{"q-works_now": "no"}))
    client.post(address_of(case), mine)
    late = InterviewSave.objects.get(version=None)

    response = client.get(address_of(case), {"late": late.pk})

    assert response.status_code == 200
    assert "Two texts of this interview" in response.content.decode()
    assert client.get(address_of(case), {"late": "77"}).status_code == 404
    assert client.get(address_of(case), {"late": "٣"}).status_code == 404


def test_an_autosave_answers_in_json(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, action="autosave", **COMPLETE_FORM)

    first = client.post(address_of(case), sent)
    again = client.post(address_of(case), sent | {"submission_key": str(uuid.uuid4())})
    other = {"submission_key": str(uuid.uuid4()), "q-anything_else": "Said in another tab"}
    late = client.post(address_of(case), sent | other)
    wrong = client.post(address_of(case), sent | {"mention-0-referrals": "many"})
    used = client.post(address_of(case), sent | {"q-anything_else": "More"})

    assert first.json()["version"] == 1
    assert again.json()["version"] == 1
    assert late.status_code == 409
    assert "late=" in late.json()["compare"]
    assert wrong.status_code == 422
    assert used.status_code == 409


def test_a_correction_keeps_the_status_and_the_earlier_text(case: SampledUnit, client: Client) -> None:
    client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM))

    client.post(
        address_of(case), post_data(case, client, action="save", **(COMPLETE_FORM | {"q-be_quoted": "yes"}))
    )

    interview = Interview.objects.get()
    assert interview.status == "complete"
    assert [row.answers["be_quoted"]["value"] for row in interview.history.all()] == ["yes", "no"]
