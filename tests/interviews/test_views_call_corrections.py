"""The pages that undo a call, correct it, take it out, and reopen a refusal."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.models import Call, CallCorrection, LateChange
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def user(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


def at(case: SampledUnit) -> str:
    return reverse("case-detail", args=[case.strand.study.slug, case.pk])


def address(name: str, call: Call) -> str:
    return reverse(name, args=[call.unit.strand.study.slug, call.unit_id, call.pk])


def log(client: Client, case: SampledUnit, **more: Any) -> Any:
    given = {"disposition": "no_answer", "submission_key": str(uuid.uuid4())} | more
    return client.post(f"{at(case)}calls/", given, follow=True)


def text_of(response: Any) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).text_content().split())


def form_of(client: Client, call: Call, **changes: str) -> dict[str, str]:
    """Return the form of the page that corrects a call as it was opened, with these fields changed."""
    page = lxml.html.fromstring(client.get(address("call-correct", call)).content.decode())
    form = page.xpath("//form[contains(@class, 'gh-call')]")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"} | changes


def undo_addresses(response: Any) -> list[str]:
    page = lxml.html.fromstring(response.content.decode())
    return [form.get("action") for form in page.xpath("//form[contains(@action, '/undo/')]")]


def test_one_press_after_logging_undoes_the_call(case: SampledUnit, client: Client) -> None:
    page = log(client, case, disposition="respondent_refusal")
    call = case.calls.get()
    assert undo_addresses(page) == [address("call-undo", call)] * 2
    assert "until" in text_of(page)

    undone = client.post(address("call-undo", call), follow=True)

    text = text_of(undone)
    assert f"The call to {case} is undone: refused by the respondent." in text
    assert "Undone Refused by the respondent" in text
    assert "It counts nowhere." in text
    assert undo_addresses(undone) == []
    assert case.calls.count() == 0


def test_the_next_case_offers_to_undo_the_call_to_the_last_one(case: SampledUnit, client: Client) -> None:
    following = SampledUnitFactory(strand=case.strand)

    page = log(client, case, next="1")

    assert page.redirect_chain[-1][0] == at(following)
    assert undo_addresses(page) == [address("call-undo", case.calls.get())]
    undone = client.post(undo_addresses(page)[0], follow=True)
    assert undone.redirect_chain[-1][0] == at(case)


def test_undoing_a_call_that_opened_the_interview(case: SampledUnit, client: Client) -> None:
    page = log(client, case, disposition="completed")

    assert undo_addresses(page) == [address("call-undo", case.calls.get())]


def test_undoing_says_that_the_contact_of_the_call_is_not_rung(case: SampledUnit, client: Client) -> None:
    ContactFactory(unit=case, name="Ann")
    log(client, case, disposition="not_the_right_office", **{"new-name": "Bob Example"})

    undone = client.post(address("call-undo", case.calls.get()), follow=True)

    text = text_of(undone)
    assert "Bob Example is not the person to ring any more." in text
    assert "Gave another contact: Bob Example" in text
    assert "Rung before" not in text
    assert case.contacts.get(is_current=True).name == "Ann"


def test_a_call_of_a_colleague_meanwhile_is_told(case: SampledUnit, client: Client, researcher: User) -> None:
    log(client, case)
    call = case.calls.get()
    CallFactory(unit=case, created_by=researcher)

    told = client.post(address("call-undo", call), follow=True)

    assert (
        f"Rhian Ringer has logged another call to {case} since. Only the last call can be undone"
        in text_of(told)
    )
    assert case.calls.count() == 2


def test_after_ten_minutes_the_page_offers_to_correct_it(case: SampledUnit, client: Client) -> None:
    log(client, case)
    call = case.calls.get()

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        page = client.get(at(case))
        told = client.post(address("call-undo", call), follow=True)

    assert undo_addresses(page) == []
    assert address("call-correct", call) in page.content.decode()
    assert "more than ten minutes ago. Correct it instead." in text_of(told)


def test_the_same_press_again_after_an_undo_says_so(case: SampledUnit, client: Client) -> None:
    key = str(uuid.uuid4())
    log(client, case, submission_key=key)
    client.post(address("call-undo", case.calls.get()))

    again = log(client, case, submission_key=key)
    other = log(client, case, submission_key=key, disposition="busy")

    assert "was logged and undone at" in text_of(again)
    assert other.status_code == 409
    assert "that call was undone. Send it again to log this one." in text_of(other)
    assert case.calls.count() == 0


def test_the_author_corrects_a_call_of_today(case: SampledUnit, client: Client) -> None:
    log(client, case, disposition="busy", note="Rang twice")
    call = case.calls.get()

    page = client.post(
        address("call-correct", call),
        form_of(client, call, disposition="voicemail", note="Rang once"),
        follow=True,
    )

    text = text_of(page)
    assert "is corrected." in text
    assert "Outcome Before: Engaged tone Since then: Voicemail, no message left" in text
    assert "Note Before: Rang twice Since then: Rang once" in text
    call.refresh_from_db()
    assert (call.disposition, call.note) == ("voicemail", "Rang once")
    assert CallCorrection.objects.get().made_at == call.made_at


def test_saving_the_form_as_it_was_opened_changes_nothing(case: SampledUnit, client: Client) -> None:
    later = timezone.now() + dt.timedelta(days=2, seconds=7)
    CallFactory(
        unit=case,
        disposition="call_back",
        call_back_at=later,
        made_at=timezone.now(),
        contact=ContactFactory(unit=case),
        note="One\nTwo",
        created_by=User.objects.get(pk=client.session["_auth_user_id"]),
    )
    call = case.calls.get()

    page = client.post(address("call-correct", call), form_of(client, call), follow=True)

    assert "Nothing was changed" in text_of(page)
    assert CallCorrection.objects.count() == 0


def test_a_call_of_somebody_else_leads_back_with_a_sentence(
    case: SampledUnit, client: Client, researcher: User
) -> None:
    call = CallFactory(unit=case, created_by=researcher)

    page = client.get(address("call-correct", call), follow=True)

    assert page.redirect_chain[-1][0] == at(case)
    assert "Rhian Ringer logged this call. Ask them, or the study lead, to correct it." in text_of(page)
    assert address("call-correct", call) not in page.content.decode()


def test_the_lead_corrects_every_call_with_a_reason(
    case: SampledUnit, lead: Client, researcher: User
) -> None:
    call = CallFactory(unit=case, created_by=researcher, disposition="gatekeeper_refusal")

    refused = lead.post(address("call-correct", call), form_of(lead, call, disposition="busy"))
    text = text_of(refused)
    assert "Say why you correct this call" in text
    kept = lxml.html.fromstring(refused.content.decode())
    assert kept.xpath("//input[@name='disposition'][@checked]/@value") == ["busy"]

    reason = "Rhian pressed the wrong button"
    page = lead.post(
        address("call-correct", call), form_of(lead, call, disposition="busy", reason=reason), follow=True
    )

    assert "Corrected by" in text_of(page)
    assert reason in text_of(page)
    case.refresh_from_db()
    assert case.code == "NC"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(
    case: SampledUnit, lead: Client
) -> None:
    call = CallFactory(unit=case)
    changes = {
        "disposition": "call_back",
        "made_at_day": "2009-99-99",
        "made_at_time": "10:00",
        "contact": "999999",
        "note": "Half past",
    }

    page = lead.post(address("call-correct", call), form_of(lead, call, **changes))

    text = text_of(page)
    for sentence in ("Say when to ring back", "Enter the day", "Choose a person of this case"):
        assert sentence in text, sentence
    assert "Half past" in text


def test_two_leads_correct_one_call(
    case: SampledUnit, lead: Client, client_for: Callable[[str], Client]
) -> None:
    call = CallFactory(unit=case, disposition="busy")
    late = form_of(lead, call, disposition="voicemail", reason="I heard it")
    other = client_for("study_lead")
    other.post(
        address("call-correct", call), form_of(other, call, note="Theirs", reason="A note was missing")
    )

    told = lead.post(address("call-correct", call), late)

    text = text_of(told)
    assert "corrected this call at" in text
    assert "I heard it" in unescape(told.content.decode())
    page = lxml.html.fromstring(told.content.decode())
    again = dict(page.xpath("//form[contains(@class, 'gh-call')]")[0].form_values())
    assert again["corrections"] == "1"
    lead.post(address("call-correct", call), again)
    call.refresh_from_db()
    assert (call.disposition, CallCorrection.objects.count()) == ("voicemail", 2)


def test_a_correction_sent_twice_is_told_once(case: SampledUnit, lead: Client) -> None:
    call = CallFactory(unit=case, disposition="busy")
    sent = form_of(lead, call, disposition="voicemail", reason="I heard it")

    for _ in range(2):
        assert "is corrected." in text_of(lead.post(address("call-correct", call), sent, follow=True))
    clash = lead.post(address("call-correct", call), sent | {"disposition": "no_answer"})

    assert "already sent with other words" in text_of(clash)
    assert CallCorrection.objects.count() == 1


def test_what_the_lead_entered_is_kept_if_the_caller_undid_the_call_meanwhile(
    case: SampledUnit, lead: Client, researcher: User
) -> None:
    call = CallFactory(unit=case, created_by=researcher)
    sent = form_of(lead, call, disposition="busy", reason="The exchange says so")
    actions.undo_call(call=call, by=researcher)

    told = lead.post(address("call-correct", call), sent)

    assert "This call was undone, so there is nothing to correct." in text_of(told)
    assert "The exchange says so" in text_of(told)


def test_the_outcome_of_a_finished_interview_stays_and_the_page_says_what_to_do(
    case: SampledUnit, lead: Client
) -> None:
    call = CallFactory(unit=case, disposition="completed")
    InterviewFactory(unit=case, status="complete")

    page = lead.post(address("call-correct", call), form_of(lead, call, disposition="busy", reason="x"))

    assert "The interview of this case is finished" in text_of(page)
    assert "Correct its time, its contact or its note." in text_of(page)


def test_a_correction_to_an_interview_asks_for_it(case: SampledUnit, client: Client) -> None:
    log(client, case)
    call = case.calls.get()

    page = client.post(
        address("call-correct", call), form_of(client, call, disposition="completed"), follow=True
    )

    assert "The interview counts when it is entered and finished." in text_of(page)


def test_the_lead_takes_out_a_call_with_a_reason(case: SampledUnit, lead: Client, researcher: User) -> None:
    call = CallFactory(unit=case, created_by=researcher)

    refused = lead.post(address("call-correct", call), {"remove": "1", "removal-reason": " "})
    assert "Say why this call does not count" in text_of(refused)
    page = lead.post(
        address("call-correct", call), {"remove": "1", "removal-reason": "This was HMP Leeds"}, follow=True
    )

    assert "The call does not count any more." in text_of(page)
    assert "This was HMP Leeds" in text_of(page)
    assert case.calls.count() == 0


def test_a_call_of_another_case_or_study_is_not_found(case: SampledUnit, lead: Client) -> None:
    call = CallFactory()
    study = case.strand.study.slug

    for name in ("call-undo", "call-correct"):
        for where in ([study, case.pk, call.pk], [study, call.unit_id, call.pk]):
            assert lead.post(reverse(name, args=where)).status_code == 404


def test_nothing_is_undone_by_following_a_link(case: SampledUnit, client: Client) -> None:
    log(client, case)

    assert client.get(address("call-undo", case.calls.get())).status_code == 405


def test_the_lead_reopens_a_refusal_that_the_respondent_took_back(case: SampledUnit, lead: Client) -> None:
    CallFactory(unit=case, disposition="respondent_refusal")
    change = reverse("case-change", args=[case.strand.study.slug, case.pk])
    assert "They refused. Nobody rings them again unless they ask for it." in text_of(lead.get(change))

    given = {"change": "reopened", "reason": "Rang back on Monday: “I have time now”"}
    refused = lead.post(change, given)
    assert "only if they asked for it themselves" in text_of(refused)
    assert "I have time now" in text_of(refused)
    page = lead.post(change, given | {"is_requested": "on"}, follow=True)

    text = text_of(page)
    assert "To be rung again, at the respondent’s own request" in text
    assert "Enter the interview" in text
    assert LateChange.objects.get().is_requested


def test_a_case_that_nobody_refused_is_reopened_without_that_question(
    case: SampledUnit, lead: Client
) -> None:
    CallFactory(unit=case, disposition="away")

    page = lead.get(reverse("case-change", args=[case.strand.study.slug, case.pk]))

    assert "They refused" not in text_of(page)


def test_the_number_of_queries_does_not_grow_with_the_corrections(
    case: SampledUnit, user: User, client: Client
) -> None:
    def corrected_call() -> None:
        call = CallFactory(unit=case, created_by=user, made_at=timezone.now() - dt.timedelta(days=1))
        actions.correct_call(
            call=call,
            disposition="busy",
            made_at=call.made_at,
            submission_key=uuid.uuid4(),
            corrections=0,
            by=user,
        )

    corrected_call()
    client.get(at(case))
    with CaptureQueriesContext(connection) as few:
        client.get(at(case))
    for _ in range(5):
        corrected_call()
    with CaptureQueriesContext(connection) as many:
        page = client.get(at(case))

    assert len(many) == len(few)
    assert text_of(page).count("Since then: Engaged tone") == 6
