"""Actions on uploaded forms: keep one to be looked at, correct it, publish it, discard it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.uploads.actions import RETENTION
from accounts.uploads.files import pack, unpack
from survey.actions.instruments import publish_form
from survey.models import Instrument, QuestionnaireUpload
from survey.xlsform import Corrections, FormFile, Reading, read_form
from survey.xlsform.upload import forms_and_companions

ONE_FORM = "Choose one form. The other files are the CSV tables beside it."
NO_FORM = (
    "{name} is a table beside a form. Choose the form as well: the workbook, or a CSV with the sheet survey."
)


def uploaded_form(upload: QuestionnaireUpload) -> tuple[FormFile, list[FormFile]]:
    """Return the form of an upload, and the files beside it."""
    files = [FormFile(*each) for each in unpack(upload.content)]
    return files[0], files[1:]


def corrections_of(upload: QuestionnaireUpload) -> Corrections:
    """Return what the author of an uploaded form said on the page."""
    held = upload.corrections
    return Corrections(**{**held, "languages": tuple(held.get("languages", ()))})


def read_questionnaire(*, upload: QuestionnaireUpload) -> Reading:
    """Read an uploaded form as corrected. A form without a version gets that of the day on which it was uploaded."""
    form, companions = uploaded_form(upload)
    day = timezone.localdate(upload.created_at)
    return read_form(form, companions, corrections=corrections_of(upload), today=day)


@transaction.atomic
def stage_questionnaire(*, files: Sequence[FormFile], by: User | None) -> QuestionnaireUpload:
    """Keep an uploaded form, with the CSV files beside it, to be looked at. Nothing is published.

    :raises ValidationError: unless there is one form among the files.
    """
    upload = QuestionnaireUpload(content=_packed(files))
    upload.stamp(by=by)
    upload.full_clean()
    upload.save()
    return upload


@transaction.atomic
def add_questionnaire_files(
    *, upload: QuestionnaireUpload, files: Sequence[FormFile], by: User | None
) -> QuestionnaireUpload:
    """Add files to an uploaded form: tables that were missing, or the form itself mended, which takes its place.

    :raises ValidationError: if there is more than one form among the files.
    :raises QuestionnaireUpload.DoesNotExist: for one that was published or discarded.
    """
    upload = _lock(upload)
    form, companions = uploaded_form(upload)
    forms, tables = forms_and_companions(files)
    if len(forms) > 1:
        raise ValidationError(ONE_FORM)
    given = {each.name for each in tables}
    kept = [each for each in companions if each.name not in given]
    content = _packed([*(forms or [form]), *kept, *tables])
    if content != upload.content:
        upload.content = content
        upload.stamp(by=by)
        upload.save()
    return upload


@transaction.atomic
def correct_questionnaire(
    *, upload: QuestionnaireUpload, corrections: Corrections, by: User | None
) -> QuestionnaireUpload:
    """Keep what the author of an uploaded form says instead of it.

    :raises QuestionnaireUpload.DoesNotExist: for one that was published or discarded.
    """
    upload = _lock(upload)
    said = {**corrections._asdict(), "languages": list(corrections.languages)}
    if said != upload.corrections:
        upload.corrections = said
        upload.stamp(by=by)
        upload.save()
    return upload


@transaction.atomic
def publish_uploaded_questionnaire(*, upload: QuestionnaireUpload, by: User | None) -> Instrument:
    """Publish an uploaded form as corrected, with its files, and delete the upload.

    :raises ValidationError: with every reason for a form that is refused, and for a version that is published already.
    :raises QuestionnaireUpload.DoesNotExist: for one that was published or discarded.
    """
    upload = _lock(upload)
    form, companions = uploaded_form(upload)
    instrument = publish_form(
        form=form,
        companions=companions,
        corrections=corrections_of(upload),
        on=timezone.localdate(upload.created_at),
        by=by,
    )
    upload.delete()
    return instrument


@transaction.atomic
def discard_questionnaire(*, upload: QuestionnaireUpload) -> None:
    """Delete an uploaded form that is not published."""
    QuestionnaireUpload.objects.filter(pk=upload.pk).delete()


def discard_expired_questionnaires(*, dry_run: bool) -> int:
    """Delete the forms that nobody published within the time for uploads, and return their number."""
    expired = QuestionnaireUpload.objects.filter(created_at__lt=timezone.now() - RETENTION)
    count = expired.count()
    if not dry_run:
        expired.delete()
    return count


def _lock(upload: QuestionnaireUpload) -> QuestionnaireUpload:
    return QuestionnaireUpload.objects.select_for_update().get(pk=upload.pk)


def _packed(files: Sequence[FormFile]) -> str:
    forms, companions = forms_and_companions(files)
    if not forms:
        raise ValidationError([NO_FORM.format(name=each.name) for each in companions])
    if len(forms) > 1:
        raise ValidationError(ONE_FORM)
    return pack([*forms, *companions])
