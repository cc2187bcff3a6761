"""The words of a withdrawn respondent, and what followed from them, are published nowhere."""

import io
import uuid
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from enterprises.models import Organisation
from interviews import actions
from interviews.models import Interview, InterviewSave
from reports import registry
from reports.formats.files import FORMATS
from survey import actions as survey_actions
from survey import answers
from survey.models import SampledUnit
from tests.factories.enterprises import OrganisationFactory
from tests.factories.releases import release_study
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

pytestmark = pytest.mark.django_db
SECRET = "sagte-dies-niemand"


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory(name="The Clink Charity", is_published=True)


@pytest.fixture
def interview(case: SampledUnit, researcher: User, organisation: Organisation) -> Interview:
    """A finished interview with consent in a published study, and a late save of it."""
    survey_actions.set_published(study=case.strand.study, is_published=True, by=None)
    words = {
        "unit": case,
        "answers": COMPLETE_ANSWERS
        | {"name_service": answers.stored_value("yes"), "anything_else": answers.stored_value(SECRET)},
        "mentions": [
            {
                "key": "00000000-0000-4000-8000-000000000001",
                "name_given": f"{SECRET} scheme",
                "own_words": SECRET,
                "evaluation": SECRET,
                "match": organisation.pk,
            }
        ],
        "notes": {"take_part": SECRET},
        "status": "complete",
        "by": researcher,
    }
    actions.save_interview(submission_key=uuid.uuid4(), from_version=0, **words)
    with pytest.raises(Exception, match="Both texts are kept"):
        late = words | {"notes": {"take_part": f"{SECRET}, in another tab"}}
        actions.save_interview(submission_key=uuid.uuid4(), from_version=0, **late)
    release_study(case.strand.study)
    return Interview.objects.get()


def addresses(interview: Interview, organisation: Organisation) -> Iterator[str]:
    """Return every public address of the study and the organisation, in every format."""
    unit = interview.unit
    slug = unit.strand.study.slug
    # A lone study has nothing to be compared with, and no such page or file.
    for name in set(registry.names()) - {"comparison"}:
        yield f"/studies/{slug}/reports/{name}/"
        for format in FORMATS:
            yield reverse("report-download", args=[slug, name, format])
    yield reverse("study-detail", args=[slug])
    yield organisation.get_absolute_url()
    yield unit.service.get_absolute_url()
    for name in ("home", "atlas", "atlas-feed", "atlas-csv", "atlas-geojson", "atlas-svg"):
        yield reverse(name)
    for path in ("organisations", "engagements", "services", "hsds/organizations", "hsds/services"):
        yield f"/api/v1/{path}/?format=json"


def published(client: Client, interview: Interview, organisation: Organisation) -> dict[str, str]:
    """Return the public text by address; archives are unpacked."""
    found = {}
    for address in addresses(interview, organisation):
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response) if response.streaming else response.content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist())
        found[address] = content.decode(errors="replace")
    return found


@pytest.mark.parametrize("role", ["public", pytest.param("study_lead", marks=pytest.mark.slow)])
def test_no_published_page_shows_a_withdrawn_interview(
    role: str, interview: Interview, organisation: Organisation, client_for: Callable[[str], Client]
) -> None:
    page, service = organisation.get_absolute_url(), interview.unit.service.name
    client = client_for(role)
    assert service in client.get(page).content.decode()

    actions.withdraw_interview(interview=interview, reason="By letter", by=None)

    after = published(client, interview, organisation)
    assert [address for address, text in after.items() if SECRET in text] == []
    assert service not in after[page]
    assert organisation.name not in after[interview.unit.service.get_absolute_url()]
    assert "The Clink" not in after["/api/v1/engagements/?format=json"]


def test_no_page_of_fieldwork_shows_a_withdrawn_interview(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    actions.withdraw_interview(interview=interview, reason="By letter", by=None)

    slug, lead = interview.unit.strand.study.slug, client_for("study_lead")
    for name in ("worklist-study", "matching", "progress", "fieldwork-plan", "sample"):
        assert SECRET not in lead.get(reverse(name, args=[slug])).content.decode()
    for name in ("case-detail", "interview-entry", "case-change"):
        page = lead.get(reverse(name, args=[slug, interview.unit_id]), follow=True)
        assert SECRET not in page.content.decode()
    assert InterviewSave.objects.exclude(document=None).exclude(document={}).count() == 0


def test_an_open_page_cannot_restore_a_withdrawn_interview(interview: Interview, researcher: User) -> None:
    stale = interview.version
    actions.withdraw_interview(interview=interview, reason="By letter", by=None)

    with pytest.raises(ValidationError, match="has withdrawn this interview"):
        actions.save_interview(
            unit=interview.unit,
            submission_key=uuid.uuid4(),
            from_version=stale,
            answers={"anything_else": answers.stored_value(SECRET)},
            by=researcher,
        )

    assert SECRET not in str(list(InterviewSave.objects.values_list("document", flat=True)))
