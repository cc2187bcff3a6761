"""Contacts from a file, by the staged uploads of accounts.uploads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.uploads import files
from accounts.uploads.actions import NOT_OPEN, Report, UploadKind, preview, stage
from accounts.uploads.preview import Preview, PreviewRow
from accounts.uploads.rows import Sheet
from interviews import contact_faults
from interviews.actions.calls import record_current, set_aside_current
from interviews.actions.case_locks import refuse_if_locked
from interviews.actions.cases import lock_unit, refuse_without_fieldwork
from interviews.contact_files import rows as contact_rows
from interviews.contact_files.columns import is_heading
from interviews.contact_files.comparison import Change, Row, compare, refused
from interviews.contact_files.rows import ContactList, ContactRow
from interviews.contact_files.services import CaseFinder, KnownCase, Match
from interviews.models import CaseLock, Contact, ContactUpload, Letter
from interviews.planning.rules import erasure_day
from noms.models import Service
from survey.models import SampledUnit, Strand
from wording import counted

AT_ONCE = 500
NO_CASES = "There are no cases yet, so no contact can be loaded. Open the study or draw its sample first."
IN_USE = (
    "Some of its contacts were rung, written to, replaced or erased since, so they stay. Correct single contacts on "
    "the pages of their cases."
)
OTHER_CODES = (
    "None of the codes in this file is one of this sample, so the services were found without them. If the file is of "
    "another study, load nothing."
)
LEFT_OUT = "you chose to leave this row out."
NOT_IN_RESERVE = "This contact is not in reserve any more. Look at the page of the case again."


class ContactsUpload(UploadKind[ContactUpload, ContactList, Change | None]):
    """Uploads of contacts. A row never replaces a contact whom it does not name, and brings back none in silence."""

    noun = "contact_upload"

    def sheets(self, upload: ContactUpload) -> Sequence[Sheet]:
        return files.read_sheets(files.unpack(upload.content), is_heading=is_heading)

    def read(self, upload: ContactUpload, sheets: Sequence[Sheet], report: Report) -> ContactList:
        found = contact_rows.read(sheets)
        report(len(found.rows), len(found.rows))
        if not found.rows:
            raise ValidationError("No row of this file has a contact. " + " ".join(found.notices))
        return found

    def preview(self, upload: ContactUpload, parsed: ContactList) -> Preview[Change | None]:
        """Find the case of each row, and compare the row with its contacts. A fixed number of queries."""
        finder = finder_for(upload.strand)
        parsed = _with_known_codes(parsed, finder)
        matches = {row: _match(row, finder, upload.choices) for row in parsed.rows}
        upload.questions = _questions(matches, upload.choices)
        of_unit: defaultdict[int, list[tuple[ContactRow, str]]] = defaultdict(list)
        results: dict[ContactRow, Row] = {}
        for row, match in matches.items():
            if match.case is None:
                where = (row.finding("", match.problem),) if match.problem else ()
                results[row] = refused(row, *where)
            elif row.findings:
                results[row] = refused(row, key=f"{match.case.name}: {row.details}")
            else:
                of_unit[match.case.key].append((row, match.note))
        names = {case.key: case.name for case in finder.cases}
        contacts = _contacts_of(upload.strand)
        locked = set(
            CaseLock.objects.filter(unit__strand=upload.strand, until__gt=timezone.now())
            .exclude(by=upload.updated_by)
            .values_list("unit", flat=True)
        )
        for unit, given in of_unit.items():
            compared = compare(unit, names[unit], given, contacts[unit], is_locked=unit in locked)
            results |= {row: result for (row, _), result in zip(given, compared, strict=True)}
        rows = tuple(results[row] for row in parsed.rows)
        filled = {row.content.unit for row in rows if row.content is not None and not row.content.is_reserve}
        filled |= {unit for unit, known in contacts.items() if any(each.is_current for each in known)}
        without = sum(1 for case in finder.cases if case.key not in filled)
        return Preview(rows, (*parsed.notices, _without_contact(without)))

    def lock(self, upload: ContactUpload) -> ContactUpload:
        # Two loads into one strand, and whoever changes a contact meanwhile, wait for each other.
        list(SampledUnit.objects.select_for_update().filter(strand=upload.strand_id).values_list("pk"))
        uploads = ContactUpload.objects.select_for_update(of=("self",))
        return uploads.select_related("strand__study").get(pk=upload.pk)

    def write(
        self, upload: ContactUpload, rows: Sequence[PreviewRow[Change | None]], *, by: User | None
    ) -> None:
        refuse_without_fieldwork(upload.strand.study)
        changes = [row.content for row in rows if row.content is not None]
        replaced = [change.replaces.pk for change in changes if change.replaces]
        Contact.objects.filter(pk__in=replaced).update(
            is_current=False, is_reserve=False, updated_by=by, updated_at=timezone.now()
        )
        erase_on = erasure_day(upload.strand)
        Contact.objects.bulk_create(
            (_contact(upload, change, erase_on, by=by) for change in changes), batch_size=AT_ONCE
        )
        upload.questions = []

    def reason_not_to_undo(self, upload: ContactUpload) -> str:
        if why := upload.strand.study.why_no_fieldwork:
            return why
        mine = upload.contacts.all()
        used = (
            Q(updated_at__gt=upload.applied_at)
            | Q(calls__isnull=False)
            | Q(given_in__isnull=False)
            | Q(interviews__isnull=False)
            | Q(pk__in=Letter.objects.filter(contact__upload=upload).values("contact"))
        )
        return IN_USE if mine.filter(used).exists() else ""

    def remove_rows(self, upload: ContactUpload, *, by: User | None) -> int:
        mine = list(upload.contacts.all())
        number, _ = upload.contacts.all().delete()
        for state in ("is_current", "is_reserve"):
            before = [
                contact.replaces_id for contact in mine if contact.replaces_id and getattr(contact, state)
            ]
            # As if they had never been replaced, so that the upload that they came from can be undone too.
            Contact.objects.filter(pk__in=before).update(**{state: True}, updated_at=F("created_at"))
        return number

    def study(self, upload: ContactUpload) -> object:
        return upload.strand.study


CONTACTS_UPLOAD = ContactsUpload()


def upload_contacts(
    *, strand: Strand, uploads: Sequence[tuple[str, bytes]], by: User | None
) -> ContactUpload:
    """Store lists of contacts, to be read by the job `interviews.jobs.preview_contacts`. Nothing is loaded yet.

    :raises ValidationError: for a study that takes no calls, and for a strand without cases.
    """
    refuse_without_fieldwork(strand.study)
    if not SampledUnit.objects.filter(strand=strand).exists():
        raise ValidationError(NO_CASES)
    return stage(kind=CONTACTS_UPLOAD, upload=ContactUpload(strand=strand), uploads=uploads, by=by)


def choose_cases(
    *, upload: ContactUpload, choices: Mapping[str, int | None], by: User | None
) -> ContactUpload:
    """Store which case is meant by rows that may mean several, None for none, and read the file again.

    :raises ValidationError: for an upload that is not open, or a case that was not among the candidates.
    """
    if not upload.is_open:
        raise ValidationError(NOT_OPEN)
    offered = {each["question"]: {key for key, _ in each["candidates"]} for each in upload.questions}
    if any(key is not None and key not in offered.get(question, set()) for question, key in choices.items()):
        raise ValidationError("Choose one of the services offered for each row.")
    upload.choices = {**upload.choices, **choices}
    upload.stamp(by=by)
    upload.save(update_fields=["choices", "updated_by", "updated_at"])
    return preview(kind=CONTACTS_UPLOAD, upload=upload, by=by)


@transaction.atomic
def use_reserve(*, contact: Contact, by: User | None, despite_lock: bool = False) -> Contact:
    """Make a contact in reserve the current one of its case. The one that it replaces is kept but no longer called.

    :raises CaseClosedError: if the study is not open.
    :raises CaseLockedError: if somebody else has the case, unless `despite_lock`.
    :raises ValidationError: for a contact that is not in reserve.
    """
    unit = lock_unit(contact.unit)
    contact = Contact.objects.get(pk=contact.pk)
    if not contact.is_reserve or contact.erased_at is not None:
        raise ValidationError(NOT_IN_RESERVE)
    refuse_without_fieldwork(unit.strand.study)
    if not despite_lock:
        refuse_if_locked(unit, by=by)
    replaced = set_aside_current(unit, by=by)
    contact.is_current, contact.is_reserve, contact.replaces = True, False, replaced
    contact.stamp(by=by)
    contact.save(update_fields=["is_current", "is_reserve", "replaces", "updated_by", "updated_at"])
    record_current(unit, contact, replaced=replaced, by=by)
    return contact


def finder_for(strand: Strand) -> CaseFinder:
    """Return the cases of a strand, ready to be found by what a file says. Three queries."""
    units = SampledUnit.objects.filter(strand=strand).select_related("service", "organisation").order_by("pk")
    units = units.prefetch_related("service__sites")
    cases = [
        KnownCase(
            key=unit.pk,
            name=str(unit),
            code=(unit.service.noms_code or "") if unit.service else "",
            postcode=unit.service.postcode if unit.service else "",
            kind=unit.service.kind_id if unit.service else "",
            name_in_frame=unit.service.name if unit.service else "",
            site_codes=tuple(site.noms_code for site in unit.service.sites.all()) if unit.service else (),
        )
        for unit in units
    ]
    others = Service.objects.filter(frame=strand.study.frame_id).order_by("pk")
    return CaseFinder(cases, others.values_list("name", flat=True))


def _match(row: ContactRow, finder: CaseFinder, choices: Mapping[str, int | None]) -> Match:
    """Return the case of a row: the one that the study lead chose, or the one that is found."""
    if not row.place.question:
        return Match(None)
    if row.place.question in choices:
        key = choices[row.place.question]
        chosen = next((case for case in finder.cases if case.key == key), None)
        return Match(chosen) if chosen else Match(None, (), LEFT_OUT)
    return finder.find(row.place)


def _questions(
    matches: Mapping[ContactRow, Match], choices: Mapping[str, int | None]
) -> list[dict[str, object]]:
    """Return what is to be asked about rows that may mean several cases, each question once."""
    asked: dict[str, dict[str, object]] = {}
    for row, match in matches.items():
        if match.candidates and row.place.question not in choices:
            candidates = [[case.key, case.name] for case in match.candidates]
            question = {"question": row.place.question, "row": row.row, "problem": match.problem}
            asked.setdefault(row.place.question, {**question, "candidates": candidates})
    return list(asked.values())


def _contacts_of(strand: Strand) -> Mapping[int, list[Contact]]:
    """Return the contacts of each case that are not erased, with `last_outcome`. One query."""
    found: defaultdict[int, list[Contact]] = defaultdict(list)
    contacts = Contact.objects.filter(unit__strand=strand, erased_at=None)
    for contact in contact_faults.with_faults(contacts).order_by("pk"):
        found[contact.unit_id].append(contact)
    return found


def _with_known_codes(parsed: ContactList, finder: CaseFinder) -> ContactList:
    """Return the list without its codes, and say so, if none of them is a code of this sample."""
    codes = {row.place.code for row in parsed.rows if row.place.code}
    if not codes or any(finder.knows_code(code) for code in codes):
        return parsed
    if not all(row.place.name or row.place.postcode for row in parsed.rows if row.place.code):
        return parsed
    rows = tuple(replace(row, place=replace(row.place, code="")) for row in parsed.rows)
    return ContactList(rows, (*parsed.notices, OTHER_CODES))


def _without_contact(number: int) -> str:
    if not number:
        return "Once this is loaded, every case has a contact."
    return f"Once this is loaded, {counted(number, 'case', 'cases')} will still have no contact."


def _contact(upload: ContactUpload, change: Change, erase_on: dt.date | None, *, by: User | None) -> Contact:
    details = change.details
    contact = Contact(
        unit_id=change.unit,
        name=details.name,
        job_title=details.job_title,
        telephone=details.telephone,
        email=details.email,
        note=details.note,
        is_current=not change.is_reserve,
        is_reserve=change.is_reserve,
        replaces=change.replaces,
        upload=upload,
        erase_on=erase_on,
    )
    contact.stamp(by=by)
    return contact
