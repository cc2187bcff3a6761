"""The home page and the search box."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from noms.models import Service
from noms.vocabulary import REFERENCE_FRAME
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import FrameFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of
from wording import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]


def found(client, text):
    return text_of(client.get("/search/", {"q": text}))


def test_the_home_page_counts_services_and_organisations(client):
    engaged(listed("Bakery", outcode="LS9"), "hmp-leeds")

    figures = client.get("/").context["figures"]

    assert [(figure.figure, figure.label) for figure in figures] == [
        ("1", "services known to work with a social enterprise"),
        ("1", "organisations listed"),
    ]
    number = Service.objects.in_frame(REFERENCE_FRAME).open_on().count()
    assert (
        f"of {number} prisons and probation services open on {day(timezone.localdate())}" in figures[0].note
    )


def test_the_reports_of_the_newest_study_have_the_words_of_its_frame(client):
    StudyFactory(is_published=True, frame=FrameFactory(slug="norland"))

    page = text_of(client.get("/"))

    assert "Barriers by kind of service" in page
    assert "part of NOMS" not in page


def test_the_newest_published_study_is_there_with_its_coverage(client):
    StudyFactory(title="Not published", frame_on="2012-01-01")
    strand = StrandFactory(study=StudyFactory(title="Study of 2009", is_published=True))
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)
    SampledUnitFactory(strand=strand, code=CaseCode.REFUSAL)
    assert client.get("/").context["figures"][0].figure == "Not released yet"
    release_study(strand.study)
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)

    response = client.get("/")

    assert "Study of 2009" in text_of(response)
    assert "Not published" not in text_of(response)
    assert response.context["figures"][0].figure == "1"
    assert response.context["figures"][0].note.startswith("of 2 in the frame of 30 June 2009")


def test_the_map_on_the_home_page_is_one_picture_with_a_name(client):
    text = text_of(client.get("/"))

    assert 'role="img" aria-label="Map of England and Wales' in text
    assert text.count('class="gh-map__area"') == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("bak", "Leeds Bakery", id="part of an organisation"),
        pytest.param("hmp LEEDS", "/services/hmp-leeds/", id="a prison in any case"),
        pytest.param("  west   yorkshire ", "/areas/west-yorkshire/", id="an area with odd spaces"),
        pytest.param("yorkshire", "/regions/yorkshire-and-humberside/", id="a region"),
        pytest.param("ls9", "Near LS9", id="an outward code"),
        pytest.param("LS9 7TL", "Near LS9", id="a postcode"),
        pytest.param("LS97TL", "HMP Leeds", id="the nearest prison"),
    ],
)
def test_the_search_finds(client, text, expected):
    listed("Leeds Bakery", outcode="LS9")

    assert expected in found(client, text)


@pytest.mark.parametrize(
    "text", ["", "   ", "%00", "\0", "x" * 5000, "' OR 1=1 --", "%_%", "<script>", "🏛", "ZZ9 9ZZ"]
)
def test_nothing_found_is_a_page_with_advice(client, text):
    response = client.get("/search/", {"q": text})

    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


def test_an_unknown_postcode_is_reported(client):
    assert "That is not a postcode of England or Wales" in found(client, "ZZ9 9ZZ")


def test_an_unpublished_or_merged_organisation_is_not_found(client):
    OrganisationFactory(name="Hidden Bakery")

    assert "Hidden Bakery" not in found(client, "bakery")


@pytest.mark.slow
def test_many_results_are_cut_with_a_link_to_all(client):
    for number in range(22):
        listed(f"Bakery {number:02}")

    text = found(client, "bakery")

    assert text.count('href="/organisations/bakery-') == 20
    assert 'href="/atlas/?q=bakery"' in text


def test_queries_do_not_grow_with_the_directory(client):
    counts = []
    for size in (1, 8):
        for number in range(size):
            engaged(listed(f"Shop {size} {number}", outcode="LS9"), "hmp-leeds")
        for path in ("/", "/search/?q=shop", "/search/?q=LS9"):
            caches["pages"].clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))

    assert counts[:3] == counts[3:]
    assert max(counts) <= 11
