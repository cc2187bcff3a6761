"""Lists of organisations to invite, by the staged uploads of accounts.uploads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from accounts.models import User
from accounts.uploads import files
from accounts.uploads.actions import Report, UploadKind, stage
from accounts.uploads.preview import Preview, PreviewRow, RowStatus
from accounts.uploads.rows import Finding, Sheet
from enterprises.models import Organisation, OtherName
from survey.actions.invitations import Invitee, delete_invitations, invite
from survey.imports import invitees
from survey.imports.invitees import ENTRY, InviteeRow
from survey.models import Invitation, InvitationUpload, Strand
from survey.online.invitation_texts import languages_of
from survey.vocabulary import StrandKind

AT_ONCE = 500
NO_ENTRY = "none"
"""In the column of entries: invite without an entry of the directory, whatever its name is."""

UNKNOWN_ENTRY = (
    "no entry of the directory has this name or address. Leave it empty to invite by the name alone."
)
TWICE_ADDRESS = "row {row} has this address already. Give one of them another address, or take it out."
TWICE = "row {row} is the same organisation."
OTHER_NAME = "“{name}” is invited at this address already. Change that invitation, or give another address."
OTHER_ADDRESS = "this organisation is invited already, as “{name}”{at}. Change that invitation instead."
SENT = "Some of these invitations were sent. Delete the others one by one."


class Wanted(NamedTuple):
    """A row with the entry of the directory that it means, if any, and why."""

    line: InviteeRow
    organisation: Organisation | None
    why: str


class InvitationsUpload(UploadKind[InvitationUpload, list[InviteeRow], Wanted]):
    """Uploads of organisations to invite. Each is invited once; an invitation that is there is never changed."""

    noun = "invitation_list"

    def sheets(self, upload: InvitationUpload) -> Sequence[Sheet]:
        return files.read_sheets(files.unpack(upload.content), is_heading=invitees.is_heading)

    def read(self, upload: InvitationUpload, sheets: Sequence[Sheet], report: Report) -> list[InviteeRow]:
        rows = list(invitees.read(sheets, languages_of(upload.strand)))
        if not rows:
            raise ValidationError("There is nobody to invite in this list.")
        return rows

    def preview(self, upload: InvitationUpload, parsed: list[InviteeRow]) -> Preview[Wanted]:
        """Compare the rows with the directory and the invitations. A fixed number of queries for each 500 rows."""
        entries = _Entries(parsed)
        existing = _Existing(upload.strand)
        return Preview(tuple(existing.examined(entries.wanted(line)) for line in parsed))

    def lock(self, upload: InvitationUpload) -> InvitationUpload:
        # Two lists for one survey wait for each other, so that each sees whom the other has invited.
        Strand.objects.select_for_update().get(pk=upload.strand_id)
        uploads = InvitationUpload.objects.select_for_update(of=("self",))
        return uploads.select_related("strand__study").get(pk=upload.pk)

    def write(self, upload: InvitationUpload, rows: Sequence[PreviewRow[Wanted]], *, by: User | None) -> None:
        invite(
            strand=upload.strand,
            invitees=[
                Invitee(line.name, line.email, row.content.organisation, line.language)
                for row in rows
                for line in (row.content.line,)
            ],
            by=by,
            upload=upload,
        )

    def reason_not_to_undo(self, upload: InvitationUpload) -> str:
        if upload.strand.study.is_archived:
            return upload.strand.study.why_no_fieldwork
        return SENT if upload.invitations.exclude(sent_at=None, response=None).exists() else ""

    def remove_rows(self, upload: InvitationUpload, *, by: User | None) -> int:
        mine = list(upload.invitations.select_related("strand__study"))
        return delete_invitations(invitations=mine, by=by)

    def study(self, upload: InvitationUpload) -> object:
        return upload.strand.study


INVITATIONS_UPLOAD = InvitationsUpload()


def list_invitations(
    *, strand: Strand, uploads: Sequence[tuple[str, bytes]], by: User | None
) -> InvitationUpload:
    """Store a list of organisations to invite, to be read by the job `survey.jobs.preview_invitations`.

    :raises ValidationError: for a study that is not an online survey.
    """
    if strand.kind != StrandKind.ONLINE_SURVEY:
        raise ValidationError("Only an online survey has invitations.")
    return stage(kind=INVITATIONS_UPLOAD, upload=InvitationUpload(strand=strand), uploads=uploads, by=by)


class _Entries:
    """The entries of the directory that the rows of a list may mean, by slug and by name."""

    def __init__(self, rows: Iterable[InviteeRow]) -> None:
        texts = {text for row in rows for text in (row.name, row.entry) if text}
        active = Organisation.objects.filter(merged_into__isnull=True).only("name", "slug", "is_published")
        self.by_slug: dict[str, tuple[Organisation, str]] = {}
        self.by_name: dict[str, tuple[Organisation, str]] = {}
        for some in _batches(sorted({key for text in texts for key in (_name_key(text), _slug_key(text))})):
            by_name = active.annotate(key=Lower("name")).filter(key__in=some)
            others = OtherName.objects.annotate(key=Lower("name")).filter(
                key__in=some, organisation__merged_into__isnull=True
            )
            for each in active.filter(slug__in=some):
                self.by_slug[each.slug] = (each, "the address of its page")
            for each in by_name:
                self.by_name.setdefault(each.key, (each, "the same name"))
            for other in others.select_related("organisation"):
                self.by_name.setdefault(other.key, (other.organisation, "another of its names"))

    def wanted(self, line: InviteeRow) -> Wanted:
        """Return the row with its entry: the one that it names, or else the one of its name, as a guess."""
        if line.entry.casefold() == NO_ENTRY:
            return Wanted(line, None, "")
        if line.entry:
            found = self.by_name.get(_name_key(line.entry)) or self.by_slug.get(_slug_key(line.entry))
            if found is None:
                problem = Finding(line.file, line.row, ENTRY, UNKNOWN_ENTRY, line.entry)
                return Wanted(line._replace(findings=(*line.findings, problem)), None, "")
            return Wanted(line, *found)
        key = _name_key(line.name)
        organisation, why = self.by_slug.get(key) or self.by_name.get(key) or (None, "")
        return Wanted(line, organisation, f"a guess: {why}" if why else "")


class _Existing:
    """The invitations of a survey and the rows seen so far, to find who is invited already. One query."""

    def __init__(self, strand: Strand) -> None:
        self.by_address: dict[str, tuple[str, int]] = {}
        self.by_entry: dict[int, tuple[str, str, int]] = {}
        self.by_name: dict[str, int] = {}
        invited = Invitation.objects.filter(strand=strand)
        for name, email, entry in invited.values_list("name", "email", "organisation"):
            self._add(name, email, entry, 0)

    def _add(self, name: str, email: str, entry: int | None, row: int) -> None:
        if email:
            self.by_address.setdefault(email.casefold(), (name, row))
        if entry:
            self.by_entry.setdefault(entry, (name, email, row))
        if not (email or entry):
            self.by_name.setdefault(name.casefold(), row)

    def examined(self, wanted: Wanted) -> PreviewRow[Wanted]:
        """Return the row with the effect of inviting it. A row that is invited counts for those that follow."""
        line, organisation = wanted.line, wanted.organisation
        parts = [line.name, line.email or "no address"]
        if organisation is not None:
            parts.append(f"entry “{organisation}” ({wanted.why})")

        def row(status: RowStatus, *findings: Finding) -> PreviewRow[Wanted]:
            return PreviewRow(line.file, line.row, "; ".join(parts), wanted, status, findings)

        def problem(status: RowStatus, column: str, words: str) -> PreviewRow[Wanted]:
            return row(status, Finding(line.file, line.row, column, words))

        if line.findings:
            return row(RowStatus.REJECTED, *line.findings)
        key = line.email.casefold()
        if line.email and key in self.by_address:
            name, number = self.by_address[key]
            if number:
                return problem(RowStatus.REJECTED, invitees.EMAIL, TWICE_ADDRESS.format(row=number))
            if name.casefold() != line.name.casefold():
                return problem(RowStatus.CONFLICT, invitees.EMAIL, OTHER_NAME.format(name=name))
            return row(RowStatus.UNCHANGED)
        if organisation is not None and organisation.pk in self.by_entry:
            name, email, number = self.by_entry[organisation.pk]
            if number:
                return problem(RowStatus.REJECTED, invitees.NAME, TWICE.format(row=number))
            if line.email:
                at = f" at {email}" if email else " without an address"
                return problem(RowStatus.CONFLICT, invitees.EMAIL, OTHER_ADDRESS.format(name=name, at=at))
            return row(RowStatus.UNCHANGED)
        if organisation is None and not line.email and line.name.casefold() in self.by_name:
            number = self.by_name[line.name.casefold()]
            if number:
                return problem(RowStatus.REJECTED, invitees.NAME, TWICE.format(row=number))
            return row(RowStatus.UNCHANGED)
        self._add(line.name, line.email, organisation.pk if organisation else None, line.row)
        return row(RowStatus.NEW)


def _name_key(text: str) -> str:
    return " ".join(text.split()).lower()


def _slug_key(text: str) -> str:
    """Return the last part of an address of the directory, or a slug that was typed by itself."""
    return _name_key(text).rstrip("/").rsplit("/", maxsplit=1)[-1]


def _batches(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
