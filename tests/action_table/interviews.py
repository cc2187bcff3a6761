"""Actions on samples, calls, interviews and mentions."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

import interviews.actions
import survey.actions
from accounts.models import User
from interviews.actions.letters import letters_to
from interviews.letters.selection import with_contact
from interviews.models import Call, ContactUpload, Interview, InterviewSave, Mention
from survey.answers import stored_value
from survey.models import SampledUnit
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.enterprises import (
    OrganisationFactory,
)
from tests.factories.interviews import (
    CallFactory,
    ContactFactory,
    InterviewCheckFactory,
    InterviewFactory,
    NominationFactory,
)
from tests.factories.survey import (
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

DAY = dt.date(2009, 6, 1)


def a_case(**more: Any) -> SampledUnit:
    guide = survey.actions.publish_own_instrument(name="service_interview", by=None)
    return SampledUnitFactory(strand=StrandFactory(instrument=guide), **more)


def an_interview(unit: SampledUnit, match: Any = "later", **more: Any) -> Act:
    """Save the whole interview of a case with one mention, each time as from a newly opened page."""
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(unit.pk)))

    def save() -> InterviewSave:
        earlier = Interview.objects.filter(unit=unit).first()
        mention = {"key": key, "name_given": "The Clink", "activities": ["paid_work"]}
        return interviews.actions.save_interview(
            unit=unit,
            submission_key=uuid.uuid4(),
            from_version=earlier.version if earlier else 0,
            answers=COMPLETE_ANSWERS | {"name_service": stored_value("yes")},
            mentions=[mention | ({"match": match} if earlier is None else {})],
            status="complete",
            by=User.objects.first() or UserFactory(),
            **more,
        )

    return save


def a_mention(match: Any = "later") -> Mention:
    an_interview(a_case(), match)()
    return Mention.objects.get()


def fresh_call(row: Call) -> Call:
    return Call.with_undone.get(pk=row.pk)


@case
def interviews__save_interview() -> Act:
    return an_interview(a_case(), "new")


@case
def interviews__settle_conflict() -> Act:
    interview = InterviewFactory(unit=a_case())
    late = InterviewSave.objects.create(
        interview=interview,
        submission_key=uuid.uuid4(),
        submission_hash="0",
        from_version=0,
        status="draft",
        document={},
    )
    return lambda: interviews.actions.settle_conflict(save=fresh(late), by=None)


@case
def interviews__resolve_mention() -> Act:
    row, organisation = a_mention(), OrganisationFactory()
    return lambda: interviews.actions.resolve_mention(mention=fresh(row), organisation=organisation, by=None)


@case
def interviews__resolve_as_new() -> Act:
    row = a_mention()
    return lambda: interviews.actions.resolve_as_new(mention=fresh(row), name="Clink", by=None)


@case
def interviews__undo_resolution() -> Act:
    row = a_mention("new")
    return lambda: interviews.actions.undo_resolution(mention=fresh(row), by=None)


@case
def interviews__withdraw_interview() -> Act:
    row = a_mention("new").interview
    return lambda: interviews.actions.withdraw_interview(interview=fresh(row), reason="By letter", by=None)


@case
def interviews__log_call() -> Act:
    unit, key = a_case(), uuid.uuid4()
    return lambda: interviews.actions.log_call(
        unit=fresh(unit), disposition="no_answer", submission_key=key, by=None
    )


@case
def interviews__undo_call() -> Act:
    row = CallFactory()
    return lambda: interviews.actions.undo_call(call=fresh_call(row), by=None)


@case
def interviews__remove_call() -> Act:
    row = CallFactory()
    return lambda: interviews.actions.remove_call(call=fresh_call(row), reason="Wrong case", by=None)


@case
def interviews__correct_call() -> Act:
    row, key = CallFactory(), uuid.uuid4()
    return lambda: interviews.actions.correct_call(
        call=fresh_call(row),
        disposition="busy",
        made_at=row.made_at,
        submission_key=key,
        corrections=0,
        by=None,
    )


@case
def interviews__cancel_appointment() -> Act:
    row = CallFactory(disposition="appointment", call_back_at=timezone.now() + dt.timedelta(days=1))
    return lambda: interviews.actions.cancel_appointment(call=fresh(row), reason="Away", by=None)


@case
def interviews__replace_call_back_feed() -> Act:
    user = UserFactory()
    return lambda: interviews.actions.replace_call_back_feed(by=fresh(user))


@case
def interviews__remove_call_back_feed() -> Act:
    user = UserFactory()
    interviews.actions.replace_call_back_feed(by=user)
    return lambda: interviews.actions.remove_call_back_feed(by=fresh(user))


@case
def interviews__replace_contact() -> Act:
    unit = a_case()
    return lambda: interviews.actions.replace_contact(
        unit=fresh(unit), name="Ann Example", telephone="0113 496 0001", by=None
    )


@case
def interviews__use_reserve() -> Act:
    row = ContactFactory(is_current=False, is_reserve=True)
    return lambda: interviews.actions.use_reserve(contact=fresh(row), by=None)


def a_list_of_contacts(unit: SampledUnit) -> ContactUpload:
    files = [("contacts.csv", f"Prison,Person\n{unit.service},Ann Example\n".encode())]
    return interviews.actions.upload_contacts(strand=unit.strand, uploads=files, by=None)


@case
def interviews__upload_contacts() -> Act:
    unit = a_case()
    return lambda: a_list_of_contacts(unit)


@case
def interviews__choose_cases() -> Act:
    unit = a_case(service__name="HMP Leeds")
    SampledUnitFactory(strand=unit.strand, service__name="HMP/YOI Leeds")
    upload = a_list_of_contacts(unit)
    ContactUpload.objects.filter(pk=upload.pk).update(
        questions=[{"question": "HMP Leeds", "row": 2, "problem": "", "candidates": [[unit.pk, "HMP Leeds"]]}]
    )
    choices = {"HMP Leeds": unit.pk}
    return lambda: interviews.actions.choose_cases(upload=fresh(upload), choices=choices, by=None)


@case
def interviews__erase_contact() -> Act:
    row = ContactFactory()
    return lambda: interviews.actions.erase_contact(contact=fresh(row), by=None)


@case
def interviews__erase_due_contacts() -> Act:
    ContactFactory(erase_on=DAY)
    return lambda: interviews.actions.erase_due_contacts(on=DAY)


@case
def interviews__lock_case() -> Act:
    unit, user = a_case(), UserFactory()
    return lambda: interviews.actions.lock_case(unit=fresh(unit), by=user)


@case
def interviews__release_case() -> Act:
    unit, user = a_case(), UserFactory()
    interviews.actions.lock_case(unit=unit, by=user)
    return lambda: interviews.actions.release_case(unit=fresh(unit), by=user)


@case
def interviews__update_code() -> Act:
    unit = CallFactory(disposition="no_answer").unit
    return lambda: interviews.actions.update_code(unit=fresh(unit), by=None)


@case
def interviews__exclude_case() -> Act:
    unit = a_case()
    return lambda: interviews.actions.exclude_case(unit=fresh(unit), change="closed", reason="Gone", by=None)


@case
def interviews__reinstate_case() -> Act:
    unit = a_case()
    interviews.actions.exclude_case(unit=unit, change="closed", reason="Gone", by=None)
    return lambda: interviews.actions.reinstate_case(unit=fresh(unit), reason="It is open", by=None)


@case
def interviews__reopen_case() -> Act:
    unit = CallFactory(disposition="away").unit
    return lambda: interviews.actions.reopen_case(unit=fresh(unit), reason="Back again", by=None)


@case
def interviews__set_rules() -> Act:
    strand = StrandFactory()
    return lambda: interviews.actions.set_rules(strand=fresh(strand), by=None, target=40)


@case
def interviews__set_quotas() -> Act:
    strand = StrandFactory()
    return lambda: interviews.actions.set_quotas(
        strand=fresh(strand), divided_by="kind", quotas={(None, "prison"): 2}, by=None
    )


@case
def interviews__distribute_cases() -> Act:
    unit, user = a_case(), UserFactory()
    return lambda: interviews.actions.distribute_cases(
        strand=unit.strand, people=[user], method="load", which="all", by=None
    )


@case
def interviews__assign_cases() -> Act:
    unit, user = a_case(), UserFactory()
    RoleGrantFactory(user=user, role="researcher")
    return lambda: interviews.actions.assign_cases(units=[fresh(unit)], to=user, by=None)


@case
def interviews__choose_units() -> Act:
    study, organisation = StudyFactory(), OrganisationFactory()
    return lambda: interviews.actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[organisation], reason="Known", by=None
    )


@case
def interviews__draw_services() -> Act:
    unit = a_case()
    answers = COMPLETE_ANSWERS | {"works_now": stored_value("yes"), "ask_again": stored_value("yes")}
    InterviewFactory(unit=unit, status="complete", answers=answers, consents={"ask_again": "yes"})
    return lambda: interviews.actions.draw_services(study=unit.strand.study, size=1, seed="a", by=None)


@case
def interviews__nominate() -> Act:
    study, organisation = StudyFactory(), OrganisationFactory()
    return lambda: interviews.actions.nominate(
        study=study, organisation=organisation, nominated_by="noms", reason="Known", by=None
    )


@case
def interviews__nominate_new() -> Act:
    study = NominationFactory().study
    return lambda: interviews.actions.nominate_new(
        study=study, name="Bricks", nominated_by="noms", reason="Known", by=None
    )


@case
def interviews__set_category() -> Act:
    unit = a_case()
    return lambda: interviews.actions.set_category(unit=fresh(unit), category=2, by=None)


@case
def interviews__check_interview() -> Act:
    interview, key = InterviewFactory(status="complete"), uuid.uuid4()
    return lambda: interviews.actions.check_interview(
        interview=fresh(interview),
        verdict="to_correct",
        points={"Is the consent recorded?": "no"},
        note="Ask for it",
        version=1,
        submission_key=key,
        by=None,
    )


@case
def interviews__acknowledge_check() -> Act:
    check = InterviewCheckFactory()
    return lambda: interviews.actions.acknowledge_check(check=fresh(check), reply="I have", by=None)


@case
def interviews__settle_check() -> Act:
    check = InterviewCheckFactory()
    return lambda: interviews.actions.settle_check(check=fresh(check), by=None)


@case
def interviews__set_checklist() -> Act:
    study = StudyFactory()
    return lambda: interviews.actions.set_checklist(study=study, points=["Is it whole?"], by=None)


@case
def interviews__review_refusal() -> Act:
    refusal = CallFactory(disposition="respondent_refusal")
    return lambda: interviews.actions.review_refusal(call=fresh(refusal), decision="stands", by=None)


@case
def interviews__reserve_next_case() -> Act:
    unit, user = a_case(), UserFactory()
    return lambda: interviews.actions.reserve_next_case(study=unit.strand.study, by=user)


def a_letter() -> Any:
    study = StudyFactory()
    return interviews.actions.save_letter_template(
        study=study, name="First", subject="A study", text="We shall ring {service}.", language="en", by=None
    )


def a_case_to_write_to(template: Any) -> Any:
    unit = SampledUnitFactory(strand=StrandFactory(study=template.study))
    ContactFactory(unit=unit, email="ann@example.org")
    return with_contact(SampledUnit.objects.filter(pk=unit.pk)).get()


@case
def interviews__save_letter_template() -> Act:
    row = StudyFactory()
    return lambda: interviews.actions.save_letter_template(
        study=fresh(row), name="First", subject="A study", text="Words", language="en", by=None
    )


@case
def interviews__log_printed_letters() -> Act:
    template, press, writer = a_letter(), uuid.uuid4(), UserFactory()
    letters = letters_to([a_case_to_write_to(template)], template, by=writer)
    return lambda: interviews.actions.log_printed_letters(
        letters=letters, template=fresh(template), way="pdf", press=press, by=writer
    )


@case
def interviews__email_letter() -> Act:
    template, press, writer = a_letter(), uuid.uuid4(), UserFactory()
    unit = a_case_to_write_to(template)
    return lambda: interviews.actions.email_letter(
        unit=unit, template=fresh(template), press=press, by=writer
    )
