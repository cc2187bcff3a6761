"""A state machine: after any sequence of actions the code of a case follows from its calls and interview."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
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

from accounts.models import User
from interviews import actions
from interviews.actions.case_locks import active_lock
from interviews.appointments import with_appointment_state
from interviews.errors import CaseClosedError, CaseLockedError, StaleVersionError
from interviews.models import Call, CaseLock, Contact, Interview, InterviewSave, LateChange
from interviews.progress.coverage import by_region, cells_of
from interviews.vocabulary import Disposition, MatchState
from interviews.worklist import WorklistStatus, ordered_cases
from survey import actions as survey_actions
from survey.answers import stored_state, stored_value
from survey.models import Instrument, SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

CODES = {
    "R": {"respondent_refusal", "gatekeeper_refusal", "break_off"},
    "O": {"language_or_health", "completed", "part_completed"},
}
"""The codes of domain §6, best first; any other call is a non-contact."""

CLOSING = {
    "completed",
    "respondent_refusal",
    "gatekeeper_refusal",
    "away",
    "language_or_health",
    "closed_or_merged",
}
REFUSALS = {"respondent_refusal", "gatekeeper_refusal"}
INTERVIEWS = {"completed", "part_completed"}
NOBODY = {"no_answer", "busy", "voicemail", "left_message", "wrong_number"}


class Case(RuleBasedStateMachine):
    """A case in the field, compared with a simple model of it: the actions in order."""

    guide: Instrument
    user: User
    colleague: User

    @initialize()
    def begin(self) -> None:
        self.unit: SampledUnit = SampledUnitFactory(strand=StrandFactory(instrument=self.guide))
        self.calls: list[tuple[int | None, str]] = []
        self.contact: Contact | None = None
        self.status: str | None = None
        self.version = 0
        self.sent: list[dict[str, Any]] = []
        self.other: SampledUnit = SampledUnitFactory(strand=self.unit.strand)
        self.is_exclusion = False
        self.late_texts = 0
        self.changes = 0
        self.locked_by: User | None = None
        self.is_consented = False
        self.held = 0
        self.arranged: list[list[Any]] = []

    @property
    def is_owed(self) -> bool:
        """An interview was held, by a call, and is not finished; the case is not settled in another way."""
        settled = self.is_exclusion or self.last in CLOSING - INTERVIEWS
        return self.held > 0 and not settled and self.status in (None, "draft")

    @property
    def is_closed(self) -> bool:
        return self.is_exclusion or self.last in CLOSING or self.status in ("complete", "withdrawn")

    @property
    def last(self) -> str:
        return self.calls[-1][1] if self.calls else ""

    @property
    def code(self) -> str:
        if self.status in ("complete", "partial", "withdrawn"):
            return {"complete": "I", "partial": "P", "withdrawn": "R"}[self.status]
        if self.is_exclusion or self.last == "closed_or_merged":
            return "NE"
        if not self.calls:
            return "UH"
        outcomes = set(dict(self.calls).values())
        ended = {next((code for code, ways in CODES.items() if word in ways), "NC") for word in outcomes}
        return next((code for code in (*CODES, "NC") if code in ended), "UH")

    @rule(word=st.sampled_from([word for word in Disposition.values if word != "closed_or_merged"]))
    def ring(self, word: str) -> None:
        self._ring(word)

    @precondition(lambda self: not self.is_closed)
    @rule()
    def find_it_closed(self) -> None:
        self._ring("closed_or_merged")

    def _ring(self, word: str) -> None:
        now = timezone.now()
        given = {
            "unit": self.unit,
            "disposition": word,
            "contact": self.contact,
            "submission_key": uuid.uuid4(),
            "call_back_at": now + dt.timedelta(days=1) if word in ("appointment", "call_back") else None,
            "by": self.user,
        }
        after_the_interview = (
            word in ("completed", "part_completed") and self.last not in CLOSING and not self.is_exclusion
        )
        if self.is_closed and not after_the_interview:
            with pytest.raises(CaseClosedError):
                actions.log_call(**given)
            return
        if self.locked_by == self.colleague:
            with pytest.raises(CaseLockedError):
                actions.log_call(**given)
            given["despite_lock"] = True
        actions.log_call(**given)
        self._count(word)
        self._end_appointment(word, moved=given["call_back_at"] is not None)
        if given["call_back_at"]:
            self.arranged.append([given["call_back_at"], "ahead"])
        self.sent.append(given)
        if self.locked_by == self.user:
            self.locked_by = None

    def _count(self, word: str) -> None:
        self.calls.append((self.contact.pk if self.contact else None, word))
        self.held += word in INTERVIEWS

    def _end_appointment(self, word: str, *, moved: bool) -> None:
        """Every call is made before the time of the appointment."""
        if not self.is_appointed or word in {*NOBODY, "break_off"}:
            return
        self.arranged[-1][1] = "moved" if moved else "kept" if word in INTERVIEWS else "cancelled"

    @property
    def is_appointed(self) -> bool:
        return bool(self.arranged) and self.arranged[-1][1] == "ahead"

    @property
    def states(self) -> list[str]:
        """The states of the appointments, the earliest made first, as the case stands now."""
        words = [word for _, word in self.arranged]
        if self.is_appointed and self.status in ("complete", "withdrawn"):
            words[-1] = "kept" if self.status == "complete" else "cancelled"
        elif self.is_appointed and self.is_exclusion:
            words[-1] = "cancelled"
        return words

    @precondition(lambda self: self.arranged)
    @rule()
    def cancel_the_appointment(self) -> None:
        call = self.unit.calls.exclude(call_back_at=None).first()
        assert call is not None
        if self.states[-1] != "ahead":
            with pytest.raises(ValidationError):
                actions.cancel_appointment(call=call, reason="By letter", by=self.user)
            return
        actions.cancel_appointment(call=call, reason="By letter", by=self.user)
        self.arranged[-1][1] = "cancelled"

    @rule(is_colleague=st.booleans())
    def take_it_to_ring(self, is_colleague: bool) -> None:
        by = self.colleague if is_colleague else self.user
        if self.locked_by not in (None, by):
            with pytest.raises(CaseLockedError):
                actions.lock_case(unit=self.unit, by=by)
        elif self.is_closed:
            with pytest.raises(CaseClosedError):
                actions.lock_case(unit=self.unit, by=by)
        else:
            actions.lock_case(unit=self.unit, by=by)
            self.locked_by = by

    @rule(is_colleague=st.booleans())
    def let_it_go(self, is_colleague: bool) -> None:
        by = self.colleague if is_colleague else self.user
        actions.release_case(unit=self.unit, by=by)
        if self.locked_by == by:
            self.locked_by = None

    @precondition(lambda self: self.locked_by is not None)
    @rule()
    def a_quarter_of_an_hour_goes_by(self) -> None:
        long_ago = timezone.now() - dt.timedelta(minutes=16)
        CaseLock.objects.update(since=long_ago, until=long_ago + dt.timedelta(minutes=15))
        self.locked_by = None

    @rule(change=st.sampled_from(["closed", "merged", "found_twice"]))
    def find_out_that_it_is_none(self, change: str) -> None:
        given = {
            "unit": self.unit,
            "change": change,
            "reason": "A letter",
            "same_as": self.other if change != "closed" else None,
            "by": self.user,
        }
        if self.is_exclusion or self.status in ("partial", "complete", "withdrawn"):
            with pytest.raises(ValidationError):
                actions.exclude_case(**given)
            return
        actions.exclude_case(**given)
        self.is_exclusion, self.changes = True, self.changes + 1

    @rule()
    def take_that_back(self) -> None:
        if not self.is_exclusion:
            with pytest.raises(ValidationError):
                actions.reinstate_case(unit=self.unit, reason="Mistaken", by=self.user)
            return
        actions.reinstate_case(unit=self.unit, reason="Mistaken", by=self.user)
        self.is_exclusion, self.changes = False, self.changes + 1

    @precondition(lambda self: self.is_closed)
    @rule()
    def open_it_again(self) -> None:
        stays = self.is_exclusion or self.status in ("complete", "withdrawn") or self.last in REFUSALS
        if stays:
            with pytest.raises(ValidationError):
                actions.reopen_case(unit=self.unit, reason="Back from leave", by=self.user)
            return
        actions.reopen_case(unit=self.unit, reason="Back from leave", by=self.user)
        self.calls[-1] = (self.calls[-1][0], "reopened")
        self.held = 0
        self.changes += 1

    @precondition(lambda self: self.sent)
    @rule(place=st.integers(0, 99))
    def send_a_call_again(self, place: int) -> None:
        actions.log_call(**self.sent[place % len(self.sent)])

    @rule()
    def replace_the_contact(self) -> None:
        given = {"unit": self.unit, "by": self.user, "job_title": "Governor's office"}
        is_new = self.contact is None or self.contact.erased_at is not None
        if is_new and self.locked_by == self.colleague:
            with pytest.raises(CaseLockedError):
                actions.replace_contact(**given)
        self.contact = actions.replace_contact(**given, despite_lock=True)

    @precondition(lambda self: self.contact is not None)
    @rule()
    def erase_the_contact(self) -> None:
        assert self.contact is not None
        self.contact = actions.erase_contact(contact=self.contact, by=None)

    @rule(
        status=st.sampled_from(["draft", "partial", "complete"]),
        consent=st.sampled_from([stored_value("yes"), stored_value("no"), stored_state("refused"), {}]),
    )
    def save(self, status: str, consent: dict[str, Any]) -> None:
        given = {
            "unit": self.unit,
            "submission_key": uuid.uuid4(),
            "from_version": self.version,
            "answers": COMPLETE_ANSWERS | {"take_part": consent},
            "mentions": [{"name_given": "The Clink", "key": str(uuid.UUID(int=self.unit.pk))}],
            "status": status,
            "by": self.user,
        }
        is_finished = self.status in ("partial", "complete")
        is_none = self.is_exclusion or self.last in {"closed_or_merged", *REFUSALS}
        finishes_none = is_none and status != "draft" and not is_finished
        has_no_consent = status != "draft" and consent != stored_value("yes")
        if (
            self.status == "withdrawn"
            or (is_finished and status == "draft")
            or finishes_none
            or has_no_consent
        ):
            with pytest.raises(ValidationError):
                actions.save_interview(**given)
            return
        self.version = actions.save_interview(**given).version or 0
        is_ringing = self.locked_by == self.user
        if status not in ("draft", self.status):
            if self.held == 0 or (is_finished and is_ringing):
                self._count("completed" if status == "complete" else "part_completed")
                self._end_appointment("completed", moved=False)
            self.locked_by = None if is_ringing else self.locked_by
        self.status = status

    @precondition(lambda self: self.version > 0)
    @rule()
    def save_too_late(self) -> None:
        refused = ValidationError if self.status == "withdrawn" else StaleVersionError
        with pytest.raises(refused):
            actions.save_interview(
                unit=self.unit,
                submission_key=uuid.uuid4(),
                from_version=self.version - 1,
                answers=COMPLETE_ANSWERS,
                by=self.colleague,
            )
        self.late_texts += refused is StaleVersionError

    @precondition(lambda self: self.status in ("draft", "partial", "complete"))
    @rule(is_known=st.booleans())
    def match(self, is_known: bool) -> None:
        mention = Interview.objects.get(unit=self.unit).mentions.get()
        organisation = OrganisationFactory() if is_known else None
        actions.resolve_mention(mention=mention, organisation=organisation, by=self.user)

    @precondition(lambda self: self.status in ("draft", "partial", "complete"))
    @rule()
    def undo(self) -> None:
        actions.undo_resolution(mention=Interview.objects.get(unit=self.unit).mentions.get(), by=self.user)

    @precondition(lambda self: self.status is not None)
    @rule()
    def withdraw(self) -> None:
        actions.withdraw_interview(
            interview=Interview.objects.get(unit=self.unit), reason="By letter", by=self.user
        )
        self.status = "withdrawn"
        self.version = Interview.objects.get(unit=self.unit).version

    @invariant()
    def code_is_consistent(self) -> None:
        if not hasattr(self, "unit"):
            return
        listed = ordered_cases(self.unit.strand.study, now=timezone.now()).get(pk=self.unit.pk)
        assert listed.code == self.code
        is_finished = self.is_closed and not self.is_owed
        assert (listed.worklist_status == WorklistStatus.FINISHED) is is_finished
        assert listed.is_interview_owed is self.is_owed
        is_ahead = bool(self.states) and self.states[-1] == "ahead"
        assert listed.call_back_at == (self.arranged[-1][0] if is_ahead else None)
        assert Call.objects.filter(unit=self.unit).count() == len(self.calls)
        assert LateChange.objects.filter(unit=self.unit).count() == self.changes
        assert self.unit.contacts.filter(is_current=True).count() == (self.contact is not None)
        assert (
            InterviewSave.objects.filter(version=None, interview__unit=self.unit).count() == self.late_texts
        )
        lock = active_lock(SampledUnit.objects.get(pk=self.unit.pk), now=timezone.now())
        assert (lock.by if lock else None) == self.locked_by

    @invariant()
    def every_appointment_has_one_state(self) -> None:
        if not hasattr(self, "unit"):
            return
        for days in (0, 2):
            now = timezone.now() + dt.timedelta(days=days)
            made = with_appointment_state(self.unit.calls.exclude(call_back_at=None), now=now)
            states = [call.appointment_state for call in made.order_by("made_at", "pk")]
            assert states == [word if days == 0 or word != "ahead" else "due" for word in self.states]

    @invariant()
    def coverage_counts_finished_interviews_with_consent(self) -> None:
        if not hasattr(self, "unit"):
            return
        finished = Interview.objects.filter(
            unit__strand=self.unit.strand, status__in=["partial", "complete"], consents__take_part="yes"
        )
        covered = by_region(cells_of(self.unit.strand), target=75)[-1].total.interviewed
        assert covered == finished.count()

    @invariant()
    def relations_follow_the_matches(self) -> None:
        if not hasattr(self, "unit"):
            return
        interview = Interview.objects.filter(unit=self.unit).first()
        for mention in interview.mentions.all() if interview else ():
            is_meant = interview.is_finished and mention.match_state == MatchState.MATCHED
            assert (mention.engagement_id is not None) is is_meant


@pytest.mark.django_db
def test_the_code_of_a_case_follows_from_its_calls_and_interview() -> None:
    Case.guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    Case.user, Case.colleague = UserFactory(), UserFactory()

    run_state_machine_as_test(
        Case, settings=settings(max_examples=30, stateful_step_count=15, deadline=None, derandomize=True)
    )
