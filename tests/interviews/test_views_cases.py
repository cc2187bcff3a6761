"""One case: its page, its calls and its contact."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Call, Contact, InterviewSave
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory, StudyFactory

pytestmark = pytest.mark.usefixtures("fieldwork_day")


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def at(case: SampledUnit, name: str = "case-detail") -> str:
    return reverse(name, args=[case.strand.study.slug, case.pk])


def call(**more: Any) -> dict[str, Any]:
    return {"disposition": "no_answer", "submission_key": str(uuid.uuid4())} | more


def words(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_page_says_who_to_ring_and_what_happened(case: SampledUnit, client: Client) -> None:
    contact = ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")
    earlier = timezone.now() - dt.timedelta(days=1)
    CallFactory(unit=case, contact=contact, disposition="busy", note="Engaged all morning", made_at=earlier)

    page = words(client.get(at(case)))

    assert 'href="tel:+441134960001"' in page
    assert "Engaged all morning" in page
    assert "Nobody reached yet." in page


def test_what_happened_in_another_year_says_the_year(case: SampledUnit, client: Client) -> None:
    long_ago = timezone.now() - dt.timedelta(days=800)
    promised = long_ago + dt.timedelta(hours=2)
    CallFactory(unit=case, disposition="call_back", made_at=long_ago, call_back_at=promised)

    page = words(client.get(at(case)))

    assert f"{timezone.localtime(long_ago):%b %Y, %H:%M}" in page
    assert page.count(f"{timezone.localtime(promised):%B %Y, %H:%M}") == 2


def test_no_interview_is_offered_where_the_last_call_found_the_service_closed(
    case: SampledUnit, client: Client
) -> None:
    CallFactory(unit=case, disposition="left_message", made_at=timezone.now() - dt.timedelta(hours=2))
    assert "Enter the interview" in words(client.get(at(case)))

    CallFactory(unit=case, disposition="closed_or_merged", made_at=timezone.now() - dt.timedelta(hours=1))

    assert "Enter the interview" not in words(client.get(at(case)))


def test_one_message_says_what_a_call_changed(case: SampledUnit, client: Client) -> None:
    contact = ContactFactory(unit=case, telephone="0113 496 0001")
    now = timezone.now()
    CallFactory(
        unit=case,
        contact=contact,
        disposition="call_back",
        made_at=now - dt.timedelta(days=1),
        call_back_at=now + dt.timedelta(days=1),
    )
    sent = call(disposition="wrong_number") | {
        "new-name": "Bob Example",
        "new-telephone": "0113 496 0002",
    }

    page = words(client.post(at(case, "call-log"), sent, follow=True))

    assert "logged: wrong number. The case goes on with the new contact. A call-back on Thursday" in page
    assert page.count("govuk-notification-banner__header") == 1


def test_a_call_is_logged(case: SampledUnit, client: Client) -> None:
    contact = ContactFactory(unit=case)

    response = client.post(at(case, "call-log"), call(note="Rang twice"), follow=True)

    logged = Call.objects.get()
    assert (logged.disposition, logged.note, logged.contact) == ("no_answer", "Rang twice", contact)
    assert "logged: no answer." in words(response)


def test_a_call_sent_twice_is_stored_once_and_a_different_one_is_reported(
    case: SampledUnit, client: Client
) -> None:
    sent = call()
    client.post(at(case, "call-log"), sent)

    assert client.post(at(case, "call-log"), sent).status_code == 302
    other = client.post(at(case, "call-log"), sent | {"note": "Again"})

    assert Call.objects.count() == 1
    assert other.status_code == 409
    assert "Again" in words(other)
    assert f'value="{sent["submission_key"]}"' not in words(other)


def test_a_call_back_needs_a_time_and_keeps_the_note(case: SampledUnit, client: Client) -> None:
    page = words(client.post(at(case, "call-log"), call(disposition="call_back", note="After lunch")))

    assert page.count("Say when to ring back") == 2
    assert "After lunch" in page
    assert Call.objects.count() == 0


def test_a_call_back_in_the_past_is_reported_at_its_field(case: SampledUnit, client: Client) -> None:
    given = {"call_back_at_day": "2009-07-01", "call_back_at_time": "09:30"}

    page = words(client.post(at(case, "call-log"), call(disposition="appointment", **given)))

    assert "The time to ring back must be after the call" in page
    assert 'value="2009-07-01"' in page


def test_a_call_back_is_arranged_in_local_time(case: SampledUnit, client: Client) -> None:
    given = {"call_back_at_day": "2009-07-16", "call_back_at_time": "09:30"}

    client.post(at(case, "call-log"), call(disposition="appointment", **given))

    assert Call.objects.get().call_back_at == dt.datetime(2009, 7, 16, 8, 30, tzinfo=dt.UTC)


def test_an_earlier_call_is_logged_at_its_time(case: SampledUnit, client: Client) -> None:
    client.post(at(case, "call-log"), call(made_at_day="2009-07-14", made_at_time="16:00"))

    assert Call.objects.get().made_at == dt.datetime(2009, 7, 14, 15, 0, tzinfo=dt.UTC)


def test_without_an_outcome_nothing_is_logged(case: SampledUnit, client: Client) -> None:
    page = words(client.post(at(case, "call-log"), {"submission_key": str(uuid.uuid4())}))

    assert "Choose how the call ended" in page
    assert Call.objects.count() == 0


def test_nobody_rings_a_refused_case_again(case: SampledUnit, client: Client) -> None:
    client.post(at(case, "call-log"), call(disposition="respondent_refusal"))

    page = words(client.get(at(case)))
    again = words(client.post(at(case, "call-log"), call()))

    assert "Nobody rings this case again." in page
    assert "Log the call" not in page
    assert "Nobody rings this case again: the last call ended with" in again
    assert Call.objects.count() == 1


def test_a_call_to_a_case_that_closed_meanwhile_keeps_what_was_typed(
    case: SampledUnit, client: Client
) -> None:
    CallFactory(unit=case, disposition="respondent_refusal", made_at=timezone.now() - dt.timedelta(minutes=1))

    response = client.post(
        at(case, "call-log"),
        call(
            note="She asked for a letter first",
            **{"new-name": "Bob Example", "new-telephone": "01632 960001"},
        ),
    )

    page = words(response)
    assert "Nobody rings this case again" in page
    assert "She asked for a letter first" in page
    assert 'value="Bob Example"' in page and 'value="01632 960001"' in page
    assert Call.objects.count() == 1


def test_the_next_case_follows(case: SampledUnit, client: Client) -> None:
    other = SampledUnitFactory(strand=case.strand)

    assert client.post(at(case, "call-log"), call(next="1")).url == at(other)
    third = SampledUnitFactory(strand=case.strand)
    assert client.post(at(other, "call-log"), call(disposition="away", next="1")).url == at(third)


def test_after_the_last_case_the_list_follows(case: SampledUnit, client: Client) -> None:
    response = client.post(at(case, "call-log"), call(disposition="away", next="1"))

    assert response.url == reverse("worklist-study", args=[case.strand.study.slug])


@pytest.mark.parametrize("disposition", ["wrong_number", "contact_left", "not_the_right_office"])
def test_without_a_contact_to_ring_the_next_page_asks_for_one(
    disposition: str, case: SampledUnit, client: Client
) -> None:
    ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")

    page = client.post(at(case, "call-log"), call(disposition=disposition, next="1"), follow=True)

    assert page.request["PATH_INFO"] == at(case)
    assert "Whom do we ring now?" in words(page) and "Find out whom to ring." in words(page)
    form = page.context["contact_form"]
    focused = [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs]
    is_number_wrong = disposition == "wrong_number"
    assert focused == (["telephone"] if is_number_wrong else ["name"])
    assert form["name"].value() == ("Ann Example" if is_number_wrong else None)


def test_the_new_contact_is_rung_at_once(case: SampledUnit, client: Client) -> None:
    ContactFactory(unit=case, name="Ann Example")
    client.post(at(case, "call-log"), call(disposition="contact_left"))

    sent = {"name": "Bob Example", "telephone": "0113 496 0002"}
    page = words(client.post(at(case, "contact-replace"), sent, follow=True))

    assert "New contact to ring" in page and "Ring now." in page
    assert "The contact has left" in page


def test_a_press_on_an_outcome_logs_it_with_the_note(case: SampledUnit, client: Client) -> None:
    sent = {"disposition_at_once": "busy", "submission_key": str(uuid.uuid4()), "note": "Twice"}

    client.post(at(case, "call-log"), sent | {"disposition": "respondent_refusal"})

    assert [(one.disposition, one.note) for one in Call.objects.all()] == [("busy", "Twice")]


def test_the_top_of_the_page_has_the_notes_and_the_last_call(case: SampledUnit, client: Client) -> None:
    contact = ContactFactory(unit=case, name="Ann Example", job_title="Governor", note="Mornings only")
    day = timezone.now() - dt.timedelta(days=2)
    CallFactory(unit=case, contact=contact, disposition="voicemail", note="Extension 214", made_at=day)
    CallFactory(unit=case, contact=contact, disposition="busy", made_at=timezone.now())

    page = " ".join(words(client.get(at(case))).split())
    top = page[page.index('<section class="gh-case__next"') : page.index("</section>")]

    for part in ("Ann Example", "Governor", "Mornings only", "Extension 214", "Engaged tone", "Rung lately"):
        assert part in top
    assert "Give it a rest until 11:45." in top


def test_the_case_moves_to_the_contact_that_the_wrong_office_gave(case: SampledUnit, client: Client) -> None:
    ContactFactory(unit=case, name="Ann Example")
    sent = call(
        disposition="not_the_right_office",
        **{"new-name": "Bob Example", "new-telephone": "0113 496 0002", "next": "1"},
    )

    for _ in range(2):
        client.post(at(case, "call-log"), sent)

    assert [(one.name, one.is_current) for one in case.contacts.order_by("pk")] == [
        ("Ann Example", False),
        ("Bob Example", True),
    ]
    assert Call.objects.get().contact.name == "Ann Example"


def test_with_an_invalid_new_contact_the_call_is_not_logged(case: SampledUnit, client: Client) -> None:
    sent = call(disposition="not_the_right_office", note="Ask for Bob", **{"new-email": "bob at example"})

    page = words(client.post(at(case, "call-log"), sent))

    assert "Enter a valid email address" in page or "e-mail" in page
    assert "Ask for Bob" in page and "bob at example" in page
    assert not Call.objects.exists()


def test_a_contact_is_replaced(case: SampledUnit, client: Client) -> None:
    ContactFactory(unit=case)

    response = client.post(
        at(case, "contact-replace"), {"name": "Bob Sample", "telephone": "01134960002"}, follow=True
    )

    assert "The person to ring is now Bob Sample." in words(response)
    assert Contact.objects.get(is_current=True).telephone == "0113 496 0002"


def test_a_number_that_cannot_be_dialled_is_refused_at_its_field(case: SampledUnit, client: Client) -> None:
    sent = {"name": "Bob Sample", "telephone": "ask switchboard", "note": "Mornings"}

    page = words(client.post(at(case, "contact-replace"), sent))

    assert "Write anything else, such as “ask the switchboard”, in the note" in page
    assert 'value="ask switchboard"' in page and "Mornings" in page
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "Ann", "email": "not an address"}])
def test_a_contact_without_details_is_an_error(
    wrong: dict[str, str], case: SampledUnit, client: Client
) -> None:
    page = words(client.post(at(case, "contact-replace"), wrong))

    assert "There is a problem" in page
    assert Contact.objects.count() == 0


def test_a_text_that_came_too_late_is_pointed_out(case: SampledUnit, client: Client) -> None:
    interview = InterviewFactory(unit=case)
    late = InterviewSave.objects.create(
        interview=interview,
        submission_key=uuid.uuid4(),
        submission_hash="0",
        from_version=0,
        status="draft",
        document={},
    )

    assert f"?late={late.pk}" in words(client.get(at(case)))


def test_the_number_of_queries_does_not_grow_with_the_calls(
    case: SampledUnit, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    InterviewFactory(unit=case)
    client.get(at(case))
    for many in (1, 9):
        for _ in range(many):
            CallFactory(unit=case, made_at=timezone.now() - dt.timedelta(days=1))
        with django_assert_num_queries(23):
            client.get(at(case))


def test_a_case_of_another_study_is_not_found(case: SampledUnit, client: Client) -> None:
    elsewhere = StudyFactory().slug

    assert client.get(reverse("case-detail", args=[elsewhere, case.pk])).status_code == 404
    assert client.post(reverse("call-log", args=[elsewhere, case.pk]), call()).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_only_research_roles_come_in(
    role: str, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get(at(case)).status_code == 403
    assert client_for(role).post(at(case, "call-log"), call()).status_code == 403
