"""Late changes: exclusions, taking them back, reopening a case."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.models import LateChange
from interviews.progress.coverage import cells_of, counts_of, rates_of
from interviews.worklist import WorklistStatus, ordered_cases
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data

pytestmark = pytest.mark.both_databases


@pytest.fixture
def other(case: SampledUnit) -> SampledUnit:
    return SampledUnitFactory(strand=case.strand, service__name="HMP Stays")


def turn_of(case: SampledUnit) -> WorklistStatus:
    return WorklistStatus(
        ordered_cases(case.strand.study, now=timezone.now()).get(pk=case.pk).worklist_status
    )


def exclude(case: SampledUnit, change: str = "closed", **more: Any) -> LateChange:
    return actions.exclude_case(unit=case, change=change, reason="A letter of 3 July", by=None, **more)


def log(case: SampledUnit, disposition: str, **more: Any) -> None:
    actions.log_call(unit=case, disposition=disposition, submission_key=uuid.uuid4(), by=None, **more)


@pytest.mark.parametrize("change", ["closed", "merged", "found_twice"])
def test_an_excluded_case_stays_in_the_sample_and_counts_as_not_eligible(
    change: str, case: SampledUnit, other: SampledUnit
) -> None:
    log(other, "respondent_refusal")

    exclude(case, change, same_as=other if change != "closed" else None)

    case.refresh_from_db()
    assert (case.code, turn_of(case)) == ("NE", WorklistStatus.FINISHED)
    counts = counts_of(cells_of(case.strand))
    assert (counts.NE, counts.R, counts.eligible) == (1, 1, 1)
    rates = {rate.name: rate.value for rate in rates_of(counts)}
    assert (rates["e"], rates["REF1"]) == (0.5, 1.0)
    assert AuditEvent.objects.filter(verb="case.changed_late").count() == 1


def test_a_reinstated_case_has_its_earlier_code(case: SampledUnit, other: SampledUnit) -> None:
    later = timezone.now() + dt.timedelta(days=3)
    actions.log_call(
        unit=case, disposition="call_back", call_back_at=later, submission_key=uuid.uuid4(), by=None
    )
    exclude(case, "found_twice", same_as=other)

    actions.reinstate_case(unit=case, reason="Two prisons of one name", by=None)

    case.refresh_from_db()
    assert (case.code, turn_of(case)) == ("NC", WorklistStatus.CALL_BACK_LATER)
    assert LateChange.objects.filter(unit=case).count() == 2


@pytest.mark.parametrize("disposition", ["away", "language_or_health", "closed_or_merged", "completed"])
def test_a_case_that_a_call_closed_is_rung_again_when_the_lead_says_so(
    disposition: str, case: SampledUnit
) -> None:
    log(case, disposition)

    actions.reopen_case(unit=case, reason="Back from leave", by=None)

    case.refresh_from_db()
    assert (case.code, turn_of(case)) == ("NC", WorklistStatus.CALLED_RECENTLY)
    log(case, "no_answer")


@pytest.mark.parametrize("disposition", ["respondent_refusal", "gatekeeper_refusal"])
def test_a_refusal_is_reopened_only_if_the_respondent_asked_for_it(
    disposition: str, case: SampledUnit, other: SampledUnit
) -> None:
    log(case, disposition)
    with pytest.raises(ValidationError, match="only if they asked for it themselves"):
        actions.reopen_case(unit=case, reason="Try once more", by=None)
    exclude(case, "found_twice", same_as=other)
    actions.reinstate_case(unit=case, reason="Mistaken", by=None)
    case.refresh_from_db()
    assert (case.code, turn_of(case)) == ("R", WorklistStatus.FINISHED)
    with pytest.raises(ValidationError, match="only if they asked for it themselves"):
        actions.reopen_case(unit=case, reason="Try once more", by=None)

    change = actions.reopen_case(unit=case, reason="Rang back: is glad to talk", is_requested=True, by=None)

    case.refresh_from_db()
    assert change.is_requested
    assert (case.code, turn_of(case)) == ("NC", WorklistStatus.CALLED_RECENTLY)
    log(case, "appointment", call_back_at=timezone.now() + dt.timedelta(days=1))


def test_a_case_that_was_not_refused_is_reopened_without_a_request(case: SampledUnit) -> None:
    log(case, "away")

    assert not actions.reopen_case(unit=case, reason="Back", is_requested=True, by=None).is_requested


def test_an_excluded_case_cannot_be_called_or_locked(
    case: SampledUnit, other: SampledUnit, researcher: User
) -> None:
    exclude(case, "found_twice", same_as=other)

    for act in (lambda: log(case, "no_answer"), lambda: actions.lock_case(unit=case, by=researcher)):
        with pytest.raises(ValidationError, match="found twice, the same as HMP Stays"):
            act()


def test_two_cases_cannot_be_duplicates_of_each_other(case: SampledUnit, other: SampledUnit) -> None:
    exclude(case, "found_twice", same_as=other)

    with pytest.raises(ValidationError, match="is not eligible itself"):
        exclude(other, "found_twice", same_as=case)


def test_impossible_changes_are_refused(case: SampledUnit, other: SampledUnit) -> None:
    stranger = SampledUnitFactory()
    with pytest.raises(ValidationError, match="not in the same sample"):
        exclude(case, "merged", same_as=stranger)
    with pytest.raises(ValidationError, match="Name the other case, which stays in the sample"):
        exclude(case, "found_twice")
    with pytest.raises(ValidationError, match="Choose what became of it"):
        exclude(case, "burnt_down")
    with pytest.raises(ValidationError, match="could be taken back"):
        actions.reinstate_case(unit=case, reason="x", by=None)
    with pytest.raises(ValidationError, match="This case is open"):
        actions.reopen_case(unit=case, reason="x", by=None)
    InterviewFactory(unit=case, status="partial")
    with pytest.raises(ValidationError, match="has an interview, which counts"):
        exclude(case)
    assert LateChange.objects.count() == 0


def test_constraints_say_what_is_wrong(case: SampledUnit, other: SampledUnit) -> None:
    row = {"unit": case, "change": "closed", "reason": "A letter"}
    LateChange(**row).full_clean()
    LateChange(**row | {"change": "found_twice", "same_as": other}).full_clean()
    LateChange(**row | {"change": "reopened", "is_requested": True}).full_clean()

    for more, words in (
        ({"change": "burnt_down"}, "Choose what became of it."),
        ({"change": "found_twice"}, "Name the other case, which stays in the sample."),
        (
            {"same_as": other},
            "Only a merged case, or one found twice, names another, and never itself.",
        ),
        (
            {"change": "merged", "same_as": case},
            "Only a merged case, or one found twice, names another, and never itself.",
        ),
        ({"reason": ""}, "Say how it was found out."),
        ({"is_requested": True}, "A respondent asks only to be rung again."),
    ):
        assert_refused(lambda more=more: LateChange(**row | more), words)


def test_an_interview_with_a_closed_service_is_kept_and_not_finished(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    client = client_for("researcher")
    service = case.service
    service.closed_on, service.closed_precision = dt.date(2009, 7, 1), "day"
    service.save()

    typed = post_data(case, client, **COMPLETE_FORM, held_on="2009-07-02", action="complete")
    refused = unescape(client.post(address_of(case), typed).content.decode())
    assert "had closed by then (1 July 2009). Correct the date of the interview." in refused
    assert 'value="The Clink"' in refused

    client.post(address_of(case), typed | {"held_on": "2009-06-30"})
    case.refresh_from_db()
    assert case.code == "I"


def test_an_interview_for_an_excluded_case_stays_a_draft(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    client = client_for("researcher")
    exclude(case)

    typed = post_data(case, client, **COMPLETE_FORM, action="complete")
    refused = unescape(client.post(address_of(case), typed).content.decode())
    assert "This case is not in the sample any more: closed. What you entered is kept" in refused

    client.post(address_of(case), typed | {"action": "save"})
    case.refresh_from_db()
    assert (case.code, case.interview.status) == ("NE", "draft")
    assert case.interview.answers["works_now"] == {"value": "yes"}


def test_the_lead_excludes_and_reinstates_a_case_on_its_page(
    case: SampledUnit, other: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")
    where = [case.strand.study.slug, case.pk]
    address, page = reverse("case-change", args=where), reverse("case-detail", args=where)

    for sent, words in (
        ({}, "Choose what became of it"),
        ({"change": "found_twice", "reason": "x"}, "Name the other case, which stays in the sample"),
        ({"change": "merged", "same_as": "HMP Azkaban", "reason": "x"}, "is no other case of this sample"),
        ({"change": "closed"}, "Say how it was found out"),
    ):
        assert words in unescape(lead.post(address, {"what": "1", **sent}).content.decode())
    lead.post(address, {"change": "found_twice", "same_as": "hmp stays", "reason": "The same governor"})
    shown = unescape(lead.get(page).content.decode())
    assert "Found twice" in shown and "HMP Stays" in shown and "The same governor" in shown
    doubled = unescape(lead.get(reverse("case-detail", args=[where[0], other.pk])).content.decode())
    assert "counts for others" in doubled
    lead.post(address, {"change": "taken_back", "reason": "Two governors"})

    case.refresh_from_db()
    assert (case.code, LateChange.objects.count()) == ("UH", 2)


def test_cases_with_the_same_name_are_distinguished_by_their_number(
    case: SampledUnit, other: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")
    twin = SampledUnitFactory(strand=case.strand, service__name="HMP Stays")
    address = reverse("case-change", args=[case.strand.study.slug, case.pk])
    sent = {"change": "found_twice", "reason": "x"}

    response_text = unescape(lead.post(address, {**sent, "same_as": "HMP Stays"}).content.decode())
    lead.post(address, {**sent, "same_as": f"case {twin.pk}"})

    assert "Several cases are called “HMP Stays”: give the number of the case." in response_text
    assert LateChange.objects.get().same_as == twin


def test_contacts_of_before_stay_on_the_page(case: SampledUnit, client_for: Callable[[str], Client]) -> None:
    ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")
    actions.replace_contact(unit=case, name="Bob Example", by=None)

    page = client_for("researcher").get(reverse("case-detail", args=[case.strand.study.slug, case.pk]))

    shown = page.content.decode()
    assert shown.index("Bob Example") < shown.index("Rung before") < shown.rindex("Ann Example")


def test_the_page_has_a_fixed_number_of_queries(
    case: SampledUnit, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead = client_for("study_lead")
    address = reverse("case-detail", args=[case.strand.study.slug, case.pk])

    def fill(many: int) -> None:
        for _ in range(many):
            exclude(case, "merged", same_as=SampledUnitFactory(strand=case.strand))
            actions.reinstate_case(unit=case, reason="Mistaken", by=None)
            exclude(SampledUnitFactory(strand=case.strand), "found_twice", same_as=case)
            actions.replace_contact(unit=case, name="Ann Example", by=None)
            CallFactory(unit=case)

    fill(1)
    lead.get(address)
    with django_assert_num_queries(20):
        lead.get(address)
    fill(4)
    with django_assert_num_queries(20):
        lead.get(address)


def test_a_strand_apart_is_never_counted(case: SampledUnit) -> None:
    elsewhere = SampledUnitFactory(strand=StrandFactory(study=case.strand.study, kind="extended_interview"))

    exclude(elsewhere)

    assert counts_of(cells_of(case.strand)).NE == 0
