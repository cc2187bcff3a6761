"""Publishing a questionnaire from its form, retiring it, and offering it again, on the pages of the product."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from survey import actions
from survey.actions import INSTRUMENTS
from survey.models import Instrument, QuestionnaireUpload
from survey.xlsform import Reading
from tests.factories import xlsforms
from tests.factories.survey import InstrumentFactory
from tests.pages import text_of
from tests.survey.reviewed import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = "/questionnaires/new/"


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def page_of(row: Instrument) -> str:
    return f"/questionnaires/{row.name}/{row.version}/"


def uploaded(lead: Client, source: str) -> str:
    """Upload a form as text, and return the address of its page."""
    return str(lead.post(NEW, {"source": source}).url)


def publish(lead: Client, source: str) -> Instrument:
    page = uploaded(lead, source)
    lead.post(page, stated(lead, page) | {"_save": "1"})
    return Instrument.objects.get()


def stated(lead: Client, page: str) -> dict[str, str]:
    """Return what the page says about title, form_id, version and languages."""
    form = lead.get(page).context["form"]
    return {name: str(form[name].value()) for name in form.fields}


def test_a_questionnaire_is_looked_at_before_it_is_published(lead):
    page = uploaded(lead, xlsforms.form())

    assert "not published yet" in words_of(lead.get(page))
    assert not Instrument.objects.exists()
    lead.post(page, stated(lead, page) | {"_save": "1"})
    made = Instrument.objects.get()
    assert "This version is published" in text_of(lead.get(page_of(made)))
    assert "| guide |" in lead.get(f"{page_of(made)}file/?format=md").content.decode()
    assert b"ddi:codebook:2_5" in lead.get(f"{page_of(made)}file/?format=ddi").content
    assert not QuestionnaireUpload.objects.exists()


def test_the_form_and_the_tables_beside_it_are_kept_as_they_were(lead):
    files = [upload("guide.md", xlsforms.form()), upload("towns.csv", "name,label\nleeds,Leeds\n")]
    page = lead.post(NEW, {"form_files": files}).url
    lead.post(page, stated(lead, page) | {"_save": "1"})

    original = lead.get(f"{page_of(Instrument.objects.get())}file/?format=original")

    with ZipFile(BytesIO(b"".join(original.streaming_content))) as archive:
        assert archive.read("guide.md").decode() == xlsforms.form()
        assert archive.read("towns.csv") == b"name,label\nleeds,Leeds\n"


def test_the_author_corrects_title_version_and_the_code_of_a_language(lead):
    source = xlsforms.form(settings="").replace("label |", "label::Elvish |", 2)
    page = uploaded(lead, source)
    assert "the code of the language “Elvish” is not known" in words_of(lead.get(page))

    given = {"title": "Towns", "form_id": "towns", "version": "7", "language_0": "qya", "_correct": "1"}
    lead.post(page, given)

    assert "Elvish” is not known" not in words_of(lead.get(page))
    lead.post(page, stated(lead, page) | {"_save": "1"})
    made = Instrument.objects.get()
    assert (made.name, made.version, made.title) == ("towns", "7", "Towns")
    assert made.questionnaire.language.code == "qya"


def test_what_is_left_out_is_said_before_and_after_publishing(lead):
    source = xlsforms.form(xlsforms.row("geopoint", "place", "Where?"), xlsforms.row("start", "begun", ""))

    made = publish(lead, source)

    assert "“place”: a place cannot be asked here." in words_of(lead.get(page_of(made)))
    assert list(made.left_out) == ["place", "begun"]


def test_a_file_that_is_missing_is_added_to_the_upload(lead):
    row = xlsforms.row("select_one_from_file towns.csv", "town", "Town")
    page = uploaded(lead, xlsforms.form(row))
    assert "the file “towns.csv” is missing" in words_of(lead.get(page))

    lead.post(page, {"more_files": upload("towns.csv", "name,label\nleeds,Leeds\n"), "_add": "1"})

    assert "is missing" not in words_of(lead.get(page))
    assert "Leeds" in words_of(lead.get(page))


def test_a_table_beside_the_form_that_cannot_be_read_is_named(lead):
    """A quotation mark that is never closed makes the rest of the file one cell, too long for CSV."""
    row = xlsforms.row("select_one_from_file towns.csv", "town", "Town")
    damaged = upload("towns.csv", 'name,label\nleeds,"' + "x" * 140_000)

    page = lead.post(NEW, {"form_files": [upload("guide.md", xlsforms.form(row)), damaged]}, follow=True)

    assert "“towns.csv” cannot be read as CSV" in words_of(page)
    assert 'name="_save"' not in text_of(page)


def test_an_upload_is_discarded_by_its_author_or_after_a_month(lead):
    page = uploaded(lead, xlsforms.form())
    lead.post(page, {"_discard": "1"})
    assert not QuestionnaireUpload.objects.exists()

    uploaded(lead, xlsforms.form())
    assert actions.discard_expired_questionnaires(dry_run=False) == 0
    QuestionnaireUpload.objects.update(created_at=timezone.now() - dt.timedelta(days=31))
    assert actions.discard_expired_questionnaires(dry_run=True) == 1
    assert actions.discard_expired_questionnaires(dry_run=False) == 1
    assert not QuestionnaireUpload.objects.exists()


def test_a_refused_form_shows_every_reason_and_keeps_what_was_typed(lead):
    source = xlsforms.form(xlsforms.row("telepathy"), xlsforms.row(name="c", relevant="foo(${a})"))

    page = lead.get(uploaded(lead, source))

    assert "Sheet survey, row 3" in words_of(page) and "Sheet survey, row 4" in words_of(page)
    assert "telepathy | b | B" in words_of(page)
    assert 'name="_save"' not in text_of(page)


def test_a_form_that_is_discarded_while_it_is_read_is_not_published(lead, monkeypatch):
    page = uploaded(lead, xlsforms.form())
    given = stated(lead, page) | {"_save": "1"}
    read = actions.read_questionnaire

    def read_and_discard(*, upload: QuestionnaireUpload) -> Reading:
        reading = read(upload=upload)
        actions.discard_questionnaire(upload=upload)
        return reading

    monkeypatch.setattr(actions, "read_questionnaire", read_and_discard)

    answer = lead.post(page, given, follow=True)

    assert "published or discarded in the meantime" in words_of(answer)
    assert not Instrument.objects.exists()


def test_a_file_with_the_name_of_a_pasted_form_need_not_be_a_text(lead):
    file = SimpleUploadedFile("form.md", b"PK\x03\x04\xff\xfe")

    page = lead.get(lead.post(NEW, {"form_files": [file]}).url)

    assert "damaged or locked" in words_of(page)
    assert "again" not in page.context


def test_a_version_that_is_published_already_with_other_questions_is_refused(lead):
    publish(lead, xlsforms.form())
    page = uploaded(lead, xlsforms.form(xlsforms.row()))

    answer = lead.post(page, stated(lead, page) | {"_save": "1"})

    assert "is already published with other questions" in words_of(answer)
    assert Instrument.objects.count() == 1


def test_who_publishes_twice_or_goes_back_is_led_to_the_list_and_told_why(lead):
    page = uploaded(lead, xlsforms.form())
    sent = stated(lead, page) | {"_save": "1"}
    lead.post(page, sent)

    for answer in (lead.post(page, sent, follow=True), lead.get(page, follow=True)):
        assert answer.redirect_chain[-1][0] == "/questionnaires/"
        assert "it was published or discarded" in words_of(answer)
    assert Instrument.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [{"_save": "1"}, {"_correct": "1", "title": "Another title"}],
    ids=["published", "corrected"],
)
def test_who_publishes_a_second_time_while_the_form_is_read_is_led_to_the_list_too(lead, monkeypatch, sent):
    page = uploaded(lead, xlsforms.form())
    sent = stated(lead, page) | sent
    read = actions.read_questionnaire

    def read_and_lose(*, upload: QuestionnaireUpload) -> Reading:
        found = read(upload=upload)
        actions.publish_uploaded_questionnaire(upload=upload, by=None)
        return found

    monkeypatch.setattr(actions, "read_questionnaire", read_and_lose)
    answer = lead.post(page, sent, follow=True)

    assert answer.redirect_chain[-1][0] == "/questionnaires/"
    assert "it was published or discarded" in words_of(answer)
    assert Instrument.objects.count() == 1 and not QuestionnaireUpload.objects.exists()


def test_a_table_without_its_form_is_named(lead):
    answer = lead.post(NEW, {"form_files": [upload("towns.csv", "name,label\nleeds,Leeds\n")]})

    assert "towns.csv is a table beside a form. Choose the form as well" in words_of(answer)


def test_two_forms_at_once_are_refused(lead):
    files = [upload("a.md", xlsforms.form()), upload("b.md", xlsforms.form())]

    assert "Choose one form." in words_of(lead.post(NEW, {"form_files": files}))


def test_a_questionnaire_is_retired_with_a_reason_and_stays(lead):
    guide = InstrumentFactory()

    lead.post(f"{page_of(guide)}retire/", {"reason": "Replaced"})

    assert Instrument.objects.get(pk=guide.pk).is_retired
    assert "Replaced" in words_of(lead.get(page_of(guide)))
    assert lead.get(f"{page_of(guide)}retire/").url == page_of(guide)


def test_retiring_needs_a_reason(lead):
    guide = InstrumentFactory()

    for reason in ("", "  "):
        assert "Say why" in words_of(lead.post(f"{page_of(guide)}retire/", {"reason": reason}))
    assert not Instrument.objects.get(pk=guide.pk).is_retired


def test_a_retired_questionnaire_is_offered_again_and_the_audit_trail_keeps_why_it_was_retired(lead):
    guide = InstrumentFactory()
    lead.post(f"{page_of(guide)}retire/", {"reason": "By mistake"})

    page = lead.post(f"{page_of(guide)}restore/", follow=True)

    assert "is offered again" in words_of(page) and "Retire it" in words_of(page)
    assert guide in Instrument.objects.suitable_for("online_survey")
    assert AuditEvent.objects.get(verb="instrument.restored").detail == {"was_retired_because": "By mistake"}


def test_a_version_with_slashes_has_its_pages(lead):
    guide = InstrumentFactory(version="1/6/2009")

    assert words_of(lead.get("/questionnaires/")).count(page_of(guide)) > 1
    assert lead.get(page_of(guide)).status_code == 200
    lead.post(f"{page_of(guide)}retire/", {"reason": "Replaced"})
    assert Instrument.objects.get(pk=guide.pk).is_retired
    assert lead.post(f"{page_of(guide)}restore/").url == page_of(guide)


def test_without_a_file_and_a_text_the_page_says_what_to_do(lead):
    assert "Choose a file, or paste the form’s text." in words_of(lead.post(NEW, {}))


def test_a_questionnaire_is_published_from_its_form(lead: Client) -> None:
    source = (INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")

    guide = publish(lead, source)

    assert (guide.name, guide.version, guide.created_by) == ("service_interview", "4", User.objects.get())
    assert "What does the service gain from working with them?" in words_of(lead.get(page_of(guide)))
    page = words_of(lead.get(reverse("admin:survey_instrument_change", args=[guide.pk])))
    assert "What does the service gain from working with them?" in page
    assert "integer · if ${works_now} = 'yes' · only . &gt;= 0 and . &lt;= 999" in page
