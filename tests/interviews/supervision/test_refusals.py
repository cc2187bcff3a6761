"""Refusals, and what the study lead decides about them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from interviews import actions
from interviews.models import RefusalReview
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, RefusalReviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]


@pytest.fixture
def case() -> SampledUnit:
    return SampledUnitFactory(strand=StrandFactory(), service=ServiceFactory(name="HMP Leeds"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_decision_is_known() -> None:
    call = CallFactory(disposition="respondent_refusal")

    assert_refused(lambda: RefusalReview(call=call, decision="perhaps"), "Say whether the refusal stands")


def test_the_lead_reads_a_refusal_and_lets_it_stand(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    call = CallFactory(
        unit=case,
        disposition="respondent_refusal",
        note="No time <b>ever</b>",
        created_by=UserFactory(name="Ann"),
    )
    CallFactory(unit=SampledUnitFactory(strand=case.strand))
    lead, address = client_for("study_lead"), reverse("refusals", args=[case.strand.study.slug])

    before = text(lead.get(address))
    after = text(lead.post(address, {"call": call.pk, "decision": "stands", "seen": ""}, follow=True))
    reviewed = text(lead.get(f"{address}?list=reviewed"))

    assert "No time &lt;b&gt;ever&lt;/b&gt;" in before
    assert "Ann" in before
    assert "The refusal of HMP Leeds stands." in after
    assert "Every refusal is reviewed." in after
    assert "The refusal stands</strong>, study-lead, 15 July 2009" in reviewed


def test_a_decision_to_reopen_leads_to_the_page_that_does_it_and_changes_nothing(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    call = CallFactory(unit=case, disposition="gatekeeper_refusal")
    SampledUnit.objects.filter(pk=case.pk).update(code="R")
    slug = case.strand.study.slug

    answer = client_for("study_lead").post(
        reverse("refusals", args=[slug]), {"call": call.pk, "decision": "reopen"}
    )

    assert answer.headers["Location"] == reverse("case-change", args=[slug, case.pk])
    assert SampledUnit.objects.get(pk=case.pk).code == "R"
    assert AuditEvent.objects.get(verb="refusal.reviewed").detail == {"call": call.pk, "decision": "reopen"}


def test_only_a_refusal_is_reviewed_with_a_known_decision() -> None:
    with pytest.raises(ValidationError, match="did not end with a refusal"):
        actions.review_refusal(call=CallFactory(), decision="stands", by=None)
    with pytest.raises(ValidationError, match="perhaps"):
        actions.review_refusal(
            call=CallFactory(disposition="respondent_refusal"), decision="perhaps", by=None
        )


def test_of_two_leads_who_decide_differently_the_second_is_told(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    call = CallFactory(unit=case, disposition="respondent_refusal")
    actions.review_refusal(call=call, decision="stands", by=UserFactory(name="Lee"), seen="")
    address = reverse("refusals", args=[case.strand.study.slug])

    page = text(
        client_for("study_lead").post(
            address, {"call": call.pk, "decision": "reopen", "seen": ""}, follow=True
        )
    )

    assert "Lee decided meanwhile: look at it again." in page
    assert RefusalReview.objects.get().decision == "stands"


def test_refusals_of_another_study_are_not_found(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    other = CallFactory(disposition="respondent_refusal")
    address = reverse("refusals", args=[case.strand.study.slug])

    answers = [
        client_for("study_lead").post(address, {"call": call, "decision": "stands"})
        for call in (other.pk, 10**30)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not RefusalReview.objects.exists()


def test_the_page_has_a_fixed_number_of_queries(
    case: SampledUnit, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead = client_for("study_lead")
    address = f"{reverse('refusals', args=[case.strand.study.slug])}?list=reviewed"

    def fill(many: int) -> None:
        for _ in range(many):
            RefusalReviewFactory(
                call__unit=SampledUnitFactory(strand=case.strand),
                call__created_by=UserFactory(),
                updated_by=UserFactory(),
            )

    fill(2)
    lead.get(address)
    with django_assert_num_queries(11):
        lead.get(address)
    fill(10)
    with django_assert_num_queries(11):
        lead.get(address)
