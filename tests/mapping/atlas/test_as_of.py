"""The atlas as of a study: its frame, its relations, and the organisations known by its end."""

import datetime as dt
import json

import pytest
from django.http import QueryDict

from enterprises import actions, cache_version
from enterprises.models import Evidence, Organisation
from mapping.atlas import AtlasQuery
from mapping.atlas.feed import map_key
from noms.models import ProbationArea, Service
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import EngagementFactory, OrganisationFactory
from tests.factories.releases import release_study
from tests.factories.survey import StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]


@pytest.fixture
def study():
    return StudyFactory(slug="first", title="First study", is_published=True, closed_on=dt.date(2009, 8, 28))


@pytest.fixture
def later():
    frame_on = dt.date(2011, 7, 1)
    return StudyFactory(
        slug="second", is_published=True, frame_on=frame_on, opened_on=frame_on, closed_on=dt.date(2011, 9, 1)
    )


def atlas(query=""):
    return AtlasQuery(QueryDict(query))


def found_later(name, outcode="LS9"):
    """Create an organisation without evidence before 2015."""
    organisation = listed(name, outcode=outcode)
    Evidence.objects.filter(organisation=organisation).update(observed_on=dt.date(2015, 1, 1))
    return organisation


def test_an_organisation_known_by_the_end_is_there_and_one_found_later_is_not(client, study):
    then = listed("Known bakery", outcode="LS9")
    now = found_later("Later bakery")

    assert set(atlas("study=first").organisations) == {then}
    assert set(atlas().organisations) == {then, now}


def test_a_published_relation_of_the_time_is_enough_and_a_later_one_is_not(study):
    early, late, secret = (OrganisationFactory(is_published=True) for _ in range(3))
    EngagementFactory(organisation=early, is_published=True, status="works")
    EngagementFactory(organisation=late, is_published=True, status="works", started_on=dt.date(2010, 1, 1))
    EngagementFactory(organisation=secret, is_published=False, status="works")

    assert set(atlas("study=first").organisations) == {early}


def test_a_relation_that_ended_on_the_first_day_is_of_the_study_and_one_of_the_day_before_is_not(study):
    dawn, eve, past = (OrganisationFactory(is_published=True) for _ in range(3))
    first = study.frame_on
    EngagementFactory(organisation=dawn, is_published=True, status="works", ended_on=first)
    EngagementFactory(
        organisation=eve, is_published=True, status="works", ended_on=first - dt.timedelta(days=1)
    )
    EngagementFactory(organisation=past, is_published=True, status="worked", ended_on=first)

    assert set(atlas("study=first").organisations) == {dawn, past}


def test_withdrawn_evidence_and_unpublished_organisations_do_not_count(study):
    wrong = listed("Withdrawn")
    Evidence.objects.filter(organisation=wrong).update(is_withdrawn=True)
    hidden = listed("Hidden")
    Organisation.objects.filter(pk=hidden.pk).update(is_published=False)

    assert not atlas("study=first").organisations.exists()


def test_page_feed_facets_and_api_agree(client, study):
    then = listed("Known bakery", outcode="LS9", terms={"sector": "food"})
    found_later("Later bakery")

    page = text_of(client.get("/atlas/?study=first"))
    feed = json.loads(client.get("/atlas/feed.json?study=first").content)
    rows = client.get("/api/v1/organisations/?study=first&fields=name").json()["results"]
    regions = next(facet for facet in atlas("study=first").facets if facet.name == "region")

    assert "Known bakery" in page
    assert "Later bakery" not in page
    assert "1 organisation listed today is left out" in page
    assert 'Remove filter </span><span class="gh-chip__filter">On what date:' in page
    assert feed["organisations"]["id"] == [map_key(then.public_id)]
    assert rows == [{"name": "Known bakery"}]
    assert sum(option.count for option in regions.options) == 1


def test_without_a_study_the_directory_is_that_of_today(client, study):
    found_later("Later bakery")

    page = client.get("/atlas/").content.decode()

    assert "Later bakery" in page
    assert "At the time of “" not in page


def test_a_trust_counts_in_each_area_that_it_serves(study, later):
    """Wales Probation Trust followed four services: each of their areas is served by it."""
    bakery = listed("Bakery", outcode="CF10")
    trust = Service.objects.get(slug="wales-probation-trust")
    engaged(bakery, trust.slug, status="works")
    served = list(ProbationArea.objects.filter(trust=trust).values_list("name", flat=True))
    result = atlas("study=second&measure=engaged&kind=probation&ground=areas")

    assert len(served) == 4
    assert result.partition.border_layer == "trusts_2010"
    assert atlas("study=first").partition.border_layer == "regions_2009"
    for name in served:
        assert result.shading.figures[name].words.startswith(f"{name}: 1 of 1 services")


def test_a_prison_is_found_by_its_name_in_list_map_files_and_api(client):
    query = "name=hmp+leeds&list=services"

    assert [one.name for one in atlas(query).services] == ["HMP Leeds"]
    assert "HMP Leeds" in client.get(f"/atlas/?{query}").content.decode()
    assert b"HMP Leeds" in b"".join(client.get(f"/atlas/list.csv?{query}").streaming_content)
    assert len(json.loads(client.get(f"/atlas/feed.json?{query}").content)["services"]) == 1
    assert [row["name"] for row in client.get("/api/v1/services/?name=leeds").json()["results"]] == [
        "HMP Leeds",
        "Leeds Probation Delivery Unit",
    ]


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("list=services&region=wales&kind=prison&name=leeds&on=2009-07-01", {"name": 4, "region": 1}),
        ("list=areas&ground=areas&region=wales&bbox=-1,53,-0.9,53.05", {"region": 0, "bbox": 4}),
        ("q=bakery&region=wales&sector=food", {"region": 1}),
    ],
)
def test_an_empty_list_suggests_filters_to_remove_with_the_number_of_rows(query, offered):
    listed("Leeds bakery", outcode="LS9", terms={"sector": "food"})
    result = atlas(query)

    suggested = {chip.parameter: number for chip, number in result.looser}

    assert result.list_size == 0
    assert suggested == {word: number for word, number in offered.items() if number}


def test_every_suggestion_gives_the_number_of_rows_it_shows(client):
    listed("Leeds bakery", outcode="LS9", terms={"sector": "food"})
    result = atlas("q=bakery&region=wales&sector=food")

    for chip, number in result.looser:
        assert result.with_query(chip.without).list_size == number
    assert "Region: Wales</a> (1 organisation)" in text_of(client.get("/atlas/?q=bakery&region=wales"))


def test_the_facets_of_a_studys_time_are_its_own_and_todays_stay_todays(study):
    listed("Known bakery", outcode="LS9")
    found_later("Later bakery")

    def number(query):
        (outcomes,) = [facet for facet in atlas(query).facets if facet.name == "outcome"]
        return sum(option.count for option in outcomes.options)

    assert [number(""), number("study=first"), number("")] == [2, 1, 2]


def test_who_works_with_one_in_the_time_of_a_study_is_frozen_and_goes_when_nothing_is_public(
    client, study, committing
):
    leeds, hull = (Service.objects.get(slug=slug).pk for slug in ("hmp-leeds", "hmp-hull"))
    first = engaged(listed("Bakery"), "hmp-leeds")
    release_study(study)
    tag = client.get("/atlas/feed.json?study=first")["ETag"]

    with committing():
        engaged(listed("Laundry"), "hmp-hull")
        cache_version.bump()
    assert atlas("study=first").engaged == {leeds}
    assert atlas().engaged == {leeds, hull}

    release_study(study)
    assert atlas("study=first").engaged == {leeds, hull}
    assert client.get("/atlas/feed.json?study=first")["ETag"] != tag

    with committing():
        actions.publish_engagement(engagement=first, is_published=False, by=None)
    assert atlas("study=first").engaged == {hull}
