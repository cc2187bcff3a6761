"""Setting rules, and assigning cases by load and by region."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.actions.planning import RULE_FIELDS
from interviews.models import FieldworkRules
from interviews.planning.case_assignment import OpenCase, by_load, by_region
from survey.models import SampledUnit, Strand
from tests.factories.accounts import UserFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

CASES = st.lists(
    st.tuples(st.sampled_from(["North", "South", "Wales", ""]), st.none() | st.integers(1, 9)), max_size=40
).map(lambda cases: [OpenCase(pk, region, holder) for pk, (region, holder) in enumerate(cases)])
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
        strand=strand, people=[ann, ben], method="load", by=None, which="all"
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
    rests = dict.fromkeys((name for name in RULE_FIELDS if name.startswith(("hours", "minutes"))), 4)
    settled = rests | {"target": 90, "max_attempts": 8, "contact_retention_days": 30}
    settled |= {"check_one_in": 5, "check_seed": "larch"}

    assert lead.post(address, {"what": "rules", **settled}).status_code == 302
    share = {"what": "share", "people": [person.pk], "way": "load", "which": "unassigned"}
    proposal = lead.post(address, share)
    untouched = SampledUnit.objects.get(pk=case.pk).assigned_to
    shared = lead.post(address, share | {"seen": proposal.context["proposal"].fingerprint}, follow=True)
    wrong = lead.post(address, {"what": "rules", **settled, "target": "most"})
    nobody = lead.post(address, {"what": "share", "way": "load", "which": "unassigned"})

    assert (FieldworkRules.objects.get().target, FieldworkRules.objects.get().prefers_other_part_of_day) == (
        90,
        False,
    )
    assert "1 case would change hands, 1 of them that nobody has yet." in text(proposal)
    assert untouched is None
    assert SampledUnit.objects.get(pk=case.pk).assigned_to == person
    assert "1 case moved: study-lead 1." in text(shared)
    assert "Enter a whole number" in wrong.content.decode()
    assert "Choose who shares the cases" in nobody.content.decode()


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 3))
def test_sharing_out_again_moves_no_case_that_need_not_move(holders: list[int], people: int) -> None:
    """Cases that are shared out evenly already stay where they are."""
    cases = [OpenCase(pk, "", holder) for pk, holder in enumerate(holders)]
    first = by_load(cases, dict.fromkeys(range(people), 0))
    again = [OpenCase(pk, "", person) for person, keys in first.items() for pk in keys]

    assert {person: sorted(keys) for person, keys in first.items()} == {
        person: sorted(keys) for person, keys in by_load(again, dict.fromkeys(range(people), 0)).items()
    }


def test_the_cases_of_people_who_left_are_told_and_shared_out(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    """Dana left with two open cases and one finished. Ann keeps her own; the two go to her."""
    lead, address = client_for("study_lead"), reverse("fieldwork-plan", args=[strand.study.slug])
    ann = User.objects.get(email="study-lead@example.org")
    dana = UserFactory(name="Dana", is_active=False)
    left = [unit(strand, assigned_to=dana) for _ in range(2)]
    done, own = unit(strand, assigned_to=dana, code="I"), unit(strand, assigned_to=ann)

    before = text(lead.get(address))
    share = {"what": "share", "people": [ann.pk], "way": "load", "which": "left"}
    proposal = lead.post(address, share)
    lead.post(address, share | {"seen": proposal.context["proposal"].fingerprint})

    assert "<li>Dana: 2 open cases</li>" in before
    assert [tuple(change) for change in proposal.context["proposal"].changes] == [
        (dana, 2, 0, 2),
        (ann, 1, 2, 0),
    ]
    assert {row.assigned_to for row in SampledUnit.objects.filter(pk__in=[one.pk for one in left])} == {ann}
    assert SampledUnit.objects.get(pk=done.pk).assigned_to == dana
    assert SampledUnit.objects.get(pk=own.pk).assigned_to == ann


def test_nothing_moves_if_the_cases_changed_since_the_lead_looked(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    lead, address = client_for("study_lead"), reverse("fieldwork-plan", args=[strand.study.slug])
    person = User.objects.get(email="study-lead@example.org")
    case, other = unit(strand), unit(strand)
    share = {"what": "share", "people": [person.pk], "way": "load", "which": "unassigned"}
    seen = lead.post(address, share).context["proposal"].fingerprint
    SampledUnit.objects.filter(pk=other.pk).update(assigned_to=UserFactory())

    answer = lead.post(address, share | {"seen": seen})

    assert "Cases changed meanwhile, so nothing was moved." in text(answer)
    assert "1 case would change hands" in text(answer)
    assert SampledUnit.objects.get(pk=case.pk).assigned_to is None


def test_chosen_cases_go_to_one_person_or_to_nobody(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    lead, address = client_for("study_lead"), reverse("case-assign", args=[strand.study.slug])
    ann = User.objects.get(email="study-lead@example.org")
    cases = [unit(strand), unit(strand), unit(strand, assigned_to=ann)]
    keys = [case.pk for case in cases]
    query = "&".join(f"unit={key}" for key in keys)

    page = lead.get(f"{address}?{query}")
    to_ann = lead.post(address, {"unit": keys, "to": ann.pk, "seen": page.context["seen"]}, follow=True)
    seen = lead.get(f"{address}?unit={keys[0]}").context["seen"]
    back = lead.post(address, {"unit": keys[:1], "to": "nobody", "seen": seen}, follow=True)

    assert "study-lead, 1 open case" in text(page)
    assert "2 cases moved to study-lead. 1 case needed no change." in text(to_ann)
    assert "1 case taken back: nobody has them now." in text(back)
    assert [SampledUnit.objects.get(pk=key).assigned_to for key in keys] == [None, ann, ann]
    assert [event.detail for event in AuditEvent.objects.filter(verb="case.assigned").order_by("pk")] == [
        {"units": keys[:2], "to": ann.pk},
        {"units": keys[:1], "to": None},
    ]


def test_chosen_cases_stay_if_one_changed_hands_meanwhile(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    lead, address = client_for("study_lead"), reverse("case-assign", args=[strand.study.slug])
    ann, case = User.objects.get(email="study-lead@example.org"), unit(strand)
    seen = lead.get(f"{address}?unit={case.pk}").context["seen"]
    SampledUnit.objects.filter(pk=case.pk).update(assigned_to=UserFactory(name="Ben"))

    answer = lead.post(address, {"unit": [case.pk], "to": ann.pk, "seen": seen})

    assert "Cases changed meanwhile, so nothing was moved." in text(answer)
    assert SampledUnit.objects.get(pk=case.pk).assigned_to != ann


def test_a_person_who_left_gets_no_case(strand: Strand) -> None:
    with pytest.raises(ValidationError, match="can enter no interviews any more"):
        actions.assign_cases(units=[unit(strand)], to=UserFactory(is_active=False), by=None)


def test_without_a_case_of_this_study_the_work_list_says_what_to_do(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    other = unit(StrandFactory())
    address = reverse("case-assign", args=[strand.study.slug])

    for query in ("", f"?unit={other.pk}", "?unit=all", f"?unit={10**30}"):
        answer = client_for("study_lead").get(f"{address}{query}", follow=True)
        assert "Tick the cases to assign in the work list first." in text(answer)


def test_the_pages_of_assignment_have_a_fixed_number_of_queries(
    strand: Strand, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead = client_for("study_lead")
    address = reverse("case-assign", args=[strand.study.slug])
    plan = reverse("fieldwork-plan", args=[strand.study.slug])

    def fill(many: int) -> str:
        cases = [unit(strand, assigned_to=UserFactory(is_active=False)) for _ in range(many)]
        return "&".join(f"unit={case.pk}" for case in cases)

    query = fill(2)
    lead.get(f"{address}?{query}")
    for _ in range(2):
        with django_assert_num_queries(11):
            lead.get(f"{address}?{query}")
        with django_assert_num_queries(16):
            lead.get(plan)
        query = fill(8)
