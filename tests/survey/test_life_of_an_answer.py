"""Begin, save, send, change, review, withdraw and close in any order, compared with a simple model of one answer."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from enterprises.models import Evidence
from survey import actions
from survey.models import EarlierAnswers, Instrument, Response, Strand
from survey.online.errors import AlreadySentError, SurveyClosedError
from survey.questionnaire import Question, QuestionType
from survey.vocabulary import ResponseStatus
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, questionnaire

FORM = questionnaire(
    Question("organisation_name", QuestionType.TEXT, "Name?"),
    Question("employees", QuestionType.INTEGER, "Employees?"),
)
NAMED = {"organisation_name": {"value": "Bird"}}
NUMBERS = st.integers(0, 3)


class Answer(RuleBasedStateMachine):
    """One answer. The model holds what was typed, what was sent, each version, and what a reviewer accepted last."""

    instrument: Instrument

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.typed: dict[str, Any] | None = dict(NAMED)
        self.sent: dict[str, Any] | None = None
        self.versions: list[dict[str, Any]] = []
        self.accepted: dict[str, Any] | None = None
        self.status = ResponseStatus.DRAFT
        self.is_open = True

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @initialize()
    def begin(self) -> None:
        strand = OnlineStrandFactory(instrument=self.instrument)
        begun = timezone.now() - dt.timedelta(minutes=5)
        self.pk = ResponseFactory(strand=strand, answers=dict(NAMED), created_at=begun).pk

    @property
    def row(self) -> Response:
        return Response.objects.get(pk=self.pk)

    @rule(number=NUMBERS)
    def save(self, number: int) -> None:
        row = self.row
        page = {**NAMED, "employees": {"value": number}}
        section = row.questionnaire.sections[0]
        arguments = {"section": section, "answers": page, "seen": actions.answers_fingerprint(row, section)}
        if self.typed is None:
            with pytest.raises(AlreadySentError):
                actions.save_page(response=row, **arguments)
        else:
            actions.save_page(response=row, **arguments)
            self.typed = page

    @rule()
    def send(self) -> None:
        row, key = self.row, uuid.uuid4()
        seen = actions.answers_fingerprint(row)
        if self.typed is None or not self.is_open:
            with pytest.raises(AlreadySentError if self.typed is None else SurveyClosedError):
                actions.submit_response(response=row, submission_key=key, seen=seen)
            return
        first = actions.submit_response(response=row, submission_key=key, seen=seen)
        if self.sent is None:
            self.sent, self.status = self.typed, ResponseStatus.SUBMITTED
        elif self.typed != self.sent:
            self.versions.append(self.sent)
            self.sent, self.status = self.typed, ResponseStatus.SUBMITTED
        else:
            self.typed = None
            return
        self.typed = None
        again = actions.submit_response(response=row, submission_key=key, seen=seen)
        assert again.reference == first.reference

    @rule()
    def change(self) -> None:
        if self.sent is None or (not self.is_open and self.typed is None):
            with pytest.raises(ValidationError):
                actions.begin_change(response=self.row)
            return
        actions.begin_change(response=self.row)
        self.typed = self.typed if self.typed is not None else self.sent

    @precondition(lambda self: self.sent is not None)
    @rule()
    def discard(self) -> None:
        actions.discard_change(response=self.row)
        self.typed = None

    @precondition(lambda self: self.status == ResponseStatus.SUBMITTED)
    @rule()
    def accept(self) -> None:
        row = self.row
        actions.accept_response(response=row, organisation=row.organisation, by=None)
        self.accepted, self.status = self.sent, ResponseStatus.ACCEPTED

    @precondition(lambda self: self.status == ResponseStatus.SUBMITTED)
    @rule()
    def reject(self) -> None:
        actions.reject_response(response=self.row, reason="Nonsense", by=None)
        self.accepted, self.status = None, ResponseStatus.REJECTED

    @rule()
    def close_or_open(self) -> None:
        self.is_open = not self.is_open
        closes_on = None if self.is_open else dt.date(2000, 1, 2)
        Strand.objects.update(closes_on=closes_on)

    @rule()
    def withdraw(self) -> None:
        if self.sent is None and self.status == ResponseStatus.DRAFT:
            with pytest.raises(ValidationError):
                actions.withdraw_response(response=self.row, by=None)
            return
        actions.withdraw_response(response=self.row, by=None)
        self.typed = self.sent = self.accepted = None
        self.versions, self.status = [], ResponseStatus.WITHDRAWN

    @invariant()
    def what_was_sent_last_counts(self) -> None:
        if not hasattr(self, "pk"):
            return
        row = self.row
        assert row.status == self.status
        if self.status != ResponseStatus.DRAFT:
            assert row.answers == (self.sent or {})
        assert row.working_answers == (self.typed if self.typed is not None else self.sent or {})
        counted = self.status in (ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED)
        assert Response.objects.sent().filter(pk=self.pk).exists() is counted

    @invariant()
    def every_version_is_kept_until_it_is_withdrawn(self) -> None:
        stored = EarlierAnswers.objects.order_by("number").values_list("answers", flat=True)
        assert list(stored) == self.versions

    @invariant()
    def the_directory_holds_what_was_accepted_last(self) -> None:
        held = list(Evidence.objects.active().values_list("fact", "value"))
        number = (self.accepted or {}).get("employees")
        assert held == ([("employees", str(number["value"]))] if number else [])


@pytest.mark.slow
@pytest.mark.django_db
def test_an_answer_counts_as_it_was_sent_last_whatever_happens_to_it() -> None:
    Answer.instrument = InstrumentFactory(questionnaire=FORM)
    number = max(3, settings.default.max_examples * 3 // 10)
    with time_machine.travel("2026-12-01T12:00:00+00:00"):
        run_state_machine_as_test(
            Answer,
            settings=settings(max_examples=number, stateful_step_count=15, deadline=None, derandomize=True),
        )
