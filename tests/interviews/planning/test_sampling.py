"""Samples of the later strands: random draws with a seed, choices with a reason, categories."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews import actions
from interviews.models import Contact, Draw
from interviews.planning.random_draw import SamplingUnit, allocation, draw
from interviews.planning.sampling_frame import SamplingPool
from noms.models import Service
from survey import answers
from survey.models import SampledUnit, Strand, Study
from tests.constraints import assert_refused
from tests.factories.enterprises import EngagementFactory
from tests.factories.interviews import ContactFactory, InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import (
    SampledUnitFactory,
    StrandFactory,
)

pytestmark = pytest.mark.both_databases

UNITS = st.lists(
    st.tuples(st.integers(0, 99), st.sampled_from("ABC")), min_size=1, max_size=60, unique_by=lambda u: u[0]
)


@settings(max_examples=100, deadline=None)
@given(UNITS, st.data())
def test_a_draw_is_of_the_size_wanted_and_the_same_for_the_same_seed(
    units: list[tuple[int, str]], data: st.DataObject
) -> None:
    every = [SamplingUnit(f"unit-{number:02}", stratum) for number, stratum in units]
    size = data.draw(st.integers(1, len(every)))

    sample = draw(every, size=size, seed="2009")

    assert len(set(sample)) == size
    assert set(sample) <= {unit.key for unit in every}
    assert draw(reversed(every), size=size, seed="2009") == sample


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 40), min_size=1), st.data())
def test_strata_get_their_proportional_part(sizes: dict[str, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    size = data.draw(st.integers(1, total))

    parts = allocation(sizes, size=size)

    assert sum(parts.values()) == size
    assert all(abs(parts[name] - size * sizes[name] / total) < 1 for name in sizes)
    assert all(parts[name] <= sizes[name] for name in sizes)


@pytest.mark.parametrize("size", [0, 3])
def test_a_size_that_cannot_be_drawn_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="Draw from 1 to 2 units"):
        draw([SamplingUnit("a", ""), SamplingUnit("b", "")], size=size, seed="1")


@pytest.fixture
def study(db: None) -> Study:
    return StrandFactory().study


def interviewed(study: Study, *, again: str = "yes", **fields: str) -> SampledUnit:
    region = RegionFactory()
    unit = SampledUnitFactory(
        strand=study.strands.get(kind="initial_interview"), service=ServiceFactory(region=region)
    )
    InterviewFactory(
        unit=unit,
        status="complete",
        consents={"ask_again": again},
        answers={name: answers.stored_value(value) for name, value in fields.items()},
    )
    return unit


def test_services_that_agreed_are_drawn_with_their_category(study: Study) -> None:
    works, never = interviewed(study, works_now="yes"), interviewed(study, works_now="no", worked_before="no")
    before = interviewed(study, works_now="no", worked_before="yes")
    interviewed(study, again="no")

    sample = actions.draw_services(study=study, size=3, seed="clink", by=None)

    assert (sample.method, sample.seed, sample.population_size) == ("stratified", "clink", 3)
    categories = dict(sample.units.values_list("service", "category"))
    assert categories == {works.service_id: 1, never.service_id: 2, before.service_id: None}
    assert sample.strand.instrument is not None


@pytest.mark.parametrize("way", ["drawn", "chosen"])
def test_a_later_sample_has_the_region_of_the_first_one(study: Study, way: str) -> None:
    unit = interviewed(study)
    Service.objects.filter(pk=unit.service_id).update(region=RegionFactory())

    if way == "drawn":
        sample = actions.draw_services(study=study, size=1, seed="a", by=None)
    else:
        sample = actions.choose_units(
            study=study, kind="extended_interview", chosen=[unit.service], reason="a model", by=None
        )

    assert sample.units.get().region == unit.region


def test_the_contact_of_the_first_interview_is_copied_unless_erased(study: Study) -> None:
    known, erased = interviewed(study), interviewed(study)
    ContactFactory(unit=known, name="Ann Example", telephone="0113 496 0001")
    actions.erase_contact(contact=ContactFactory(unit=erased), by=None)

    sample = actions.draw_services(study=study, size=2, seed="a", by=None)

    contacts = Contact.objects.filter(unit__in=sample.units.all())
    assert [(one.name, one.telephone, one.unit.service) for one in contacts] == [
        ("Ann Example", "0113 496 0001", known.service)
    ]


def test_a_service_is_not_drawn_twice(study: Study) -> None:
    for _ in range(3):
        interviewed(study)

    first = actions.draw_services(study=study, size=2, seed="a", by=None)
    second = actions.draw_services(study=study, size=1, seed="a", by=None, among=SamplingPool.INTERVIEWED)

    assert first.strand == second.strand
    assert Strand.objects.get(kind="extended_interview").units.count() == 3
    with pytest.raises(ValidationError, match="Draw from 1 to 0 units"):
        actions.draw_services(study=study, size=1, seed="a", by=None)


def test_a_random_draw_needs_a_seed_and_a_choice_a_reason(study: Study) -> None:
    unit = interviewed(study)
    strand = unit.strand

    with pytest.raises(ValidationError, match="Give a seed"):
        actions.draw_services(study=study, size=1, seed=" ", by=None)
    with pytest.raises(ValidationError, match="Say why"):
        actions.choose_units(
            study=study, kind="extended_interview", chosen=[unit.service], reason=" ", by=None
        )
    assert_refused(
        lambda: Draw(strand=strand, method="random", population_size=1),
        "A random sample needs a seed, so that it can be drawn again.",
    )
    assert_refused(
        lambda: Draw(strand=strand, method="chosen", population_size=1), "Say why these units are chosen."
    )


def test_enterprises_are_chosen_with_their_category(study: Study) -> None:
    works = EngagementFactory(status="works").organisation
    wishes = EngagementFactory(status="would_like").organisation

    sample = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[works, wishes], reason="Often named", by=None
    )

    assert dict(sample.units.values_list("organisation", "category")) == {works.pk: 3, wishes.pk: 4}
    with pytest.raises(ValidationError, match="not in the sample yet"):
        actions.choose_units(
            study=study, kind="enterprise_interview", chosen=[works], reason="Again", by=None
        )


def test_the_lead_draws_chooses_and_sets_categories_on_one_page(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    sample, chosen = interviewed(study), interviewed(study, again="no")
    named = MentionFactory(
        interview=sample.interview, match_state="matched", organisation=EngagementFactory().organisation
    )
    lead, address = client_for("study_lead"), reverse("sample", args=[study.slug])

    lead.post(address, {"what": "random", "among": "agreed", "size": "1", "seed": "7", "is_stratified": "1"})
    unknown = lead.post(
        address, {"what": "services", "services-services": "HMP Azkaban", "services-reason": "x"}
    )
    lead.post(
        address,
        {
            "what": "services",
            "services-services": f"{chosen.service.name}\n",
            "services-reason": "A good workshop",
        },
    )
    lead.post(
        address,
        {
            "what": "organisations",
            "organisations-organisations": [named.organisation_id],
            "organisations-reason": "Named",
        },
    )
    unit = SampledUnit.objects.get(strand__kind="extended_interview", service=chosen.service)
    lead.post(address, {"what": "category", "unit": unit.pk, "category": "2"})

    assert "HMP Azkaban" in unknown.content.decode()
    assert "is not in the frame of the study" in unknown.content.decode()
    assert sorted(Draw.objects.values_list("method", "reason")) == [
        ("chosen", "A good workshop"),
        ("chosen", "Named"),
        ("stratified", ""),
    ]
    assert SampledUnit.objects.get(pk=unit.pk).category == 2
    assert "seed “7”" in lead.get(address).content.decode()


def test_the_page_has_a_fixed_number_of_queries(
    study: Study, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead, address = client_for("study_lead"), reverse("sample", args=[study.slug])

    def fill(many: int) -> None:
        for _ in range(many):
            named = MentionFactory(interview=interviewed(study).interview)
            organisation = EngagementFactory().organisation
            type(named).objects.filter(pk=named.pk).update(match_state="matched", organisation=organisation)
            interviewed(study)
        actions.draw_services(study=study, size=many, seed=str(many), by=None)

    fill(2)
    lead.get(address)
    with django_assert_num_queries(19):
        lead.get(address)
    fill(10)
    with django_assert_num_queries(19):
        lead.get(address)
