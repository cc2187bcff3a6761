"""What the database itself keeps of invitations, online answers and their dates."""

import datetime as dt

import pytest
from django.utils import timezone

from survey.models import EarlierAnswers, Retirement
from survey.vocabulary import ResponseStatus
from tests.constraints import assert_refused
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    StudyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand():
    return OnlineStrandFactory()


def test_a_survey_closes_on_or_after_the_day_it_opens():
    study, day = StudyFactory(), dt.date(2009, 7, 1)
    parts = {"study": study, "instrument": InstrumentFactory(), "opens_on": day}

    assert_refused(
        lambda: OnlineStrandFactory.build(**parts, closes_on=dt.date(2009, 6, 30)),
        "close on or after the day",
    )
    OnlineStrandFactory(**parts, closes_on=day)


def test_an_organisation_and_an_address_are_invited_once(strand):
    organisation = OrganisationFactory()
    InvitationFactory(strand=strand, organisation=organisation, email="a@example.org")

    assert_refused(
        lambda: InvitationFactory.build(strand=strand, organisation=organisation), "already invited"
    )
    assert_refused(
        lambda: InvitationFactory.build(strand=strand, email="a@example.org"), "at this e-mail address"
    )
    InvitationFactory(organisation=organisation, email="a@example.org")


def test_an_invitation_has_a_name_and_is_sent_before_a_reminder(strand):
    assert_refused(lambda: InvitationFactory.build(strand=strand, name=""), "Say which organisation")
    assert_refused(lambda: InvitationFactory.build(strand=strand, reminders=1), "never sent")
    InvitationFactory(strand=strand, reminders=1, sent_at=timezone.now())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"status": "lost"}, "the status of the answer", id="status"),
        pytest.param({"status": ResponseStatus.SUBMITTED}, "a reference number", id="receipt"),
        pytest.param(
            {"sent": True, "status": ResponseStatus.ACCEPTED}, "belongs to an organisation", id="accepted"
        ),
        pytest.param(
            {"sent": True, "status": ResponseStatus.REJECTED}, "Say why the answer is rej", id="rejected"
        ),
        pytest.param({"sent": True, "status": ResponseStatus.QUARANTINED}, "is set aside", id="set aside"),
    ],
)
def test_an_answer_has_what_its_status_needs(strand, changes, sentence):
    assert_refused(
        lambda: ResponseFactory.build(strand=strand, instrument=strand.instrument, **changes), sentence
    )


def test_each_status_has_the_fields_it_needs(strand):
    for status, more in [
        (ResponseStatus.ACCEPTED, {"organisation": OrganisationFactory()}),
        (ResponseStatus.REJECTED, {"reason": "Nobody"}),
        (ResponseStatus.QUARANTINED, {"suspicion": "Quick"}),
    ]:
        assert ResponseFactory(strand=strand, sent=True, status=status, **more).pk


def test_a_retirement_has_a_reason():
    guide = InstrumentFactory()

    assert_refused(lambda: Retirement(instrument=guide, reason=""), "Say why the questionnaire is retired")
    Retirement(instrument=guide, reason="Replaced").save()


def test_a_withdrawn_answer_and_no_other_has_the_time_of_its_withdrawal(strand):
    parts = {"strand": strand, "instrument": strand.instrument}
    sentence = "has the time of its withdrawal"
    now = timezone.now()

    assert_refused(
        lambda: ResponseFactory.build(**parts, sent=True, status=ResponseStatus.WITHDRAWN), sentence
    )
    assert_refused(lambda: ResponseFactory.build(**parts, sent=True, withdrawn_at=now), sentence)
    ResponseFactory(**parts, sent=True, status=ResponseStatus.WITHDRAWN, withdrawn_at=now)


def test_only_an_answer_that_was_sent_is_changed(strand):
    parts = {"strand": strand, "instrument": strand.instrument, "changed_answers": {"a": {"value": "b"}}}

    assert_refused(lambda: ResponseFactory.build(**parts), "Only an answer that was sent is changed")
    ResponseFactory(**parts, sent=True)


def test_earlier_answers_are_numbered_once(strand):
    parts = {
        "response": ResponseFactory(strand=strand, sent=True),
        "number": 1,
        "status": ResponseStatus.SUBMITTED,
        "submitted_at": timezone.now(),
    }
    EarlierAnswers.objects.create(**parts)

    assert_refused(lambda: EarlierAnswers(**parts), "have a number already")
