"""Reads, checks and saves the texts of a study's report."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from reports.disclosure import ControlledReport
from reports.documents.figures import problems
from reports.documents.texts import ONE_LINE, TEXTS
from reports.models import ReportText
from reports.releases.actions import reconsider
from survey.models import Study

STALE = (
    "Somebody else saved these texts while you were writing. Their text stands below each field where it differs: "
    "put the two together and save again."
)


def current_text(study: Study) -> ReportText | None:
    """Return the current version of the texts of a study's report, None if nothing is written. One query."""
    return ReportText.objects.filter(study=study).order_by("-version").first()


def figure_errors(texts: Mapping[str, str], reports: Mapping[str, ControlledReport]) -> dict[str, list[str]]:
    """Return by part the sentences on its references that have no figure to print; parts without any are left out."""
    found = {name: problems(text, reports) for name, text in texts.items() if name not in ONE_LINE}
    return {name: sentences for name, sentences in found.items() if sentences}


def check_figures(texts: Mapping[str, str], reports: Mapping[str, ControlledReport]) -> None:
    """Raise ValidationError, with a sentence each, for references that have no figure in these reports."""
    errors = figure_errors(texts, reports)
    if errors:
        raise ValidationError(
            [
                f"{TEXTS[name].title}: {sentence}"
                for name, sentences in errors.items()
                for sentence in sentences
            ]
        )


def write_report_text(
    *, study: Study, texts: Mapping[str, str], from_version: int, by: User | None
) -> ReportText | None:
    """Save the texts as a new version, and return the current one. Unchanged texts add no version.

    A release that is ready becomes a draft again.

    `from_version` is the number of the version that the writer edited, 0 if there was none.

    :raises ValidationError: if a newer version was saved meanwhile, or for a part that does not exist.
    """
    written = {name: text.strip() for name, text in texts.items() if text.strip()}
    try:
        with transaction.atomic():
            current = current_text(study)
            version = current.version if current else 0
            if written == (current.texts if current else {}):
                return current
            if version != from_version:
                raise ValidationError(STALE, code="stale")
            text = ReportText(study=study, version=version + 1, texts=written)
            text.stamp(by=by)
            text.full_clean()
            text.save(force_insert=True)
            before = current.texts if current else {}
            changed = [name for name in TEXTS if before.get(name) != written.get(name)]
            audit.record(
                by=by,
                verb="report_text.written",
                subject=text,
                study=study,
                detail={"version": text.version, "parts": changed},
            )
            reconsider(study=study, by=by)
            return text
    except IntegrityError as error:
        raise ValidationError(STALE, code="stale") from error
