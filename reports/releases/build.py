"""Builds the content of a release from the live data of a study."""

from __future__ import annotations

from dataclasses import dataclass

from reports import registry
from reports.comparison.queries import default_other
from reports.disclosure import ControlledReport, control
from reports.disclosure.policy import Policy
from reports.models import Release
from reports.releases import parts
from reports.releases.content import ReleaseContent, content_of_report
from reports.releases.snapshot import fingerprint_of, snapshot
from survey.models import Study


@dataclass(frozen=True)
class Built:
    """The content of a release without the facts on the release itself, and the state of the live data behind it."""

    content: ReleaseContent
    policy: str
    geography: tuple[str, ...]
    fingerprint: str


def build(study: Study) -> Built:
    """Return what a release of the study would consist of as its live data are now, all of one moment."""
    with snapshot():
        fingerprint = fingerprint_of(study)
        reports = _reports(study)
        built = parts.build_parts(study, reports)
    content = ReleaseContent(
        facts={},
        reports={name: content_of_report(report) for name, report in reports.items()},
        order=tuple(reports),
        parts=built,
    )
    return Built(content, Policy.version, (), fingerprint)


def _reports(study: Study) -> dict[str, ControlledReport]:
    found = {}
    for kind in registry.every(study.frame):
        other = _other_study(study) if kind.compares else None
        found[kind.name] = control(registry.make(kind.name, study, detail=False, other=other))
    return found


def _other_study(study: Study) -> Study | None:
    """Return the study to compare with: only one that has a release, so that no release shows its live figures."""
    is_current = Release.objects.current().values("study")
    others = Study.objects.published().exclude(pk=study.pk).filter(pk__in=is_current)
    return default_other(study, list(others.order_by("-frame_on", "slug")))
