"""Actions on studies, questionnaires and online answers."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

import survey.actions
from accounts.uploads import actions as uploads
from survey import answers as answering
from survey.actions import Invitee
from survey.models import Instrument, Invitation, QuestionnaireUpload, Study
from survey.vocabulary import StudyState
from survey.xlsform import Corrections, FormFile
from tests.action_table.cases import Act, case, fresh
from tests.factories import xlsforms
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    OrganisationFactory,
)
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    QuestionnaireUploadFactory,
    ResponseFactory,
    SampledUnitFactory,
    StudyFactory,
)
from tests.survey import reviewed
from tests.survey.imports.exported import FIRST, central, central_row
from tests.survey.imports.test_deliveries import FORM

DAY = dt.date(2009, 6, 1)


def a_response(**more: Any) -> Any:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.QUESTIONNAIRE))
    return ResponseFactory(strand=strand, **more)


def a_draft() -> Study:
    ServiceFactory()
    return survey.actions.draft_study(slug="draft", title="Draft", frame_on=DAY, by=None)


@case
def survey__accept_response() -> Act:
    row = a_response(sent=True, answers=reviewed.ANSWERS)
    return lambda: survey.actions.accept_response(response=fresh(row), organisation=None, by=None)


@case
def survey__reject_response() -> Act:
    row = a_response(sent=True)
    return lambda: survey.actions.reject_response(response=fresh(row), reason="A test", by=None)


@case
def survey__tell_respondents() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.tell_respondents(
        study=fresh(row), commissioner="A board", contractor="A firm", contact="By post", minutes={}, by=None
    )


@case
def survey__translate_study() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.translate_study(
        study=fresh(row), language="cy", words={"title": "Astudiaeth"}, by=None
    )


@case
def survey__withdraw_listing() -> Act:
    row = a_response(sent=True, status="accepted", organisation=OrganisationFactory(is_published=True))
    return lambda: survey.actions.withdraw_listing(response=fresh(row), reason="By telephone", by=None)


@case
def survey__begin_change() -> Act:
    row = a_response(sent=True, answers=reviewed.ANSWERS)
    return lambda: survey.actions.begin_change(response=fresh(row))


@case
def survey__discard_change() -> Act:
    row = a_response(sent=True, answers=reviewed.ANSWERS, changed_answers={})
    return lambda: survey.actions.discard_change(response=fresh(row))


@case
def survey__withdraw_response() -> Act:
    row = a_response(sent=True, answers=reviewed.ANSWERS)
    return lambda: survey.actions.withdraw_response(response=fresh(row), by=None)


@case
def survey__release_response() -> Act:
    row = a_response(sent=True, status="quarantined", suspicion="Quick")
    return lambda: survey.actions.release_response(response=fresh(row), by=None)


@case
def survey__postpone_response() -> Act:
    row = a_response(sent=True)
    return lambda: survey.actions.postpone_response(response=fresh(row), reason="A test", by=None)


@case
def survey__take_up_response() -> Act:
    row = a_response(sent=True, postponed_at=timezone.now(), postponed_because="A test")
    return lambda: survey.actions.take_up_response(response=fresh(row), by=None)


@case
def survey__undo_acceptance() -> Act:
    row = a_response(sent=True, answers=reviewed.ANSWERS)
    survey.actions.accept_response(response=row, organisation=OrganisationFactory(), by=None)
    return lambda: survey.actions.undo_acceptance(response=fresh(row), reason="A test", by=None)


@case
def survey__undo_rejection() -> Act:
    row = a_response(sent=True, status="rejected", reason="A test")
    return lambda: survey.actions.undo_rejection(response=fresh(row), by=None)


@case
def survey__let_researchers_review() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.let_researchers_review(study=fresh(row), is_allowed=True, by=None)


@case
def survey__begin_response() -> Act:
    strand, key = (
        OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.QUESTIONNAIRE)),
        uuid.uuid4(),
    )
    return lambda: survey.actions.begin_response(strand=strand, start_key=key)


@case
def survey__set_language() -> Act:
    row = a_response(language="cy")
    return lambda: survey.actions.set_language(response=fresh(row), language="")


@case
def survey__save_page() -> Act:
    row = a_response()
    (section,) = row.questionnaire.sections
    seen = survey.actions.answers_fingerprint(row, section)
    return lambda: survey.actions.save_page(
        response=fresh(row), section=section, answers={"employees": answering.stored_value("3")}, seen=seen
    )


@case
def survey__submit_response() -> Act:
    row, key = a_response(answers=reviewed.ANSWERS), uuid.uuid4()
    seen = survey.actions.answers_fingerprint(row)
    return lambda: survey.actions.submit_response(response=fresh(row), submission_key=key, seen=seen)


def a_delivery() -> Any:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=FORM))
    text = central(central_row(FIRST))
    return lambda: survey.actions.deliver(
        strand=strand, instrument=strand.instrument, uploads=[("form.csv", text.encode())], by=None
    )


FORM_FILE = FormFile("form.md", xlsforms.form().encode())


@case
def survey__publish_form() -> Act:
    return lambda: survey.actions.publish_form(form=FORM_FILE, by=None)


@case
def survey__stage_questionnaire() -> Act:
    return lambda: survey.actions.stage_questionnaire(files=[FORM_FILE], by=None)


@case
def survey__add_questionnaire_files() -> Act:
    upload = QuestionnaireUploadFactory()
    towns = FormFile("towns.csv", b"name,label")
    return lambda: survey.actions.add_questionnaire_files(upload=upload, files=[towns], by=None)


@case
def survey__correct_questionnaire() -> Act:
    upload = QuestionnaireUploadFactory()
    return lambda: survey.actions.correct_questionnaire(
        upload=upload, corrections=Corrections(version="2"), by=None
    )


@case
def survey__publish_uploaded_questionnaire() -> Act:
    upload = QuestionnaireUploadFactory()
    return lambda: survey.actions.publish_uploaded_questionnaire(upload=upload, by=None)


@case
def survey__discard_questionnaire() -> Act:
    upload = QuestionnaireUploadFactory()
    return lambda: survey.actions.discard_questionnaire(upload=upload)


@case
def survey__discard_expired_questionnaires() -> Act:
    upload = QuestionnaireUploadFactory()
    QuestionnaireUpload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - 2 * uploads.RETENTION)
    return lambda: survey.actions.discard_expired_questionnaires(dry_run=False)


@case
def survey__deliver() -> Act:
    return a_delivery()


@case
def survey__decide_delivery() -> Act:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=FORM))
    text = f"KEY,trades,horses\n{FIRST},yes,2\n"
    made = survey.actions.deliver(
        strand=strand, instrument=strand.instrument, uploads=[("form.csv", text.encode())], by=None
    )
    row = uploads.preview(kind=survey.actions.ANSWERS_UPLOAD, upload=made, by=None)
    return lambda: survey.actions.decide_delivery(
        delivery=fresh(row), passed_over=["horses"], taken=[], by=None
    )


@case
def survey__publish_instrument() -> Act:
    source = (survey.actions.INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")
    return lambda: survey.actions.publish_instrument(source=source, by=None)


@case
def survey__publish_own_instrument() -> Act:
    return lambda: survey.actions.publish_own_instrument(name="service_interview", by=None)


@case
def survey__retire_instrument() -> Act:
    row = InstrumentFactory()
    return lambda: survey.actions.retire_instrument(
        instrument=Instrument.objects.get(pk=row.pk), reason="Old", by=None
    )


@case
def survey__restore_instrument() -> Act:
    row = InstrumentFactory()
    survey.actions.retire_instrument(instrument=row, reason="Old", by=None)
    return lambda: survey.actions.restore_instrument(instrument=Instrument.objects.get(pk=row.pk), by=None)


@case
def survey__invite() -> Act:
    strand = OnlineStrandFactory()
    invitees = [Invitee("Clink", "clink@example.org", OrganisationFactory())]
    return lambda: survey.actions.invite(strand=strand, invitees=invitees, by=None)


@case
def survey__hand_out() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.hand_out(invitations=[fresh(row)], by=None)


@case
def survey__mark_sent() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.mark_sent(invitation=fresh(row), by=None)


@case
def survey__note_opened() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.note_opened(invitation=fresh(row))


@case
def survey__change_invitation() -> Act:
    row = InvitationFactory()
    about = {"name": "Bird", "email": "bird@example.org", "organisation": None, "language": "cy"}
    return lambda: survey.actions.change_invitation(invitation=fresh(row), by=None, **about)


@case
def survey__delete_invitations() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.delete_invitations(
        invitations=list(Invitation.objects.filter(pk=row.pk)), by=None
    )


@case
def survey__list_invitations() -> Act:
    strand = OnlineStrandFactory()
    return lambda: survey.actions.list_invitations(strand=strand, uploads=[("a.csv", b"name\nBird")], by=None)


@case
def survey__mark_bounced() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.mark_bounced(invitation=fresh(row), by=None)


@case
def survey__decline() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.decline(invitation=fresh(row), by=None)


@case
def survey__open_study() -> Act:
    row = a_draft()
    return lambda: survey.actions.open_study(study=fresh(row), by=None)


@case
def survey__draft_study() -> Act:
    return lambda: survey.actions.draft_study(slug="new", title="New", frame_on=DAY, by=None)


@case
def survey__draft_and_open_study() -> Act:
    ServiceFactory()
    return lambda: survey.actions.draft_and_open_study(slug="new", title="New", frame_on=DAY, by=None)


@case
def survey__close_study() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.close_study(study=fresh(row), by=None)


@case
def survey__reopen_study() -> Act:
    row = StudyFactory(state=StudyState.CLOSED)
    return lambda: survey.actions.reopen_study(study=fresh(row), reason="Late answers came.", by=None)


@case
def survey__archive_study() -> Act:
    row = StudyFactory(state=StudyState.CLOSED)
    return lambda: survey.actions.archive_study(study=fresh(row), by=None)


@case
def survey__revise_draft() -> Act:
    row = a_draft()
    return lambda: survey.actions.revise_draft(study=row, title="Another", by=None)


@case
def survey__copy_study() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.copy_study(study=row, by=None)


@case
def survey__delete_draft() -> Act:
    row = a_draft()
    return lambda: survey.actions.delete_draft(study=row, by=None)


@case
def survey__revise_study() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.revise_study(
        study=fresh(row), title="Another", description="", opened_on=DAY, closed_on=None, by=None
    )


@case
def survey__write_quality_statement() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.write_quality_statement(
        study=fresh(row), texts={"coverage": "All were asked."}, from_version=0, by=None
    )


@case
def survey__set_published() -> Act:
    row = StudyFactory(is_published=False)
    return lambda: survey.actions.set_published(study=fresh(row), is_published=True, by=None)


@case
def survey__open_survey() -> Act:
    study, instrument = StudyFactory(), InstrumentFactory()
    return lambda: survey.actions.open_survey(study=study, instrument=instrument, opens_on=DAY, by=None)


@case
def survey__assign() -> Act:
    unit, user = SampledUnitFactory(), UserFactory()
    return lambda: survey.actions.assign(units=[fresh(unit)], to=user, by=None)


@case
def survey__record_code() -> Act:
    unit = SampledUnitFactory()
    return lambda: survey.actions.record_code(unit=fresh(unit), code="R", by=None)
