"""Quotas by region and kind: what is wanted, what is possible, and the order of the work list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from interviews import actions
from interviews.models import FieldworkRules, Quota, QuotaPlan
from interviews.planning.quotas import ALL, UnitCount, cells, still_wanted
from interviews.worklist import WorklistStatus, next_case, ordered_cases
from noms.models import Region
from survey.models import SampledUnit, Strand
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, InterviewFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

WALES, LONDON = 1, 2
COUNTS = [
    UnitCount(WALES, "prison", "I", 3),
    UnitCount(WALES, "prison", "NC", 2),
    UnitCount(WALES, "probation", "P", 1),
    UnitCount(WALES, "probation", "NE", 4),
    UnitCount(LONDON, "prison", "UH", 4),
    UnitCount(None, "", "UH", 2),
]
OPEN = {(WALES, "prison"): 1, (LONDON, "prison"): 4, (None, ""): 2}


def test_without_a_division_one_target_holds_for_all() -> None:
    """Of 12 eligible units half are wanted, 6. 4 are interviewed, so 2 are still wanted; 7 are open."""
    (everything,) = cells(COUNTS, divided_by="", target=50, quotas={}, open_cases=OPEN)

    assert everything.key == ALL
    assert (everything.eligible, everything.interviewed, everything.target) == (12, 4, 6)
    assert (everything.wanted, everything.possible, everything.is_out_of_reach) == (2, 11, False)


def test_a_quota_comes_before_the_target_in_per_cent_and_each_cell_counts_by_itself() -> None:
    """By region and kind, target 50%.

    Prisons in Wales: quota 5, 3 interviewed, 1 open: 2 wanted, at most 4, so out of reach. Probation in Wales: half of
    1, rounded up, is 1: met. Prisons in London: half of 4 is 2, none interviewed. Organisations: half of 2 is 1.
    In all 2 + 0 + 2 + 1 = 5 are wanted.
    """
    found = {
        cell.key: cell
        for cell in cells(
            COUNTS, divided_by="both", target=50, quotas={(WALES, "prison"): 5}, open_cases=OPEN
        )
    }

    wales = found[(WALES, "prison")]
    assert (wales.quota, wales.wanted, wales.possible, wales.is_out_of_reach) == (5, 2, 4, True)
    assert (found[(WALES, "probation")].wanted, found[(LONDON, "prison")].wanted) == (0, 2)
    assert found[ALL].wanted == 1
    assert still_wanted(found.values()) == 5


def test_an_interview_too_many_in_one_cell_fills_no_other() -> None:
    """By region Wales has 4 of 2 wanted, London 0 of 4: 4 are wanted, though 4 of 6 are held."""
    quotas = {(WALES, ""): 2, (LONDON, ""): 4}

    assert still_wanted(cells(COUNTS[:5], divided_by="region", target=100, quotas=quotas)) == 4


@pytest.fixture
def strand(db: None) -> Strand:
    return StrandFactory()


def unit(strand: Strand, name: str, region: Region, **more: Any) -> SampledUnit:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(name=name, region=region), **more)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_quota_names_a_part_and_a_division_is_known(strand: Strand) -> None:
    assert_refused(
        lambda: Quota(strand=strand, target=3), "A quota is for a region, a kind of service, or both"
    )
    with pytest.raises(ValidationError, match="the kind of service that was chosen is not in it"):
        Quota(strand=strand, kind_id="ship", target=3).full_clean()
    assert_refused(lambda: QuotaPlan(strand=strand, divided_by="luck"), "Choose how the target is divided")
    Quota.objects.create(strand=strand, kind_id="prison", target=3)
    assert_refused(lambda: Quota(strand=strand, kind_id="prison", target=4), "has a quota already")
    Quota.objects.create(strand=strand, region=RegionFactory(), target=3)
    region = Region.objects.get()
    assert_refused(lambda: Quota(strand=strand, region=region, target=4), "has a quota already")


@pytest.mark.usefixtures("fieldwork_day")
@pytest.mark.both_databases
def test_cases_of_a_part_that_has_its_interviews_go_behind_the_others(strand: Strand) -> None:
    """Wales wants one interview and has it. Its fresh case waits; its appointment is kept; London goes on."""
    wales, london = RegionFactory(), RegionFactory()
    done = unit(strand, "Done", wales, code="I")
    InterviewFactory(unit=done, status="complete")
    unit(strand, "Fresh in Wales", wales)
    due = unit(strand, "Due in Wales", wales)
    CallFactory(
        unit=due,
        disposition="call_back",
        made_at=timezone.now() - timezone.timedelta(days=1),
        call_back_at=timezone.now() - timezone.timedelta(hours=1),
    )
    rung = unit(strand, "Rung in London", london)
    CallFactory(unit=rung, made_at=timezone.now() - timezone.timedelta(days=1))
    actions.set_quotas(strand=strand, divided_by="region", quotas={(wales.pk, ""): 1}, by=None)

    cases = ordered_cases(strand.study, now=timezone.now())

    assert [case.name for case in cases] == ["Due in Wales", "Rung in London", "Fresh in Wales", "Done"]
    assert cases[2].worklist_status == WorklistStatus.QUOTA_MET
    assert next_case(strand.study, now=timezone.now(), after=due) == rung
    assert next_case(strand.study, now=timezone.now(), after=rung) == due


@pytest.mark.usefixtures("fieldwork_day")
def test_the_lead_sets_quotas_and_progress_says_what_is_wanted(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    """Wales: quota 3 of 2 eligible is refused; 2 are taken. One is interviewed and one refused: 1 wanted, none open."""
    wales = RegionFactory(name="Wales")
    FieldworkRules.objects.create(strand=strand, target=50)
    InterviewFactory(unit=unit(strand, "Done", wales, code="I"), status="complete")
    CallFactory(unit=unit(strand, "Refused", wales, code="R"), disposition="respondent_refusal")
    unit(strand, "Fresh", RegionFactory(name="London"))
    lead, slug = client_for("study_lead"), strand.study.slug
    address = f"{reverse('quotas', args=[slug])}?by=region"

    page = lead.get(address)
    field = f"cell-{wales.pk}-"
    body = {"seen": page.context["seen"]}
    wrong = lead.post(address, body | {field: "3"})
    kept = lead.post(address, body | {field: "2"}, follow=True)
    late = lead.post(address, body | {field: "1"})

    assert "Wales: there are only 2 eligible cases" in text(wrong)
    assert 'value="3"' in text(wrong)
    assert "The quotas are saved." in text(kept)
    assert "Cannot be met any more: 1 at most" in text(kept)
    assert kept.context["wanted"] == 2
    assert kept.context["forecast"].remaining == 2
    assert "Somebody else set quotas meanwhile." in text(late)
    assert Quota.objects.get().target == 2
    assert AuditEvent.objects.get(verb="quotas.set").detail == {"divided_by": "region", "number": 1}


@pytest.mark.usefixtures("fieldwork_day")
def test_quotas_are_taken_back(strand: Strand, client_for: Callable[[str], Client]) -> None:
    actions.set_quotas(strand=strand, divided_by="kind", quotas={(None, "prison"): 1}, by=None)
    unit(strand, "Fresh", RegionFactory())
    lead, address = client_for("study_lead"), f"{reverse('quotas', args=[strand.study.slug])}?by="

    lead.post(address, {"seen": lead.get(address).context["seen"]})

    assert not Quota.objects.exists()
    assert not QuotaPlan.objects.exists()


def test_a_quota_belongs_to_the_division(strand: Strand) -> None:
    with pytest.raises(ValueError, match="another division"):
        actions.set_quotas(strand=strand, divided_by="kind", quotas={(1, ""): 2}, by=None)
    with pytest.raises(ValidationError, match="Choose how the target is divided"):
        actions.set_quotas(strand=strand, divided_by="luck", quotas={}, by=None)


@pytest.mark.usefixtures("fieldwork_day")
def test_the_page_of_quotas_has_a_fixed_number_of_queries(
    strand: Strand, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead, address = client_for("study_lead"), f"{reverse('quotas', args=[strand.study.slug])}?by=both"

    def fill(many: int) -> None:
        for number in range(many):
            unit(strand, f"HMP {number}", RegionFactory(), assigned_to=UserFactory())

    fill(2)
    lead.get(address)
    for _ in range(2):
        with django_assert_num_queries(19):
            lead.get(address)
        fill(8)
