"""The page of an interview sent twice, late, by autosave, and as a correction."""

import uuid
from collections.abc import Callable
from html import unescape

import lxml.html
import pytest
from django.test import Client

from interviews.models import Interview, InterviewSave, Mention
from survey.models import SampledUnit
from tests.interviews.posts import COMPLETE_FORM, address_of, fields_of, post_data, unchanged_post_data


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


def test_what_two_tabs_changed_apart_is_merged_and_told(case: SampledUnit, client: Client) -> None:
    first = {"q-anything_else": "Said first", "mention-0-name_given": "The Clink"}
    client.post(address_of(case), post_data(case, client, action="save", **first))
    mine = unchanged_post_data(case, client)
    theirs = post_data(case, client, action="save", **first, **{"q-benefits_words": "They cook"})
    client.post(address_of(case), theirs)

    response = client.post(
        address_of(case), mine | {"action": "save", "q-anything_else": "Said later"}, follow=True
    )

    page = unescape(response.content.decode())
    assert "You saved this interview in another tab or window at" in page
    assert "Taken over from that text: “Benefits, in the respondent’s own words”." in page
    answers = Interview.objects.get().answers
    assert answers["benefits_words"] == {"value": "They cook"}
    assert answers["anything_else"] == {"value": "Said later"}
    assert not InterviewSave.objects.filter(version=None, settled_at=None).exists()


def test_a_conflict_with_a_colleague_names_the_colleague_and_lists_only_what_differs(
    case: SampledUnit, client: Client, client_for: Callable[..., Client]
) -> None:
    mine = post_data(case, client, action="save", **COMPLETE_FORM)
    colleague = client_for("study_lead")
    theirs = {"q-anything_else": "Theirs", "q-works_now": "no"}
    colleague.post(address_of(case), post_data(case, colleague, action="save", **theirs))

    page = lxml.html.fromstring(
        client.post(address_of(case), mine | {"q-benefits_words": "Mine"}).content.decode()
    )

    [compared] = page.xpath("//section[@role='alert']")
    assert "while you had it open" in compared.text_content()
    [row] = compared.xpath(".//tbody/tr")
    assert "Does the service work now" in row.text_content()
    taken_over = compared.xpath(".//li/text()")
    assert taken_over == ["Is there anything else that we should know?"]


def test_each_difference_links_to_its_place_on_the_page(case: SampledUnit, client: Client) -> None:
    day = {"held_on": "2009-07-14", "began": "10:00", "ended": "10:20"}
    mine = post_data(case, client, action="save", **COMPLETE_FORM, **day)
    theirs = {"held_on": "2009-07-13", "began": "11:00", "ended": "11:20", "q-works_now": "no"}
    client.post(address_of(case), post_data(case, client, action="save", **theirs))

    page = lxml.html.fromstring(client.post(address_of(case), mine).content.decode())

    links = page.xpath("//section[@role='alert']//tbody//a/@href")
    assert {"#id_held_on", "#id_began", "#id_ended"} < set(links)
    assert [link for link in links if not page.xpath("//*[@id=$id]", id=link[1:])] == []


def test_a_later_text_of_the_same_page_replaces_the_late_one(case: SampledUnit, client: Client) -> None:
    mine = post_data(case, client, action="autosave", **COMPLETE_FORM)
    client.post(address_of(case), post_data(case, client, action="save", **{"q-works_now": "no"}))
    late = client.post(address_of(case), mine).json()["late"]

    again = {"submission_key": str(uuid.uuid4()), "action": "save", "settles": late}
    assert client.post(address_of(case), mine | again).status_code == 409

    assert InterviewSave.objects.get(pk=late).settled_at is not None
    assert InterviewSave.objects.filter(version=None, settled_at=None).count() == 1


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
    assert "You saved this interview in another tab or window at" in response.content.decode()
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
    assert late.json()["late"] == InterviewSave.objects.get(version=None).pk
    assert "You saved this interview in another tab or window at" in late.json()["reason"]
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
