"""What loading a submission would do to the answers that are here already. No database access."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.idempotency import fingerprint
from accounts.uploads.preview import Preview, PreviewRow, RowStatus
from accounts.uploads.rows import Finding
from survey.form_state import MOMENT_KEY
from survey.imports.submissions import Submission

ANOTHER_BODY = "It is here already with other answers ({reference}). Nothing was changed."
ANOTHER_SURVEY = "It is here already, in another survey ({reference})."
CHANGED_HERE = (
    "It is here already ({reference}), and its answers were changed here after they were loaded. Nothing was "
    "changed."
)
WITHDRAWN_HERE = "It was withdrawn here by the respondent ({reference}). It is not loaded again."
ANSWERED_HERE = "It was answered here ({reference}), not in another tool. Nothing was changed."
OLDER = "A newer version of it is here already ({reference})."
TWICE = "It is in the file twice, with different answers."
REJECTED = "It was rejected in the tool that it was collected with."
REJECTED_SINCE = (
    "It was rejected in the tool that it was collected with, and is here already ({reference}): decide in the "
    "review."
)


@dataclass
class Stored:
    """Answers that are here already, or that an earlier row of the same file brings.

    `loaded_hash` is the fingerprint of the answers as they were loaded, `earlier` the versions that were replaced.
    """

    key: uuid.UUID
    reference: str
    answers: Mapping[str, Any]
    loaded_hash: str
    instance: uuid.UUID | None = None
    earlier: set[uuid.UUID] = field(default_factory=set)
    is_elsewhere: bool = False
    is_loaded: bool = True
    is_withdrawn: bool = False
    is_being_changed: bool = False
    is_in_file: bool = False

    @property
    def is_changed_here(self) -> bool:
        """True if somebody changed the answers after they were loaded, or is changing them."""
        return self.is_being_changed or hash_of(self.key, self.answers) != self.loaded_hash


class Verdict(NamedTuple):
    """What loading a submission does, with words where needed; a person may decide a conflict that `may_be_taken`."""

    status: RowStatus
    words: str = ""
    may_be_taken: bool = False


@dataclass(frozen=True)
class AnswersPreview(Preview[Submission]):
    """The preview of an export, with the reasons for columns that nobody knows, and the keys of conflicts to decide."""

    unknown: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"unknown": dict(self.unknown), "conflicts": list(self.conflicts)}


def hash_of(key: uuid.UUID, answers: Mapping[str, Any]) -> str:
    """Return the fingerprint of answers. The time of answering is none of them: another tool may say another."""
    return fingerprint(
        key=key, answers={name: stored for name, stored in answers.items() if name != MOMENT_KEY}
    )


def compare(
    submissions: Sequence[Submission],
    stored: Callable[[Submission], Stored | None],
    taken: Collection[str] = (),
) -> Iterator[tuple[PreviewRow[Submission], bool]]:
    """Yield each submission with what loading it does, as if the rows were loaded one after the other.

    The second value is True for a conflict that a person may decide; the keys in `taken` are decided for the file.
    """
    in_file: dict[uuid.UUID, Stored] = {}
    for each in submissions:
        found = in_file.get(each.key) or stored(each)
        verdict = _verdict(each, found, str(each.key) in taken)
        if verdict.status in (RowStatus.NEW, RowStatus.CHANGED):
            in_file[each.key] = _after(each, found)
        key = str(each.key) if each.key.int else ""
        findings = each.findings if verdict.status is RowStatus.REJECTED else ()
        if verdict.words:
            findings = (Finding(each.file, each.row, "", verdict.words), *findings)
        row = PreviewRow(each.file, each.row, key, each, verdict.status, (*findings, *each.remarks))
        yield row, verdict.may_be_taken


def _verdict(submission: Submission, found: Stored | None, is_taken: bool) -> Verdict:
    if submission.findings:
        return Verdict(RowStatus.REJECTED)
    if submission.is_rejected:
        words = REJECTED if found is None else REJECTED_SINCE.format(reference=found.reference)
        return Verdict(RowStatus.REJECTED, words)
    if found is None:
        return Verdict(RowStatus.NEW)
    for is_so, words in (
        (found.is_elsewhere, ANOTHER_SURVEY),
        (found.is_withdrawn, WITHDRAWN_HERE),
        (not found.is_loaded, ANSWERED_HERE),
    ):
        if is_so:
            return Verdict(RowStatus.CONFLICT, words.format(reference=found.reference))
    if hash_of(found.key, submission.answers) == hash_of(found.key, found.answers):
        return Verdict(RowStatus.UNCHANGED)
    if _is_older(submission, found):
        return Verdict(RowStatus.UNCHANGED, OLDER.format(reference=found.reference))
    if is_taken:
        return Verdict(RowStatus.CHANGED)
    if found.is_changed_here:
        return Verdict(RowStatus.CONFLICT, CHANGED_HERE.format(reference=found.reference), may_be_taken=True)
    if submission.instance is not None and submission.instance != (found.instance or found.key):
        return Verdict(RowStatus.CHANGED)
    if found.is_in_file:
        return Verdict(RowStatus.CONFLICT, TWICE)
    return Verdict(RowStatus.CONFLICT, ANOTHER_BODY.format(reference=found.reference), may_be_taken=True)


def _is_older(submission: Submission, found: Stored) -> bool:
    """Return True for a version that was replaced, or for the first one where a later one is here."""
    instance = submission.instance
    if instance is None:
        return False
    return instance in found.earlier or (instance == found.key and found.instance not in (None, found.key))


def _after(submission: Submission, found: Stored | None) -> Stored:
    """Return what is here once a new or changed submission is loaded."""
    key = submission.key if found is None else found.key
    earlier = set() if found is None else {*found.earlier, found.instance or found.key}
    return Stored(
        key=key,
        reference="" if found is None else found.reference,
        answers=submission.answers,
        loaded_hash=hash_of(key, submission.answers),
        instance=submission.instance,
        earlier=earlier - {submission.instance},
        is_in_file=True,
    )
