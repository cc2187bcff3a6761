"""The comparison of two studies on its page, in its files and by the command: which second study it takes."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from survey.models import Study
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def study(slug: str, year: int, *, is_published: bool = True) -> Study:
    """A study with one prison in its frame."""
    made: Study = StudyFactory(
        slug=slug, title=slug.capitalize(), frame_on=dt.date(year, 7, 1), is_published=is_published
    )
    service = ServiceFactory(region=RegionFactory(name=f"Region of {slug}"))
    SampledUnitFactory(strand=StrandFactory(study=made), service=service, code="I")
    return made


@pytest.fixture
def studies() -> None:
    for slug, year in (("first", 2007), ("second", 2009), ("third", 2011)):
        release_study(study(slug, year))
    study("hidden", 2008, is_published=False)


@pytest.fixture
def lead(client_for, settings) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    return client_for("study_lead")


def page(client: Client, slug: str, **query: str):
    return client.get(reverse("report-detail", args=[slug, "comparison"]), query)


def printed(**options: str | bool) -> dict:
    out = StringIO()
    call_command("report", "comparison", format="json", stdout=out, **options)
    document: dict = json.loads(out.getvalue())
    return document


def test_a_released_comparison_is_with_the_nearest_study_before_and_offers_no_other(
    client: Client, studies: None
) -> None:
    response = page(client, "third")

    assert "the list of 1 July 2009" in response.context["report"].answer
    assert "<select" not in response.content.decode()


def test_live_the_nearest_study_before_is_taken_and_the_others_are_offered(
    lead: Client, studies: None
) -> None:
    response = page(lead, "third")
    text = text_of(response)

    assert "the list of 1 July 2009" in response.context["report"].answer
    assert [other.slug for other in response.context["other_studies"].others] == ["second", "hidden", "first"]
    assert '<option value="second" selected>Second, services of 1 July 2009</option>' in text


def test_a_chosen_study_is_compared_on_the_page_and_in_its_files(lead: Client, studies: None) -> None:
    response = page(lead, "third", **{"with": "first"})
    address = reverse("report-download", args=["third", "comparison", "json"])

    assert "the list of 1 July 2007" in response.context["report"].answer
    assert f'href="{address}?with=first"' in response.content.decode()
    document = json.loads(lead.get(address, {"with": "first"}).content)
    assert document["answer"] == response.context["report"].answer


@pytest.mark.parametrize("wanted", ["third", "none", "'; --"])
def test_a_study_that_is_the_same_or_none_is_not_found(lead: Client, studies: None, wanted: str) -> None:
    assert page(lead, "third", **{"with": wanted}).status_code == 404
    address = reverse("report-download", args=["third", "comparison", "csv"])
    assert lead.get(address, {"with": wanted}).status_code == 404


@pytest.mark.parametrize("wanted", ["first", "hidden"])
def test_the_public_chooses_no_other_study(client: Client, studies: None, wanted: str) -> None:
    assert (
        page(client, "third", **{"with": wanted}).context["report"] == page(client, "third").context["report"]
    )
    address = reverse("report-download", args=["third", "comparison", "csv"])
    assert client.get(address, {"with": wanted}).status_code == 400
    refused = client.get("/api/v1/studies/third/reports/comparison/", {"with": wanted})
    assert (refused.status_code, refused.json()["with"]) == (
        400,
        ["There is no such parameter. Known: format, version."],
    )


def test_who_works_on_studies_compares_with_unpublished_ones(client_for, studies: None) -> None:
    response = page(client_for("researcher"), "third", **{"with": "hidden"})

    assert "the list of 1 July 2008" in response.context["report"].answer


def test_a_comparison_is_offered_only_where_there_are_two_studies(client: Client, lead: Client) -> None:
    release_study(study("alone", 2009))
    address = reverse("report-detail", args=["alone", "comparison"])

    for reader in (client, lead):
        assert address not in reader.get("/studies/alone/").content.decode()
    assert "There is no released study to compare it with" in page(client, "alone").content.decode()
    empty = page(lead, "alone").content.decode()
    assert "There is no other study yet" in empty
    assert "<select" not in empty
    assert "Print or save as PDF" not in empty

    later = study("later", 2011)
    release_study(later)
    release_study(later)
    assert f"{address.replace('alone', 'later')}" in client.get("/studies/later/").content.decode()


def test_other_reports_take_no_second_study(client: Client, studies: None) -> None:
    response = client.get(reverse("report-detail", args=["third", "coverage"]), {"with": "none"})

    assert response.status_code == 200
    assert "Compared with" not in response.content.decode()


def test_the_page_takes_as_many_queries_with_more_studies(client: Client, studies: None) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page(client, "third").status_code == 200
        return len(captured)

    page(client, "third")
    few = queries()
    for year in range(1990, 1995):
        study(f"study-{year}", year)

    assert few == queries()


def test_the_command_compares_with_the_study_named_and_else_with_the_nearest(studies: None) -> None:
    assert "1 July 2007" in printed(study="third", other="first", exact=True)["answer"]
    assert "1 July 2008" in printed(study="second", exact=True)["answer"]
    assert "1 July 2007" in printed(study="second")["answer"]
    with pytest.raises(CommandError, match="leave out --with"):
        printed(study="third", other="first")


@pytest.mark.parametrize(
    ("name", "other", "message"),
    [
        pytest.param("comparison", "none", "There is no other study “none”. There are: ", id="unknown"),
        pytest.param("comparison", "third", "There is no other study “third”.", id="itself"),
        pytest.param(
            "coverage", "first", "The report “coverage” is of one study: leave out", id="not compared"
        ),
    ],
)
def test_the_command_says_what_is_wrong_with_the_second_study(
    studies: None, name: str, other: str, message: str
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("report", name, study="third", other=other, exact=True)

    assert str(error.value).startswith(message)
