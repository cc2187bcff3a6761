"""The archive of all reports of a study: a job whose file has what the person may see and nothing else."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from accounts.jobs.models import Job, JobState
from accounts.models import AuditEvent
from reports import registry
from reports.formats.files import FORMATS
from tests.factories.releases import release_study
from tests.factories.survey import StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    made = StrandFactory(study=StudyFactory(slug="small", is_published=True)).study
    release_study(made)
    return made


def test_the_archive_has_every_report_in_every_format_the_same_as_alone(client_for, study):
    client = client_for("viewer")

    assert "Download all reports" in text_of(client.get("/studies/small/"))
    content = b"".join(client.post("/studies/small/reports.zip", follow=True))

    archive = ZipFile(BytesIO(content))
    assert len(archive.namelist()) == (len(registry.names()) - 1) * len(FORMATS)  # Nothing to compare with.
    alone = client.get("/studies/small/reports/coverage.csv").content
    assert archive.read("coverage-small.csv") == alone
    event = AuditEvent.objects.get(verb="reports.exported")
    assert (event.study_slug, event.detail) == ("small", {"is_exact": False})


def test_a_visitor_is_offered_the_single_files_only(client, study):
    assert "Download all reports" not in text_of(client.get("/studies/small/"))
    assert "/login/" in client.post("/studies/small/reports.zip").headers["Location"]


def test_a_study_that_is_not_published_is_not_found_for_who_may_not_see_it(client_for, study):
    StudyFactory(slug="hidden", is_published=False)

    assert client_for("viewer").post("/studies/hidden/reports.zip").status_code == 404
    assert client_for("researcher").post("/studies/hidden/reports.zip", follow=True).status_code == 200
    assert Job.objects.get().state == JobState.FINISHED
    assert AuditEvent.objects.get(verb="reports.exported").detail == {"is_exact": True}


def test_before_the_first_release_there_is_no_archive_for_the_public(client_for, settings):
    StudyFactory(slug="early", is_published=True)

    page = text_of(client_for("viewer").post("/studies/early/reports.zip", follow=True))

    assert "Not released yet. No day is announced." in page
    assert Job.objects.get().state == JobState.FAILED
