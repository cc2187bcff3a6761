"""Without a study the map, the search and the pages of places show the services that are open today."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from mapping.atlas import AtlasQuery
from noms.models import Region, Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

TODAY = "regions-2021"


def atlas(query: str = "", **sees: bool) -> AtlasQuery:
    return AtlasQuery(QueryDict(query), **sees)


def names(query: str = "") -> set[str]:
    return set(atlas(query).services.values_list("name", flat=True))


def test_the_map_shows_the_services_that_are_open_today():
    """Berwyn opened in 2017; Kennet closed in 2016, and the probation areas became trusts in 2010."""
    assert names("name=berwyn") == {"HMP Berwyn"}
    assert names("name=kennet") == set()
    assert not Service.objects.filter(name__in=names(), closed_on__lt=timezone.localdate()).exists()


def test_a_name_of_the_map_that_is_only_of_the_past_says_what_became_of_it(client):
    text = text_of(client.get("/atlas/?list=services&name=kennet"))

    assert "Nothing here fits these filters." in text
    assert "Closed by then: 1 service" in text
    assert "HMP Kennet</a>, until" in text


def test_services_have_the_names_of_their_day(client):
    """Hindley was a young offender institution in 2009; since 2025 at the latest it is a prison and one."""
    assert "HMP/YOI Hindley</a>" in text_of(client.get("/atlas/?list=services&name=hindley"))
    assert "HMYOI Hindley</a>" in text_of(client.get("/atlas/?list=services&name=hindley&on=2009-07-01"))
    page = text_of(client.get("/services/hmyoi-hindley/"))
    assert "<title>HMP/YOI Hindley – Gatehouse</title>" in page
    assert "HMYOI Hindley" in page
    names_listed = [row["name"] for row in client.get("/atlas/?list=services").context["listing"].rows]
    assert names_listed == sorted(names_listed)


def test_a_day_can_be_asked_for():
    result = atlas("on=2009-07-01")

    assert result.services.count() == 177
    assert result.filters.geography == "areas"
    assert "on=2009-07-01" in result.filters.query()
    (chip,) = result.chips
    assert (chip.filter, chip.label, chip.without) == ("Services open on", "1 July 2009", "")


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("on=July 2009", "“July 2009” is not a day: write it as 2009-07-01. Today is shown."),
        (
            "on=2009-07-01&study=first",
            "A study shows the day of its list of services, so the day asked for was left out.",
        ),
    ],
)
def test_a_day_that_cannot_be_shown_is_left_out_with_a_word(query, notice):
    study = StudyFactory(slug="first", is_published=True)
    result = atlas(query)

    assert result.filters.notices == [notice]
    assert result.filters.day == (study.frame_on if "study" in query else timezone.localdate())


@pytest.mark.parametrize(
    ("on", "notice"),
    [
        (
            "1995-01-01",
            "The prisons of this frame are those of 1 July 2009 and later: none that closed before.",
        ),
        (
            "2016-01-01",
            "The probation trusts stopped work on 31 May 2014 and the delivery units began on 26 June 2021: the "
            "probation companies between are not recorded.",
        ),
    ],
)
def test_what_is_not_known_of_a_day_asked_for_is_said(on, notice):
    assert atlas(f"on={on}").filters.notices == [notice]
    assert atlas("on=2009-07-01").filters.notices == []


def test_what_is_known_today_is_not_limited_to_the_time_of_a_study_that_was_not_chosen():
    StudyFactory(slug="first", is_published=True, closed_on=dt.date(2009, 8, 28))
    engaged(listed("Bakery"), "hmp-berwyn", started_on=dt.date(2017, 3, 1))
    berwyn = Service.objects.get(slug="hmp-berwyn")

    assert berwyn.pk in atlas("measure=engaged").engaged
    assert berwyn.pk not in atlas("measure=engaged&study=first").engaged


def test_a_region_of_2021_filters_services_and_organisations_alike():
    """Northamptonshire lay in the East Midlands in 2009, and lies in the East of England since 2021."""
    northampton, derby = listed("Northampton bakery", outcode="NN1"), listed("Derby bakery", outcode="DE1")

    new, old = atlas("region=east-of-england-2021"), atlas("region=east-midlands")

    assert "HMP Five Wells" in set(new.services.values_list("name", flat=True))
    assert list(new.organisations) == [northampton]
    assert set(old.organisations) == {northampton, derby}
    assert new.shading.figures["East of England"].words.startswith("East of England: 1 organisation")


def test_the_filter_offers_the_regions_of_the_day():
    def offered(query: str) -> set[str]:
        (facet,) = [facet for facet in atlas(query).facets if facet.name == "region"]
        return {option.value for option in facet.options}

    assert len(offered("")) == 12
    assert "greater-manchester-2021" in offered("")
    assert len(offered("on=2009-07-01")) == 10
    assert offered("on=2009-07-01&region=wales-2021") - offered("on=2009-07-01") == {"wales-2021"}


def test_interviews_are_shown_by_the_studys_own_regions():
    """Of two services of the east in 2009 one was interviewed; today they lie in one region, then in two."""
    strand = StrandFactory(study=StudyFactory(slug="first", is_published=True))
    for slug, code in (("hmp-leeds", CaseCode.COMPLETE), ("hmp-hull", CaseCode.REFUSAL)):
        SampledUnitFactory(strand=strand, service=Service.objects.get(slug=slug), code=code)
    release_study(strand.study)

    result = atlas(f"measure=interviewed&ground={TODAY}")

    assert result.filters.geography == "regions"
    assert result.filters.notices == [
        "Interviews are counted by the study’s own regions, so the map shows the NOMS regions of 2009."
    ]
    assert result.shading.figures["Yorkshire and Humberside"].value == 50


def test_a_study_of_today_is_mapped_and_counted_by_the_regions_of_2021():
    """Manchester is a region of its own since 2021: one of its two prisons was interviewed, and none outside it."""
    study = StudyFactory(slug="now", is_published=True, frame_on=dt.date(2026, 11, 1))
    strand = StrandFactory(study=study)
    for code_of_prison, code in (
        ("MRI", CaseCode.COMPLETE),
        ("FBI", CaseCode.REFUSAL),
        ("ACI", CaseCode.REFUSAL),
    ):
        service = Service.objects.get(noms_code=code_of_prison)
        SampledUnitFactory(strand=strand, service=service, region=service.region_2021, code=code)

    result = atlas("study=now&measure=interviewed", sees_outcomes=True)

    assert result.filters.geography == TODAY
    assert result.filters.notices == []
    figures = result.shading.figures
    assert figures["Greater Manchester"].words == "Greater Manchester: 1 of 2 services interviewed"
    assert figures["North West"].words == "North West: 0 of 1 services interviewed"


def test_a_region_of_2021_has_a_page_without_the_interviews_of_a_study_of_2009(client):
    strand = StrandFactory(study=StudyFactory(is_published=True))
    SampledUnitFactory(strand=strand)
    release_study(strand.study)

    text = text_of(client.get("/regions/greater-manchester-2021/"))

    assert "Probation region of 2021" in text
    assert "HMP/YOI Manchester" in text
    assert "Greater Manchester</a>" in text
    assert "services interviewed" not in text
    assert text.count("gh-locator__region--marked") == 1


def test_the_page_of_an_area_shows_today_and_what_has_closed(client):
    text = text_of(client.get("/areas/gwent/"))

    assert "were open on" in text
    assert "Gwent Probation Service</a>, until 31 March 2010. Followed by" in text
    before = text_of(client.get("/areas/gwent/?on=2009-07-01"))
    assert "The services below were open on 1 July 2009." in before


def test_every_service_of_the_reference_frame_lies_in_a_region_of_either_division():
    systems = set(Region.objects.values_list("system__key", flat=True))

    assert systems == {"noms-2009", "probation-2021"}
    assert not Service.objects.filter(region_2021=None).exists()
