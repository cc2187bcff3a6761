"""Questions about many studies and sampled units."""

import pytest

from survey.models import SampledUnit, Study
from survey.vocabulary import CaseCode, StrandKind
from tests.factories.accounts import UserFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

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
