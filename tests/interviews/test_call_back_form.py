"""When to ring back: usual times, typed times, and times that are asked back."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from html import unescape

import lxml.html
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.forms.calls import CallForm
from interviews.models import AppointmentCancellation, Call
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 12, 1, 9, 7, 31, tzinfo=dt.UTC)
"""A Tuesday."""


@pytest.fixture(autouse=True)
def tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def researcher_browser(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def sent(case: SampledUnit | None = None, by: User | None = None, **more: str) -> CallForm:
    data = {"disposition": "call_back", "submission_key": str(uuid.uuid4())} | more
    return CallForm(data, unit=case, by=by)


def log(browser: Client, case: SampledUnit, **data: str) -> str:
    address = reverse("call-log", args=[case.strand.study.slug, case.pk])
    body = {"disposition": "call_back", "submission_key": str(uuid.uuid4())} | data
    return unescape(browser.post(address, body, follow=True).content.decode())


def local(*parts: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*parts))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        pytest.param("+15", local(2026, 12, 1, 9, 22), id="in 15 minutes"),
        pytest.param("+60", local(2026, 12, 1, 10, 7), id="in an hour"),
        pytest.param("2026-12-02T10:00", local(2026, 12, 2, 10), id="tomorrow"),
        pytest.param("2026-12-07T10:00", local(2026, 12, 7, 10), id="Monday"),
    ],
)
def test_a_usual_time_is_one_choice(choice: str, expected: dt.datetime) -> None:
    form = sent(call_back=choice)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["call_back_at"] == expected


@pytest.mark.parametrize(
    ("now", "labels"),
    [
        pytest.param(NOW, ["Tomorrow 10:00 (Wed 2 Dec)", "Monday 10:00 (Mon 7 Dec)"], id="Tuesday"),
        pytest.param(dt.datetime(2026, 12, 5, 9), ["Monday 10:00 (Mon 7 Dec)"], id="no Sunday"),
        pytest.param(dt.datetime(2026, 12, 6, 9), ["Tomorrow 10:00 (Mon 7 Dec)"], id="Monday is tomorrow"),
        pytest.param(
            dt.datetime(2026, 12, 22, 9),
            ["Tomorrow 10:00 (Wed 23 Dec)", "Tuesday 10:00 (Tue 29 Dec)"],
            id="Monday is a bank holiday",
        ),
    ],
)
def test_the_usual_times_say_their_weekday_and_are_plausible(now: dt.datetime, labels: list[str]) -> None:
    with time_machine.travel(now, tick=False):
        form = CallForm()
        assert [choice["label"] for choice in form.usual_times] == ["In 15 minutes", "In an hour", *labels]
        for choice in form.usual_times[2:]:
            assert sent(call_back=choice["value"]).is_valid()


def test_a_usual_time_counts_from_an_earlier_call() -> None:
    form = sent(call_back="+60", made_at_day="today", made_at_time="8.40")

    assert form.is_valid()
    assert form.cleaned_data["call_back_at"] == local(2026, 12, 1, 9, 40)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Say when to ring back"),
        ({"call_back": "soon"}, "Choose one of the times, or enter the day and the time"),
        (
            {"call_back_at_day": "soon", "call_back_at_time": "10.30"},
            "“soon” is not a day. Enter the day, such as tomorrow, Mon, 4 Dec or 15/07/2009",
        ),
        (
            {"call_back_at_day": "Fri", "call_back_at_time": "25:00"},
            "“25:00” is not a time. Enter the time, such as 14:30, 1430 or 2pm",
        ),
        (
            {"call_back_at_day": "Thu 4 Dec", "call_back_at_time": "10:00"},
            "Friday 4 December 2026 is not a Thursday. "
            "Enter the day, such as tomorrow, Mon, 4 Dec or 15/07/2009",
        ),
        ({"call_back_at_day": "Fri"}, "Enter the time, such as 14:30, 1430 or 2pm"),
        ({"call_back_at_time": "1030"}, "Enter the day, such as tomorrow, Mon, 4 Dec or 15/07/2009"),
        (
            {"call_back": "2026-12-02T10:00", "call_back_at_day": "Fri", "call_back_at_time": "14:00"},
            "You chose Wednesday 2 December 2026 at 10:00 and entered Friday 4 December 2026 at 14:00. "
            "Keep one of them",
        ),
        (
            {"call_back_at_day": "today", "call_back_at_time": "9:00"},
            "The time to ring back must be after the call",
        ),
        (
            {"disposition": "no_answer", "call_back_at_day": "Fri", "call_back_at_time": "14:00"},
            "A call that ended with “No answer” has no time to ring back. "
            "Choose “Call back later” or “Appointment made”, or empty the day and the time",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_at_the_field(more: dict[str, str], words: str) -> None:
    form = sent(**more)

    assert form["call_back_at"].error_messages == [words]
    assert list(form.errors) == ["call_back_at"]


def test_the_time_that_a_script_wrote_beside_the_choice_is_taken() -> None:
    form = sent(call_back="+15", call_back_at_day="1 December 2026", call_back_at_time="09:20")

    assert form.is_valid()
    assert form.cleaned_data["call_back_at"] == local(2026, 12, 1, 9, 20)


def test_an_unlikely_time_is_asked_back_and_taken_when_it_is_confirmed(
    case: SampledUnit, researcher_browser: Client
) -> None:
    typed = {"call_back_at_day": "6 Dec", "call_back_at_time": "0330", "note": "She said half past three"}
    page = log(researcher_browser, case, **typed)

    assert "Check Sunday 6 December 2026 at 03:30: 03:30 is before 08:00; " in page
    assert "Sunday 6 December 2026 is a Sunday. Change the time, or confirm it below" in page
    assert "Yes, ring on Sunday 6 December 2026 at 03:30" in page
    assert "She said half past three" in page
    assert not Call.objects.exists()

    [form] = lxml.html.fromstring(page).xpath("//form[contains(@class, 'gh-call')]")
    fields = dict(form.form_values())
    [box] = form.xpath(".//input[@name='call_back_confirmed']")
    assert (fields["call_back_at_day"], fields["call_back_at_time"]) == ("6 December 2026", "03:30")
    page = log(researcher_browser, case, **fields, call_back_confirmed=box.get("value"))

    assert "call back later, on Sunday 6 December 2026 at 03:30." in page
    assert Call.objects.get().call_back_at == local(2026, 12, 6, 3, 30)


def test_a_confirmation_holds_for_its_time_and_its_reasons_only() -> None:
    sunday = {"call_back_at_day": "6 Dec", "call_back_at_time": "10:00"}
    asked = sent(**sunday)
    assert not asked.is_valid()
    confirmed = {"call_back_confirmed": asked.question.value}

    assert sent(**sunday, **confirmed).is_valid()
    assert not sent(call_back_at_day="13 Dec", call_back_at_time="10:00", **confirmed).is_valid()
    assert not sent(call_back_at_day="6 Dec", call_back_at_time="7:00", **confirmed).is_valid()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("25/12/2126", "is 100 years ahead"),
        ("25 Dec", "is a bank holiday: Christmas Day"),
        ("5 January", "is 5 weeks ahead"),
    ],
)
def test_a_wrong_year_a_bank_holiday_and_a_distant_day_are_asked_about(day: str, words: str) -> None:
    form = sent(call_back_at_day=day, call_back_at_time="10:00")

    assert words in form["call_back_at"].error_messages[0]


def test_after_fieldwork_and_at_the_minute_of_another_call_back_it_is_asked_about(
    case: SampledUnit, researcher: User
) -> None:
    study = case.strand.study
    study.closed_on = dt.date(2026, 12, 3)
    study.save()
    other = SampledUnitFactory(strand=case.strand, assigned_to=researcher)
    friday = local(2026, 12, 4, 14)
    CallFactory(unit=other, disposition="appointment", call_back_at=friday + dt.timedelta(seconds=30))
    typed = {"call_back_at_day": "Fri", "call_back_at_time": "2pm"}

    [words] = sent(case, researcher, **typed)["call_back_at"].error_messages

    assert "fieldwork ends on Thursday 3 December 2026" in words
    assert f"there is another call-back at that minute: {other}" in words
    of_another = SampledUnitFactory(strand=case.strand, assigned_to=User.objects.create_user("b@example.org"))
    assert "another call-back" not in sent(of_another, researcher, **typed)["call_back_at"].error_messages[0]


def test_the_same_form_sent_twice_makes_one_call(case: SampledUnit, researcher_browser: Client) -> None:
    fields = {"call_back": "+15", "submission_key": str(uuid.uuid4())}
    log(researcher_browser, case, **fields)
    with time_machine.travel(NOW + dt.timedelta(minutes=3), tick=False):
        page = log(researcher_browser, case, **fields)

    assert "already sent" not in page
    assert [call.call_back_at for call in Call.objects.all()] == [local(2026, 12, 1, 9, 22)]


def test_the_time_is_told_in_words_before_the_call_is_logged(
    case: SampledUnit, researcher_browser: Client
) -> None:
    address = reverse("call-back-time", args=[case.strand.study.slug, case.pk])

    def read(**fields: str) -> dict[str, object]:
        found: dict[str, object] = researcher_browser.get(address, fields).json()
        return found

    assert read(call_back_at_day="Sun", call_back_at_time="1000") == {
        "words": "Sunday 6 December 2026 at 10:00",
        "day": "6 December 2026",
        "time": "10:00",
        "questions": ["Sunday 6 December 2026 is a Sunday"],
        "errors": [],
    }
    assert read(call_back="+15")["time"] == "09:22"
    assert read(call_back_at_day="so")["words"] == ""
    assert "“so” is not a day" in str(read(call_back_at_day="so")["errors"])


def test_a_call_back_is_cancelled_with_a_reason_and_stays_in_the_history(
    case: SampledUnit, researcher_browser: Client
) -> None:
    log(researcher_browser, case, call_back="2026-12-02T10:00")
    study = case.strand.study.slug
    cancel = reverse("call-back-cancel", args=[study, case.pk])
    page = researcher_browser.get(reverse("case-detail", args=[study, case.pk])).content.decode()
    assert cancel in page

    assert "Say why the appointment is cancelled" in researcher_browser.post(cancel).content.decode()
    sent = {"reason": "She wrote: away", "shown": "2026-12-02T10:00:00+00:00"}
    page = researcher_browser.post(cancel, sent, follow=True).content.decode()

    assert "on Wednesday 2 December 2026 at 10:00 is cancelled." in page
    assert "(cancelled: She wrote: away)" in " ".join(page.split())
    assert cancel not in page
    again = researcher_browser.post(cancel, {"reason": "Twice"}, follow=True).content.decode()
    assert "There is no call-back to cancel" in again
    assert "There is no call-back to cancel" in researcher_browser.get(cancel, follow=True).content.decode()
    assert AppointmentCancellation.objects.count() == 1


def test_a_call_back_that_was_moved_meanwhile_is_cancelled_only_after_a_question(
    case: SampledUnit, researcher_browser: Client
) -> None:
    log(researcher_browser, case, call_back="2026-12-02T10:00")
    cancel = reverse("call-back-cancel", args=[case.strand.study.slug, case.pk])
    form = researcher_browser.get(cancel).context["form"]
    sent = {"reason": "She wrote: away", "shown": form["shown"].value()}
    log(researcher_browser, case, call_back="2026-12-03T10:00")

    response = researcher_browser.post(cancel, sent)

    assert not AppointmentCancellation.objects.exists()
    page = response.content.decode()
    assert "The call-back is now on Thursday 3 December 2026 at 10:00." in page
    assert "She wrote: away" in page

    sent["shown"] = response.context["form"]["shown"].value()
    researcher_browser.post(cancel, sent)
    assert AppointmentCancellation.objects.get().call_back_at == local(2026, 12, 3, 10)


def test_the_history_says_what_became_of_each_appointment(
    case: SampledUnit, researcher: User, researcher_browser: Client
) -> None:
    wednesday, friday = local(2026, 12, 2, 10), local(2026, 12, 4, 14)
    for at in (wednesday, friday):
        actions.log_call(
            unit=case,
            disposition="appointment",
            call_back_at=at,
            submission_key=uuid.uuid4(),
            by=researcher,
        )

    address = reverse("case-detail", args=[case.strand.study.slug, case.pk])
    page = " ".join(researcher_browser.get(address).content.decode().split())

    assert "ring back Wednesday 2 December, 10:00 (moved to Friday 4 December, 14:00)" in page
    assert "ring back Friday 4 December, 14:00 (ahead)" in page
