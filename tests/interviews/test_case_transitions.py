"""Every way through a case: whatever is done in whatever order, it stands as its calls and its interview say."""

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
from interviews.errors import CaseClosedError
from interviews.models import Call, Contact, Interview
from interviews.vocabulary import Disposition, MatchState
from interviews.worklist import Turn, cases_of
from survey import actions as survey_actions
from survey.models import Instrument, SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.interviews.test_actions_saving import WHOLE

CODES = {
    "I": {"completed"},
    "P": {"part_completed"},
    "R": {"respondent_refusal", "gatekeeper_refusal", "break_off"},
    "O": {"language_or_health"},
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


class Case(RuleBasedStateMachine):
    """A case in the field beside the simplest account of it: what was done, in order."""

    guide: Instrument
    user: User

    @initialize()
    def begin(self) -> None:
        self.unit: SampledUnit = SampledUnitFactory(strand=StrandFactory(instrument=self.guide))
        self.calls: list[tuple[int | None, str]] = []
        self.contact: Contact | None = None
        self.status: str | None = None
        self.version = 0
        self.sent: list[dict[str, Any]] = []

    @property
    def is_closed(self) -> bool:
        last = self.calls[-1][1] if self.calls else ""
        return last in CLOSING or self.status in ("complete", "withdrawn")

    @property
    def code(self) -> str:
        if self.status in ("complete", "partial", "withdrawn"):
            return {"complete": "I", "partial": "P", "withdrawn": "R"}[self.status]
        if not self.calls:
            return "UH"
        if self.calls[-1][1] == "closed_or_merged":
            return "NE"
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
        last = self.calls[-1][1] if self.calls else ""
        after_the_interview = word in ("completed", "part_completed") and last not in CLOSING
        if self.is_closed and not after_the_interview:
            with pytest.raises(CaseClosedError):
                actions.log_call(**given)
            return
        actions.log_call(**given)
        self.calls.append((self.contact.pk if self.contact else None, word))
        self.sent.append(given)

    @precondition(lambda self: self.sent)
    @rule(place=st.integers(0, 99))
    def send_a_call_again(self, place: int) -> None:
        actions.log_call(**self.sent[place % len(self.sent)])

    @rule()
    def replace_the_contact(self) -> None:
        self.contact = actions.replace_contact(unit=self.unit, by=self.user, job_title="Governor's office")

    @precondition(lambda self: self.contact is not None)
    @rule()
    def erase_the_contact(self) -> None:
        assert self.contact is not None
        actions.erase_contact(contact=self.contact, by=None)

    @rule(status=st.sampled_from(["draft", "partial", "complete"]))
    def save(self, status: str) -> None:
        given = {
            "unit": self.unit,
            "submission_key": uuid.uuid4(),
            "from_version": self.version,
            "answers": WHOLE,
            "mentions": [{"name_given": "The Clink", "key": str(uuid.UUID(int=self.unit.pk))}],
            "status": status,
            "by": self.user,
        }
        is_finished = self.status in ("partial", "complete")
        if self.status == "withdrawn" or (is_finished and status == "draft"):
            with pytest.raises(ValidationError):
                actions.save_interview(**given)
            return
        self.version = actions.save_interview(**given).version or 0
        self.status = status

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
    def it_stands_as_it_should(self) -> None:
        if not hasattr(self, "unit"):
            return
        listed = cases_of(self.unit.strand.study, now=timezone.now()).get(pk=self.unit.pk)
        assert listed.code == self.code
        assert (listed.turn == Turn.DONE) is self.is_closed
        assert Call.objects.filter(unit=self.unit).count() == len(self.calls)
        assert self.unit.contacts.filter(is_current=True).count() == (self.contact is not None)

    @invariant()
    def relations_follow_the_matches(self) -> None:
        if not hasattr(self, "unit"):
            return
        held = Interview.objects.filter(unit=self.unit).first()
        for mention in held.mentions.all() if held else ():
            is_meant = held.is_finished and mention.match_state == MatchState.MATCHED
            assert (mention.engagement_id is not None) is is_meant


@pytest.mark.django_db
def test_a_case_stands_as_its_calls_and_its_interview_say() -> None:
    Case.guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    Case.user = UserFactory()

    run_state_machine_as_test(
        Case, settings=settings(max_examples=25, stateful_step_count=12, deadline=None, derandomize=True)
    )
