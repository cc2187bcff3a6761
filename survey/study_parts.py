"""What the floors above hold of a study: each registers what is unfinished, and what archiving and deleting mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from survey.models import Response, Strand, Study
from survey.vocabulary import ResponseStatus
from wording import counted

if TYPE_CHECKING:
    from accounts.models import User


class StudyPart(Protocol):
    """A part of a study that another app holds."""

    def unfinished(self, study: Study) -> list[str]:
        """Return what should be finished before the study is closed, one sentence each."""

    def follow_days(self, study: Study, *, by: User | None) -> None:
        """Change what depends on the last day of fieldwork, after it was changed."""

    def archive(self, study: Study, *, by: User | None) -> dict[str, Any]:
        """Erase what an archived study does not keep, and return what was erased, for the audit trail."""

    def copy(self, study: Study, draft: Study, *, by: User | None) -> None:
        """Copy what was decided for a study to a draft that has strands of the same kinds."""

    def delete_strand(self, strand: Strand) -> None:
        """Delete what was prepared for a strand of a draft."""

    def delete_draft(self, study: Study) -> None:
        """Delete what was prepared for a draft and its strands."""


_parts: list[StudyPart] = []


def register(part: StudyPart) -> None:
    """Register a part. Each app does it when it is ready."""
    _parts.append(part)


def unfinished(study: Study) -> list[str]:
    """Return what is unfinished in the online survey and in all parts, one sentence each."""
    begun = Response.objects.of_study(study).filter(status=ResponseStatus.DRAFT).count()
    number = counted(begun, "answer", "answers")
    verb = "was" if begun == 1 else "were"
    sentences = [f"{number} to the online survey {verb} begun and not sent."] if begun else []
    return sentences + [sentence for part in _parts for sentence in part.unfinished(study)]


def follow_days(study: Study, *, by: User | None) -> None:
    """Change what depends on the last day of fieldwork, in all parts."""
    for part in _parts:
        part.follow_days(study, by=by)


def archive(study: Study, *, by: User | None) -> dict[str, Any]:
    """Erase what an archived study does not keep, in all parts."""
    return {name: value for part in _parts for name, value in part.archive(study, by=by).items()}


def copy(study: Study, draft: Study, *, by: User | None) -> None:
    """Copy what was decided for a study to a draft, in all parts."""
    for part in _parts:
        part.copy(study, draft, by=by)


def delete_strand(strand: Strand) -> None:
    """Delete what was prepared for a strand of a draft, in all parts."""
    for part in _parts:
        part.delete_strand(strand)


def delete_draft(study: Study) -> None:
    """Delete what was prepared for a draft, in all parts."""
    for part in _parts:
        part.delete_draft(study)
