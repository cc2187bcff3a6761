"""Loading answers from other tools: previewed, each once, without conflicts and errors, traceable."""

import datetime as dt
import uuid
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.uploads import actions as uploads
from accounts.uploads.preview import RowStatus
from enterprises.models import Organisation
from survey import actions
from survey.actions import ANSWERS_UPLOAD
from survey.models import Delivery, Response, Strand, Study
from survey.vocabulary import ResponseStatus, Source
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, StrandFactory
from tests.survey.imports.exported import (
    ANSWERS,
    CENTRAL_PROJECTS,
    FIRST,
    FORM,
    KOBO,
    KOBO_PROJECTS,
    SECOND,
    central,
    central_row,
    kobo_workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(questionnaire=FORM))


def delivered(strand: Strand, *texts: str, by=None) -> Delivery:
    files = [(f"form{number or ''}.csv", text.encode()) for number, text in enumerate(texts)]
    stored = actions.deliver(strand=strand, instrument=strand.instrument, uploads=files, by=by)
    return uploads.preview(kind=ANSWERS_UPLOAD, upload=stored, by=by)


def statuses(delivery: Delivery) -> list[str]:
    return [status for status, number in delivery.preview["counts"].items() for _ in range(number)]


def test_nothing_is_loaded_before_the_preview(strand):
    delivery = delivered(strand, central(), CENTRAL_PROJECTS)

    assert statuses(delivery) == [RowStatus.NEW]
    assert (delivery.tool, delivery.row_count) == (Source.ODK_CENTRAL, 1)
    assert not Response.objects.exists()


def test_loaded_answers_wait_for_review_and_name_their_source(strand):
    somebody = UserFactory()
    delivery = uploads.apply(
        kind=ANSWERS_UPLOAD, upload=delivered(strand, central(), CENTRAL_PROJECTS), by=somebody
    )

    response = Response.objects.get()
    assert (response.status, response.answers) == (ResponseStatus.SUBMITTED, ANSWERS)
    assert (response.submission_key, response.source) == (uuid.UUID(FIRST), Source.ODK_CENTRAL)
    assert (response.delivery, response.created_by) == (delivery, somebody)
    assert response.submitted_at.isoformat() == "2009-07-15T10:11:12.123000+00:00"
    assert response.reference.startswith("GH-")
    assert (delivery.added_count, delivery.content) == (1, "")
    event = AuditEvent.objects.get(verb="delivery.loaded")
    assert (event.by, event.detail) == (somebody, {"added": 1, "changed": 0, "unchanged": 0, "rejected": 0})


def test_a_loaded_answer_is_accepted_like_any_other(strand):
    uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)

    accepted = actions.accept_response(
        response=Response.objects.get(), organisation=None, services={}, by=None
    )

    assert Organisation.objects.get().name == "Phoenix"
    assert accepted.status == ResponseStatus.ACCEPTED


def test_loading_again_changes_nothing_whichever_tool_exported_it(strand):
    uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central(), CENTRAL_PROJECTS), by=None)
    before = list(Response.objects.values())

    for texts in ((central(), CENTRAL_PROJECTS), (KOBO, KOBO_PROJECTS)):
        again = delivered(strand, *texts)
        assert statuses(again) == [RowStatus.UNCHANGED]
        again = uploads.apply(kind=ANSWERS_UPLOAD, upload=again, by=None)
        assert (again.added_count, again.unchanged_count, again.rejected_count) == (0, 1, 0)

    assert list(Response.objects.values()) == before


def test_other_answers_with_a_known_key_are_a_conflict_and_overwrite_nothing(strand):
    uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    reference = Response.objects.get().reference
    other = delivered(strand, central(central_row(employees="13")))

    assert statuses(other) == [RowStatus.CONFLICT]
    other = uploads.apply(kind=ANSWERS_UPLOAD, upload=other, by=None)

    assert Response.objects.get().answers["employees"] == {"value": 12}
    assert other.rejected_count == 1
    assert other.findings == [
        ["form.csv", 2, "", f"It is here already with other answers ({reference}). Nothing was changed."]
    ]


def test_an_answer_that_is_in_another_survey_is_a_conflict(strand):
    uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    elsewhere = OnlineStrandFactory(instrument=strand.instrument)

    (line,) = delivered(elsewhere, central()).preview["lines"]

    assert line[3] == RowStatus.CONFLICT and "in another survey" in line[5]


def test_a_key_that_is_twice_in_one_file_is_loaded_once_or_reported(strand):
    twice = delivered(strand, central(central_row(), central_row(), central_row(employees="13")))

    assert statuses(twice) == [RowStatus.NEW, RowStatus.UNCHANGED, RowStatus.CONFLICT]
    assert uploads.apply(kind=ANSWERS_UPLOAD, upload=twice, by=None).added_count == 1


def test_rows_with_problems_are_left_out_and_the_others_loaded(strand):
    rows = [
        central_row(),
        central_row(SECOND, employees="many"),
        central_row(str(uuid.uuid4()), review="rejected"),
    ]
    delivery = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central(*rows)), by=None)

    assert (delivery.added_count, delivery.rejected_count) == (1, 2)
    assert delivery.findings[0] == ["form.csv", 3, "size-employees", "Enter a whole number, such as 25."]
    assert "rejected in the tool" in delivery.findings[1][3]


def test_a_file_is_loaded_once_and_a_discarded_one_never(strand):
    loaded, aside = delivered(strand, central()), delivered(strand, central())
    uploads.apply(kind=ANSWERS_UPLOAD, upload=loaded, by=None)
    uploads.discard(kind=ANSWERS_UPLOAD, upload=aside, by=None)

    for act in (uploads.apply, uploads.discard):
        for delivery in (loaded, aside):
            with pytest.raises(ValidationError, match="loaded or discarded already"):
                act(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert list(Delivery.objects.values_list("content", flat=True)) == ["", ""]


def test_only_an_online_survey_takes_answers(strand):
    with pytest.raises(ValidationError, match="Only an online survey"):
        delivered(StrandFactory(instrument=strand.instrument), central())


def test_a_file_without_answers_is_refused(strand):
    with pytest.raises(ValidationError, match="no answers in this file"):
        delivered(strand, central().split("\r\n")[0])
    assert not Delivery.objects.exists()
    assert AuditEvent.objects.filter(verb="delivery.not_read").count() == 1


def test_a_file_that_is_not_read_yet_is_not_loaded(strand):
    stored = actions.deliver(
        strand=strand, instrument=strand.instrument, uploads=[("form.csv", central().encode())], by=None
    )

    with pytest.raises(ValidationError, match="still being read"):
        uploads.apply(kind=ANSWERS_UPLOAD, upload=stored, by=None)
    uploads.discard(kind=ANSWERS_UPLOAD, upload=stored, by=None)
    with pytest.raises(ValidationError, match="loaded or discarded already"):
        uploads.preview(kind=ANSWERS_UPLOAD, upload=stored, by=None)


def test_a_workbook_of_kobotoolbox_is_loaded_with_its_repeated_groups(strand):
    stored = actions.deliver(
        strand=strand, instrument=strand.instrument, uploads=[("form.xlsx", kobo_workbook())], by=None
    )
    delivery = uploads.preview(kind=ANSWERS_UPLOAD, upload=stored, by=None)
    delivery = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivery, by=None)

    assert (delivery.tool, delivery.added_count) == (Source.KOBO, 1)
    assert Response.objects.get().answers == ANSWERS


def test_the_preview_needs_a_fixed_number_of_queries_and_loading_one_for_many_rows(strand):
    def cost(number: int) -> tuple[int, int]:
        delivery = delivered(strand, central(*(central_row(str(uuid.uuid4())) for _ in range(number))))
        with CaptureQueriesContext(connection) as looking:
            uploads.preview(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
        with CaptureQueriesContext(connection) as loading:
            uploads.apply(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
        return len(looking), len(loading)

    few, many = cost(3), cost(120)
    assert many[0] == few[0]
    # SQLite takes some 35 rows at once.
    assert many[1] <= few[1] + 3


def test_a_load_that_fails_half_way_leaves_nothing(strand):
    delivery = delivered(strand, central(central_row(), central_row(SECOND)))

    def fail(**about):
        raise OSError("The disk is full.")

    post_save.connect(fail, sender=Delivery)
    try:
        with pytest.raises(OSError, match="full"):
            uploads.apply(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    finally:
        post_save.disconnect(fail, sender=Delivery)

    assert not Response.objects.exists()
    assert Delivery.objects.get().is_waiting
    assert not AuditEvent.objects.filter(verb="delivery.loaded").exists()


def test_a_delivery_is_of_a_known_tool(strand):
    fields = {"strand": strand, "instrument": strand.instrument, "file_name": "form.csv"}

    assert_refused(lambda: Delivery(**fields, tool="paper"), "KoboToolbox, Ona or SurveyCTO")

    assert_refused(lambda: Delivery(**fields, previewed_at=timezone.now()), "KoboToolbox, Ona or SurveyCTO")


def test_a_file_that_was_loaded_or_discarded_is_not_kept(strand):
    fields = {"strand": strand, "instrument": strand.instrument, "file_name": "form.csv", "tool": Source.KOBO}

    assert_refused(lambda: Delivery(**fields, applied_at=timezone.now(), content="{}"), "is not kept")
    assert_refused(lambda: Delivery(**fields, discarded_at=timezone.now(), content="{}"), "is not kept")


def test_a_load_is_undone_and_the_same_file_can_be_loaded_again(strand):
    somebody = UserFactory()
    delivery = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    delivery = uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=somebody)

    assert delivery.stage == "Undone" and not Response.objects.exists()
    event = AuditEvent.objects.get(verb="delivery.undone")
    assert (event.by, event.detail) == (somebody, {"rows": 1})
    with pytest.raises(ValidationError, match="undone already"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert statuses(delivered(strand, central())) == [RowStatus.NEW]


def test_reviewed_answers_are_not_undone(strand):
    delivery = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    actions.reject_response(response=Response.objects.get(), reason="Not real", by=None)

    with pytest.raises(ValidationError, match="were reviewed already"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert Response.objects.count() == 1


def test_a_load_of_an_archived_study_is_not_undone(strand):
    delivery = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    Study.objects.update(state="archived")

    with pytest.raises(ValidationError, match="nothing in it changes any more"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert Response.objects.count() == 1


def test_a_load_is_undone_unless_a_newer_one_had_some_of_the_same_answers(strand):
    first = uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    other = delivered(strand, central(central_row(SECOND)))
    other = uploads.apply(kind=ANSWERS_UPLOAD, upload=other, by=None)
    both = delivered(strand, central(central_row(), central_row(SECOND)))
    both = uploads.apply(kind=ANSWERS_UPLOAD, upload=both, by=None)

    with pytest.raises(ValidationError, match="Undo that one first"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=first, by=None)
    for delivery in (both, first):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert Response.objects.get().delivery == other


def test_a_file_that_was_not_loaded_cannot_be_undone(strand):
    with pytest.raises(ValidationError, match="not loaded"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=delivered(strand, central()), by=None)
    fields = {"strand": strand, "instrument": strand.instrument, "file_name": "form.csv", "tool": Source.KOBO}
    assert_refused(lambda: Delivery(**fields, undone_at=timezone.now()), "Only what was loaded")


def test_housekeeping_discards_files_that_nobody_loaded_within_30_days(strand):
    loaded, waiting = delivered(strand, central(), CENTRAL_PROJECTS), delivered(strand, central())
    uploads.apply(kind=ANSWERS_UPLOAD, upload=loaded, by=None)
    with time_machine.travel(timezone.now() + dt.timedelta(days=29)):
        recent = delivered(strand, central())
    name = "uploaded answers that nobody loaded"

    def housekeeping(**options: bool) -> str:
        out = StringIO()
        call_command("housekeeping", stdout=out, **options)
        return next(line for line in out.getvalue().splitlines() if line.startswith(name))

    assert housekeeping() == f"{name}: 0 removed"
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert housekeeping(dry_run=True) == f"{name}: 1 to be removed"
        waiting.refresh_from_db()
        assert waiting.content
        assert housekeeping() == f"{name}: 1 removed"

    for each in (loaded, waiting, recent):
        each.refresh_from_db()
    assert (loaded.stage, waiting.stage, recent.stage) == ("Loaded", "Discarded", "Waiting to be loaded")
    assert waiting.content == ""
    event = AuditEvent.objects.get(verb="delivery.discarded")
    assert event.subject_id == str(waiting.pk)


EDIT, OTHER_EDIT = "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"


def edited(instance: str = EDIT, employees: str = "13") -> str:
    """Return an export of ODK Central after an edit: the key stays, the id of the version is another."""
    return central(central_row(employees=employees).replace(f"uuid:{FIRST}", f"uuid:{instance}", 1))


def applied(strand: Strand, *texts: str) -> Delivery:
    return uploads.apply(kind=ANSWERS_UPLOAD, upload=delivered(strand, *texts), by=None)


def test_an_edit_replaces_the_older_version_which_is_kept(strand):
    applied(strand, central())

    newer = applied(strand, edited())

    response = Response.objects.get()
    assert (newer.changed_count, newer.added_count) == (1, 0)
    assert response.answers["employees"] == {"value": 13}
    assert (response.submission_key, response.instance_key) == (uuid.UUID(FIRST), uuid.UUID(EDIT))
    assert [row.answers["employees"] for row in response.earlier_answers.all()] == [{"value": 12}]
    assert AuditEvent.objects.filter(verb="response.changed").count() == 1


def test_an_older_export_is_known_and_changes_nothing(strand):
    for text in (central(), edited(), edited(OTHER_EDIT, "14")):
        applied(strand, text)

    for text in (central(), edited()):
        older = delivered(strand, text)
        assert statuses(older) == [RowStatus.UNCHANGED]
        assert "A newer version of it is here already" in older.preview["lines"][0][5]


def test_an_edit_loaded_before_its_first_version_is_the_newer_one(strand):
    applied(strand, edited())

    assert statuses(delivered(strand, central())) == [RowStatus.UNCHANGED]


def test_an_edit_that_only_names_the_version_before_it_is_recognised(strand):
    """Ona changes _uuid with every edit and writes which one it replaces."""
    applied(strand, f"_uuid,trades\n{FIRST},yes\n")

    other = delivered(strand, f"_uuid,meta/deprecatedID,trades\n{SECOND},uuid:{FIRST},no\n")

    assert statuses(other) == [RowStatus.CHANGED]
    uploads.apply(kind=ANSWERS_UPLOAD, upload=other, by=None)
    assert Response.objects.get().answers["trades"] == {"value": "no"}


def test_two_versions_in_one_file_are_loaded_one_after_the_other(strand):
    both = central(central_row(), central_row(employees="13").replace(f"uuid:{FIRST}", f"uuid:{EDIT}", 1))

    delivery = applied(strand, both)

    assert (delivery.added_count, delivery.changed_count) == (1, 1)
    assert Response.objects.get().answers["employees"] == {"value": 13}
    uploads.undo(kind=ANSWERS_UPLOAD, upload=delivery, by=None)
    assert not Response.objects.exists()


def test_answers_that_were_changed_here_are_a_conflict(strand):
    applied(strand, central())
    response = Response.objects.get()
    response.answers = response.answers | {"employees": {"value": 99}}
    response.save()

    for text in (central(), edited()):
        (line,) = delivered(strand, text).preview["lines"]
        assert line[3] == RowStatus.CONFLICT and "changed here after they were loaded" in line[5]


def test_withdrawn_answers_do_not_come_back(strand):
    applied(strand, central())
    actions.withdraw_response(response=Response.objects.get(), by=UserFactory(), reason="By telephone")

    (line,) = delivered(strand, edited()).preview["lines"]

    assert line[3] == RowStatus.CONFLICT and "withdrawn here" in line[5]


def test_an_edit_of_an_accepted_answer_waits_for_review_and_undoing_it_puts_the_decision_back(strand):
    applied(strand, central())
    actions.accept_response(response=Response.objects.get(), organisation=None, services={}, by=UserFactory())
    before = Response.objects.values().get()

    newer = applied(strand, edited())
    assert Response.objects.get().status == ResponseStatus.SUBMITTED
    uploads.undo(kind=ANSWERS_UPLOAD, upload=newer, by=None)

    after = Response.objects.values().get()
    assert {name for name in after if after[name] != before[name]} <= {"updated_at", "updated_by_id"}


def test_a_load_whose_answers_a_newer_file_replaced_or_somebody_changed_is_not_undone(strand):
    first = applied(strand, central())
    second = applied(strand, edited())
    with pytest.raises(ValidationError, match="has replaced some of its answers"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=first, by=None)

    response = Response.objects.get()
    response.answers = response.answers | {"employees": {"value": 99}}
    response.save()

    with pytest.raises(ValidationError, match="changed here since"):
        uploads.undo(kind=ANSWERS_UPLOAD, upload=second, by=None)
