"""Publishing a questionnaire from its form, retiring it, and offering it again, on the pages of the product."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.jobs.actions import run_job
from accounts.models import AuditEvent, Job, User
from survey.actions import INSTRUMENTS
from survey.models import Instrument
from survey.xlsform import questionnaire_of
from tests.factories import xlsforms
from tests.factories.survey import InstrumentFactory
from tests.pages import text_of
from tests.survey.reviewed import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = "/questionnaires/new/"


def page_of(row: Instrument) -> str:
    return f"/questionnaires/{row.name}/{row.version}/"


def test_a_questionnaire_is_previewed_before_it_is_published(lead):
    preview = lead.post(NEW, {"source": xlsforms.form(), "_preview": "Preview"})

    assert "not published yet" in words_of(preview)
    assert not Instrument.objects.exists()
    lead.post(NEW, {"source": xlsforms.form(), "_save": "Publish"})
    made = Instrument.objects.get()
    assert "This version is published" in text_of(lead.get(page_of(made)))
    assert (
        questionnaire_of(lead.get(f"{page_of(made)}file/?format=md").content.decode()) == made.questionnaire
    )
    assert b"ddi:codebook:2_5" in lead.get(f"{page_of(made)}file/?format=ddi").content


def test_a_broken_form_is_refused_with_sheet_and_row(lead):
    page = lead.post(NEW, {"source": xlsforms.form(xlsforms.row("telepathy")), "_preview": "1"})

    assert "Sheet survey, row 3" in words_of(page)


def test_a_questionnaire_is_retired_with_a_reason_and_stays(lead):
    guide = InstrumentFactory(source=xlsforms.form())

    lead.post(f"{page_of(guide)}retire/", {"reason": "Replaced"})

    assert Instrument.objects.get(pk=guide.pk).is_retired
    assert "Replaced" in words_of(lead.get(page_of(guide)))
    assert lead.get(f"{page_of(guide)}retire/").url == page_of(guide)


def test_retiring_needs_a_reason(lead):
    guide = InstrumentFactory(source=xlsforms.form())

    for reason in ("", "  "):
        assert "Say why" in words_of(lead.post(f"{page_of(guide)}retire/", {"reason": reason}))
    assert not Instrument.objects.get(pk=guide.pk).is_retired


def test_a_retired_questionnaire_is_offered_again_and_the_audit_trail_keeps_why_it_was_retired(lead):
    guide = InstrumentFactory(source=xlsforms.form())
    lead.post(f"{page_of(guide)}retire/", {"reason": "By mistake"})

    page = lead.post(f"{page_of(guide)}restore/", follow=True)

    assert "is offered again" in words_of(page) and "Retire it" in words_of(page)
    assert guide in Instrument.objects.suitable_for("online_survey")
    assert AuditEvent.objects.get(verb="instrument.restored").detail == {"was_retired_because": "By mistake"}


def test_a_version_with_slashes_has_its_pages(lead):
    guide = InstrumentFactory(version="1/6/2009", source=xlsforms.form())

    assert words_of(lead.get("/questionnaires/")).count(page_of(guide)) > 1
    assert lead.get(page_of(guide)).status_code == 200
    lead.post(f"{page_of(guide)}retire/", {"reason": "Replaced"})
    assert Instrument.objects.get(pk=guide.pk).is_retired
    assert lead.post(f"{page_of(guide)}restore/").url == page_of(guide)


def test_without_a_file_and_a_text_the_page_says_what_to_do(lead):
    assert "Choose a file, or paste the form’s text." in words_of(lead.post(NEW, {}))


def test_a_questionnaire_is_published_from_its_form(lead: Client) -> None:
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    lead.post(NEW, {"source": source})

    guide = Instrument.objects.get()
    assert (guide.name, guide.version, guide.created_by) == ("service_interview", "4", User.objects.get())
    assert "What does the service gain from working with them?" in words_of(lead.get(page_of(guide)))
    page = words_of(lead.get(reverse("admin:survey_instrument_change", args=[guide.pk])))
    assert "What does the service gain from working with them?" in page
    assert "integer · if ${works_now} = 'yes' · only . &gt;= 0 and . &lt;= 999" in page


def test_a_form_with_mistakes_is_refused_with_sheet_and_row(lead: Client) -> None:
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    response = lead.post(
        NEW,
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
        page = lead.post(NEW, {"source": text}, follow=True)
        assert "Publish a questionnaire" in words_of(page) and "Waiting" in words_of(page)
    assert not Instrument.objects.exists()
    refused, published = Job.objects.all()
    for job in (published, refused):
        run_job.call(str(job.pk))
        job.refresh_from_db()

    assert published.next_address == page_of(Instrument.objects.get())
    assert "Sheet survey, row 16" in refused.error and "uses “floor”" in refused.error
