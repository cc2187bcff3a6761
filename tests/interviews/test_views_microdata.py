"""The page that exports interviews: what is offered, what needs a permission and a reason, and the audit trail."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.jobs.actions import start
from accounts.models import AuditEvent, User
from interviews.jobs import EXPORT, FULL_EXPORT
from survey.models import Strand
from tests.factories.survey import OnlineStrandFactory, StudyFactory
from tests.interviews.exports.cases import strand_of_interviews
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand(settings) -> Strand:
    settings.SECOND_FACTOR_REQUIRED = False
    return strand_of_interviews(12)


def account(role: str) -> User:
    """The account of `client_for`."""
    return User.objects.get(email__startswith=role)


def address(strand: Strand) -> str:
    return f"/work/{strand.study.slug}/microdata/"


def body(strand: Strand, **more: str) -> dict[str, str]:
    return {"interviews": f"{strand.pk}-{strand.instrument_id}", "format": "csv", **more}


def cases(response) -> list[dict[str, str]]:
    archive = ZipFile(BytesIO(b"".join(response)))
    return list(csv.DictReader(StringIO(archive.read("cases.csv").decode("utf-8-sig"))))


@pytest.mark.parametrize("role", ["researcher", "study_lead"])
def test_research_roles_take_interviews_de_identified_and_the_trail_says_so(client_for, strand, role) -> None:
    client = client_for(role)

    page = text_of(client.get(address(strand)))
    response = client.post(address(strand), body(strand), follow=True)

    assert "12 interviews" in page and "At least 10 cases agree in all three" in page
    assert "no-store" in response["Cache-Control"]
    assert len(rows := cases(response)) == 12 and "name" not in rows[0]
    event = AuditEvent.objects.get(verb="interviews.exported")
    assert event.study_slug == strand.study.slug
    assert event.detail == {
        "instrument": strand.instrument_id,
        "format": "csv",
        "rows": {"cases": 12, "mentions": 12},
        "is_full": False,
        "reason": "",
    }


def test_the_lead_takes_them_in_full_only_with_a_reason(client_for, strand) -> None:
    lead = client_for("study_lead")

    refused = lead.post(address(strand), body(strand, is_full="on", reason="  "))
    assert "Say what the names and words are needed for" in text_of(refused)
    assert not AuditEvent.objects.filter(verb="interviews.exported").exists()

    response = lead.post(
        address(strand), body(strand, is_full="on", reason="To check the coding."), follow=True
    )
    assert {row["name"] for row in cases(response)} == {f"HMP Hidden {place}" for place in range(12)}
    event = AuditEvent.objects.get(verb="interviews.exported")
    assert (event.detail["is_full"], event.detail["reason"]) == (True, "To check the coding.")


def test_a_researcher_is_not_offered_names_and_does_not_get_them_by_asking(client_for, strand) -> None:
    client = client_for("researcher")

    assert "In full" not in text_of(client.get(address(strand)))
    response = client.post(address(strand), body(strand, is_full="on", reason="Please"), follow=True)
    assert "name" not in cases(response)[0]
    arguments = {"strand": strand.pk, "instrument": strand.instrument_id, "format": "csv", "reason": "x"}
    with pytest.raises(PermissionDenied):
        start(kind=FULL_EXPORT, title="All", by=account("researcher").pk, arguments=arguments)


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_nobody_else_opens_the_page_or_starts_the_export(client_for, strand, role) -> None:
    assert client_for(role).get(address(strand)).status_code == 403
    assert client_for(role).post(address(strand), body(strand)).status_code == 403
    with pytest.raises(PermissionDenied):
        start(kind=EXPORT, title="x", by=account(role).pk, arguments={})


def test_what_does_not_exist_is_refused_at_its_field(client_for, strand) -> None:
    other = strand_of_interviews(0)
    lead = client_for("study_lead")

    page = text_of(lead.post(address(strand), {**body(other), "format": "pdf"}))

    assert page.count("Choose from the list") >= 2
    assert "Choose the interviews" in text_of(lead.post(address(strand), {"format": "csv"}))


def test_a_study_without_a_guide_says_so_and_the_survey_is_not_offered(client_for, strand) -> None:
    study = StudyFactory()
    OnlineStrandFactory(study=study)

    page = text_of(client_for("study_lead").get(f"/work/{study.slug}/microdata/"))

    assert "This study has no questionnaire for interviews yet." in page


def test_the_page_takes_as_many_queries_at_any_size(client_for, strand) -> None:
    client = client_for("study_lead")
    larger = strand_of_interviews(30)
    counts = []

    for each in (strand, larger):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(each))
        counts.append(len(captured))
    assert counts[0] == counts[1]
