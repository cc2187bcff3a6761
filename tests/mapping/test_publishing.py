"""Listing a study publicly: what becomes public is said before, and figures are not part of it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from survey.models import Study
from tests.factories.releases import ReleaseFactory
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
def test_only_study_leads_list_a_study(role: str, status: int, client_for: Callable[[str], Client]) -> None:
    StudyFactory(slug="one")

    assert client_for(role).get(PAGE).status_code == status
    if role != "study_lead":
        client_for(role).post(PAGE, {"what": "list"})
        assert not Study.objects.get().is_published


def test_what_becomes_public_is_said_before_and_then_it_is(lead: Client, client: Client) -> None:
    study = StudyFactory(slug="one")
    page = text_of(lead.get(PAGE))
    assert "the page of the study" in page and "figures: these become public by a" in page
    assert client.get("/studies/one/").status_code == 404

    lead.post(PAGE, {"what": "list"})

    assert client.get("/studies/one/").status_code == 200
    assert "Take it off the list" in text_of(lead.get(PAGE))
    lead.post(PAGE, {"what": "take off"})
    assert client.get("/studies/one/").status_code == 404
    verbs = AuditEvent.objects.about(study).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["study.published", "study.unpublished"]


def test_pressing_twice_lists_once(lead: Client) -> None:
    study = StudyFactory(slug="one")

    lead.post(PAGE, {"what": "list"})
    lead.post(PAGE, {"what": "list"})

    study.refresh_from_db()
    assert study.is_published
    assert AuditEvent.objects.about(study).count() == 1


def test_a_study_with_releases_stays_listed(lead: Client) -> None:
    study = StudyFactory(slug="one", is_published=True)
    ReleaseFactory(study=study, released=True)
    page = text_of(lead.get(PAGE))
    assert "It stays listed. It has releases, whose addresses never change." in page
    assert 'name="what"' not in page

    response = lead.post(PAGE, {"what": "take off"}, follow=True)

    assert "addresses never change" in text_of(response)
    assert Study.objects.get().is_published


def test_a_draft_is_not_listed(lead: Client) -> None:
    StudyFactory(slug="one", state="draft")
    page = text_of(lead.get(PAGE))
    assert "This study is a draft." in page and 'name="what"' not in page

    response = lead.post(PAGE, {"what": "list"}, follow=True)

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

    assert len(few) == len(many) <= 12
