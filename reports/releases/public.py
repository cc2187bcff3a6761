"""The one door to the figures of a study for everybody outside research roles: its releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from reports.disclosure import ControlledReport
from reports.models import Release
from reports.releases.content import ReleaseContent, sha256_of
from reports.releases.mark import ReleaseMark
from reports.releases.names import PART as NAMES
from reports.releases.names import without_names_taken_back
from survey.models import Study

CACHED = 16
"""The number of contents that a process keeps parsed."""


@dataclass(frozen=True)
class _Key:
    """A content's hash, by which alone it is cached, and the row that has it."""

    sha256: str
    pk: int = field(compare=False)


@lru_cache(maxsize=CACHED)
def _content(key: _Key) -> ReleaseContent:
    text = Release.objects.values_list("content", flat=True).get(pk=key.pk)
    if sha256_of(text) != key.sha256:
        raise ValueError(f"The content of release row {key.pk} does not have the hash {key.sha256}.")
    return ReleaseContent.from_text(text)


@lru_cache(maxsize=CACHED * 16)
def _report(content: ReleaseContent, name: str, mark: ReleaseMark) -> ControlledReport:
    return content.report(name, mark)


@dataclass(frozen=True)
class Released:
    """A release and its content. `release` is read without its content, which is cached by its hash."""

    release: Release
    content: ReleaseContent

    def report(self, name: str) -> ControlledReport | None:
        """Return a report with the mark of the release, None if the release does not have it.

        An organisation that may no longer be named is not named in it.
        """
        report = self.report_as_frozen(name)
        if report is None:
            return None
        return without_names_taken_back(report, sha256=self.release.sha256, ids=self.part(NAMES) or {})

    def report_as_frozen(self, name: str) -> ControlledReport | None:
        """Return the same with names that were taken back, for who reads figures only. No query."""
        if name not in self.content.reports:
            return None
        return _report(self.content, name, mark_of(self.release))

    def part(self, name: str) -> Any:
        """Return a part as plain values, None if the release does not have it."""
        return self.content.parts.get(name)


def released(study: Study) -> Released | None:
    """Return the current release of a study: the newest that is not withdrawn. None before the first.

    One query, two where this process has not read the content yet.
    """
    newest = Release.objects.of_study(study).current().select_related("study").first()
    return None if newest is None else opened(newest)


def released_each(studies: Iterable[Study]) -> dict[int, Released]:
    """Return the current release of each study that has one, by the primary key of the study. One query, and one for
    each content that this process has not read yet."""
    found: dict[int, Release] = {}
    current = Release.objects.current().filter(study__in=studies).defer("content").select_related("study")
    for release in current.order_by("study", "-number"):
        found.setdefault(release.study_id, release)
    return {study: opened(release) for study, release in found.items()}


def listed_studies() -> list[Study]:
    """Return the listed studies, the newest first; `has_release` is true of those with a current one. One query."""
    current = Exists(Release.objects.current().filter(study=OuterRef("pk")))
    return list(Study.objects.published().annotate(has_release=current))


def newest_study(listed: Iterable[Study] | None = None) -> Study | None:
    """Return the study that public pages show where none is chosen: the newest listed one with a current release, or
    the newest listed one. One query, none if `listed_studies` are passed.
    """
    studies = listed_studies() if listed is None else listed
    return max(studies, key=attrgetter("has_release"), default=None)


def release_numbered(study: Study, number: int) -> Release | None:
    """Return a public release of a study by its number, without its content; it may be withdrawn. One query."""
    found: Release | None = (
        Release.objects.of_study(study).public().select_related("study").filter(number=number).first()
    )
    return found


def opened(release: Release) -> Released:
    """Return a release with its content, which it must have."""
    return Released(release, _content(_Key(release.sha256, release.pk)))


def mark_of(release: Release) -> ReleaseMark:
    """Return the mark that reports of this release bear.

    A ready release bears the day on which it is to be released: the announced one, or that on which it was made ready.
    """
    moment = release.released_at or release.scheduled_for or release.ready_at or timezone.now()
    return ReleaseMark(
        number=release.number,
        title=release.title,
        sha256=release.sha256,
        released_on=None if release.is_draft else timezone.localdate(moment),
        revision_note=release.revision_note,
        policy=release.policy,
        is_withdrawn=release.is_withdrawn,
    )
