"""Actions that publish and retire questionnaires."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from survey.models import Instrument, InstrumentFile, Retirement
from survey.vocabulary import StrandKind
from survey.xlsform import Corrections, FormFile, Reading, XLSFormError, read_form, read_xlsform
from survey.xlsform.reading import NO_CORRECTIONS

INSTRUMENTS = Path(__file__).parent.parent / "instruments"


def read_instrument(*, source: str) -> Instrument:
    """Return the Instrument of an XLSForm (Markdown): the published one if it is the same, or an unsaved one.

    Raises ValidationError with every reason for a form that cannot be read, and for another text under a
    published name and version.
    """
    return instrument_of(reading=read_xlsform(source))


def instrument_of(*, reading: Reading) -> Instrument:
    """Return the Instrument of a form that was read: the published one if it is the same, or an unsaved one.

    Raises ValidationError as `read_instrument` does.
    """
    made = new_instrument(reading=reading)
    published = Instrument.objects.filter(name=made.name, version=made.version).first()
    if published is None:
        return made
    if published.questionnaire != reading.questionnaire:
        raise ValidationError(
            f"Version {made.version} of “{made.name}” is already published with other questions. Give the form a "
            "new version."
        )
    return published


def new_instrument(*, reading: Reading) -> Instrument:
    """Return the unsaved Instrument of a form that was read, whether it is published already or not.

    Raises ValidationError with every reason for a form that is refused.
    """
    try:
        questionnaire = reading.accepted_questionnaire()
    except XLSFormError as error:
        raise ValidationError(list(error.messages)) from error
    content = questionnaire.as_json()
    return Instrument(
        name=questionnaire.name,
        version=questionnaire.version,
        title=str(questionnaire.readable.title),
        notes=reading.notes_as_json(),
        content=content,
        content_hash=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    )


def publish_instrument(*, source: str, by: User | None) -> Instrument:
    """Publish an XLSForm (Markdown) as an immutable version of a questionnaire; otherwise as `publish_form`."""
    return publish_form(form=FormFile("form.md", source.encode(errors="replace")), by=by)


@transaction.atomic
def publish_form(
    *,
    form: FormFile,
    companions: Sequence[FormFile] = (),
    corrections: Corrections = NO_CORRECTIONS,
    on: dt.date | None = None,
    by: User | None,
) -> Instrument:
    """Publish an uploaded XLSForm as an immutable version of a questionnaire, and keep its files as they are.

    A form without a version gets that of the day `on`, by default of today. Publishing the same questions
    again returns the version that there is. Raises ValidationError as `read_instrument` does.
    """
    reading = read_form(form, companions, corrections=corrections, today=on or timezone.localdate())
    instrument = instrument_of(reading=reading)
    if instrument.pk is not None:
        return instrument
    instrument.published_at = timezone.now()
    instrument.stamp(by=by)
    instrument.full_clean()
    instrument.save()
    for place, file in enumerate((form, *companions)):
        kept = InstrumentFile(instrument=instrument, place=place, name=file.name[-200:], content=file.content)
        kept.stamp(by=by)
        kept.save()
    audit.record(
        by=by,
        verb="instrument.published",
        subject=instrument,
        detail={"questions": len(instrument.questionnaire.questions), "hash": instrument.content_hash},
    )
    return instrument


def publish_own_instrument(*, name: str, by: User | None, frame_on: dt.date | None = None) -> Instrument:
    """Publish one of the questionnaires in survey/instruments, in its edition for a frame of this day.

    `name` is that of its file without `.md`. Without a day it is the first edition, that of 2009.
    """
    return publish_instrument(source=own_source(name, frame_on=frame_on), by=by)


def read_own_instrument(*, name: str, frame_on: dt.date | None = None) -> Instrument:
    """Return one of our questionnaires in its edition for this day: the published one, or an unsaved one."""
    return read_instrument(source=own_source(name, frame_on=frame_on))


def own_source(name: str, *, frame_on: dt.date | None = None) -> str:
    """Return the text of one of our questionnaires, with the words of its edition (editions.toml) filled in."""
    text = (INSTRUMENTS / f"{name}.md").read_text(encoding="utf-8")
    for word, filled in _edition_for(frame_on or dt.date.min).items():
        text = text.replace(f"{{{word}}}", filled)
    return text


def _edition_for(day: dt.date) -> dict[str, str]:
    editions = tomllib.loads((INSTRUMENTS / "editions.toml").read_text(encoding="utf-8"))["edition"]
    begun = [each for each in editions if each.get("begins", dt.date.min) <= day]
    return {word: filled for word, filled in begun[-1].items() if isinstance(filled, str)}


def refuse_unsuitable(instrument: Instrument, kind: str) -> None:
    """Raise ValidationError if a questionnaire was made for another way of asking than this kind of strand."""
    if instrument.made_for not in ("", kind):
        made_for, wanted = (StrandKind(word).label.lower() for word in (instrument.made_for, kind))
        raise ValidationError(
            {
                "instrument": f"“{instrument.title}” is made for {made_for}. Choose a questionnaire for: {wanted}."
            }
        )


@transaction.atomic
def retire_instrument(*, instrument: Instrument, reason: str, by: User | None) -> Instrument:
    """Retire a questionnaire: it is offered to no new study. Strands that use it continue, and its answers stay.

    Raises ValidationError without a reason.
    """
    if instrument.is_retired:
        return instrument
    retirement = Retirement(instrument=instrument, reason=reason.strip())
    if not retirement.reason:
        raise ValidationError({"reason": "Say why the questionnaire is retired."})
    retirement.stamp(by=by)
    retirement.save()
    audit.record(by=by, verb="instrument.retired", subject=instrument, detail={"reason": retirement.reason})
    return instrument


@transaction.atomic
def restore_instrument(*, instrument: Instrument, by: User | None) -> Instrument:
    """Offer a retired questionnaire to new studies again. One that is not retired stays as it is."""
    retirement = Retirement.objects.filter(instrument=instrument).first()
    if retirement is None:
        return instrument
    detail = {"was_retired_because": retirement.reason}
    retirement.delete()
    audit.record(by=by, verb="instrument.restored", subject=instrument, detail=detail)
    return Instrument.objects.get(pk=instrument.pk)
