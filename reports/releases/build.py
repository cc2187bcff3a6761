"""Builds the content of a release from the live data of a study."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reports import registry
from reports.comparison.queries import default_other
from reports.disclosure.policy import Policy
from reports.disclosure.revisions import Member
from reports.models import Release
from reports.releases import parts
from reports.releases.content import ReleaseContent, content_of_report
from reports.releases.public import released
from reports.releases.revised_tables import mark_revised
from reports.releases.revision import FIGURES, revise
from reports.releases.snapshot import fingerprint_of, snapshot
from reports.table import Report
from survey.models import Study


@dataclass(frozen=True)
class Built:
    """The content of a release without the facts on the release itself, and the state of the live data behind it.

    `members` are the respondents that it counts, for the rule on revisions. The facts have the result of the audit.
    """

    content: ReleaseContent
    policy: str
    geography: tuple[str, ...]
    fingerprint: str
    members: tuple[Member, ...]


def build(study: Study) -> Built:
    """Return what a release of the study would consist of as its live data are now, all of one moment."""
    with snapshot():
        fingerprint = fingerprint_of(study)
        current = released(study)
        revision = revise(study, public_reports(study), current)
        built = parts.build_parts(study, revision.reports)
    content = ReleaseContent(
        facts={
            "audit": revision.audit.as_facts(),
            "held": sorted(revision.held.groups | revision.held.areas),
        },
        reports={
            name: content_of_report(report, mark_revised(report, current))
            for name, report in revision.reports.items()
        },
        order=tuple(revision.reports),
        parts={**built, FIGURES: revision.figures},
    )
    return Built(content, Policy.version, (), fingerprint, revision.members)


def public_reports(study: Study, names: Collection[str] | None = None) -> dict[str, Report]:
    """Return the reports of a study by name, as the public may see them but not yet cleared.

    With `names` only these are made; names of no report are left out. A report that compares is left out where there
    is no released study to compare with.
    """
    kinds = [kind for kind in registry.every(study.frame) if names is None or kind.name in names]
    made = {
        kind.name: registry.make(
            kind.name, study, detail=False, other=_other_study(study) if kind.compares else None
        )
        for kind in kinds
    }
    return {kind.name: made[kind.name] for kind in kinds if made[kind.name].tables or not kind.compares}


def _other_study(study: Study) -> Study | None:
    """Return the study to compare with: only one that has a release, so that no release shows its live figures."""
    is_current = Release.objects.current().values("study")
    others = Study.objects.published().exclude(pk=study.pk).filter(pk__in=is_current)
    return default_other(study, list(others.order_by("-frame_on", "slug")))
