"""Reads and saves the quality statement of a study."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from survey.models import QualityStatement, Study
from survey.quality import PARTS

STALE = (
    "Somebody else saved this statement while you were writing. Their text stands below each field where it differs: "
    "put the two together and save again."
)


def current_statement(study: Study) -> QualityStatement | None:
    """Return the current version of a study's statement, None if nothing is written. One query."""
    return QualityStatement.objects.filter(study=study).order_by("-version").first()


def write_quality_statement(
    *, study: Study, texts: Mapping[str, str], from_version: int, by: User | None
) -> QualityStatement | None:
    """Save the texts of the parts as a new version, and return the current one. Unchanged texts add no version.

    `from_version` is the number of the version that the writer edited, 0 if there was none.

    :raises ValidationError: if a newer version was saved meanwhile, or for a part that does not exist.
    """
    written = {name: text.strip() for name, text in texts.items() if text.strip()}
    try:
        with transaction.atomic():
            current = current_statement(study)
            version = current.version if current else 0
            if written == (current.texts if current else {}):
                return current
            if version != from_version:
                raise ValidationError(STALE, code="stale")
            statement = QualityStatement(study=study, version=version + 1, texts=written)
            statement.stamp(by=by)
            statement.full_clean()
            statement.save(force_insert=True)
            before = current.texts if current else {}
            changed = [name for name in PARTS if before.get(name) != written.get(name)]
            audit.record(
                by=by,
                verb="quality_statement.written",
                subject=statement,
                study=study,
                detail={"version": statement.version, "parts": changed},
            )
            return statement
    except IntegrityError as error:
        raise ValidationError(STALE, code="stale") from error
