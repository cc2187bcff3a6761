"""Online answers and invitations in the admin: the queue, accepting, inviting, downloading."""

import csv
import datetime as dt
import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from enterprises.models import Organisation
from survey import actions
from survey.models import Instrument, Invitation
from survey.vocabulary import ResponseStatus
from tests.factories import xlsforms
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    ResponseFactory,
    StudyFactory,
)
from tests.pages import text_of
from tests.survey.reviewed import ANSWERS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
QUEUE = "/admin/survey/response/"
INVITATIONS = "/admin/survey/invitation/"
INSTRUMENTS = "/admin/survey/instrument/"


def test_the_queue_needs_the_same_number_of_queries_for_any_length(curator, strand):
    ResponseFactory(sent=True, strand=strand, answers=ANSWERS)
    curator.get(QUEUE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        curator.get(QUEUE)
    for _ in range(5):
        ResponseFactory(sent=True, strand=strand, organisation=OrganisationFactory(), answers=ANSWERS)

    with CaptureQueriesContext(connection) as many:
        page = curator.get(QUEUE)

    assert len(many) <= len(few) + 1
    assert "=Phoenix" in words_of(page)


def test_a_reviewer_sees_what_would_change_and_accepts_in_one_step(curator, waiting):
    leeds = ServiceFactory(name="HMP Leeds")
    address = f"{QUEUE}{waiting.pk}/review/"

    page = words_of(curator.get(address))
    assert "=Phoenix" in page and "Food" in page
    assert re.search(rf'<option value="{leeds.pk}" selected', page)
    accepted = curator.post(address, {"match": "new", "service-0": leeds.pk})

    made = Organisation.objects.get(name="=Phoenix")
    waiting.refresh_from_db()
    assert accepted.url == f"/admin/enterprises/organisation/{made.pk}/change/"
    assert (waiting.status, waiting.organisation) == (ResponseStatus.ACCEPTED, made)
    assert made.engagements.get().service == leeds
    assert curator.post(address, {"match": "new"}).status_code == 302
    assert Organisation.objects.filter(name="=Phoenix").count() == 1


def test_the_reviewer_may_choose_another_entry(curator, waiting):
    other = OrganisationFactory(name="Another", slug="another")
    address = f"{QUEUE}{waiting.pk}/review/"

    assert "“Another”" in words_of(curator.get(f"{address}?match=/organisations/another/"))
    assert "There is no entry" in words_of(curator.get(f"{address}?match=nothing"))
    curator.post(address, {"match": other.pk, "service-0": ""})

    waiting.refresh_from_db()
    assert waiting.organisation == other


def test_reading_an_answer_is_written_to_the_audit_trail(curator, waiting):
    curator.get(f"{QUEUE}{waiting.pk}/change/")
    curator.get(f"{QUEUE}{waiting.pk}/review/")

    assert AuditEvent.objects.filter(verb="response.read").count() == 2


def test_rejecting_asks_for_a_reason(curator, waiting):
    address = f"{QUEUE}{waiting.pk}/reject/"

    curator.post(address, {"reason": ""})
    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.SUBMITTED
    curator.post(address, {"reason": "Not an organisation"})

    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.REJECTED


def test_drafts_are_not_in_the_queue(curator, strand):
    draft = ResponseFactory(strand=strand, answers=ANSWERS)

    assert f"/{draft.pk}/" not in words_of(curator.get(QUEUE))
    assert curator.get(f"{QUEUE}{draft.pk}/review/").status_code == 404


def test_organisations_are_invited_and_their_links_handed_out(lead, strand):
    clink = OrganisationFactory(name="The Clink", slug="clink")

    lead.post(
        f"{INVITATIONS}invite/",
        {"strand": strand.pk, "rows": "the clink, a@example.org\n=New, b@example.org"},
    )
    assert {i.organisation for i in Invitation.objects.all()} == {clink, None}
    keys = list(Invitation.objects.values_list("pk", flat=True))
    file = lead.post(INVITATIONS, {"action": "hand_out", "_selected_action": keys})

    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {"The Clink", "'=New"}
    link = rows[0]["link"].removeprefix("http://testserver")
    assert lead.get(link).status_code == 200
    assert rows[0]["link"].split("/")[-2] not in words_of(lead.get(INVITATIONS))


def test_bad_rows_are_reported_and_nobody_is_invited(lead, strand):
    page = lead.post(f"{INVITATIONS}invite/", {"strand": strand.pk, "rows": "Good\nBad, nowhere"})

    assert "Row 2: “nowhere” is not an e-mail address." in words_of(page)
    assert not Invitation.objects.exists()


def test_the_list_of_invitations_says_who_has_answered_and_not_what(lead, strand):
    ResponseFactory(sent=True, strand=strand, invitation=InvitationFactory(strand=strand), answers=ANSWERS)
    for _ in range(3):
        InvitationFactory(strand=strand)
    with CaptureQueriesContext(connection) as queries:
        page = words_of(lead.get(INVITATIONS))

    assert "Answered" in page and "Phoenix" not in page
    assert len(queries) < 15


def test_a_questionnaire_is_previewed_before_it_is_published(lead):
    preview = lead.post(f"{INSTRUMENTS}add/", {"source": xlsforms.form(), "_preview": "Preview"})

    assert "not published yet" in words_of(preview)
    assert not Instrument.objects.exists()
    lead.post(f"{INSTRUMENTS}add/", {"source": xlsforms.form(), "_save": "Publish"})
    made = Instrument.objects.get()
    assert "This version is published" in text_of(lead.get(f"{INSTRUMENTS}{made.pk}/preview/"))
    assert lead.get(f"{INSTRUMENTS}{made.pk}/file/?format=md").content.decode() == made.source
    assert b"ddi:codebook:2_5" in lead.get(f"{INSTRUMENTS}{made.pk}/file/?format=ddi").content


def test_a_broken_form_is_refused_with_sheet_and_row(lead):
    page = lead.post(
        f"{INSTRUMENTS}add/", {"source": xlsforms.form(xlsforms.row("telepathy")), "_preview": "1"}
    )

    assert "Sheet survey, row 3" in words_of(page)


def test_a_retired_questionnaire_is_offered_no_more_and_stays(lead):
    guide = InstrumentFactory()

    lead.post(f"{INSTRUMENTS}{guide.pk}/retire/", {"reason": "Replaced"})

    assert Instrument.objects.get(pk=guide.pk).is_retired


def test_a_survey_that_closes_before_it_opens_or_has_a_retired_questionnaire_is_refused():
    study, guide = StudyFactory(), InstrumentFactory()
    first, before = dt.date(2009, 6, 1), dt.date(2009, 5, 1)

    with pytest.raises(ValidationError, match="must close on or after the day it opens"):
        actions.open_survey(study=study, instrument=guide, opens_on=first, closes_on=before, by=None)
    with pytest.raises(Exception, match="retired"):
        actions.retire_instrument(instrument=guide, reason="Old", by=None)
        actions.open_survey(
            study=study, instrument=Instrument.objects.get(pk=guide.pk), opens_on=dt.date(2009, 6, 1), by=None
        )
