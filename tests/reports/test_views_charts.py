"""Charts on pages and at their addresses: who sees them, their sizes, and how long browsers keep them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from survey.models import Study
from tests.factories.assessed import assessed
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
REPORT = "/studies/small-2009/reports/coverage/"
CHART = f"{REPORT}by_kind"


@pytest.fixture
def study() -> Study:
    strand = StrandFactory(study=StudyFactory(slug="small-2009", title="A small study", is_published=True))
    region = RegionFactory(name="North")
    for code in ("I", "R"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, probation=True), code=code)
    release_study(strand.study)
    return strand.study


def test_the_page_shows_a_chart_with_its_text_alternative_and_a_version_for_phones(
    client: Client, study: Study
) -> None:
    page = client.get(REPORT).content.decode()

    assert page.index(f'src="{CHART}.svg?for=page') < page.index("<table")
    assert f'srcset="{CHART}.svg?for=phone' in page
    assert 'alt="Bars of coverage, by kind of service, the largest first. Prisons: 50%' in page
    assert f'href="{CHART}.png"' in page


@pytest.mark.parametrize("seen", ["page", "phone"])
def test_the_picture_of_a_page_is_kept_until_its_figures_change(
    client: Client, study: Study, seen: str
) -> None:
    page = client.get(REPORT).content.decode()
    address = re.search(f'"({re.escape(CHART)}.svg[?]for={seen}[^"]+)"', page)
    assert address is not None

    response = client.get(address[1].replace("&amp;", "&"))

    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert "Content-Disposition" not in response
    SampledUnitFactory(strand=study.strands.get(), service=ServiceFactory(), code="I")
    release_study(study)
    assert client.get(address[1].replace("&amp;", "&"))["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("format", "media"), [("svg", "image/svg+xml; charset=utf-8"), ("png", "image/png")])
def test_a_chart_is_a_file_with_the_name_of_its_report(
    client: Client, study: Study, format: str, media: str
) -> None:
    response = client.get(f"{CHART}.{format}")

    assert response["Content-Type"] == media
    assert response["Content-Disposition"] == f'attachment; filename="coverage-by_kind-small-2009.{format}"'
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "address",
    [
        f"{REPORT}nothing.svg",
        f"{CHART}.gif",
        "/studies/small-2009/reports/weather/by_kind.svg",
        "/studies/none/reports/coverage/by_kind.svg",
        "/definitions/what-if/nothing.svg?definition=strict-50",
        "/definitions/what-if/sensitivity_trading.gif?definition=strict-50",
        "/definitions/what-if/sensitivity_trading.svg?definition=mine",
    ],
)
def test_there_is_no_chart_at_another_address(client: Client, study: Study, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_charts_of_an_unpublished_study_are_for_those_who_work_on_it(client_for, study: Study) -> None:
    Study.objects.update(is_published=False)

    assert client_for("public").get(f"{CHART}.svg").status_code == 404
    assert client_for("researcher").get(f"{CHART}.svg").status_code == 200


def test_a_chart_needs_no_more_queries_than_its_report(client: Client, study: Study) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"{CHART}.svg")
    for _ in range(20):
        SampledUnitFactory(strand=study.strands.get(), service=ServiceFactory(), code="I")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{CHART}.svg")

    assert len(few) == len(many) <= 12


def test_the_what_if_page_shows_its_curves_as_pictures_rounded_for_the_public(client_for) -> None:
    for share in ("30", "45", "60"):
        assessed(f"Trader {share}", trading_share=share)
    address = "/definitions/what-if/sensitivity_trading.svg?definition=strict-50"

    page = client_for("public").get("/definitions/what-if/?definition=strict-50").content.decode()
    rounded, exact = (client_for(role).get(address).content.decode() for role in ("public", "researcher"))

    assert 'src="/definitions/what-if/sensitivity_trading.svg?definition=strict-50&amp;for=page' in page
    assert "Counted: 5 at 0, 1 as defined at 50" in rounded
    assert "Counted: 3 at 0, 1 as defined at 50" in exact
