"""Online answers and invitations in the admin: the lists, and downloading."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from survey import actions
from survey.models import Instrument
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    ResponseFactory,
    StudyFactory,
)
from tests.survey.reviewed import ANSWERS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
QUEUE = "/admin/survey/response/"
INVITATIONS = "/admin/survey/invitation/"


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


def test_the_list_of_invitations_says_who_has_answered_and_not_what(lead, strand):
    ResponseFactory(sent=True, strand=strand, invitation=InvitationFactory(strand=strand), answers=ANSWERS)
    for _ in range(3):
        InvitationFactory(strand=strand)
    with CaptureQueriesContext(connection) as queries:
        page = words_of(lead.get(INVITATIONS))

    assert "Answered" in page and "Phoenix" not in page
    assert len(queries) < 15


def test_a_row_of_the_list_leads_to_the_page_of_its_review(curator, strand, waiting):
    draft = ResponseFactory(strand=strand, answers=ANSWERS)

    opened = curator.get(f"{QUEUE}{waiting.pk}/change/")

    assert opened.url == f"/studies/{strand.study.slug}/answers/{waiting.reference}/"
    assert f"/{draft.pk}/" not in words_of(curator.get(QUEUE))
    assert curator.get(f"{QUEUE}{draft.pk}/change/").status_code == 404


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
