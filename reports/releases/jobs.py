"""The jobs of releases: reading the live data into a draft, and freezing it with its documents."""

from __future__ import annotations

from django.urls import reverse

from accounts.jobs.kinds import Result, register
from accounts.jobs.progress import JobHandle
from reports.models import Release
from reports.releases import actions
from survey.models import Study

PREVIEW, READY = "release-preview", "release-ready"


@register(PREVIEW, permission="study.manage")
def preview_release(handle: JobHandle, *, study: int) -> Result:
    """Read the live data of a study into its draft, with the audit."""
    handle.report(0, 2, "Reading the figures and looking for what they could tell of a respondent")
    release = actions.preview(study=Study.objects.get(pk=study), by=handle.by)
    return Result(
        message=f"The preview of release {release.number} is there.",
        address=reverse("release-prepare", args=[release.study.slug]),
    )


@register(READY, permission="study.manage")
def make_release_ready(handle: JobHandle, *, release: int, sha256: str) -> Result:
    """Freeze a draft as its lead saw it, and make its documents."""
    handle.report(0, 2, "Making the documents")
    draft = Release.objects.select_related("study").defer("content").get(pk=release)
    ready = actions.make_ready(release=draft, sha256=sha256, by=handle.by)
    return Result(
        message=f"Release {ready.number} is ready. Somebody else releases it.",
        address=reverse("release-prepare", args=[ready.study.slug]),
    )
