"""The measures of the map by area: what each counts, and what it does not reveal."""

import datetime as dt

import pytest

from enterprises.models import EngagementTerm, Organisation
from mapping.atlas.engaged import engaged_services
from mapping.atlas.measures import Shading, shading
from mapping.fieldwork import fieldwork_of
from noms.models import Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]

DEFINITION = "inclusive-2009"


def shaded(measure, study=None, *, is_live=False) -> Shading:
    return shading(
        measure,
        study=study,
        organisations=Organisation.objects.published(),
        services=Service.objects.open_on(None if study is None else study.frame_on),
        engaged=engaged_services(DEFINITION),
        fieldwork=fieldwork_of(study, is_live=is_live) if study else None,
    )


def in_sample(study_strand, slug, code):
    SampledUnitFactory(strand=study_strand, service=Service.objects.get(slug=slug), code=code)


def test_a_relation_counts_when_published_working_and_with_a_social_enterprise():
    enterprise, charity = listed("Enterprise"), listed("Statutory", statutory_body="yes")
    engaged(enterprise, "hmp-leeds")
    engaged(enterprise, "hmp-hull", status="would_like")
    engaged(enterprise, "hmp-dartmoor", is_published=False)
    engaged(charity, "hmp-wakefield")

    assert engaged_services(DEFINITION) == {Service.objects.get(slug="hmp-leeds").pk}


def test_organisations_are_counted_where_their_main_place_is():
    listed("One", outcode="LS9")
    listed("Two", outcode="LS12")
    listed("Elsewhere")

    figures = shaded("organisations").figures

    assert figures["West Yorkshire"].words == "West Yorkshire: 2 organisations listed"
    assert figures["Cumbria"].value == 0


def test_coverage_is_by_region_outside_the_research_roles():
    strand = StrandFactory(study=StudyFactory())
    in_sample(strand, "hmp-leeds", CaseCode.COMPLETE)
    in_sample(strand, "hmp-hull", CaseCode.REFUSAL)

    assert shaded("interviewed", strand.study).figures == {}
    release_study(strand.study)
    figures = shaded("interviewed", strand.study).figures

    assert figures["West Yorkshire"].words == "Yorkshire and Humberside: 1 of 2 services interviewed"
    assert figures["Humberside"].words == figures["West Yorkshire"].words
    assert figures["Cumbria"].value is None


def test_research_roles_see_coverage_by_area():
    strand = StrandFactory(study=StudyFactory())
    in_sample(strand, "hmp-leeds", CaseCode.COMPLETE)
    in_sample(strand, "hmp-hull", CaseCode.REFUSAL)

    figures = shaded("interviewed", strand.study, is_live=True).figures

    assert figures["West Yorkshire"].value == 100
    assert figures["Humberside"].value == 0


def test_every_area_has_a_figure_and_the_note_on_not_known():
    found = shaded("engaged")

    assert len(found.figures) == 42
    assert any("“not known” does not mean “none”" in note for note in found.notes)
    assert shaded("none").shades == ()


def test_organisations_for_each_service_are_a_quotient_of_two_counts():
    """West Yorkshire has three organisations here and five prisons: 3 / 5 = 0.60."""
    for number in range(3):
        listed(f"Shop {number}", outcode="LS9")
    found = shading(
        "per_service",
        study=None,
        organisations=Organisation.objects.published(),
        services=Service.objects.open_on(dt.date(2009, 7, 1)).prisons(),
        engaged=set(),
    )

    figure = found.figures["West Yorkshire"]
    assert (figure.part, figure.whole, figure.value) == (3, 5, 0.6)
    assert figure.words == "West Yorkshire: 0.60 (3 organisations listed, 5 services)"
    assert found.shades[figure.shade].label == "0.5 to 0.99"
    assert found.figures["Cumbria"].words == "Cumbria: 0.00 (0 organisations listed, 1 service)"
    assert found.figures["Surrey"].value == 0


def test_gaps_count_the_activities_that_no_public_relation_of_the_services_has():
    """Two of the eight activities are provided in West Yorkshire, one of them in two prisons: six are missing."""
    enterprise = listed("Enterprise")
    for slug, terms in (("hmp-leeds", ("paid_work", "qualifications")), ("hmp-wakefield", ("paid_work",))):
        relation = engaged(enterprise, slug)
        for term in terms:
            EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term=term)
    hidden = engaged(listed("Hidden"), "hmp-hull", is_published=False)
    EngagementTerm.objects.create(engagement=hidden, vocabulary="activity", term="brokerage")

    found = shaded("gap")

    assert found.figures["West Yorkshire"].words == (
        "West Yorkshire: 6 of 8 activities that nobody is known to provide"
    )
    assert found.shades[found.figures["West Yorkshire"].shade].label == "5 or 6"
    assert found.figures["Humberside"].value == 8


@pytest.mark.parametrize("size", [1, 6])
def test_queries_do_not_grow_with_the_directory(size, django_assert_num_queries):
    for number in range(size):
        engaged(listed(f"Enterprise {number}", outcode="LS9"), "hmp-leeds")

    with django_assert_num_queries(3):
        shaded("engaged")
    with django_assert_num_queries(3):
        shaded("organisations")
    with django_assert_num_queries(4):
        shaded("per_service")
    with django_assert_num_queries(4):
        shaded("gap")
