"""Actions on own frames: create, revise and delete one, and bring a spreadsheet of its units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from accounts import audit
from accounts.uploads.actions import stage
from noms.models import Frame, FrameUpload, Region
from noms.own_frames.upload import UNITS_UPLOAD

if TYPE_CHECKING:
    from accounts.models import User

REFERENCE = "The frame of England and Wales is kept by the product. Make a frame of your own."
IN_USE = "This frame has units or studies. Undo its files first; a frame that a study uses stays."
NOT_WAITING = "This file was loaded or discarded already."
NO_WORDS = "Say what one is called and what many are called, in at most 60 characters each."
SLUG_LENGTH = 40
LONGEST_WORDS = 60


@transaction.atomic
def create_frame(*, title: str, description: str, by: User | None) -> Frame:
    """Create an own frame without units. Its short name is made from its title.

    :raises ValidationError: for a title that is empty or that another frame has.
    """
    frame = Frame(slug=_unused_slug(title), title=title, description=description)
    frame.stamp(by=by)
    frame.full_clean()
    frame.save(force_insert=True)
    audit.record(by=by, verb="frame.created", subject=frame)
    return frame


def _unused_slug(title: str) -> str:
    wanted = slugify(title)[:SLUG_LENGTH].strip("-") or "frame"
    taken = set(Frame.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 1
    # The last words are addresses of pages beside those of frames.
    while slug in taken or slug in ("new", "template"):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@transaction.atomic
def revise_frame(*, frame: Frame, title: str, description: str, by: User | None) -> Frame:
    """Change the title and the description of an own frame.

    :raises ValidationError: for the reference frame, and for a title that is empty or that another frame has.
    """
    _must_be_own(frame)
    before = Frame.objects.get(pk=frame.pk)
    if (before.title, before.description) == (title, description):
        return frame
    frame.title, frame.description = title, description
    frame.stamp(by=by)
    frame.full_clean()
    frame.save(update_fields=["title", "description", "updated_by", "updated_at"])
    audit.record(by=by, verb="frame.revised", subject=frame)
    return frame


@transaction.atomic
def delete_frame(*, frame: Frame, by: User | None) -> None:
    """Delete an own frame that has no units and no study, with what is left of its files.

    :raises ValidationError: for a frame that has units or that a study uses.
    """
    _must_be_own(frame)
    audit.record(by=by, verb="frame.deleted", subject=frame)
    try:
        with transaction.atomic():
            frame.uploads.all().delete()
            Region.objects.filter(system__frame=frame).delete()
            frame.region_systems.all().delete()
            frame.delete()
    except ProtectedError:
        raise ValidationError(IN_USE) from None


def upload_units(*, frame: Frame, uploads: Sequence[tuple[str, bytes]], by: User | None) -> FrameUpload:
    """Store a spreadsheet of units, to be read by the job `noms.jobs.preview_units`. Nothing is loaded yet.

    :raises ValidationError: for the reference frame.
    """
    _must_be_own(frame)
    return stage(kind=UNITS_UPLOAD, upload=FrameUpload(frame=frame), uploads=uploads, by=by)


@transaction.atomic
def name_kinds(*, upload: FrameUpload, words: Mapping[str, tuple[str, str]], by: User | None) -> FrameUpload:
    """Store the words for one and for many of each kind that is new in a file, by the kind as the file writes it.

    :raises ValidationError: for words that are empty or too long, and for a file that is not open.
    """
    upload = UNITS_UPLOAD.lock(upload)
    if not upload.is_open:
        raise ValidationError(NOT_WAITING)
    named = {kind: [" ".join(word.split()) for word in pair] for kind, pair in words.items()}
    if not all(0 < len(word) <= LONGEST_WORDS for pair in named.values() for word in pair):
        raise ValidationError(NO_WORDS)
    after = {kind: named.get(kind, before) for kind, before in upload.kind_words.items()}
    if upload.kind_words == after:
        return upload
    upload.kind_words = after
    upload.stamp(by=by)
    upload.save(update_fields=["kind_words", "updated_by", "updated_at"])
    return upload


def _must_be_own(frame: Frame) -> None:
    if frame.is_reference:
        raise ValidationError(REFERENCE)
