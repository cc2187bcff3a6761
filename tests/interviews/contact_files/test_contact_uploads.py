"""Loading contacts from a file: previewed, one transaction, nothing brought back in silence, undone while unused."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.uploads import actions as uploads
from accounts.uploads.preview import PreviewLine
from interviews import actions, contact_faults
from interviews.models import Contact, ContactUpload
from survey.models import SampledUnit, Strand
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HEADS = "Prison,Person,Role,Phone,Mail,Note"


@pytest.fixture
def strand() -> Strand:
    return StrandFactory(study__slug="study")


@pytest.fixture
def leeds(strand: Strand) -> SampledUnit:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(name="HMP Leeds", noms_code="LEI"))


@pytest.fixture
def hull(strand: Strand) -> SampledUnit:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(name="HMP Hull", noms_code="HLI"))


def read(strand: Strand, *rows: str, by: Any = None) -> ContactUpload:
    content = "\n".join([HEADS, *rows]).encode()
    stored = actions.upload_contacts(strand=strand, uploads=[("contacts.csv", content)], by=by)
    return uploads.preview(kind=actions.CONTACTS_UPLOAD, upload=stored, by=by)


def load(strand: Strand, *rows: str) -> ContactUpload:
    return uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=read(strand, *rows), by=None)


def lines(upload: ContactUpload) -> list[tuple[int | None, str, str]]:
    """Row, status and problem of each line of the preview, in the order of the file."""
    found = sorted((PreviewLine(*line) for line in upload.preview["lines"]), key=lambda line: line.row or 0)
    return [(line.row, str(line.status), line.problem) for line in found]


def to_ring(unit: SampledUnit) -> str:
    return str(Contact.objects.get(unit=unit, is_current=True))


def test_nothing_is_loaded_before_it_was_seen(strand, leeds, hull):
    upload = read(strand, "HMP Leeds,Adams,Governor,01632 960001,,", "Hull,Brown,,01632 960002,,")

    assert lines(upload) == [(2, "new", ""), (3, "new", "")]
    assert not Contact.objects.exists()

    uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)

    assert (to_ring(leeds), to_ring(hull)) == ("Adams", "Brown")
    assert Contact.objects.get(unit=leeds).telephone == "01632 960001"


def test_the_day_of_erasure_follows_the_rules_as_for_a_contact_entered_by_hand(strand, leeds, hull):
    by_hand = actions.replace_contact(unit=hull, name="Brown", by=None)

    load(strand, "HMP Leeds,Adams,,,,")

    assert Contact.objects.get(unit=leeds).erase_on == by_hand.erase_on


def test_the_same_file_twice_changes_nothing(strand, leeds):
    load(strand, "HMP Leeds,Adams,Governor,01632 960001,a@example.org,Ask twice")

    again = load(strand, "HMP Leeds,Adams,Governor,1632960001,A@example.org,Ask twice")

    assert (again.added_count, again.changed_count, again.unchanged_count) == (0, 0, 1)
    assert Contact.objects.count() == 1


def test_an_empty_cell_deletes_nothing(strand, leeds):
    ContactFactory(unit=leeds, name="Adams", job_title="Governor", telephone="01632 960001")

    load(strand, "HMP Leeds,Adams,,,a@example.org,")

    now = Contact.objects.get(unit=leeds, is_current=True)
    assert (now.job_title, now.telephone, now.email) == ("Governor", "01632 960001", "a@example.org")


def test_another_name_at_the_same_number_takes_its_place(strand, leeds):
    ContactFactory(unit=leeds, name="Adams", job_title="", telephone="01632 960001", note="Likes mornings")

    upload = read(strand, "HMP Leeds,Brown,,01632 960001,,")
    assert lines(upload) == [(2, "changed", "Takes the place of Adams.")]
    uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)

    now = Contact.objects.get(unit=leeds, is_current=True)
    assert (now.name, now.note, str(now.replaces)) == ("Brown", "", "Adams")


def test_two_contacts_of_one_service_are_rung_in_the_order_of_the_file(strand, leeds):
    upload = read(strand, "HMP Leeds,Adams,,01632 960001,,", "HMP Leeds,Brown,,01632 960001,,")

    assert lines(upload)[1] == (3, "new", "Added to be rung after the first of the file.")
    uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)
    assert to_ring(leeds) == "Adams"
    assert [str(contact) for contact in contact_faults.in_reserve()] == ["Brown"]


def test_another_person_than_the_one_to_ring_is_put_in_reserve(strand, leeds):
    ContactFactory(unit=leeds, name="Adams", telephone="01632 960001")

    load(strand, "HMP Leeds,Brown,,01632 960002,,")

    assert to_ring(leeds) == "Adams"
    assert [str(contact) for contact in contact_faults.in_reserve()] == ["Brown"]


def test_a_contact_in_reserve_becomes_the_one_to_ring(strand, leeds):
    load(strand, "HMP Leeds,Adams,,01632 960001,,", "HMP Leeds,Brown,,01632 960002,,")
    (reserve,) = contact_faults.in_reserve()

    actions.use_reserve(contact=reserve, by=None)

    assert to_ring(leeds) == "Brown"
    assert [str(contact) for contact in contact_faults.not_to_ring(leeds.contacts.all())] == ["Adams"]
    with pytest.raises(ValidationError, match="not in reserve any more"):
        actions.use_reserve(contact=reserve, by=None)


def test_the_same_person_twice_in_the_file_is_a_conflict_unless_all_is_the_same(strand, leeds):
    upload = read(
        strand,
        "HMP Leeds,Adams,,01632 960001,,",
        "Leeds,Adams,,01632 960001,,",
        "LEEDS,adams,,01632 960002,,",
    )

    assert [status for _, status, _ in lines(upload)] == ["new", "unchanged", "conflict"]
    assert "in the file twice" in lines(upload)[2][2]


@pytest.mark.parametrize(
    ("disposition", "row", "words"),
    [
        pytest.param("wrong_number", "HMP Leeds,Adams,,01632 960001,,", "number was wrong", id="same person"),
        pytest.param("wrong_number", "HMP Leeds,Brown,,01632 960001,,", "number was wrong", id="same number"),
        pytest.param("contact_left", "HMP Leeds,Adams,,01632 960009,,", "contact has left", id="left"),
    ],
)
def test_a_contact_that_a_call_found_wrong_is_not_brought_back_in_silence(
    strand, leeds, disposition, row, words
):
    contact = ContactFactory(unit=leeds, name="Adams", telephone="01632 960001")
    CallFactory(unit=leeds, contact=contact, disposition=disposition)

    ((_, status, problem),) = lines(read(strand, row))

    assert status == "conflict"
    assert words in problem


def test_the_right_number_of_the_same_person_is_loaded(strand, leeds):
    contact = ContactFactory(unit=leeds, name="Adams", telephone="01632 960001")
    CallFactory(unit=leeds, contact=contact, disposition="wrong_number")

    load(strand, "HMP Leeds,Adams,,01632 960002,,")

    assert Contact.objects.get(unit=leeds, is_current=True).telephone == "01632 960002"


def test_a_contact_that_was_replaced_by_hand_is_not_brought_back_in_silence(strand, leeds):
    actions.replace_contact(unit=leeds, name="Adams", by=None)
    actions.replace_contact(unit=leeds, name="Brown", by=None)

    ((_, status, problem),) = lines(read(strand, "HMP Leeds,Adams,,01632 960001,,"))

    assert (status, problem.startswith("this contact was replaced on")) == ("conflict", True)


def test_the_contact_of_a_case_that_somebody_is_ringing_stays(strand, leeds):
    actions.replace_contact(unit=leeds, name="Adams", by=None)
    actions.lock_case(unit=leeds, by=UserFactory())

    ((_, status, problem),) = lines(read(strand, "HMP Leeds,Adams,,01632 960001,,", by=UserFactory()))

    assert (status, problem[:28]) == ("conflict", "somebody has this case just ")


def test_rows_with_a_fault_are_left_out_and_said_all_at_once(strand, leeds, hull):
    upload = load(
        strand,
        ",Adams,,01632 960001,,",
        "HMP Leeds,Brown,,the gate,,",
        "HMP Nowhere At All,Clark,,01632 960001,,",
        "HMP Hull,Davies,,01632 960004,,",
    )

    assert (upload.added_count, upload.rejected_count) == (1, 3)
    assert [(row, column) for _, row, column, _ in upload.findings] == [(2, "Prison"), (3, "Phone"), (4, "")]


def test_nothing_about_a_person_is_kept_with_the_upload_once_it_is_loaded(strand, leeds):
    actions.replace_contact(unit=leeds, name="Adams", telephone="01632 960001", by=None)

    upload = load(strand, "HMP Leeds,Brown,,01632 960001,,", "HMP Leeds,Secret,,secret,secret,")

    kept = str([upload.findings, upload.preview, upload.content, upload.questions])
    assert "Adams" not in kept
    assert "ecret" not in kept
    detail = AuditEvent.objects.get(verb="contact_upload.loaded").detail
    assert detail == {"added": 0, "changed": 1, "unchanged": 0, "rejected": 1}


def test_a_name_of_two_services_is_asked_and_the_choice_holds(strand, leeds):
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(probation=True, name="Leeds"))
    upload = read(strand, "Leeds,Adams,,01632 960001,,", "Leeds,Brown,,01632 960002,,")

    assert [status for _, status, _ in lines(upload)] == ["rejected", "rejected"]
    (question,) = upload.questions
    assert {key for key, _ in question["candidates"]} == {leeds.pk, unit.pk}

    upload = actions.choose_cases(upload=upload, choices={"Leeds": unit.pk}, by=None)
    assert [status for _, status, _ in lines(upload)] == ["new", "new"]
    uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)
    assert to_ring(unit) == "Adams"


def test_codes_of_another_list_are_left_aside_and_it_is_said(strand, leeds):
    content = b"Code,Prison,Person\nLEBM,LEEDS,Adams\nHLAM,HULL,Brown\n"
    stored = actions.upload_contacts(strand=strand, uploads=[("contacts.csv", content)], by=None)
    upload = uploads.preview(kind=actions.CONTACTS_UPLOAD, upload=stored, by=None)

    assert [status for _, status, _ in lines(upload)] == ["new", "rejected"]
    assert "so the services were found without them" in " ".join(upload.preview["notices"])


def test_a_case_that_was_not_offered_cannot_be_chosen(strand, leeds, hull):
    SampledUnitFactory(strand=strand, service=ServiceFactory(probation=True, name="Leeds"))
    upload = read(strand, "Leeds,Adams,,01632 960001,,")

    with pytest.raises(ValidationError, match="one of the services offered"):
        actions.choose_cases(upload=upload, choices={"Leeds": hull.pk}, by=None)

    upload = actions.choose_cases(upload=upload, choices={"Leeds": None}, by=None)
    assert lines(upload) == [(2, "rejected", "you chose to leave this row out.")]


def test_undoing_brings_back_what_the_file_replaced(strand, leeds, hull):
    actions.replace_contact(unit=leeds, name="Adams", telephone="01632 960001", by=None)
    first = load(strand, "HMP Leeds,Adams,Governor,,,", "HMP Hull,Brown,,01632 960002,,")
    second = load(strand, "HMP Leeds,Adams,Deputy governor,,,")

    assert "stay" in actions.CONTACTS_UPLOAD.reason_not_to_undo(first)
    uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=second, by=None)
    assert Contact.objects.get(unit=leeds, is_current=True).job_title == "Governor"
    uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=first, by=None)

    assert Contact.objects.get().is_current
    assert Contact.objects.get().job_title == ""


def test_a_file_is_not_undone_once_its_contacts_were_used(strand, leeds, hull):
    upload = load(strand, "HMP Leeds,Adams,,01632 960001,,", "HMP Hull,Brown,,01632 960002,,")
    actions.erase_contact(contact=Contact.objects.get(unit=hull), by=None)
    with pytest.raises(ValidationError, match="so they stay"):
        uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)

    other = load(strand, "HMP Leeds,Clark,,01632 960003,,")
    CallFactory(unit=leeds, contact=Contact.objects.get(name="Clark"))
    with pytest.raises(ValidationError, match="so they stay"):
        uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=other, by=None)


def test_contacts_are_loaded_only_while_the_study_is_open(strand, leeds):
    waiting = read(strand, "HMP Leeds,Adams,,01632 960001,,")
    strand.study.state = "closed"
    strand.study.save()

    with pytest.raises(ValidationError, match="This study is closed"):
        uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=ContactUpload.objects.get(pk=waiting.pk), by=None)
    with pytest.raises(ValidationError, match="This study is closed"):
        read(strand, "HMP Leeds,Adams,,01632 960001,,")
    assert not Contact.objects.exists()


def test_a_closed_study_keeps_the_contacts_that_it_has(strand, leeds):
    upload = load(strand, "HMP Leeds,Adams,,01632 960001,,", "HMP Leeds,Brown,,01632 960002,,")
    strand.study.state = "closed"
    strand.study.save()

    with pytest.raises(ValidationError, match="This study is closed"):
        actions.use_reserve(contact=Contact.objects.get(name="Brown"), by=None)
    with pytest.raises(ValidationError, match="This study is closed"):
        uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=upload, by=None)

    assert to_ring(leeds) == "Adams"
    assert Contact.objects.count() == 2


def test_a_strand_without_cases_takes_no_contacts(strand):
    with pytest.raises(ValidationError, match="There are no cases yet"):
        read(strand, "HMP Leeds,Adams,,01632 960001,,")


def test_a_list_that_nobody_loads_is_discarded_after_thirty_days(strand, leeds):
    upload = read(strand, "HMP Leeds,Adams,,01632 960001,,")
    ContactUpload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - dt.timedelta(days=31))

    call_command("housekeeping", verbosity=0)

    upload.refresh_from_db()
    assert (upload.content, upload.preview, upload.discarded_at is not None) == ("", {}, True)


def test_a_list_is_read_and_loaded_with_a_number_of_queries_that_does_not_grow(strand):
    region = ServiceFactory().region
    for number in range(60):
        service = ServiceFactory(name=f"HMP Place {number:03}", region=region)
        SampledUnitFactory(strand=strand, service=service)
    rows = [f"HMP Place {number:03},Person {number},,01632 960{number:03},," for number in range(60)]

    with CaptureQueriesContext(connection) as few:
        load(strand, *rows[:5])
    with CaptureQueriesContext(connection) as many:
        upload = load(strand, *rows[5:])

    assert (upload.added_count, len(many)) == (55, len(few))
