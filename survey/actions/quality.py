"""Reads and saves the quality statement of a study."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from survey.actions.written_texts import current_version, write_version
from survey.models import QualityStatement, Study


def current_statement(study: Study) -> QualityStatement | None:
    """Return the current version of a study's statement, None if nothing is written. One query."""
    return current_version(QualityStatement, study)


def write_quality_statement(
    *, study: Study, texts: Mapping[str, str], from_version: int, by: User | None
) -> QualityStatement | None:
    """Save the texts of the parts as a new version, and return the current one. Unchanged texts add no version.

    `from_version` is the number of the version that the writer edited, 0 if there was none.

    :raises ValidationError: if a newer version was saved meanwhile, or for a part that does not exist.
    """
    statement, _ = write_version(
        QualityStatement,
        study=study,
        texts=texts,
        from_version=from_version,
        called="this statement",
        verb="quality_statement.written",
        by=by,
    )
    return statement
