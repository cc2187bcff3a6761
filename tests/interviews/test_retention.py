"""Erasure of contacts on their day, and of withdrawn interviews."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enterprises.models import Engagement
from interviews import actions
from interviews.models import (
    AppointmentCancellation,
    Call,
    CallCorrection,
    Contact,
    Interview,
    InterviewSave,
    LateChange,
    Mention,
)
from survey.answers import stored_value
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.directory import listed_by_a_release
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import (
    AppointmentCancellationFactory,
    CallCorrectionFactory,
    CallFactory,
    ContactFactory,
    LateChangeFactory,
)
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = dt.date(2010, 2, 24)


def test_contacts_are_erased_on_their_day_and_numbered(case: SampledUnit) -> None:
    due = ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001", note="Deaf", erase_on=DAY)
    CallFactory(unit=case, contact=due, note="Ask for Ann's deputy")
    later = ContactFactory(erase_on=DAY + dt.timedelta(days=1))

    assert actions.erase_due_contacts(on=DAY) == 1

    due.refresh_from_db()
    later.refresh_from_db()
    assert (str(due), due.telephone, due.note) == ("respondent 01", "", "")
    assert due.calls.get().note == ""
    assert str(later) == "Head of learning and skills"


def test_the_notes_of_undone_calls_and_of_corrections_are_erased_too(case: SampledUnit) -> None:
    due = ContactFactory(unit=case, name="Ann Example", erase_on=DAY)
    CallFactory(unit=case, contact=due, note="Ann is deaf", undone_at=timezone.now())
    CallCorrectionFactory(call=CallFactory(unit=case, contact=due), note="Ann again")
    other = CallCorrectionFactory(call__unit=case, call__contact=ContactFactory(is_current=False, unit=case))
    CallCorrection.objects.filter(pk=other.pk).update(contact=due, note="Ann, not Bob")

    actions.erase_due_contacts(on=DAY)

    assert set(Call.with_undone.values_list("note", flat=True)) == {""}
    assert set(CallCorrection.objects.values_list("note", flat=True)) == {""}


def test_the_reasons_of_cancelled_appointments_are_erased_too(case: SampledUnit) -> None:
    due, other = (ContactFactory(unit=case, is_current=False, erase_on=day) for day in (DAY, None))
    for contact in (due, None, other):
        AppointmentCancellationFactory(
            call__unit=case, call__contact=contact, reason="Ann Example is in hospital"
        )
    AppointmentCancellationFactory(reason="Ben Example is away")

    actions.erase_due_contacts(on=DAY)

    reasons = AppointmentCancellation.objects.order_by("pk").values_list("reason", flat=True)
    erased = "Erased with the details of the contact."
    assert list(reasons) == [erased, erased, "Ann Example is in hospital", "Ben Example is away"]


def test_numbers_go_on_within_a_study(case: SampledUnit) -> None:
    for _ in range(2):
        ContactFactory(unit=SampledUnitFactory(strand=case.strand), erase_on=DAY)
    ContactFactory(erase_on=DAY)

    actions.erase_due_contacts(on=DAY)
    actions.erase_due_contacts(on=DAY)

    assert sorted(map(str, Contact.objects.all())) == ["respondent 01", "respondent 01", "respondent 02"]


def test_housekeeping_erases_contacts_on_their_day_and_only_counts_them_in_a_dry_run(
    case: SampledUnit,
) -> None:
    ContactFactory(unit=case, erase_on=DAY)
    out = StringIO()

    with time_machine.travel(DAY - dt.timedelta(days=1)):
        call_command("housekeeping", stdout=out)
    with time_machine.travel(DAY):
        call_command("housekeeping", dry_run=True, stdout=out)
        remaining = Contact.objects.get()
        call_command("housekeeping", stdout=out)

    assert remaining.erased_at is None
    assert Contact.objects.get().erased_at is not None
    lines = [line.split(": ")[1] for line in out.getvalue().splitlines() if line.startswith("contacts on")]
    assert lines == ["0 removed", "1 to be removed", "1 removed"]


def test_a_contact_is_kept_for_as_long_as_the_rules_say(researcher: User) -> None:
    study = StudyFactory(closed_on=dt.date(2109, 8, 28))
    unit = SampledUnitFactory(strand=StrandFactory(study=study))

    contact = actions.replace_contact(unit=unit, name="Ann", by=researcher)
    assert contact.erase_on == dt.date(2109, 8, 28) + dt.timedelta(days=180)

    actions.set_rules(strand=unit.strand, contact_retention_days=10, by=researcher)
    assert Contact.objects.get().erase_on == dt.date(2109, 9, 7)


def test_of_an_erased_contact_only_a_number_remains(case: SampledUnit) -> None:
    assert_refused(
        lambda: Contact(unit=case, name="Ann", erased_at=dt.datetime(2010, 2, 24, tzinfo=dt.UTC), number=1),
        "Of an erased contact only a number remains.",
    )


def test_the_page_of_the_case_says_that_the_contact_is_erased(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    actions.erase_contact(contact=ContactFactory(unit=case, name="Ann Example"), by=None)

    page = client_for("researcher").get(reverse("case-detail", args=[case.strand.study.slug, case.pk]))

    assert "Respondent 01: name and number were erased" in page.content.decode()
    assert "Ann Example" not in page.content.decode()


SECRET = "sagte-dies-niemand"


@pytest.fixture
def interview(case: SampledUnit, researcher: User) -> Interview:
    words = {"anything_else": stored_value(SECRET), "name_service": stored_value("yes")}
    mention = {
        "name_given": f"{SECRET} scheme",
        "own_words": SECRET,
        "evaluation": SECRET,
        "match": OrganisationFactory().pk,
    }
    known = case.strand.instrument.questionnaire.questions
    actions.save_interview(
        unit=case,
        by=researcher,
        submission_key=uuid.uuid4(),
        from_version=0,
        answers=COMPLETE_ANSWERS | {name: answer for name, answer in words.items() if name in known},
        notes={"take_part": SECRET},
        mentions=[mention],
        status="complete",
    )
    CallFactory(unit=case, note=SECRET, undone_at=timezone.now(), undo_reason=SECRET)
    call = case.calls.get()
    case.calls.update(note=SECRET)
    CallCorrectionFactory(call=call, note=SECRET, reason=SECRET)
    AppointmentCancellationFactory(call=call, call_back_at=timezone.now(), reason=SECRET)
    LateChangeFactory(unit=case, change="reopened", is_requested=True, reason=SECRET)
    return Interview.objects.get()


def test_a_withdrawn_interview_leaves_no_word_anywhere(interview: Interview, case: SampledUnit) -> None:
    listed_by_a_release(Engagement.objects.get())
    assert Engagement.objects.get().is_published

    actions.withdraw_interview(interview=interview, reason="By telephone on 3 August", by=None)

    interview.refresh_from_db()
    case.refresh_from_db()
    assert (interview.status, interview.answers, case.code) == ("withdrawn", {}, "R")
    assert not Mention.objects.exists()
    assert not Engagement.objects.exists()
    left = [
        *Interview.objects.all(),
        *InterviewSave.objects.all(),
        *Interview.history.all(),
        *Mention.history.all(),
        *Engagement.history.all(),
        *Call.with_undone.all(),
        *CallCorrection.objects.all(),
        *AppointmentCancellation.objects.all(),
        *LateChange.objects.all(),
    ]
    assert (Call.with_undone.count(), CallCorrection.objects.count(), LateChange.objects.count()) == (2, 1, 1)
    assert SECRET not in json.dumps(serializers.serialize("python", left), default=str)


def test_nothing_is_entered_in_a_withdrawn_interview(interview: Interview, researcher: User) -> None:
    actions.withdraw_interview(interview=interview, reason="By letter", by=None)

    with pytest.raises(ValidationError, match="withdrawn"):
        actions.save_interview(
            unit=interview.unit,
            by=researcher,
            submission_key=uuid.uuid4(),
            from_version=2,
            answers=COMPLETE_ANSWERS,
        )


def test_a_withdrawal_needs_a_reason(interview: Interview) -> None:
    with pytest.raises(ValidationError, match="Say how and when"):
        actions.withdraw_interview(interview=interview, reason=" ", by=None)


def test_the_study_lead_withdraws_an_interview_on_its_page(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    where = [interview.unit.strand.study.slug, interview.unit_id]
    lead, address = client_for("study_lead"), reverse("interview-withdraw", args=where)

    assert "1 relation" in lead.get(address).content.decode()
    assert "Tick that" in lead.post(address, {"reason": "By letter"}).content.decode()
    lead.post(address, {"reason": "By letter", "is_meant": "1"})

    assert Interview.objects.get().status == "withdrawn"
    assert lead.get(address).status_code == 404
    entry = client_for("researcher").get(reverse("interview-entry", args=where), follow=True)
    assert "has withdrawn this interview" in entry.content.decode()
    assert client_for("researcher").get(address).status_code == 403
