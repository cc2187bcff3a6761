"""What loading the contacts of one case changes, beside the contacts that it has. No queries of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from accounts.uploads.preview import PreviewRow, RowStatus
from interviews.contact_faults import FAULTS
from interviews.contact_files.rows import ContactRow, Details
from interviews.models import Contact
from interviews.vocabulary import Disposition
from wording import day

RINGING = (
    "somebody has this case just now. Load the file again in a quarter of an hour, or leave this row out."
)
TWICE = "this person is in the file twice, with different details. Leave one of the rows."
WRONG = "this number was wrong when it was rung. Give another, or enter it on the page of the case if it is right now."
GONE = "{}, as a call found. If that has changed, enter the contact on the page of the case."
REPLACED = (
    "this contact was replaced on {}. If that was a mistake, enter the contact on the page of the case."
)
IN_RESERVE = "Added to be rung after {}."
INSTEAD = "Takes the place of {}."


@dataclass(frozen=True)
class Change:
    """One row as it is to be written: the case, the details, and the contact that it replaces, if any.

    A reserve is to be rung when the current contact cannot be reached.
    """

    unit: int
    details: Details
    is_reserve: bool = False
    replaces: Contact | None = None


Row = PreviewRow[Change | None]


def refused(row: ContactRow, *more: Any, key: str = "") -> Row:
    """Return the preview of a row that is left out, with its problems and these."""
    return PreviewRow(
        row.file, row.row, key or _label("", row), None, RowStatus.REJECTED, (*row.findings, *more)
    )


def compare(
    unit: int, name: str, rows: Sequence[tuple[ContactRow, str]], contacts: Sequence[Any], *, is_locked: bool
) -> list[Row]:
    """Return the preview of the rows of one case, in their order, each with its note on how the case was found.

    `contacts` are those of the case that are not erased, each with its `last_outcome` (interviews.contact_faults).
    `is_locked` says that somebody is ringing the case. Of a new case's contacts the first is rung and the others are
    in reserve. A row is the same person as a contact with its name or e-mail, or else with its number.
    """
    known = [_Known(contact) for contact in contacts]
    to_ring = next((each for each in known if each.contact.is_current and not each.fault), None)
    replaceable = next((each.contact for each in known if each.contact.is_current), None)
    has_current = to_ring is not None
    seen: list[Details] = []
    matches = _matches(rows, known)
    found: list[Row] = []
    for (row, note), match in zip(rows, matches, strict=True):
        status, content, words = RowStatus.NEW, None, ""
        twice = next((each for each in seen if _is_same_person(each, row.details)), None)
        if twice is not None:
            status = RowStatus.UNCHANGED if twice == row.details else RowStatus.CONFLICT
            words = "" if twice == row.details else TWICE
        elif problem := _problem(row.details, match, known):
            status, words = RowStatus.CONFLICT, problem
        elif match is not None:
            merged = _merged(match.details, row.details)
            if merged == match.details:
                status = RowStatus.UNCHANGED
            else:
                status = RowStatus.CHANGED
                content = Change(unit, merged, is_reserve=match.contact.is_reserve, replaces=match.contact)
                has_current = has_current or not content.is_reserve
                words = "" if merged.name == match.details.name else INSTEAD.format(match.contact)
        elif has_current:
            content = Change(unit, row.details, is_reserve=True)
            words = IN_RESERVE.format(to_ring.contact if to_ring else "the first of the file")
        else:
            content, has_current = Change(unit, row.details, replaces=replaceable), True
        if content is not None and not content.is_reserve and is_locked:
            status, content, words = RowStatus.CONFLICT, None, RINGING
        seen.append(row.details)
        notes = tuple(row.finding("", each) for each in (note, words) if each)
        found.append(PreviewRow(row.file, row.row, _label(name, row), content, status, notes))
    return found


class _Known:
    """A contact of the case with its details as a file gives them, and why it is not rung any more, if so."""

    def __init__(self, contact: Any) -> None:
        self.contact = contact
        self.details = Details(
            contact.name, contact.job_title, contact.telephone, contact.email, contact.note
        )
        self.fault: str = contact.last_outcome if contact.last_outcome in FAULTS else ""

    @property
    def is_active(self) -> bool:
        return bool(self.contact.is_current or self.contact.is_reserve)


def _matches(rows: Sequence[tuple[ContactRow, str]], known: Sequence[_Known]) -> list[_Known | None]:
    """Return the contact that each row means: by name or e-mail first, then by a number that no other row took."""
    ordered = sorted(known, key=lambda each: (not each.is_active, -each.contact.pk))
    found: list[_Known | None] = [
        next((each for each in ordered if _is_same_person(each.details, row.details)), None)
        for row, _ in rows
    ]
    taken = {id(match) for match in found if match}
    for place, (row, _) in enumerate(rows):
        if found[place] is None and row.details.telephone:
            match = next(
                (
                    each
                    for each in ordered
                    if each.details.telephone == row.details.telephone and id(each) not in taken
                ),
                None,
            )
            found[place] = match
            taken.add(id(match))
    return found


def _problem(details: Details, match: _Known | None, known: Sequence[_Known]) -> str:
    """Return why the contact is not to be brought back in silence, or ""."""
    wrong = {each.details.telephone for each in known if each.fault == Disposition.WRONG_NUMBER}
    if details.telephone and details.telephone in wrong:
        return WRONG
    if match is None or (match.fault == Disposition.WRONG_NUMBER and details.telephone):
        return ""
    if match.fault:
        return GONE.format(FAULTS[Disposition(match.fault)])
    if not match.is_active:
        return REPLACED.format(day(timezone.localdate(match.contact.updated_at)))
    return ""


def _merged(old: Details, new: Details) -> Details:
    """Return the new details with the old ones where the file says nothing. A note is added to the old one.

    Another name at the same number is another person, of whom only the file tells.
    """
    if new.name and old.name and not _is_same_person(old, new):
        return new
    note = old.note
    if new.note and " ".join(new.note.split()) not in " ".join(old.note.split()):
        note = f"{old.note}\n{new.note}" if old.note else new.note
    return replace(
        new,
        name=old.name if _plain(old.name) == _plain(new.name) else new.name or old.name,
        job_title=new.job_title or old.job_title,
        telephone=new.telephone or old.telephone,
        email=old.email if old.email.casefold() == new.email.casefold() else new.email or old.email,
        note=note,
    )


def _is_same_person(one: Details, other: Details) -> bool:
    if one.name and other.name:
        return _plain(one.name) == _plain(other.name)
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    if not (one.name or other.name) and one.job_title and other.job_title:
        return _plain(one.job_title) == _plain(other.job_title)
    return False


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").split())


def _label(name: str, row: ContactRow) -> str:
    return ": ".join(part for part in (name or row.place.question, str(row.details)) if part)
