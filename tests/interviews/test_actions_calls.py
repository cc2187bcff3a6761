"""Logging calls and replacing contacts."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.errors import CaseClosedError, SubmissionConflictError
from interviews.models import Call, Contact
from interviews.vocabulary import FINAL_DISPOSITIONS, Disposition
from survey.models import SampledUnit
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.usefixtures("fieldwork_day")


def log(case: SampledUnit, by: User, **more: Any) -> Call:
    given = {"disposition": "no_answer", "submission_key": uuid.uuid4()} | more
    return actions.log_call(unit=case, by=by, **given)


def test_a_call_is_logged_now_and_changes_the_outcome(case: SampledUnit, researcher: User) -> None:
    call = log(case, researcher)

    case.refresh_from_db()
    assert (call.made_at, case.code) == (timezone.now(), "NC")
    assert set(AuditEvent.objects.values_list("verb", flat=True)) >= {"call.logged", "case.outcome_set"}


def test_the_same_call_sent_twice_is_one_call(case: SampledUnit, researcher: User) -> None:
    key = uuid.uuid4()

    first, second = (log(case, researcher, submission_key=key, note="Rang twice") for _ in range(2))

    assert first == second
    assert Call.objects.count() == 1
    assert AuditEvent.objects.filter(verb="call.logged").count() == 1


def test_the_same_key_for_another_call_is_refused(case: SampledUnit, researcher: User) -> None:
    key = uuid.uuid4()
    log(case, researcher, submission_key=key)

    with pytest.raises(SubmissionConflictError):
        log(case, researcher, submission_key=key, disposition="busy")

    assert Call.objects.get().disposition == "no_answer"


def test_the_same_key_for_another_case_is_refused(case: SampledUnit, researcher: User) -> None:
    key = uuid.uuid4()
    log(case, researcher, submission_key=key)

    with pytest.raises(SubmissionConflictError):
        log(SampledUnitFactory(strand=case.strand), researcher, submission_key=key)


@pytest.mark.parametrize("disposition", ["appointment", "call_back"])
def test_a_call_back_needs_a_time_after_the_call(
    disposition: str, case: SampledUnit, researcher: User
) -> None:
    for when in (None, timezone.now() - dt.timedelta(hours=1)):
        with pytest.raises(ValidationError) as refused:
            log(case, researcher, disposition=disposition, call_back_at=when)
        assert "call_back_at" in refused.value.message_dict

    later = timezone.now() + dt.timedelta(days=1)
    assert log(case, researcher, disposition=disposition, call_back_at=later).call_back_at == later


def test_a_time_to_ring_back_is_dropped_where_nobody_rings_back(case: SampledUnit, researcher: User) -> None:
    later = timezone.now() + dt.timedelta(days=1)

    assert log(case, researcher, disposition="no_answer", call_back_at=later).call_back_at is None


def test_a_call_in_the_future_is_refused(case: SampledUnit, researcher: User) -> None:
    with pytest.raises(ValidationError, match="before it is made"):
        log(case, researcher, made_at=timezone.now() + dt.timedelta(hours=1))


def test_an_unknown_disposition_is_refused_by_the_action(case: SampledUnit, researcher: User) -> None:
    with pytest.raises(ValidationError, match="Choose how the call ended"):
        log(case, researcher, disposition="shrug")


@pytest.mark.parametrize("disposition", sorted(FINAL_DISPOSITIONS))
def test_nobody_rings_a_closed_case(disposition: str, case: SampledUnit, researcher: User) -> None:
    log(case, researcher, disposition=disposition)

    with pytest.raises(CaseClosedError, match="Nobody rings this case again"):
        log(case, researcher)


def test_a_contact_of_another_case_is_refused(case: SampledUnit, researcher: User) -> None:
    stranger = ContactFactory(unit=SampledUnitFactory(strand=case.strand))

    with pytest.raises(ValidationError, match="another case"):
        log(case, researcher, contact=stranger)


def test_a_replaced_contact_is_kept_and_no_longer_rung(case: SampledUnit, researcher: User) -> None:
    first = actions.replace_contact(unit=case, by=researcher, name=" Ann Example ")
    second = actions.replace_contact(unit=case, by=researcher, telephone="0113 496 0000 ext 12")

    first.refresh_from_db()
    assert (first.name, first.is_current, second.is_current) == ("Ann Example", False, True)
    assert (second.telephone, second.dial_link) == ("0113 496 0000 ext. 12", "tel:+441134960000;ext=12")
    verbs = AuditEvent.objects.filter(verb__startswith="contact").values_list("verb", flat=True)
    assert set(verbs) == {"contact.added", "contact.replaced"}


def test_a_contact_without_details_is_refused(case: SampledUnit, researcher: User) -> None:
    contact = actions.replace_contact(unit=case, by=researcher, name="Ann Example")

    with pytest.raises(ValidationError):
        actions.replace_contact(unit=case, by=researcher, name="  ")

    assert Contact.objects.get(is_current=True) == contact


def test_every_disposition_can_be_logged(researcher: User, case: SampledUnit) -> None:
    later = timezone.now() + dt.timedelta(days=1)
    for disposition in Disposition:
        unit = SampledUnitFactory(strand=case.strand)
        assert log(unit, researcher, disposition=disposition, call_back_at=later).disposition == disposition
