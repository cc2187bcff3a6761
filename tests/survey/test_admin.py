"""Studies and questionnaires in the admin, for study leads."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.jobs.actions import run_job
from accounts.models import AuditEvent, Job, User
from survey.actions import INSTRUMENTS
from survey.models import Instrument, Study
from survey.vocabulary import CaseCode, StrandKind
from tests.factories.noms import ServiceFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, StudyFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
STUDIES = "/admin/survey/study/"
INSTRUMENTS_LIST = "/admin/survey/instrument/"
UNITS = "/admin/survey/sampledunit/"
NEW = {
    "title": "Mapping 2009",
    "slug": "mapping-2009",
    "description": "",
    "frame_on": "2009-06-30",
    "counting_unit": "establishment",
    "definition": "inclusive-2009",
    "instrument": "",
    "opened_on": "",
    "closed_on": "",
}


def page_of(row: Study | Instrument) -> str:
    return reverse(f"admin:survey_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("role", ["curator", "administrator"])
@pytest.mark.parametrize("section", [STUDIES, INSTRUMENTS_LIST, UNITS])
def test_others_in_the_admin_do_not_manage_studies(
    role: str, section: str, client_for: Callable[[str], Client]
) -> None:
    client = client_for(role)

    assert client.get(section).status_code == 403
    assert client.get(f"{section}add/").status_code == 403


def test_a_study_opens_with_its_frame_and_its_guide(lead: Client) -> None:
    prison, trust = ServiceFactory(), ServiceFactory(probation=True)
    ServiceFactory(closed_on=dt.date(2008, 1, 1), closed_precision="day")

    response = lead.post(f"{STUDIES}add/", NEW)

    study = Study.objects.get()
    assert response.status_code == 302
    assert (study.opened_on, study.definition_version) == (dt.date(2009, 6, 30), "2")
    assert {unit.service for unit in study.strands.get().units.all()} == {prison, trust}
    assert study.strands.get().instrument.name == "service_interview"
    assert study.created_by == User.objects.get()
    assert AuditEvent.objects.about(study).get(verb="study.opened").detail == {
        "frame_on": "2009-06-30",
        "units": 2,
    }


def test_a_study_can_use_another_questionnaire(lead: Client) -> None:
    ServiceFactory()
    guide = InstrumentFactory()

    lead.post(f"{STUDIES}add/", {**NEW, "instrument": guide.pk})

    assert Study.objects.get().strands.get().instrument == guide


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"frame_on": "1700-01-01"},
            "No prison or probation service is known to have been open on that day.",
        ),
        ({"frame_on": ""}, "Fill this in."),
        ({"frame_on": "soon"}, "Enter a date, such as"),
        ({"closed_on": "2009-01-01"}, "Fieldwork must end on or after the day it begins."),
        ({"definition": "guesswork"}, "Choose from the list"),
        ({"counting_unit": "wing"}, "Choose from the list"),
        ({"slug": "taken"}, "There is already a Study with this Slug."),
        ({"slug": "not a slug"}, "Use only the letters a to z"),
    ],
)
def test_a_study_that_cannot_be_opened_is_refused_with_a_message(
    change: dict[str, str], reason: str, lead: Client
) -> None:
    ServiceFactory(opened_on=dt.date(1900, 1, 1), opened_precision="day")
    StudyFactory(slug="taken")

    response = lead.post(f"{STUDIES}add/", {**NEW, **change})

    assert reason in words_of(response)
    assert Study.objects.count() == 1


def test_a_changed_guide_without_a_new_version_is_reported_and_opens_no_study(lead: Client) -> None:
    ServiceFactory()
    InstrumentFactory(name="service_interview", version="4")

    response = lead.post(f"{STUDIES}add/", NEW, follow=True)

    assert "is already published with other questions" in words_of(response)
    assert not Study.objects.exists()


def test_a_revised_study_keeps_its_frame(lead: Client) -> None:
    strand = StrandFactory()
    study = strand.study

    lead.post(
        page_of(study),
        {
            "title": "New",
            "description": "Words",
            "opened_on": "2009-07-01",
            "closed_on": "",
            "frame_on": "2001-01-01",
            "protection": "rounding",
            "protection_threshold": "10",
        }
        | {"definition": "dti-2002", "slug": "other", "is_published": "on"}
        | {"strands-TOTAL_FORMS": "1", "strands-INITIAL_FORMS": "1"}
        | {"strands-0-id": strand.pk, "strands-0-study": study.pk, "strands-0-kind": "online_survey"},
    )

    before, slug = study.frame_on, study.slug
    study.refresh_from_db()
    assert (study.title, study.description, study.opened_on) == ("New", "Words", dt.date(2009, 7, 1))
    assert (study.frame_on, study.slug, study.definition) == (before, slug, "inclusive-2009")
    assert not study.is_published
    assert study.strands.get().kind == StrandKind.INITIAL_INTERVIEW
    event = AuditEvent.objects.about(study).get()
    assert event.verb == "study.revised"
    assert event.detail == {
        "changed": ["description", "opened_on", "protection", "protection_threshold", "title"]
    }
    assert (study.protection, study.protection_threshold) == ("rounding", 10)


def test_the_page_of_a_study_shows_how_large_its_samples_are(lead: Client) -> None:
    strand = StrandFactory()
    SampledUnitFactory.create_batch(3, strand=strand)
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)

    page = words_of(lead.get(page_of(strand.study)))

    assert "Initial telephone interviews" in page
    assert '<td class="field-units"><p>4</p></td>' in "".join(page.split("\n")).replace("  ", "")
    assert '<td class="field-interviewed"><p>1</p></td>' in "".join(page.split("\n")).replace("  ", "")


def test_reports_are_published_and_withdrawn(lead: Client) -> None:
    study = StudyFactory()

    lead.post(STUDIES, {"action": "publish", "_selected_action": [study.pk]})
    study.refresh_from_db()
    assert study.is_published

    lead.post(STUDIES, {"action": "withdraw", "_selected_action": [study.pk]})
    study.refresh_from_db()
    assert not study.is_published
    assert [event.verb for event in AuditEvent.objects.about(study).order_by("pk")] == [
        "study.published",
        "study.unpublished",
    ]


def test_studies_and_samples_are_never_removed(lead: Client) -> None:
    unit = SampledUnitFactory()

    assert lead.post(f"{STUDIES}{unit.strand.study.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead.post(f"{UNITS}{unit.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead.post(f"{UNITS}{unit.pk}/change/", {"code": "I"}).status_code == 403
    assert lead.get(f"{UNITS}add/").status_code == 403
    assert lead.get(f"{UNITS}{unit.pk}/change/").status_code == 200


def test_a_questionnaire_is_published_from_its_form(lead: Client) -> None:
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    lead.post(f"{INSTRUMENTS_LIST}add/", {"source": source})

    guide = Instrument.objects.get()
    assert (guide.name, guide.version, guide.created_by) == ("service_interview", "4", User.objects.get())
    page = words_of(lead.get(page_of(guide)))
    assert "What does the service gain from working with them?" in page
    assert "integer · if ${works_now} = 'yes' · only . &gt;= 0 and . &lt;= 999" in page


def test_a_form_with_mistakes_is_refused_with_sheet_and_row(lead: Client) -> None:
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    response = lead.post(
        f"{INSTRUMENTS_LIST}add/",
        {"source": source.replace("${works_now} = 'no'", "floor(${works_now}) = 1")},
    )

    assert "Sheet survey, row 16: “worked_before”: “floor(${works_now}) = 1” uses “floor”" in words_of(
        response
    )
    assert not Instrument.objects.exists()


def test_with_a_queue_a_questionnaire_is_published_by_the_worker_or_refused_there(
    lead: Client, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    for text in (source, source.replace("${works_now} = 'no'", "floor(${works_now}) = 1")):
        page = lead.post(f"{INSTRUMENTS_LIST}add/", {"source": text}, follow=True)
        assert "Publish a questionnaire" in words_of(page) and "Waiting" in words_of(page)
    assert not Instrument.objects.exists()
    refused, published = Job.objects.all()
    for job in (published, refused):
        run_job.call(str(job.pk))
        job.refresh_from_db()

    assert published.next_address == page_of(Instrument.objects.get())
    assert "Sheet survey, row 16" in refused.error and "uses “floor”" in refused.error


def test_a_published_version_is_read_only(lead: Client) -> None:
    guide = InstrumentFactory()

    assert lead.post(page_of(guide), {"source": "x"}).status_code == 403
    assert lead.post(f"{INSTRUMENTS_LIST}{guide.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("section", "make"),
    [
        pytest.param(STUDIES, StrandFactory, id="studies"),
        pytest.param(UNITS, SampledUnitFactory, id="units"),
        pytest.param(INSTRUMENTS_LIST, StrandFactory, id="questionnaires"),
    ],
)
def test_a_list_needs_as_many_queries_for_forty_rows_as_for_one(
    section: str, make: Callable[[], object], lead: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make()
    with CaptureQueriesContext(connection) as few:
        lead.get(section)
    for _ in range(39):
        make()

    with django_assert_num_queries(len(few)):
        assert lead.get(section).status_code == 200
