"""Publishing and withdrawing the reports of a study: what becomes public is said before."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from reports import registry
from survey.models import Study
from tests.factories.interviews import CallFactory
from tests.factories.noms import FrameFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/studies/one/publish/"


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.mark.parametrize(
    ("role", "status"),
    [("public", 302), ("viewer", 403), ("researcher", 403), ("study_lead", 200), ("curator", 403)],
)
def test_only_study_leads_publish(role: str, status: int, client_for: Callable[[str], Client]) -> None:
    StudyFactory(slug="one")

    assert client_for(role).get(PAGE).status_code == status
    if role != "study_lead":
        client_for(role).post(PAGE, {"what": "publish"})
        assert not Study.objects.get().is_published


def test_what_becomes_public_is_said_before_and_then_it_is(lead: Client, client: Client) -> None:
    study = StudyFactory(slug="one", smallest_base=20)
    page = text_of(lead.get(PAGE))
    # The reports, and the quality statement.
    assert page.count("?version=public") == len(registry.every()) + 1
    assert "where fewer than 20 answered, only that number is shown" in page
    assert "They say “Not released yet” until the first release" in page
    assert client.get("/studies/one/").status_code == 404

    lead.post(PAGE, {"what": "publish"})

    assert client.get("/studies/one/").status_code == 200
    withdrawal = text_of(lead.get(PAGE))
    assert "everybody reads its page and its releases" in withdrawal
    assert "whoever has downloaded a report keeps it" in withdrawal
    lead.post(PAGE, {"what": "withdraw"})
    assert client.get("/studies/one/").status_code == 404
    verbs = AuditEvent.objects.about(study).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["study.published", "study.unpublished"]


def test_the_reports_of_a_study_of_an_own_frame_have_its_words(lead: Client) -> None:
    StudyFactory(slug="one", frame=FrameFactory())

    page = text_of(lead.get(PAGE))

    assert "Barriers by kind of service" in page and "NOMS" not in page


def test_pressing_twice_publishes_once(lead: Client) -> None:
    study = StudyFactory(slug="one")

    lead.post(PAGE, {"what": "publish"})
    lead.post(PAGE, {"what": "publish"})

    study.refresh_from_db()
    assert study.is_published
    assert AuditEvent.objects.about(study).count() == 1


def test_a_study_without_regions_says_so(lead: Client) -> None:
    StudyFactory(slug="one", shows_areas=False)

    assert "answers are not shown by region" in text_of(lead.get(PAGE))


def test_with_a_release_each_report_is_read_as_the_public_will(lead: Client) -> None:
    release_study(StudyFactory(slug="one"))

    assert "They show the current release." in text_of(lead.get(PAGE))


def test_what_is_unfinished_is_named_and_does_not_prevent_publication(lead: Client) -> None:
    unit = SampledUnitFactory(strand=StrandFactory(study=StudyFactory(slug="one")), code="UO")
    CallFactory(unit=unit, disposition="completed")

    page = text_of(lead.get(PAGE))

    assert "1 interview was held and not entered yet." in page
    assert "Better finished before a release" in page
    lead.post(PAGE, {"what": "publish"})
    assert Study.objects.get().is_published


def test_a_draft_is_not_published(lead: Client) -> None:
    StudyFactory(slug="one", state="draft")
    page = text_of(lead.get(PAGE))
    assert "This study is a draft." in page and 'name="what"' not in page

    response = lead.post(PAGE, {"what": "publish"}, follow=True)

    assert "A draft cannot be published. Open the study first." in text_of(response)
    assert not Study.objects.get().is_published


def test_the_page_takes_as_many_queries_for_twenty_cases_as_for_one(lead: Client) -> None:
    strand = StrandFactory(study=StudyFactory(slug="one"))
    SampledUnitFactory(strand=strand)
    lead.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        lead.get(PAGE)
    SampledUnitFactory.create_batch(19, strand=strand)
    with CaptureQueriesContext(connection) as many:
        lead.get(PAGE)

    assert len(few) == len(many) <= 24
