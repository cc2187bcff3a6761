"""Saves texts that a study lead writes on a study as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from survey.models import Study
from survey.models.written_texts import WrittenTexts

Texts = TypeVar("Texts", bound=WrittenTexts)
STALE = (
    "Somebody else saved {} while you were writing. Their text stands below each field where it differs: "
    "put the two together and save again."
)


def current_version(kind: type[Texts], study: Study) -> Texts | None:
    """Return the current version of these texts of a study, None if nothing is written. One query."""
    return kind._default_manager.filter(study=study).order_by("-version").first()


def write_version(
    kind: type[Texts],
    *,
    study: Study,
    texts: Mapping[str, str],
    from_version: int,
    called: str,
    verb: str,
    by: User | None,
) -> tuple[Texts | None, bool]:
    """Save texts as a new version, and return the current one and whether it is new. Unchanged texts add no version.

    `from_version` is the number of the version that the writer edited, 0 if there was none. `called` are the words for
    the texts in the refusal, such as “these texts”; `verb` is that of the audit event.

    :raises ValidationError: if a newer version was saved meanwhile, or for a part that does not exist.
    """
    stale = ValidationError(STALE.format(called), code="stale")
    written = {name: text.strip() for name, text in texts.items() if text.strip()}
    try:
        with transaction.atomic():
            current = current_version(kind, study)
            version, before = (current.version, current.texts) if current else (0, {})
            if written == before:
                return current, False
            if version != from_version:
                raise stale
            saved = kind(study=study, version=version + 1, texts=written)
            saved.stamp(by=by)
            saved.full_clean()
            saved.save(force_insert=True)
            changed = [name for name in kind.PARTS if before.get(name) != written.get(name)]
            audit.record(
                by=by,
                verb=verb,
                subject=saved,
                study=study,
                detail={"version": saved.version, "parts": changed},
            )
            return saved, True
    except IntegrityError as error:
        raise stale from error
