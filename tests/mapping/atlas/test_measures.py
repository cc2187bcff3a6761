"""The measures of the map by area: what each counts, and what it does not reveal."""

import pytest

from enterprises.models import Organisation
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

    assert shaded("coverage", strand.study).figures == {}
    release_study(strand.study)
    figures = shaded("coverage", strand.study).figures

    assert figures["West Yorkshire"].words == "Yorkshire and Humberside: 1 of 2 services interviewed"
    assert figures["Humberside"].words == figures["West Yorkshire"].words
    assert figures["Cumbria"].value is None


def test_research_roles_see_coverage_by_area():
    strand = StrandFactory(study=StudyFactory())
    in_sample(strand, "hmp-leeds", CaseCode.COMPLETE)
    in_sample(strand, "hmp-hull", CaseCode.REFUSAL)

    figures = shaded("coverage", strand.study, is_live=True).figures

    assert figures["West Yorkshire"].value == 100
    assert figures["Humberside"].value == 0


def test_every_area_has_a_figure_and_the_note_on_not_known():
    found = shaded("engaged")

    assert len(found.figures) == 42
    assert any("“not known” does not mean “none”" in note for note in found.notes)
    assert shaded("none").shades == ()


@pytest.mark.parametrize("size", [1, 6])
def test_queries_do_not_grow_with_the_directory(size, django_assert_num_queries):
    for number in range(size):
        engaged(listed(f"Enterprise {number}", outcode="LS9"), "hmp-leeds")

    with django_assert_num_queries(3):
        shaded("engaged")
    with django_assert_num_queries(3):
        shaded("organisations")
