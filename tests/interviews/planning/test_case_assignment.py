"""Setting rules, and assigning cases by load and by region."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.models import FieldworkRules
from interviews.planning.case_assignment import OpenCase, by_load, by_region
from survey.models import SampledUnit, Strand
from tests.factories.accounts import UserFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

CASES = st.lists(st.sampled_from(["North", "South", "Wales", ""]), max_size=40).map(
    lambda regions: [OpenCase(pk, region) for pk, region in enumerate(regions)]
)
LOADS = st.dictionaries(st.integers(1, 9), st.integers(0, 20), min_size=1, max_size=5)


@settings(max_examples=100, deadline=None)
@given(CASES, LOADS)
def test_every_case_goes_to_exactly_one_person(cases: list[OpenCase], loads: dict[int, int]) -> None:
    for share in (by_load, by_region):
        shared = share(cases, loads)

        assert sorted(pk for keys in shared.values() for pk in keys) == [case.pk for case in cases]


@settings(max_examples=100, deadline=None)
@given(CASES, LOADS)
def test_by_load_workloads_differ_by_at_most_one(cases: list[OpenCase], loads: dict[int, int]) -> None:
    shared = by_load(cases, loads)

    ends = {person: loads[person] + len(keys) for person, keys in shared.items()}
    assert all(ends[person] - 1 <= min(ends.values()) for person, keys in shared.items() if keys)


@given(CASES, LOADS)
@settings(max_examples=100, deadline=None)
def test_by_region_each_region_goes_to_one_person(cases: list[OpenCase], loads: dict[int, int]) -> None:
    shared = by_region(cases, loads)

    regions = [{case.region for case in cases if case.pk in keys} for keys in shared.values()]
    assert sum(map(len, regions)) == len({case.region for case in cases})


@pytest.fixture
def strand(db: None) -> Strand:
    return StrandFactory()


def unit(strand: Strand, **more: object) -> SampledUnit:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(region=RegionFactory()), **more)


def test_only_open_unassigned_cases_are_assigned(strand: Strand) -> None:
    ann, ben = UserFactory(), UserFactory()
    assigned = unit(strand, assigned_to=ann, code="NC")
    done = unit(strand, code="I")
    fresh = [unit(strand) for _ in range(3)]

    got = actions.distribute_cases(strand=strand, people=[ann, ben], method="load", by=None)

    assert got == {ann: 1, ben: 2}
    assert SampledUnit.objects.get(pk=assigned.pk).assigned_to == ann
    assert SampledUnit.objects.get(pk=done.pk).assigned_to is None
    assert SampledUnit.objects.filter(pk__in=[one.pk for one in fresh], assigned_to=None).count() == 0


def test_assigned_cases_are_reassigned_only_on_request(strand: Strand) -> None:
    ann, ben = UserFactory(), UserFactory()
    for _ in range(4):
        unit(strand, assigned_to=ann)

    assert actions.distribute_cases(strand=strand, people=[ben], method="load", by=None) == {ben: 0}
    assert actions.distribute_cases(
        strand=strand, people=[ann, ben], method="load", by=None, also_assigned=True
    ) == {
        ann: 2,
        ben: 2,
    }


def test_only_the_cases_of_the_chosen_region_are_assigned(strand: Strand) -> None:
    ann, here, _ = UserFactory(), unit(strand), unit(strand)

    got = actions.distribute_cases(
        strand=strand, people=[ann], method="region", by=None, region=here.service.region
    )

    assert got == {ann: 1}


def test_somebody_must_be_chosen(strand: Strand) -> None:
    with pytest.raises(ValidationError, match="Choose who shares the cases"):
        actions.distribute_cases(strand=strand, people=[], method="load", by=None)


def test_rules_are_set_by_strand_and_audited(strand: Strand) -> None:
    actions.set_rules(strand=strand, by=None, target=80)
    actions.set_rules(strand=strand, by=None, max_attempts=6)

    rules = FieldworkRules.objects.get()
    assert (rules.target, rules.max_attempts) == (80, 6)
    assert AuditEvent.objects.filter(verb="fieldwork.rules_set").count() == 2


def test_invalid_rules_are_refused_by_field(strand: Strand) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.set_rules(strand=strand, by=None, max_attempts=0)

    assert "max_attempts" in refusal.value.message_dict


def test_the_lead_sets_rules_and_assigns_cases_on_one_page(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    case = unit(strand)
    lead, address = client_for("study_lead"), reverse("fieldwork-plan", args=[strand.study.slug])
    person = User.objects.get(email="study-lead@example.org")
    settled = {"target": 90, "hours_between": 4, "max_attempts": 8, "contact_retention_days": 30}

    assert lead.post(address, {"what": "rules", **settled}).status_code == 302
    shared = lead.post(address, {"what": "share", "people": [person.pk], "way": "load"}, follow=True)
    wrong = lead.post(address, {"what": "rules", **settled, "target": "most"})
    nobody = lead.post(address, {"what": "share", "way": "load"})

    assert (FieldworkRules.objects.get().target, FieldworkRules.objects.get().prefers_other_part_of_day) == (
        90,
        False,
    )
    assert SampledUnit.objects.get(pk=case.pk).assigned_to == person
    assert "Shared out: study-lead 1." in shared.content.decode()
    assert "Enter a whole number" in wrong.content.decode()
    assert "Choose who shares the cases" in nobody.content.decode()
