"""The home page and the search box."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import save_view
from accounts.models import User
from noms.models import Service
from noms.vocabulary import REFERENCE_FRAME
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]


def found(client, text):
    return text_of(client.get("/search/", {"q": text}))


def figures_of(client):
    return [(figure.figure, figure.label) for figure in client.get("/").context["figures"]]


def test_the_home_page_counts_services_and_organisations_each_of_how_many(client):
    engaged(listed("Bakery", outcode="LS9"), "hmp-leeds")
    OrganisationFactory(name="Not known", is_published=True)

    number = Service.objects.in_frame(REFERENCE_FRAME).open_on().count()
    assert figures_of(client) == [
        (f"1 of {number}", "prisons and probation services known to work with a social enterprise"),
        ("1 of 2", "organisations listed are social enterprises, counting trading charities"),
    ]


def test_the_home_page_leads_by_six_questions(client):
    page = text_of(client.get("/"))

    for question, address in (
        ("Who works near my prison or office?", "/atlas/?list=services"),
        ("How does my area compare?", "/atlas/?list=areas"),
        ("Is this organisation a social enterprise?", "/atlas/?list=organisations"),
        ("What did the study find?", "/studies/"),
        ("What has worked elsewhere?", "/studies/"),
        ("I run a social enterprise", "/atlas/?list=organisations"),
    ):
        assert f'href="{address}">{question}</a>' in page
    assert 'href="/search/?q=housing+help+on+release"' in page


def test_services_interviewed_are_those_of_the_release_for_everybody(client, client_for):
    StudyFactory(title="Not published", frame_on="2012-01-01")
    strand = StrandFactory(study=StudyFactory(title="Study of 2009", slug="first", is_published=True))
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)
    SampledUnitFactory(strand=strand, code=CaseCode.REFUSAL)
    assert figures_of(client)[-1] == ("Not released yet", "services interviewed, 2009")
    release_study(strand.study)
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)

    for reader in (client, client_for("study_lead")):
        assert figures_of(reader)[-1] == ("1 of 2", "services interviewed, 2009")
    assert 'href="/studies/first/">What did the study find?</a>' in text_of(client.get("/"))


def test_the_map_on_the_home_page_is_one_picture_of_the_areas_with_a_name(client):
    listed("Bakery", outcode="LS9")

    text = text_of(client.get("/"))

    assert 'role="img" aria-label="Map of England and Wales' in text
    assert text.count('class="gh-map__area"') == 42
    assert "Leeds</text>" in text
    assert "#f0a830" not in text


def test_an_officer_sees_the_own_area_and_saved_views_first(client_for):
    client = client_for("viewer")
    save_view(name="Bakeries", query="?sector=food", by=User.objects.get())
    assert 'href="/account/#own-area">Choose your area</a>' in text_of(client.get("/"))

    answer = client.post("/own-area/", {"area": "west-yorkshire"}, follow=True)

    assert "Your area is West Yorkshire." in text_of(answer)
    for address in ("/", "/account/"):
        page = text_of(client.get(address))
        assert 'Your area: <a class="govuk-link" href="/areas/west-yorkshire/">West Yorkshire</a>' in page
        assert "prisons and probation services here are known to work with a social enterprise" in page
        assert 'href="/atlas/?sector=food">Bakeries</a>' in page
    assert 'href="/areas/west-yorkshire/">How does my area compare?</a>' in text_of(client.get("/"))
    refused = client.post("/own-area/", {"area": "atlantis"}, follow=True)
    assert "Your area was not saved." in text_of(refused)
    assert "No area is yours now." in text_of(client.post("/own-area/", {"area": ""}, follow=True))


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
    client.get("/search/?q=LS9")
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
