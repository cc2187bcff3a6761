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
        ("What has worked elsewhere?", "/learning/"),
        ("I run a social enterprise", "/corrections/new/?claim=yes"),
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


def test_queries_do_not_grow_with_the_directory(client):
    counts = []
    client.get("/search/?q=LS9")
    for size in (1, 8):
        for number in range(size):
            engaged(listed(f"Shop {size} {number}", outcode="LS9"), "hmp-leeds")
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert max(counts) <= 8
