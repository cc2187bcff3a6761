"""Reads, checks and saves the texts of a study's report."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from reports.disclosure import ControlledReport
from reports.documents.figures import problems
from reports.documents.texts import ONE_LINE, TEXTS
from reports.models import ReportText
from reports.releases.actions import reconsider
from survey.actions.written_texts import current_version, write_version
from survey.models import Study


def current_text(study: Study) -> ReportText | None:
    """Return the current version of the texts of a study's report, None if nothing is written. One query."""
    return current_version(ReportText, study)


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


@transaction.atomic
def write_report_text(
    *, study: Study, texts: Mapping[str, str], from_version: int, by: User | None
) -> ReportText | None:
    """Save the texts as a new version, and return the current one. Unchanged texts add no version.

    A release that is ready becomes a draft again.

    `from_version` is the number of the version that the writer edited, 0 if there was none.

    :raises ValidationError: if a newer version was saved meanwhile, or for a part that does not exist.
    """
    text, is_new = write_version(
        ReportText,
        study=study,
        texts=texts,
        from_version=from_version,
        called="these texts",
        verb="report_text.written",
        by=by,
    )
    if is_new:
        reconsider(study=study, by=by)
    return text
