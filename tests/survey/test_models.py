"""What a study, a strand, a sampled unit and a questionnaire may never be, tested both ways."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from survey.models import Instrument, SampledUnit, Strand, Study
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind
from tests.constraints import assert_refused
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    FRAME_DAY,
    InstrumentFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
    questionnaire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_least_valid_row_of_each_kind_is_accepted() -> None:
    for row in (
        SampledUnitFactory(),
        SampledUnitFactory(of_organisation=True),
        SampledUnitFactory(probation=True),
    ):
        row.full_clean()
        row.strand.full_clean()
        row.strand.study.full_clean()
        row.strand.instrument.full_clean()


@pytest.mark.parametrize("days", [0, 1])
def test_fieldwork_may_end_on_the_day_it_begins_or_later(days: int) -> None:
    StudyFactory(closed_on=FRAME_DAY + dt.timedelta(days=days)).full_clean()


def test_fieldwork_does_not_end_before_it_begins() -> None:
    closed_on = FRAME_DAY - dt.timedelta(days=1)

    assert_refused(
        lambda: StudyFactory.build(slug="s", closed_on=closed_on),
        "Fieldwork must end on or after the day it begins.",
    )


def test_a_study_may_publish_less_than_the_policy_allows() -> None:
    StudyFactory(smallest_base=10).full_clean()
    StudyFactory(smallest_base=100, shows_areas=False).full_clean()


@pytest.mark.parametrize("smallest_base", [9, 101])
def test_a_study_does_not_publish_more_than_the_policy_allows(smallest_base: int) -> None:
    def study() -> Study:
        return StudyFactory.build(slug="s", smallest_base=smallest_base)

    with pytest.raises(ValidationError) as refusal:
        study().validate_constraints()
    assert "from 10 to 100" in " ".join(refusal.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        study().save()


def test_a_study_counts_establishments_or_sites() -> None:
    StudyFactory(counting_unit="site").full_clean()
    assert_refused(
        lambda: StudyFactory.build(slug="s", counting_unit="wing"), "Count establishments or sites."
    )


@pytest.mark.parametrize(("definition", "version"), [("guesswork", "1"), ("inclusive-2009", "99")])
def test_a_study_names_a_definition_that_there_is(definition: str, version: str) -> None:
    study = StudyFactory.build(definition=definition, definition_version=version)

    with pytest.raises(ValidationError) as refusal:
        study.full_clean()
    assert "There is no " in refusal.value.message_dict["definition"][0]


def test_two_studies_do_not_share_an_address() -> None:
    StudyFactory(slug="mapping")

    with pytest.raises(IntegrityError):
        StudyFactory(slug="mapping")


def test_a_study_has_each_strand_once() -> None:
    strand = StrandFactory()
    StrandFactory(study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW).full_clean()

    assert_refused(lambda: Strand(study=strand.study, kind=strand.kind), "The study already has this strand.")


def test_a_strand_is_one_of_the_method_s() -> None:
    study = StudyFactory()

    assert_refused(lambda: Strand(study=study, kind="seance"), "Choose one of the strands of the method.")


@pytest.mark.parametrize("both", [True, False], ids=["both", "neither"])
def test_a_unit_is_a_service_or_an_organisation(both: bool) -> None:
    strand = StrandFactory()
    found: dict[str, Any] = (
        {"service": ServiceFactory(), "organisation": OrganisationFactory()} if both else {}
    )

    assert_refused(
        lambda: SampledUnit(strand=strand, **found),
        "A sampled unit is a service or an organisation, exactly one of the two.",
    )


@pytest.mark.parametrize("trait", [{}, {"of_organisation": True}], ids=["service", "organisation"])
def test_a_unit_is_in_a_strand_once_and_may_be_in_another(trait: dict[str, bool]) -> None:
    unit = SampledUnitFactory(**trait)
    same = {"service": unit.service, "organisation": unit.organisation}
    SampledUnitFactory(strand=StrandFactory(), **same).full_clean()

    assert_refused(lambda: SampledUnit(strand=unit.strand, **same), "is already in the strand's sample.")


def test_two_organisations_may_stand_in_one_strand() -> None:
    unit = SampledUnitFactory(of_organisation=True)

    SampledUnitFactory(of_organisation=True, strand=unit.strand).full_clean()


@pytest.mark.parametrize("code", CaseCode.values)
def test_an_outcome_is_one_of_the_codes(code: str) -> None:
    SampledUnitFactory(code=code).full_clean()


def test_an_unknown_outcome_code_is_refused() -> None:
    unit = SampledUnitFactory()

    assert_refused(
        lambda: SampledUnit(strand=unit.strand, service=ServiceFactory(), code="XX"),
        "The outcome must be one of the codes of the study.",
    )


@pytest.mark.parametrize("category", [None, *RespondentCategory.values])
def test_a_category_is_one_of_four_or_not_known(category: int | None) -> None:
    SampledUnitFactory(category=category).full_clean()


@pytest.mark.parametrize("category", [0, 5])
def test_a_fifth_category_is_refused(category: int) -> None:
    strand, service = StrandFactory(), ServiceFactory()

    assert_refused(
        lambda: SampledUnit(strand=strand, service=service, category=category),
        "Choose one of the four categories of respondents.",
    )


def test_a_version_is_published_once() -> None:
    guide = InstrumentFactory()
    InstrumentFactory(name=guide.name, version="2").full_clean()

    assert_refused(
        lambda: InstrumentFactory.build(name=guide.name, version=guide.version),
        "This version is already published. Give the form a new version.",
    )


def test_a_published_questionnaire_never_changes() -> None:
    guide = InstrumentFactory()
    guide.title = "Another"

    for change in (guide.save, lambda: Instrument.objects.update(title="Another")):
        with pytest.raises(ValidationError, match="never changes"):
            change()
    for removal in (guide.delete, Instrument.objects.all().delete):
        with pytest.raises(ValidationError, match="never deleted"):
            removal()
    assert Instrument.objects.get().title == "A guide"


def test_an_instrument_keeps_the_questionnaire_as_it_was_published() -> None:
    form = questionnaire()

    assert Instrument.objects.get(pk=InstrumentFactory(questionnaire=form).pk).questionnaire == form


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda unit: unit.strand.study, id="a study with strands"),
        pytest.param(lambda unit: unit.strand, id="a strand with units"),
        pytest.param(lambda unit: unit.service, id="a service in a sample"),
    ],
)
def test_what_a_sample_rests_on_is_not_removed(make: Callable[[SampledUnit], models.Model]) -> None:
    with pytest.raises(models.ProtectedError):
        make(SampledUnitFactory()).delete()


def test_rows_are_named_as_people_name_them() -> None:
    unit = SampledUnitFactory(strand__study__title="Mapping")

    assert str(unit) == unit.service.name
    assert str(unit.strand) == "Mapping: First interviews"
    assert str(unit.strand.instrument) == "A guide (version 1)"
    assert str(SampledUnitFactory(of_organisation=True)).startswith("Organisation")
    assert Study(slug="mapping-2009").get_absolute_url() == "/studies/mapping-2009/"
