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
from interviews.actions.cases import derived_code
from interviews.appointments import with_appointment_state
from interviews.errors import CaseClosedError, CaseLockedError, StaleVersionError
from interviews.models import Call, CallCorrection, CaseLock, Contact, Interview, InterviewSave, LateChange
from interviews.progress.coverage import by_region, cells_of
from interviews.vocabulary import MatchState
from interviews.worklist import WorklistStatus, ordered_cases
from survey import actions as survey_actions
from survey.answers import stored_state, stored_value
from survey.models import Instrument, SampledUnit
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.interviews.case_model import CLOSING, INTERVIEWS, REFUSALS, CallMade, CaseModel
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

ARRANGING = {"appointment", "call_back"}
OUTCOMES = (
    *("no_answer", "appointment", "call_back", "break_off", "contact_left", "not_the_right_office"),
    *("completed", "part_completed", "respondent_refusal", "away", "language_or_health"),
)
"""An outcome of each kind. That the others of a kind are treated alike is tested by tables elsewhere."""


class Case(RuleBasedStateMachine):
    """A case in the field, compared with a simple model of it (tests/interviews/case_model.py)."""

    guide: Instrument
    user: User
    colleague: User
    lead: User

    @initialize()
    def begin(self) -> None:
        self.unit: SampledUnit = SampledUnitFactory(strand=StrandFactory(instrument=self.guide))
        self.other: SampledUnit = SampledUnitFactory(strand=self.unit.strand)
        self.model = CaseModel()
        self.contact: Contact | None = None
        self.version = 0
        self.sent: list[dict[str, Any]] = []
        self.late_texts = 0
        self.corrections = 0
        self.locked_by: User | None = None

    @rule(
        word=st.sampled_from(OUTCOMES),
        is_colleague=st.booleans(),
        gives_contact=st.booleans(),
    )
    def ring(self, word: str, is_colleague: bool, gives_contact: bool) -> None:
        self._ring(word, self.colleague if is_colleague else self.user, gives_contact)

    @precondition(lambda self: not self.model.is_closed)
    @rule()
    def find_it_closed(self) -> None:
        self._ring("closed_or_merged", self.user, gives_contact=False)

    def _ring(self, word: str, by: User, gives_contact: bool) -> None:
        model = self.model
        given = {
            "unit": self.unit,
            "disposition": word,
            "contact": self.contact,
            "submission_key": uuid.uuid4(),
            "call_back_at": in_a_day() if word in ARRANGING else None,
            "by": by,
        }
        if gives_contact:
            given["new_contact"] = {"name": f"Person {len(model.calls)}"}
        after_the_interview = word in INTERVIEWS and model.last not in CLOSING and not model.is_exclusion
        if model.is_closed and not after_the_interview:
            with pytest.raises(CaseClosedError):
                actions.log_call(**given)
            return
        if self.locked_by not in (None, by):
            with pytest.raises(CaseLockedError):
                actions.log_call(**given)
            given["despite_lock"] = True
        call = actions.log_call(**given)
        self._remember(call, by)
        if gives_contact:
            model.calls[-1].new, model.calls[-1].previous = call.new_contact_id, self._contact_pk
            self.contact = call.new_contact
        self.sent.append(given)

    def _remember(self, call: Call, by: User) -> None:
        """Add a call to the model. It releases the lock of the caller."""
        is_ringing = self.locked_by == by
        self.model.calls.append(
            CallMade(
                pk=call.pk,
                logged_at=call.created_at,
                at=call.made_at,
                by=by,
                contact=call.contact_id,
                word=call.disposition,
                call_back_at=call.call_back_at,
                was_ringing=is_ringing,
            )
        )
        self.locked_by = None if is_ringing else self.locked_by

    @property
    def _contact_pk(self) -> int | None:
        return self.contact.pk if self.contact else None

    @precondition(lambda self: self.model.calls)
    @rule(place=st.integers(0, 99), is_colleague=st.booleans(), is_late=st.booleans())
    def undo_a_call(self, place: int, is_colleague: bool, is_late: bool) -> None:
        """Mostly the last call, for which this is meant."""
        model = self.model
        made = model.calls[place % len(model.calls)] if place < 20 else model.newest or model.calls[-1]
        by = self.colleague if is_colleague else self.user
        now = made.logged_at + dt.timedelta(minutes=11) if is_late else timezone.now()
        call = Call.with_undone.get(pk=made.pk)
        if made.is_undone and call.undone_by == by:
            actions.undo_call(call=call, by=by, now=now)
            return
        if made.is_undone or is_late or not model.may_undo(made, by):
            with pytest.raises(ValidationError):
                actions.undo_call(call=call, by=by, now=now)
            return
        actions.undo_call(call=call, by=by)
        self._forget(made)
        if made.was_ringing and self.locked_by in (None, by):
            self.locked_by = by

    @precondition(lambda self: self.model.calls)
    @rule(place=st.integers(0, 99))
    def take_out_a_call(self, place: int) -> None:
        made = self.model.calls[place % len(self.model.calls)]
        call = Call.with_undone.get(pk=made.pk)
        if made.is_undone and call.undone_by == self.lead:
            actions.remove_call(call=call, reason="Wrong case", by=self.lead)
            return
        if made.is_undone or self._is_of_the_interview(made):
            with pytest.raises(ValidationError):
                actions.remove_call(call=call, reason="Wrong case", by=self.lead)
            return
        actions.remove_call(call=call, reason="Wrong case", by=self.lead)
        self._forget(made)

    def _forget(self, made: CallMade) -> None:
        made.is_undone = True
        if made.new is not None and made.new == self._contact_pk:
            self.contact = Contact.objects.filter(pk=made.previous).first()

    def _is_of_the_interview(self, made: CallMade) -> bool:
        return made.word in INTERVIEWS and (self.model.is_finished or self.model.is_over)

    @precondition(lambda self: self.model.calls)
    @rule(
        place=st.integers(0, 99),
        word=st.sampled_from([*OUTCOMES, "closed_or_merged"]),
        who=st.sampled_from(["user", "colleague", "lead"]),
        minutes=st.sampled_from([0, 0, 60]),
    )
    def correct_a_call(self, place: int, word: str, who: str, minutes: int) -> None:
        made = self.model.calls[place % len(self.model.calls)]
        by = getattr(self, who)
        call = Call.with_undone.get(pk=made.pk)
        given = {
            "call": call,
            "disposition": word,
            "made_at": made.at - dt.timedelta(minutes=minutes),
            "call_back_at": (made.call_back_at or in_a_day()) if word in ARRANGING else None,
            "contact": Contact.objects.filter(pk=made.contact).first(),
            "note": call.note,
            "corrections": call.corrections.count(),
            "submission_key": uuid.uuid4(),
            "by": by,
        }
        is_nothing = word == made.word and minutes == 0
        is_refused = (
            made.is_undone
            or by not in (made.by, self.lead)
            or (not is_nothing and self._is_of_the_interview(made) and word not in INTERVIEWS)
        )
        needs_reason = not is_nothing and (by != made.by or made.word in REFUSALS)
        if is_refused or needs_reason:
            with pytest.raises(ValidationError):
                actions.correct_call(**given)
        if is_refused:
            return
        correction = actions.correct_call(**given, reason="A slip")
        assert (correction is None) is is_nothing
        assert actions.correct_call(**given, reason="A slip") == correction
        self.corrections += correction is not None
        made.word, made.call_back_at = word, given["call_back_at"]
        if minutes:
            made.at, made.was_ringing = given["made_at"], False

    @precondition(lambda self: self.model.appointments)
    @rule()
    def cancel_the_appointment(self) -> None:
        made, state = self.model.appointments[-1]
        call = Call.objects.get(pk=made.pk)
        if state != "ahead":
            with pytest.raises(ValidationError):
                actions.cancel_appointment(call=call, reason="By letter", by=self.user)
            return
        actions.cancel_appointment(call=call, reason="By letter", by=self.user)
        made.cancelled.add(call.call_back_at)

    @rule(is_colleague=st.booleans())
    def take_it_to_ring(self, is_colleague: bool) -> None:
        by = self.colleague if is_colleague else self.user
        if self.locked_by not in (None, by):
            with pytest.raises(CaseLockedError):
                actions.lock_case(unit=self.unit, by=by)
        elif self.model.is_closed:
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
        if self.model.is_exclusion or self.model.is_finished or self.model.is_over:
            with pytest.raises(ValidationError):
                actions.exclude_case(**given)
            return
        self.model.changed.append(actions.exclude_case(**given).created_at)
        self.model.is_exclusion = True

    @rule()
    def take_that_back(self) -> None:
        given = {"unit": self.unit, "reason": "Mistaken", "by": self.user}
        if not self.model.is_exclusion:
            with pytest.raises(ValidationError):
                actions.reinstate_case(**given)
            return
        self.model.changed.append(actions.reinstate_case(**given).created_at)
        self.model.is_exclusion = False

    @precondition(lambda self: self.model.is_closed)
    @rule(is_requested=st.booleans())
    def open_it_again(self, is_requested: bool) -> None:
        model = self.model
        given = {
            "unit": self.unit,
            "reason": "Back from leave",
            "is_requested": is_requested,
            "by": self.lead,
        }
        is_refused = model.last in REFUSALS and not is_requested
        if model.is_exclusion or model.is_over or is_refused:
            with pytest.raises(ValidationError):
                actions.reopen_case(**given)
            return
        at = actions.reopen_case(**given).created_at
        model.reopened.append(at)
        model.changed.append(at)

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
        model = self.model
        is_none = model.is_exclusion or model.last in {"closed_or_merged", *REFUSALS}
        finishes_none = is_none and status != "draft" and not model.is_finished
        has_no_consent = status != "draft" and consent != stored_value("yes")
        if (
            model.status == "withdrawn"
            or (model.is_finished and status == "draft")
            or finishes_none
            or has_no_consent
        ):
            with pytest.raises(ValidationError):
                actions.save_interview(**given)
            return
        self.version = actions.save_interview(**given).version or 0
        is_ringing = self.locked_by == self.user
        if status not in ("draft", model.status):
            if model.held == 0 or (model.is_finished and is_ringing):
                self._remember(Call.objects.latest("pk"), self.user)
            self.locked_by = None if is_ringing else self.locked_by
        model.status = status

    @precondition(lambda self: self.version > 0)
    @rule()
    def save_too_late(self) -> None:
        refused = ValidationError if self.model.status == "withdrawn" else StaleVersionError
        with pytest.raises(refused):
            actions.save_interview(
                unit=self.unit,
                submission_key=uuid.uuid4(),
                from_version=self.version - 1,
                answers=COMPLETE_ANSWERS,
                by=self.colleague,
            )
        self.late_texts += refused is StaleVersionError

    @precondition(lambda self: self.model.status in ("draft", "partial", "complete"))
    @rule(is_known=st.booleans())
    def match(self, is_known: bool) -> None:
        # After a no to taking part, nothing of the interview is kept (decision 39).
        for mention in Interview.objects.get(unit=self.unit).mentions.all():
            organisation = OrganisationFactory() if is_known else None
            actions.resolve_mention(mention=mention, organisation=organisation, by=self.user)

    @precondition(lambda self: self.model.status in ("draft", "partial", "complete"))
    @rule()
    def undo(self) -> None:
        for mention in Interview.objects.get(unit=self.unit).mentions.all():
            actions.undo_resolution(mention=mention, by=self.user)

    @precondition(lambda self: self.model.status is not None)
    @rule()
    def withdraw(self) -> None:
        actions.withdraw_interview(
            interview=Interview.objects.get(unit=self.unit), reason="By letter", by=self.user
        )
        self.model.status = "withdrawn"
        self.version = Interview.objects.get(unit=self.unit).version

    @invariant()
    def code_is_consistent(self) -> None:
        if not hasattr(self, "unit"):
            return
        model = self.model
        listed = ordered_cases(self.unit.strand.study, now=timezone.now()).get(pk=self.unit.pk)
        assert listed.code == model.code == derived_code(self.unit)
        is_finished = model.is_closed and not model.is_owed
        assert (listed.worklist_status == WorklistStatus.FINISHED) is is_finished
        assert listed.is_interview_owed is model.is_owed
        ahead = [call.call_back_at for call, state in model.appointments if state == "ahead"]
        assert listed.call_back_at == (ahead[-1] if ahead else None)
        assert listed.call_number == len(model.made)
        assert self.unit.contacts.filter(is_current=True).first() == self.contact

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "unit"):
            return
        model = self.model
        assert [call.pk for call in Call.with_undone.filter(unit=self.unit).order_by("pk")] == [
            call.pk for call in model.calls
        ]
        assert [(call.pk, call.disposition, call.made_at) for call in reversed(self.unit.calls.all())] == [
            (call.pk, call.word, call.at) for call in model.made
        ]
        assert CallCorrection.objects.filter(call__unit=self.unit).count() == self.corrections
        assert LateChange.objects.filter(unit=self.unit).count() == len(model.changed)
        late = InterviewSave.objects.filter(version=None, interview__unit=self.unit)
        assert late.count() == self.late_texts

    @invariant()
    def one_person_at_most_has_the_case(self) -> None:
        if not hasattr(self, "unit"):
            return
        lock = active_lock(SampledUnit.objects.get(pk=self.unit.pk), now=timezone.now())
        assert (lock.by if lock else None) == self.locked_by
        assert CaseLock.objects.filter(unit=self.unit).count() <= 1

    @invariant()
    def every_appointment_is_kept_moved_cancelled_or_due(self) -> None:
        if not hasattr(self, "unit"):
            return
        for days in (0, 2):
            now = timezone.now() + dt.timedelta(days=days)
            made = with_appointment_state(self.unit.calls.exclude(call_back_at=None), now=now)
            states = [call.appointment_state for call in made.order_by("made_at", "pk")]
            expected = [state for _, state in self.model.appointments]
            assert states == [word if days == 0 or word != "ahead" else "due" for word in expected]

    @invariant()
    def coverage_counts_finished_interviews_with_consent(self) -> None:
        if not hasattr(self, "unit"):
            return
        finished = Interview.objects.filter(
            unit__strand=self.unit.strand, status__in=["partial", "complete"], consents__take_part="yes"
        )
        covered = by_region(cells_of(self.unit.strand), (), target=75)[-1].total.interviewed
        assert covered == finished.count()

    @invariant()
    def relations_follow_the_matches(self) -> None:
        if not hasattr(self, "unit"):
            return
        interview = Interview.objects.filter(unit=self.unit).first()
        for mention in interview.mentions.all() if interview else ():
            is_meant = interview.is_finished and mention.match_state == MatchState.MATCHED
            assert (mention.engagement_id is not None) is is_meant


def in_a_day() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=1)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_code_of_a_case_follows_from_its_calls_and_interview() -> None:
    Case.guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    Case.user, Case.colleague = UserFactory(), UserFactory()
    Case.lead = RoleGrantFactory(role="study_lead").user

    # 30 sequences, or 6 in script/test --quick.
    number = settings.default.max_examples * 3 // 10
    run_state_machine_as_test(
        Case, settings=settings(max_examples=number, stateful_step_count=15, deadline=None, derandomize=True)
    )
