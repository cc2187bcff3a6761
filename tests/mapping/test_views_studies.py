"""The list of studies and the page of one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports import registry
from tests.factories.noms import FrameFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import (
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_the_list_shows_published_studies_to_everybody_and_the_others_to_those_who_work_on_them(
    client_for,
) -> None:
    StudyFactory(title="Open to all", is_published=True)
    StudyFactory(title="Not yet", is_published=False)

    public = client_for("public").get("/studies/").content.decode()
    research = client_for("researcher").get("/studies/").content.decode()

    assert "Open to all" in public
    assert "Not yet" not in public
    assert "Not yet" in research
    assert "Not published" in research


def test_without_studies_the_list_says_so(client: Client) -> None:
    assert "No study has been published yet." in client.get("/studies/").content.decode()


def test_each_study_says_how_many_services_it_reached_by_its_release(client: Client, client_for) -> None:
    strand = StrandFactory(study=StudyFactory(is_published=True))
    for code in ("I", "P", "R"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(), code=code)
    assert "Its figures are not released yet." in text_of(client.get("/studies/"))
    release_study(strand.study)
    SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")

    assert "2 of 3" in client.get("/studies/").content.decode()
    assert "3 of 4" in client_for("researcher").get("/studies/").content.decode()


def test_the_page_of_a_study_says_how_it_was_done_and_leads_to_its_reports(client: Client) -> None:
    strand = StrandFactory(study=StudyFactory(slug="one", title="Study one", is_published=True))
    SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")

    text = client.get("/studies/one/").content.decode()

    assert "Study one" in text
    assert "30 June 2009" in text
    assert 'href="/studies/one/reports/coverage/"' in text
    assert 'href="/studies/one/reports/engagement/"' in text
    assert "First interviews" in text


def test_the_reports_are_grouped_by_question_in_the_words_of_the_frame(client: Client) -> None:
    StudyFactory(slug="one", is_published=True, frame=FrameFactory(slug="norland"))

    response = client.get("/studies/one/")

    groups = response.context["report_groups"]
    assert [title for title, _ in groups] == ["Who", "Why not", "What for", "Where missing", "Method"]
    assert sorted(report.name for _, reports in groups for report in reports) == sorted(
        set(registry.names()) - {"comparison"}
    ), "nothing is released yet that could be compared"
    assert "Barriers by kind of service" in text_of(response)
    assert "part of NOMS" not in text_of(response)


def test_a_study_without_strands_says_that_it_has_not_begun(client: Client) -> None:
    StudyFactory(slug="one", is_published=True)

    assert "has not begun" in client.get("/studies/one/").content.decode()


@pytest.mark.parametrize(("role", "status"), [("public", 404), ("viewer", 404), ("researcher", 200)])
def test_an_unpublished_study_is_not_there_for_the_public(client_for, role: str, status: int) -> None:
    StudyFactory(slug="hidden")

    assert client_for(role).get("/studies/hidden/").status_code == status


def test_the_queries_stay_the_same_at_any_size(client: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    strand = StrandFactory(study=StudyFactory(slug="one", is_published=True))
    SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")
    release_study(strand.study)
    for address in ("/studies/", "/studies/one/"):
        client.get(address)
    few = [queries("/studies/"), queries("/studies/one/")]
    for _ in range(4):
        other = StrandFactory(study=StudyFactory(is_published=True))
        for made in (strand, other):
            SampledUnitFactory(strand=made, service=ServiceFactory(), code="I")
        release_study(other.study)
    client.get("/studies/")

    assert few == [queries("/studies/"), queries("/studies/one/")] == [2, 4]


def test_the_page_of_a_study_counts_online_answers(client: Client) -> None:
    strand = OnlineStrandFactory(study=StudyFactory(slug="one", is_published=True))
    for _ in range(3):
        ResponseFactory(sent=True, strand=strand)
    ResponseFactory(strand=strand)
    ResponseFactory(sent=True, strand=strand, status="rejected", reason="Not real")
    release_study(strand.study)

    text = text_of(client.get("/studies/one/"))

    assert 'Anyone who wishes </td> <td class="govuk-table__cell govuk-table__cell--numeric"> 3 </td>' in text
    assert "answered the online survey" in text
