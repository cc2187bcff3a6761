"""Responses online: nothing typed is lost, nothing is sent twice, and a closed survey takes nothing."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from survey import actions
from survey.models import Response
from survey.online import tokens
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.questionnaire import Choice, Question, QuestionType
from survey.vocabulary import ResponseStatus
from tests.factories import survey
from tests.factories.survey import OnlineStrandFactory, ResponseFactory, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
QUESTIONNAIRE = questionnaire(
    Question("works", QuestionType.SELECT_ONE, "Does it work?", choices=YES_NO, is_required=True),
    Question("number", QuestionType.INTEGER, "How many?", relevant="${works} = 'yes'"),
    Question("views", QuestionType.TEXT, "What do you think?"),
)
SECTION = QUESTIONNAIRE.sections[0]


@pytest.fixture
def response() -> Response:
    strand = OnlineStrandFactory(instrument=survey.InstrumentFactory(questionnaire=QUESTIONNAIRE))
    begun = timezone.now() - dt.timedelta(minutes=5)
    return ResponseFactory(strand=strand, created_at=begun)


def save(response: Response, *, seen: str | None = None, **values: object) -> Response:
    return actions.save_page(
        response=response,
        section=SECTION,
        answers={name: {"value": value} for name, value in values.items()},
        seen=actions.answers_fingerprint(response, SECTION) if seen is None else seen,
    )


def send(response: Response, key: uuid.UUID, seen: str | None = None) -> Response:
    seen = actions.answers_fingerprint(Response.objects.get(pk=response.pk)) if seen is None else seen
    return actions.submit_response(response=response, submission_key=key, seen=seen)


def test_the_same_key_begins_one_response_and_gives_the_same_link(response):
    key = uuid.uuid4()

    first = actions.begin_response(strand=response.strand, start_key=key)
    again = actions.begin_response(strand=response.strand, start_key=key)

    assert first == again
    assert Response.objects.filter(token_hash=tokens.hash_of(first[1])).count() == 1


def test_a_link_has_128_bits_and_is_stored_only_as_a_hash(response):
    begun, token = actions.begin_response(strand=response.strand, start_key=uuid.uuid4())

    assert len(token) == 22
    assert token not in str(Response.objects.filter(pk=begun.pk).values().get())
    assert token not in str(list(AuditEvent.objects.values()))


def test_nobody_begins_before_the_survey_opens_or_after_it_closes(response):
    strand = response.strand
    strand.opens_on, strand.closes_on = dt.date(2009, 7, 1), dt.date(2009, 7, 31)

    for day, is_open in (
        ("2009-06-30", False),
        ("2009-07-01", True),
        ("2009-07-31", True),
        ("2009-08-01", False),
    ):
        with time_machine.travel(f"{day}T12:00:00+01:00", tick=False):
            if is_open:
                assert actions.begin_response(strand=strand, start_key=uuid.uuid4())
            else:
                with pytest.raises(SurveyClosedError):
                    actions.begin_response(strand=strand, start_key=uuid.uuid4())


def test_a_page_saves_valid_and_invalid_input_and_leaves_other_pages(response):
    response.answers = {"elsewhere": {"value": "kept"}}
    response.save()

    saved = save(response, works="yes", number="twelve")

    assert saved.answers == {
        "elsewhere": {"value": "kept"},
        "works": {"value": "yes"},
        "number": {"value": "twelve"},
    }


def test_a_deleted_answer_is_deleted(response):
    saved = save(response, works="yes", views="Good")

    assert save(saved, works="no").answers == {"works": {"value": "no"}}


def test_two_windows_on_one_page_overwrite_nothing_silently(response):
    opened = actions.answers_fingerprint(response, SECTION)
    save(response, views="First window")

    with pytest.raises(ChangedMeanwhileError) as error:
        save(response, views="Second window", seen=opened)

    assert error.value.response.answers == {"views": {"value": "First window"}}


def test_the_same_page_sent_twice_is_no_conflict(response):
    opened = actions.answers_fingerprint(response, SECTION)
    save(response, views="Once", seen=opened)

    assert save(response, views="Once", seen=opened).answers == {"views": {"value": "Once"}}


def test_sending_again_with_the_same_key_gives_the_same_receipt(response):
    save(response, works="no")
    key, seen = uuid.uuid4(), actions.answers_fingerprint(Response.objects.get(pk=response.pk))

    first, again = send(response, key, seen), send(response, key, seen)

    assert first.reference == again.reference
    assert Response.objects.filter(status=ResponseStatus.SUBMITTED).count() == 1
    assert AuditEvent.objects.filter(verb="response.submitted").count() == 1


@pytest.mark.parametrize("other", ["key", "answers"])
def test_another_key_or_other_answers_after_sending_are_refused(response, other):
    save(response, works="no")
    key, seen = uuid.uuid4(), actions.answers_fingerprint(Response.objects.get(pk=response.pk))
    send(response, key, seen)

    with pytest.raises(AlreadySentError):
        send(response, uuid.uuid4() if other == "key" else key, "0" * 64 if other == "answers" else seen)


def test_a_submission_key_of_another_response_is_refused(response):
    sent_before = ResponseFactory(sent=True, strand=response.strand)
    save(response, works="no")

    with pytest.raises(AlreadySentError):
        send(response, sent_before.submission_key)


def test_answers_changed_after_they_were_checked_are_not_sent(response):
    save(response, works="no")
    seen = actions.answers_fingerprint(Response.objects.get(pk=response.pk))
    save(Response.objects.get(pk=response.pk), works="yes")

    with pytest.raises(ChangedMeanwhileError):
        send(response, uuid.uuid4(), seen)


def test_nothing_is_sent_while_a_visible_answer_is_missing_or_wrong(response):
    saved = save(response, number="twelve")

    with pytest.raises(ValidationError) as refusal:
        send(saved, uuid.uuid4())
    assert refusal.value.message_dict == {"works": ["Answer “Does it work?”"]}

    saved = save(Response.objects.get(pk=response.pk), works="yes", number="twelve")
    with pytest.raises(ValidationError) as refusal:
        send(saved, uuid.uuid4())
    assert list(refusal.value.message_dict) == ["number"]

    saved = save(Response.objects.get(pk=response.pk), works="no", number="twelve")
    assert send(saved, uuid.uuid4()).status == ResponseStatus.SUBMITTED


def test_a_page_is_not_saved_after_sending(response):
    save(response, works="no")
    send(response, uuid.uuid4())

    with pytest.raises(AlreadySentError):
        save(response, works="yes")


def test_a_response_sent_too_quickly_is_quarantined(response):
    Response.objects.filter(pk=response.pk).update(created_at=timezone.now())
    save(response, works="no")

    sent = send(response, uuid.uuid4())

    assert sent.status == ResponseStatus.QUARANTINED
    assert "after it was begun" in sent.suspicion
    assert not Response.objects.sent().exists()


def test_a_response_that_began_suspiciously_is_quarantined_with_a_receipt(response):
    Response.objects.filter(pk=response.pk).update(suspicion="A field that people do not see was filled in.")
    save(response, works="no")

    sent = send(response, uuid.uuid4())

    assert (sent.status, bool(sent.reference)) == (ResponseStatus.QUARANTINED, True)
