"""Questions about many studies and sampled units."""

import pytest

from survey.models import Instrument, SampledUnit, Study
from survey.querysets import unit_fact, unit_name
from survey.vocabulary import CaseCode, StrandKind
from tests.factories.accounts import UserFactory
from tests.factories.noms import (
    RegionFactory,
    RegionSystemFactory,
    ServiceFactory,
    SiteFactory,
    SiteTodayFactory,
)
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_only_published_studies_are_for_everybody() -> None:
    StudyFactory()
    published = StudyFactory(is_published=True)

    assert list(Study.objects.published()) == [published]


def test_units_are_found_by_their_study() -> None:
    unit, _ = SampledUnitFactory(), SampledUnitFactory()

    assert list(SampledUnit.objects.of_study(unit.strand.study)) == [unit]


def test_the_initial_strand_is_distinguished_from_the_others() -> None:
    unit = SampledUnitFactory()
    extended = StrandFactory(study=unit.strand.study, kind=StrandKind.EXTENDED_INTERVIEW)
    SampledUnitFactory(strand=extended, service=unit.service)

    assert list(SampledUnit.objects.initial()) == [unit]


def test_complete_and_partial_interviews_count_and_nothing_else_does() -> None:
    for code in CaseCode:
        SampledUnitFactory(code=code)

    assert set(SampledUnit.objects.interviewed().values_list("code", flat=True)) == {"I", "P"}


def test_prisons_probation_services_and_organisations_are_separate() -> None:
    prison, probation = SampledUnitFactory(), SampledUnitFactory(probation=True)
    SampledUnitFactory(of_organisation=True)

    assert list(SampledUnit.objects.prisons()) == [prison]
    assert list(SampledUnit.objects.probation()) == [probation]


def test_a_person_s_cases_are_their_own() -> None:
    person = UserFactory()
    unit = SampledUnitFactory(assigned_to=person)
    SampledUnitFactory()
    SampledUnitFactory(assigned_to=UserFactory())

    assert list(SampledUnit.objects.assigned_to(person)) == [unit]


def test_questions_chain() -> None:
    unit = SampledUnitFactory(code=CaseCode.COMPLETE)
    SampledUnitFactory(code=CaseCode.COMPLETE, probation=True, strand=unit.strand)
    SampledUnitFactory(strand=unit.strand)

    assert list(SampledUnit.objects.of_study(unit.strand.study).initial().prisons().interviewed()) == [unit]


@pytest.mark.parametrize(("is_of_today", "name"), [(False, "HMYOI Ashfield"), (True, "HMP Ashfield")])
def test_a_unit_in_a_region_of_2021_has_the_present_name_of_its_service(is_of_today: bool, name: str) -> None:
    new = RegionFactory(system=RegionSystemFactory(key="probation-2021"))
    service = ServiceFactory(name="HMYOI Ashfield", name_today="HMP Ashfield", region_2021=new)

    unit = SampledUnitFactory(service=service, region=new if is_of_today else service.region)

    assert str(unit) == name
    assert SampledUnit.objects.annotate(name=unit_name()).get().name == name
    assert list(SampledUnit.objects.named("hmp ashfield")) == [unit]


def test_a_service_that_has_kept_its_name_and_an_organisation_have_the_only_one() -> None:
    new = RegionFactory(system=RegionSystemFactory(key="probation-2021"))
    units = [
        SampledUnitFactory(service=ServiceFactory(name="HMP Leeds", region_2021=new), region=new),
        SampledUnitFactory(of_organisation=True),
    ]

    assert str(units[0]) == "HMP Leeds"
    for unit in units:
        assert SampledUnit.objects.annotate(name=unit_name()).get(pk=unit.pk).name == str(unit)


@pytest.mark.parametrize(("is_of_today", "function"), [(False, "yoi 15-17"), (True, "trainer")])
def test_a_unit_in_a_region_of_2021_has_the_facts_of_today(is_of_today: bool, function: str) -> None:
    new = RegionFactory(system=RegionSystemFactory(key="probation-2021"))
    service = ServiceFactory(noms_code="ASI", function="yoi 15-17", region_2021=new)
    SiteTodayFactory(site=SiteFactory(service=service, noms_code="ASI"), function="trainer")

    SampledUnitFactory(service=service, region=new if is_of_today else service.region)

    assert SampledUnit.objects.annotate(function=unit_fact("function")).get().function == function


def test_a_unit_without_facts_of_today_keeps_its_own() -> None:
    new = RegionFactory(system=RegionSystemFactory(key="probation-2021"))
    SampledUnitFactory(service=ServiceFactory(function="trainer", region_2021=new), region=new)

    assert SampledUnit.objects.annotate(function=unit_fact("function")).get().function == "trainer"


def test_questionnaires_are_listed_by_title_and_the_newest_version_first():
    names = [("z", "1", "Apples"), ("a", "1", "bread"), ("a", "2", "bread"), ("b", "1", "Cheese")]
    for name, version, title in names:
        InstrumentFactory(name=name, version=version, title=title)

    found = [(row.title, row.version) for row in Instrument.objects.by_title()]

    assert found == [("Apples", "1"), ("bread", "2"), ("bread", "1"), ("Cheese", "1")]
