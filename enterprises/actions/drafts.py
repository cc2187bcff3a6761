"""Saves a definition with other thresholds as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.classification.definitions import DefinitionError
from enterprises.models import DraftDefinition

if TYPE_CHECKING:
    from accounts.models import User

MAX_SLUG_LENGTH = 60


@transaction.atomic
def save_draft(
    *, definition: Definition, base: Definition, title: str, reason: str, by: User | None
) -> DraftDefinition:
    """Save a definition drafted from `base`, after the same checks as for a published one.

    :raises ValidationError: by field, without a title or a reason, for a title in use, and for a definition that
        nobody or everybody would meet, or that changes nothing.
    """
    title, reason = title.strip(), reason.strip()
    slug = slugify(title)[:MAX_SLUG_LENGTH].strip("-")
    errors = {}
    if not slug:
        errors["title"] = "Give the draft a title with at least one letter or number."
    elif (
        slug in {shipped.id for shipped in definitions.all()}
        or DraftDefinition.objects.filter(slug=slug).exists()
    ):
        errors["title"] = "There is a definition with this title already. Choose another title."
    if not reason:
        errors["reason"] = "Say what the change is for."
    if errors:
        raise ValidationError(errors)
    content = {**definition.as_data(), "id": slug, "title": title, "version": "draft"}
    if content["criteria"] == base.as_data()["criteria"]:
        raise ValidationError("This is the current definition. Move a threshold before you save a draft.")
    try:
        checked = definitions.from_data(content, "draft")
    except DefinitionError as error:
        raise ValidationError(f"This draft cannot be used: {error.reason}.")
    draft = DraftDefinition(
        slug=slug,
        title=title,
        base=base.id,
        base_version=base.version,
        content=content,
        content_hash=checked.hash,
        reason=reason,
    )
    draft.stamp(by=by)
    draft.full_clean()
    draft.save()
    record(by=by, verb="definition.drafted", subject=draft, detail={"base": base.id, "hash": checked.hash})
    return draft
