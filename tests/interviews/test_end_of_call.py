"""A call that ends before the interview does, logged from the page of the interview."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from interviews.models import Call, Interview, InterviewSave
from survey.models import SampledUnit
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data, unchanged_post_data

pytestmark = pytest.mark.django_db
WORDS = {"q-anything_else": "They bake bread", "mention-0-name_given": "The Clink"}


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def log(case: SampledUnit, client: Client, disposition: str, **more: str) -> str:
    """Send the page with the outcome of the call, and return the page that answers."""
    sent = post_data(case, client, action="log", **{"call-disposition": disposition}, **WORDS, **more)
    return unescape(client.post(address_of(case), sent, follow=True).content.decode())


def test_a_break_off_saves_the_words_unfinished_and_logs_the_call(case: SampledUnit, client: Client) -> None:
    page = log(case, client, "break_off", **{"call-note": "Goes on from the benefits"})

    interview, call = Interview.objects.get(), Call.objects.get()
    assert "logged: broken off" in page
    assert (interview.status, interview.answers["anything_else"]) == ("draft", {"value": "They bake bread"})
    assert interview.mentions.get().name_given == "The Clink"
    assert (call.disposition, call.note) == ("break_off", "Goes on from the benefits")


def test_a_call_back_needs_its_time_and_nothing_is_lost_without(case: SampledUnit, client: Client) -> None:
    page = log(case, client, "call_back")

    assert "Say when to ring back" in page
    assert "They bake bread" in page
    assert not Call.objects.exists()

    when = timezone.localtime() + dt.timedelta(days=7)
    while when.weekday() > 4:
        when += dt.timedelta(days=1)
    day = {"call-call_back_at_day": f"{when:%Y-%m-%d}", "call-call_back_at_time": "10:30"}
    log(case, client, "call_back", **day)

    assert timezone.localtime(Call.objects.get().call_back_at).strftime("%H:%M") == "10:30"
    assert Interview.objects.get().status == "draft"


@pytest.mark.usefixtures("fieldwork_day")
def test_a_usual_time_to_ring_back_is_one_choice(case: SampledUnit, client: Client) -> None:
    log(case, client, "call_back", **{"call-call_back": "+60"})

    assert Call.objects.get().call_back_at - timezone.now() == dt.timedelta(hours=1)


def test_after_a_refusal_nothing_more_of_the_page_is_stored(case: SampledUnit, client: Client) -> None:
    page = log(case, client, "respondent_refusal", **{"q-take_part": "no"})

    assert "What this page had not saved yet is not stored." in page
    assert Call.objects.get().disposition == "respondent_refusal"
    assert not Interview.objects.exists()
    assert not InterviewSave.objects.exists()
    assert str(Call.objects.get().submission_key) in page


def test_a_refusal_of_somebody_who_did_not_agree_erases_what_was_saved(
    case: SampledUnit, client: Client
) -> None:
    client.post(address_of(case), post_data(case, client, action="autosave", **WORDS))
    assert Interview.objects.get().answers

    page = log(case, client, "respondent_refusal", **{"q-take_part": "no"})

    interview = Interview.objects.get()
    assert "Nothing else is kept of this interview." in page
    assert interview.answers == {"take_part": {"value": "no"}}
    assert not interview.mentions.exists()
    assert Call.objects.get().disposition == "respondent_refusal"


def test_a_refusal_is_chosen_where_the_respondent_does_not_agree(case: SampledUnit, client: Client) -> None:
    refused = COMPLETE_FORM | {"q-take_part": "no"}

    page = client.post(address_of(case), post_data(case, client, action="complete", **refused))

    radios = unescape(page.content.decode()).split('value="respondent_refusal"')[1]
    assert radios.split(">")[0].strip() == "checked"


def test_a_stale_page_is_compared_first_and_the_call_waits(case: SampledUnit, client: Client) -> None:
    mine = post_data(case, client, action="log", **{"call-disposition": "break_off"}, **WORDS)
    client.post(address_of(case), post_data(case, client, action="save", **{"q-anything_else": "Other"}))

    response = client.post(address_of(case), mine)

    assert response.status_code == 409
    page = unescape(response.content.decode())
    assert "The call is not logged yet." in page
    assert 'value="break_off" checked' in " ".join(page.split())
    assert not Call.objects.exists()


def test_the_same_press_twice_is_one_call(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, action="log", **{"call-disposition": "break_off"}, **WORDS)

    client.post(address_of(case), sent)
    client.post(address_of(case), sent)

    assert Call.objects.count() == 1
    assert Interview.objects.get().version == 1


def test_a_finished_interview_offers_no_end_of_call(case: SampledUnit, client: Client) -> None:
    open_page = unchanged_post_data(case, client)
    client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM))
    before = Call.objects.count()

    assert "section-end-of-call" not in client.get(address_of(case)).content.decode()
    late = {"action": "log", "call-disposition": "break_off", "submission_key": str(uuid.uuid4())}
    page = client.post(address_of(case), open_page | late).content.decode()
    assert "This interview is finished." in page
    assert Call.objects.count() == before
