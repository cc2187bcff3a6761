"""Studies in the API: only published ones, for everybody."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from survey.vocabulary import StrandKind
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
STUDIES = "/api/v1/studies/"


def test_a_published_study_shows_its_frame(client: Client) -> None:
    strand = StrandFactory(study__is_published=True, study__slug="mapping", study__title="Mapping")
    SampledUnitFactory.create_batch(3, strand=strand)
    StrandFactory(study=strand.study, kind=StrandKind.ONLINE_SURVEY)

    assert client.get(f"{STUDIES}mapping/").json() == {
        "slug": "mapping",
        "title": "Mapping",
        "description": "",
        "frame_on": "2009-06-30",
        "counting_unit": "establishment",
        "definition": {"id": "inclusive-2009", "version": "2"},
        "opened_on": "2009-06-30",
        "closed_on": None,
        "is_demonstration": False,
        "strands": [
            {"kind": "initial_interview", "units": None, "answered": None},
            {"kind": "online_survey", "units": None, "answered": None},
        ],
        "release": None,
    }


def test_the_counts_of_strands_are_those_of_the_release(client: Client) -> None:
    strand = StrandFactory(study__is_published=True, study__slug="mapping")
    SampledUnitFactory.create_batch(2, strand=strand, code="NC")
    SampledUnitFactory(strand=strand, code="I")
    release = release_study(strand.study)
    SampledUnitFactory(strand=strand, code="I")

    found = client.get(f"{STUDIES}mapping/").json()

    assert found["strands"] == [{"kind": "initial_interview", "units": 3, "answered": 1}]
    assert (found["release"]["number"], found["release"]["sha256"]) == (1, release.sha256)


@pytest.mark.parametrize("role", ["public", "viewer", "researcher", "study_lead", "administrator"])
def test_an_unpublished_study_is_shown_to_nobody(role: str, client_for: Callable[[str], Client]) -> None:
    StudyFactory(slug="secret")
    client = client_for(role)

    assert client.get(STUDIES).json()["results"] == []
    assert client.get(f"{STUDIES}secret/").status_code == 404


def test_the_newest_frame_comes_first(client: Client) -> None:
    for slug, year in (("a", 2009), ("b", 2011), ("c", 2010)):
        StudyFactory(slug=slug, is_published=True, frame_on=dt.date(year, 6, 30))

    assert [study["slug"] for study in client.get(STUDIES).json()["results"]] == ["b", "c", "a"]


def test_a_long_list_is_read_page_by_page(client: Client) -> None:
    for number in range(5):
        StudyFactory(slug=f"s{number}", is_published=True)

    seen, address = [], f"{STUDIES}?page_size=2"
    while address:
        page = client.get(address).json()
        seen += [study["slug"] for study in page["results"]]
        address = page["next"]
    assert seen == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        (
            "published=no",
            "published",
            "There is no such parameter. Known: cursor, fields, format, page_size.",
        ),
        ("page_size=0", "page_size", "“0” is not a number from 1 to 500."),
        ("page_size=many", "page_size", "“many” is not a number from 1 to 500."),
        ("cursor=x", "cursor", "This is not a cursor of this list."),
    ],
)
def test_an_unknown_parameter_gets_400_with_field_and_reason(
    query: str, field: str, reason: str, client: Client
) -> None:
    response = client.get(f"{STUDIES}?{query}")

    assert response.status_code == 400
    assert response.json()[field][0].startswith(reason)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_studies_are_read_only_in_the_api(method: str, client: Client) -> None:
    StudyFactory(slug="mapping", is_published=True)

    assert getattr(client, method)(f"{STUDIES}mapping/").status_code in {403, 405}


def test_the_list_needs_as_many_queries_for_many_studies_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    StrandFactory(study__is_published=True)
    with CaptureQueriesContext(connection) as few:
        client.get(STUDIES)
    for _ in range(20):
        SampledUnitFactory.create_batch(2, strand=StrandFactory(study__is_published=True))

    with django_assert_num_queries(len(few)):
        assert len(client.get(STUDIES).json()["results"]) == 21
