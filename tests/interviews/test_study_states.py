"""A study in any sequence of states: what is possible in each, with calls, interviews and answers tried in all."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import AuditEvent, Role, User
from interviews import actions
from interviews.models import Call, Interview
from survey import actions as survey_actions
from survey.models import Instrument, Response, SampledUnit, Strand, Study
from survey.online.errors import SurveyClosedError
from survey.vocabulary import StrandKind, StudyState
from tests.factories.interviews import (
    CallFactory,
    ContactFactory,
    InterviewCheckFactory,
    InterviewFactory,
    MentionFactory,
)
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StudyFactory,
)
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]

DAY = dt.date(2009, 6, 30)
ALLOWED = {
    "open": {StudyState.DRAFT},
    "delete": {StudyState.DRAFT},
    "revise": {StudyState.DRAFT},
    "close": {StudyState.OPEN},
    "call": {StudyState.OPEN},
    "interview": {StudyState.OPEN},
    "answer": {StudyState.OPEN},
    "contact": {StudyState.OPEN},
    "reopen": {StudyState.CLOSED},
    "archive": {StudyState.CLOSED},
}
"""In which states of the study each step is possible. Everything else is refused with a sentence."""


class StudyLife(RuleBasedStateMachine):
    """A study from its draft, compared with the table ALLOWED."""

    guide: Instrument
    lead: User

    @initialize()
    def begin(self) -> None:
        self.study: Study = survey_actions.draft_study(
            slug=f"life-{uuid.uuid4().hex[:8]}",
            title="Life",
            frame_on=DAY,
            instrument=self.guide,
            by=self.lead,
        )
        OnlineStrandFactory(study=self.study)
        self.state: str | None = StudyState.DRAFT

    def _try(self, step: str, then: str | None, do: Callable[[], Any]) -> None:
        """Do a step, and check that it is refused with a sentence where ALLOWED does not have it."""
        if self.state is None:
            return
        if self.state in ALLOWED[step]:
            do()
            self.state = then
            return
        with pytest.raises((ValidationError, SurveyClosedError)) as refusal:
            do()
        assert all(sentence.endswith(".") for sentence in refusal.value.messages)

    @rule()
    def open(self) -> None:
        self._try("open", StudyState.OPEN, lambda: survey_actions.open_study(study=self.study, by=self.lead))

    @rule(days=st.integers(0, 400))
    def revise(self, days: int) -> None:
        day = DAY + dt.timedelta(days=days)
        self._try(
            "revise",
            StudyState.DRAFT,
            lambda: survey_actions.revise_draft(study=self.study, by=self.lead, frame_on=day, opened_on=DAY),
        )

    @rule()
    def delete(self) -> None:
        self._try("delete", None, lambda: survey_actions.delete_draft(study=self.study, by=self.lead))

    @rule()
    def close(self) -> None:
        self._try(
            "close",
            StudyState.CLOSED,
            lambda: survey_actions.close_study(study=self.study, is_confirmed=True, by=self.lead),
        )

    @rule()
    def reopen(self) -> None:
        self._try(
            "reopen",
            StudyState.OPEN,
            lambda: survey_actions.reopen_study(study=self.study, reason="Late answers came.", by=self.lead),
        )

    @rule()
    def archive(self) -> None:
        self._try(
            "archive",
            StudyState.ARCHIVED,
            lambda: survey_actions.archive_study(study=self.study, by=self.lead),
        )

    @rule()
    def call(self) -> None:
        unit = self._case()
        if unit is not None:
            self._try(
                "call",
                self.state,
                lambda: actions.log_call(
                    unit=unit, disposition="no_answer", submission_key=uuid.uuid4(), by=self.lead
                ),
            )

    @rule()
    def contact(self) -> None:
        unit = self._case()
        if unit is not None:
            name = f"Person {uuid.uuid4().hex[:4]}"
            self._try(
                "contact",
                self.state,
                lambda: actions.replace_contact(unit=unit, name=name, by=self.lead),
            )

    @rule()
    def interview(self) -> None:
        unit = self._case()
        if unit is not None:
            version = Interview.objects.filter(unit=unit).values_list("version", flat=True).first() or 0
            notes = {"views": uuid.uuid4().hex}
            self._try(
                "interview",
                self.state,
                lambda: actions.save_interview(
                    unit=unit,
                    submission_key=uuid.uuid4(),
                    from_version=version,
                    answers={},
                    notes=notes,
                    by=self.lead,
                ),
            )

    @rule()
    def answer(self) -> None:
        strand = Strand.objects.filter(study=self.study, kind=StrandKind.ONLINE_SURVEY).first()
        if strand is not None:
            self._try(
                "answer",
                self.state,
                lambda: survey_actions.begin_response(strand=strand, start_key=uuid.uuid4()),
            )

    def _case(self) -> SampledUnit | None:
        return SampledUnit.objects.of_study(self.study).first()

    @invariant()
    def the_state_is_that_of_the_last_step(self) -> None:
        if not hasattr(self, "state"):
            return
        stored = Study.objects.filter(pk=self.study.pk).values_list("state", flat=True).first()
        assert stored == self.state

    @invariant()
    def a_draft_has_no_sample_and_is_on_no_list(self) -> None:
        if getattr(self, "state", None) == StudyState.DRAFT:
            assert self._case() is None
            assert not Study.objects.visible_to(self.lead).filter(pk=self.study.pk).exists()

    @invariant()
    def an_archived_study_has_no_contact_that_is_not_erased(self) -> None:
        if getattr(self, "state", None) == StudyState.ARCHIVED:
            contacts = self.study.strands.filter(units__contacts__isnull=False)
            assert not contacts.filter(units__contacts__erased_at=None).exists()


@pytest.mark.slow
def test_a_study_goes_through_its_states_and_takes_only_what_each_allows(
    user_with: Callable[..., User],
) -> None:
    ServiceFactory()
    StudyLife.guide, StudyLife.lead = InstrumentFactory(), user_with(Role.STUDY_LEAD)

    # 30 sequences, or 6 in script/test --quick.
    number = settings.default.max_examples * 3 // 10
    run_state_machine_as_test(
        StudyLife,
        settings=settings(max_examples=number, stateful_step_count=20, deadline=None, derandomize=True),
    )


def test_closing_names_the_interviews_owed_and_the_call_backs(user_with: Callable[..., User]) -> None:
    lead, study = user_with(Role.STUDY_LEAD), StudyFactory(opened_on=DAY)
    owed, due = SampledUnitFactory(strand__study=study), None
    due = SampledUnitFactory(strand=owed.strand)
    CallFactory(unit=owed, disposition="completed", created_by=lead)
    CallFactory(
        unit=due,
        disposition="appointment",
        made_at=dt.datetime(2009, 7, 1, 9, tzinfo=dt.UTC),
        call_back_at=dt.datetime(2009, 7, 2, 9, tzinfo=dt.UTC),
        created_by=lead,
    )

    ResponseFactory(strand=OnlineStrandFactory(study=study))

    with pytest.raises(survey_actions.UnfinishedError) as refusal:
        survey_actions.close_study(study=study, by=lead)

    assert refusal.value.messages == [
        "1 answer to the online survey was begun and not sent.",
        "1 interview was held and not entered yet.",
        "1 call-back is arranged and not kept yet, 1 of them due now.",
    ]
    closed = survey_actions.close_study(study=study, is_confirmed=True, by=lead)
    assert closed.state == StudyState.CLOSED
    event = AuditEvent.objects.about(study).get(verb="study.closed")
    assert event.detail == {"unfinished": refusal.value.messages}


def test_an_interview_of_a_closed_study_is_corrected_by_the_lead_with_a_reason(
    user_with: Callable[..., User],
) -> None:
    lead, researcher = user_with(Role.STUDY_LEAD), user_with(Role.RESEARCHER)
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand__study__state=StudyState.CLOSED, strand__instrument=guide)
    interview = InterviewFactory(
        unit=unit, status="complete", answers=COMPLETE_ANSWERS, consents={"take_part": "yes"}
    )

    def correct(by: User, reason: str) -> None:
        actions.save_interview(
            unit=unit,
            submission_key=uuid.uuid4(),
            from_version=1,
            answers=COMPLETE_ANSWERS,
            notes={next(iter(COMPLETE_ANSWERS)): "Corrected."},
            status="complete",
            correction_reason=reason,
            by=by,
        )

    with pytest.raises(ValidationError, match="This study is closed"):
        correct(researcher, "I know better.")
    with pytest.raises(ValidationError, match="Say why this interview is corrected"):
        correct(lead, " ")
    correct(lead, "The service wrote to us.")

    interview.refresh_from_db()
    assert interview.version == 2
    saved = AuditEvent.objects.about(interview).get(verb="interview.saved")
    assert saved.detail["reason"] == "The service wrote to us."


def test_contacts_are_erased_by_the_last_day_that_fieldwork_had() -> None:
    # Fieldwork was to end on 31 August and is closed on 15 July; contacts are kept for 10 days after it.
    study = StudyFactory(opened_on=dt.date(2009, 7, 1), closed_on=dt.date(2009, 8, 31))
    contact = ContactFactory(unit__strand__study=study, erase_on=dt.date(2009, 9, 10))
    actions.set_rules(strand=contact.unit.strand, contact_retention_days=10, by=None)

    def erased_on() -> dt.date:
        contact.refresh_from_db()
        return contact.erase_on

    assert erased_on() == dt.date(2009, 9, 10)
    study = survey_actions.close_study(study=study, by=None)
    assert erased_on() == dt.date(2009, 7, 25)
    study = survey_actions.reopen_study(study=study, reason="More", closed_on=dt.date(2009, 7, 20), by=None)
    assert erased_on() == dt.date(2009, 7, 30)
    survey_actions.revise_study(
        study=study,
        title=study.title,
        description="",
        opened_on=study.opened_on,
        closed_on=dt.date(2009, 7, 31),
        by=None,
    )
    assert erased_on() == dt.date(2009, 8, 10)


def test_archiving_erases_every_contact_before_its_day() -> None:
    study = StudyFactory(state=StudyState.CLOSED)
    contact = ContactFactory(unit__strand__study=study, erase_on=dt.date(2012, 1, 1))
    other = ContactFactory()

    survey_actions.archive_study(study=study, by=None)

    contact.refresh_from_db()
    other.refresh_from_db()
    assert contact.erased_at is not None
    assert contact.name == ""
    assert other.erased_at is None
    assert Call.objects.count() == Response.objects.count() == 0


def test_nothing_changes_in_an_archived_study(user_with: Callable[..., User]) -> None:
    lead = user_with(Role.STUDY_LEAD)
    unit = SampledUnitFactory(strand__study__state=StudyState.ARCHIVED)
    strand, study = unit.strand, unit.strand.study
    interview = InterviewFactory(unit=unit, status="complete")
    mention = MentionFactory(interview=interview)
    check = InterviewCheckFactory(interview=interview, interviewer=lead)
    refusal = CallFactory(unit=unit, disposition="respondent_refusal")
    letter = {"subject": "Our study", "text": "We write to you.", "language": "en"}

    for change in (
        partial(actions.resolve_mention, mention=mention, organisation=None),
        partial(actions.undo_resolution, mention=mention),
        partial(
            actions.check_interview,
            interview=interview,
            verdict="in_order",
            points={},
            note="",
            version=interview.version,
            submission_key=uuid.uuid4(),
        ),
        partial(actions.acknowledge_check, check=check, reply="Seen."),
        partial(actions.settle_check, check=check),
        partial(actions.set_checklist, study=study, points=["Consent"]),
        partial(actions.review_refusal, call=refusal, decision="final"),
        partial(actions.cancel_appointment, call=refusal, reason="Nobody rings."),
        partial(actions.set_rules, strand=strand, target=77),
        partial(actions.set_quotas, strand=strand, divided_by="kind", quotas={}),
        partial(actions.distribute_cases, strand=strand, people=[lead], method="load"),
        partial(actions.assign_cases, units=[unit], to=lead),
        partial(actions.save_letter_template, study=study, name="First", **letter),
    ):
        with pytest.raises(ValidationError, match="This study is archived"):
            change(by=lead)


def test_a_call_outside_fieldwork_is_logged_only_when_its_day_is_confirmed(
    client_for: Callable[[str], Client],
) -> None:
    unit = SampledUnitFactory(strand__study__opened_on=dt.date(2009, 7, 20))
    address = reverse("call-log", args=[unit.strand.study.slug, unit.pk])
    call = {"disposition_at_once": "no_answer", "submission_key": str(uuid.uuid4())}
    researcher = client_for(Role.RESEARCHER)

    asked = researcher.post(address, call)

    assert "Fieldwork begins on Monday 20 July 2009, after this call." in text_of(asked)
    assert not Call.objects.exists()
    researcher.post(address, {**call, "outside_fieldwork": "on"})
    assert Call.objects.count() == 1


def test_the_pages_of_a_closed_study_offer_no_call_and_say_what_to_do(
    client_for: Callable[[str], Client],
) -> None:
    unit = SampledUnitFactory(strand__study__state=StudyState.CLOSED)
    page = partial(reverse, args=[unit.strand.study.slug, unit.pk])
    key = str(uuid.uuid4())
    researcher = client_for(Role.RESEARCHER)

    case = text_of(researcher.get(page("case-detail")))
    refused = researcher.post(page("call-log"), {"disposition_at_once": "no_answer", "submission_key": key})
    entry = researcher.get(page("interview-entry"), follow=True)

    why = "This study is closed: it takes no calls, no interviews and no answers."
    assert why in case
    assert "I am ringing now" not in case
    assert "Enter the interview" not in case
    assert "Ring somebody else" not in case
    assert why in text_of(refused)
    assert why in text_of(entry)
    assert not Call.objects.exists()
