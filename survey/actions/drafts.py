"""Drafts of studies: create, revise, copy, delete and open them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts import audit
from accounts.models import User
from enterprises.classification import definitions
from noms.models import Frame, Service
from noms.vocabulary import REFERENCE_FRAME, CountingUnit
from survey import study_parts
from survey.actions.instruments import publish_own_instrument, refuse_unsuitable
from survey.actions.studies import set_published
from survey.actions.study_states import lock_study, set_state
from survey.models import Instrument, SampledUnit, Strand, Study
from survey.vocabulary import StrandKind, StudyState
from wording import day

BATCH = 1_000

DRAFT_FIELDS = (
    "slug",
    "title",
    "description",
    "purpose",
    "commissioner",
    "contractor",
    "funder",
    "contact",
    "frame",
    "frame_on",
    "counting_unit",
    "definition",
    "definition_version",
    "opened_on",
    "closed_on",
    "smallest_base",
    "shows_areas",
)
"""The fields of a study that may be changed while it is a draft."""

SHORT_NAME_LENGTH = 50
NOT_SHORT_NAMES = frozenset({"new"})
"""Words that are addresses of pages, and no short names of studies."""


def short_name(title: str) -> str:
    """Return a short name for a study with this title that no study has. Made of letters, digits and hyphens."""
    stem = slugify(title)[:SHORT_NAME_LENGTH].strip("-") or "study"
    taken = NOT_SHORT_NAMES.union(Study.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken)


@transaction.atomic
def draft_study(
    *,
    slug: str,
    title: str,
    frame_on: dt.date,
    by: User | None,
    frame: Frame | None = None,
    counting_unit: str = CountingUnit.ESTABLISHMENT,
    definition: str = "inclusive-2009",
    definition_version: str = "",
    description: str = "",
    opened_on: dt.date | None = None,
    closed_on: dt.date | None = None,
    instrument: Instrument | None = None,
    is_demonstration: bool = False,
) -> Study:
    """Create a draft of a study with the strand that approaches every service of its frame. It has no sample yet.

    Without `frame` it is the reference frame. The initial strand uses `instrument`, by default our own service
    interview. Without `definition_version` the study takes the newest. Raises ValidationError by field.
    """
    study = Study(
        slug=slug,
        title=title,
        description=description,
        frame_id=frame.pk if frame else REFERENCE_FRAME,
        frame_on=frame_on,
        counting_unit=counting_unit,
        definition=definition,
        definition_version=definition_version or _newest_version(definition),
        opened_on=opened_on or frame_on,
        closed_on=closed_on,
        is_demonstration=is_demonstration,
    )
    study.stamp(by=by)
    study.full_clean()
    study.save()
    guide = instrument or publish_own_instrument(name="service_interview", by=by, frame_on=study.frame_on)
    _set_strands(study, {StrandKind.INITIAL_INTERVIEW: guide}, by=by)
    audit.record(by=by, verb="study.drafted", subject=study, study=study)
    return study


@transaction.atomic
def revise_draft(
    *,
    study: Study,
    by: User | None,
    strands: Mapping[str, Instrument] | None = None,
    survey_days: tuple[dt.date | None, dt.date | None] | None = None,
    **values: Any,
) -> Study:
    """Change anything of a draft. `values` are fields of DRAFT_FIELDS; those not given stay as they are.

    `strands` maps each kind of strand that the study has to its questionnaire; other strands are deleted.
    `survey_days` are the first and the last day of its online survey.

    :raises ValidationError: by field, and for a study that is no draft.
    """
    if unknown := sorted(set(values) - set(DRAFT_FIELDS)):
        raise TypeError(f"A draft has no field {unknown[0]!r}.")
    study = lock_study(study)
    if not study.is_draft:
        raise ValidationError("This study was opened meanwhile, so its frame and its definition stay.")
    changed = sorted(name for name, value in values.items() if getattr(study, name) != value)
    for name in changed:
        setattr(study, name, values[name])
    if changed:
        study.stamp(by=by)
        study.full_clean()
        study.save()
    if strands is not None and _set_strands(study, strands, by=by):
        changed.append("strands")
    if survey_days is not None and _set_survey_days(study, survey_days, by=by):
        changed.append("survey_days")
    if changed:
        audit.record(
            by=by, verb="study.draft_revised", subject=study, study=study, detail={"changed": changed}
        )
    return study


@transaction.atomic
def open_study(*, study: Study, by: User | None) -> Study:
    """Open a draft: every service open on its frame date becomes a case of the initial strand.

    From now on the frame and the definition never change; a service that closes later becomes “not eligible”. Raises
    ValidationError when no service was open, and for a study that is no draft.
    """
    study = lock_study(study)
    if not study.is_draft:
        raise ValidationError(f"This study is {study.get_state_display().lower()} already.")
    open_then = Service.objects.in_frame(study.frame).open_on(study.frame_on)
    services = list(open_then.select_related("region", "region_2021").order_by("pk"))
    if not services:
        frame = study.frame
        what = "prison or probation service" if frame.is_reference else f"service of “{frame}”"
        raise ValidationError({"frame_on": f"No {what} is known to have been open on {day(study.frame_on)}."})
    strand = Strand.objects.get(study=study, kind=StrandKind.INITIAL_INTERVIEW)
    system = study.region_system
    SampledUnit.objects.bulk_create(
        [
            SampledUnit(
                strand=strand,
                service=service,
                region=service.region_in(system),
                created_by=by,
                updated_by=by,
            )
            for service in services
        ],
        batch_size=BATCH,
    )
    detail = {"frame_on": study.frame_on.isoformat(), "units": len(services)}
    return set_state(study=study, state=StudyState.OPEN, verb="study.opened", detail=detail, by=by)


@transaction.atomic
def copy_study(*, study: Study, by: User | None) -> Study:
    """Return a new draft with all that was decided for a study, except its days, its sample and its answers.

    Its frame is of today. Rules, quotas and letters are copied too.
    """
    today = timezone.localdate()
    copied = ("description", "purpose", "commissioner", "contractor", "funder", "contact", "smallest_base",
              "shows_areas", "translated_words")  # fmt: skip
    strands = Strand.objects.filter(study=study, instrument__isnull=False).select_related("instrument")
    guides = {strand.kind: strand.instrument for strand in strands if strand.instrument is not None}
    draft = draft_study(
        slug=short_name(study.title),
        title=study.title,
        frame=study.frame,
        frame_on=today,
        counting_unit=study.counting_unit,
        definition=study.definition,
        instrument=guides.get(StrandKind.INITIAL_INTERVIEW),
        is_demonstration=study.is_demonstration,
        by=by,
    )
    for name in copied:
        setattr(draft, name, getattr(study, name))
    draft.full_clean()
    draft.save()
    _set_strands(draft, guides, by=by)
    minutes = {strand.kind: strand.interview_minutes for strand in strands}
    for strand in draft.strands.all():
        strand.interview_minutes = minutes.get(strand.kind)
        strand.save(update_fields=["interview_minutes"])
    study_parts.copy(study, draft, by=by)
    audit.record(by=by, verb="study.copied", subject=draft, study=draft, detail={"from": study.slug})
    return draft


@transaction.atomic
def delete_draft(*, study: Study, by: User | None) -> None:
    """Delete a draft with all that was prepared for it.

    :raises ValidationError: for a study that was opened: it is never deleted.
    """
    study = lock_study(study)
    if not study.is_draft:
        raise ValidationError("Only a draft can be deleted. A study that was opened is closed instead.")
    audit.record(by=by, verb="study.draft_deleted", subject=study, study=study, detail={"title": study.title})
    study_parts.delete_draft(study)
    study.strands.all().delete()
    study.delete()


@transaction.atomic
def draft_and_open_study(*, by: User | None, is_published: bool = False, **draft: Any) -> Study:
    """Draft a study and open it at once, for programs. The arguments are those of `draft_study`."""
    study = open_study(study=draft_study(by=by, **draft), by=by)
    return set_published(study=study, is_published=is_published, by=by)


def _newest_version(definition: str) -> str:
    """Return the newest version of a definition; empty if there is none, which the study then refuses."""
    known = definitions.versions(definition)
    return known[-1].version if known else ""


def _set_strands(study: Study, strands: Mapping[str, Instrument], *, by: User | None) -> bool:
    """Give a draft these strands and no others. Return True if something changed."""
    present = {strand.kind: strand for strand in Strand.objects.filter(study=study)}
    is_changed = False
    for kind, strand in present.items():
        if kind not in strands:
            study_parts.delete_strand(strand)
            strand.delete()
            is_changed = True
    for kind, instrument in strands.items():
        strand = present.get(kind) or Strand(study=study, kind=kind)
        if strand.instrument_id == instrument.pk:
            continue
        refuse_unsuitable(instrument, kind)
        strand.instrument = instrument
        strand.stamp(by=by)
        strand.full_clean()
        strand.save()
        is_changed = True
    return is_changed


def _set_survey_days(study: Study, days: tuple[dt.date | None, dt.date | None], *, by: User | None) -> bool:
    strand = Strand.objects.filter(study=study, kind=StrandKind.ONLINE_SURVEY).first()
    if strand is None or (strand.opens_on, strand.closes_on) == days:
        return False
    strand.opens_on, strand.closes_on = days
    strand.stamp(by=by)
    strand.full_clean()
    strand.save()
    return True
