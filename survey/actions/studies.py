"""Actions on studies and their samples: draft, open, revise, publish, assign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, changes
from accounts.models import User
from survey import listing, study_parts
from survey.actions.instruments import refuse_unsuitable
from survey.actions.study_states import refuse_if_archived
from survey.models import Instrument, SampledUnit, Strand, Study
from survey.study_words import FIELDS
from survey.vocabulary import CaseCode, StrandKind, StudyState


@transaction.atomic
def revise_study(
    *,
    study: Study,
    title: str,
    description: str,
    opened_on: dt.date,
    closed_on: dt.date | None,
    smallest_base: int | None = None,
    shows_areas: bool | None = None,
    purpose: str | None = None,
    funder: str | None = None,
    by: User | None,
) -> Study:
    """Change the description, the fieldwork dates and what is published of a study.

    None leaves what is published, the purpose or the funder unchanged. Frame and definition never change. Raises
    ValidationError if fieldwork ends before it begins, for a smallest base under 10, and for an archived study.
    """
    before = Study.objects.get(pk=study.pk)
    refuse_if_archived(before)
    given: dict[str, object] = {
        "title": title,
        "description": description,
        "opened_on": opened_on,
        "closed_on": closed_on,
        "smallest_base": before.smallest_base if smallest_base is None else smallest_base,
        "shows_areas": before.shows_areas if shows_areas is None else shows_areas,
        "purpose": before.purpose if purpose is None else purpose,
        "funder": before.funder if funder is None else funder,
    }
    changed = sorted(name for name, value in given.items() if getattr(before, name) != value)
    for name, value in given.items():
        setattr(study, name, value)
    if not changed:
        return study
    study.stamp(by=by)
    study.full_clean()
    study.save(update_fields=[*given, "updated_by", "updated_at"])
    if "closed_on" in changed:
        study_parts.follow_days(study, by=by)
    audit.record(by=by, verb="study.revised", subject=study, study=study, detail={"changed": changed})
    return study


@transaction.atomic
def tell_respondents(
    *,
    study: Study,
    commissioner: str,
    contractor: str,
    contact: str,
    minutes: Mapping[str, int | None],
    by: User | None,
) -> Study:
    """Change what respondents are told: who asks, where to reach the study, and how long an interview takes.

    `minutes` are by kind of strand; strands that are not named stay as they are. Raises ValidationError by field.
    """
    given = {"commissioner": commissioner, "contractor": contractor, "contact": contact}
    before = Study.objects.get(pk=study.pk)
    changed = sorted(name for name, value in given.items() if getattr(before, name) != value)
    for name, value in given.items():
        setattr(study, name, value)
    if changed:
        study.stamp(by=by)
        study.full_clean()
        study.save(update_fields=[*given, "updated_by", "updated_at"])
    for strand in Strand.objects.filter(study=study, kind__in=list(minutes)).order_by("pk"):
        if strand.interview_minutes == minutes[strand.kind]:
            continue
        strand.interview_minutes = minutes[strand.kind]
        strand.stamp(by=by)
        strand.full_clean()
        strand.save(update_fields=["interview_minutes", "updated_by", "updated_at"])
        changed.append(f"minutes of {strand.kind}")
    if changed:
        audit.record(
            by=by, verb="study.respondents_told", subject=study, study=study, detail={"changed": changed}
        )
    return study


@transaction.atomic
def translate_study(*, study: Study, language: str, words: Mapping[str, str], by: User | None) -> Study:
    """Change what respondents read about a study in one more language. An empty text is shown in English again.

    `language` is one of our catalogues, `words` are by the fields of `study_words.FIELDS`. Raises ValidationError for
    an archived study, and KeyError for another language or field.
    """
    current = Study.objects.select_for_update().get(pk=study.pk)
    refuse_if_archived(current)
    unknown = ({language} - {code for code, _ in settings.LANGUAGES}) | (set(words) - set(FIELDS))
    if unknown:
        raise KeyError(*sorted(unknown))
    given = {name: text.strip() for name, text in words.items() if text.strip()}
    translated = {**current.translated_words, language: given}
    if not given:
        del translated[language]
    if translated == current.translated_words:
        return current
    current.translated_words = translated
    current.stamp(by=by)
    current.save(update_fields=["translated_words", "updated_by", "updated_at"])
    detail = {"language": language, "fields": sorted(given)}
    audit.record(by=by, verb="study.translated", subject=current, study=current, detail=detail)
    return current


@transaction.atomic
def set_published(*, study: Study, is_published: bool, by: User | None) -> Study:
    """List a study publicly or take it off the list. Only a change is written and audited.

    Figures are public by releases only. Raises ValidationError for a draft, and for a study that has to stay listed
    (`survey.listing`).
    """
    if study.is_published == is_published:
        return study
    if study.is_draft:
        raise ValidationError("A draft cannot be published. Open the study first.")
    if not is_published and (reasons := listing.why_listed(study)):
        raise ValidationError(reasons)
    study.is_published = is_published
    study.stamp(by=by)
    study.save(update_fields=["is_published", "updated_by", "updated_at"])
    audit.record(
        by=by,
        verb="study.published" if is_published else "study.unpublished",
        subject=study,
        study=study,
    )
    changes.tell("study", [study.slug])
    return study


@transaction.atomic
def open_survey(
    *,
    study: Study,
    instrument: Instrument,
    opens_on: dt.date,
    by: User | None,
    closes_on: dt.date | None = None,
) -> Strand:
    """Open the online survey of a study between two days, both included; call it again to change the days.

    Drafts keep their version of the questionnaire. Raises ValidationError for a questionnaire that is retired or was
    made for another way of asking, for a survey that closes before it opens, and for a study that is closed.
    """
    if study.state in (StudyState.CLOSED, StudyState.ARCHIVED):
        raise ValidationError(study.why_no_fieldwork)
    strand = Strand.objects.filter(study=study, kind=StrandKind.ONLINE_SURVEY).first()
    strand = strand or Strand(study=study, kind=StrandKind.ONLINE_SURVEY)
    refuse_unsuitable(instrument, StrandKind.ONLINE_SURVEY)
    if instrument.is_retired and strand.instrument_id != instrument.pk:
        raise ValidationError({"instrument": "This questionnaire is retired. Choose another."})
    if (strand.instrument_id, strand.opens_on, strand.closes_on) == (instrument.pk, opens_on, closes_on):
        return strand
    strand.instrument, strand.opens_on, strand.closes_on = instrument, opens_on, closes_on
    strand.stamp(by=by)
    strand.full_clean(validate_unique=False)
    strand.save()
    detail = {
        "instrument": f"{instrument.name} {instrument.version}",
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
    }
    audit.record(by=by, verb="survey.dates_set", subject=strand, study=study, detail=detail)
    return strand


@transaction.atomic
def assign(*, units: Iterable[SampledUnit], to: User | None, by: User | None) -> int:
    """Assign cases to an interviewer, or to nobody. Returns the number of cases; one audit event per study.

    A case that is already assigned to them is counted but not written.
    """
    by_study: dict[str, list[int]] = {}
    for unit in units:
        by_study.setdefault(unit.strand.study.slug, []).append(unit.pk)
    for slug, keys in by_study.items():
        others = SampledUnit.objects.filter(pk__in=keys).exclude(assigned_to=to)
        moved = sorted(others.order_by().values_list("pk", flat=True))
        if not moved:
            continue
        SampledUnit.objects.filter(pk__in=moved).update(
            assigned_to=to, updated_by=by, updated_at=timezone.now()
        )
        audit.record(
            by=by,
            verb="case.assigned",
            study=slug,
            detail={"units": moved, "to": to.pk if to else None},
        )
    return sum(len(keys) for keys in by_study.values())


@transaction.atomic
def record_code(*, unit: SampledUnit, code: str, by: User | None) -> SampledUnit:
    """Set the outcome code of a case. Only a change is written and audited.

    The interviews app derives the code from calls and interviews. Raises ValidationError for an unknown code.
    """
    code = _code(code)
    if unit.code == code:
        return unit
    before = unit.code
    unit.code = code
    unit.stamp(by=by)
    unit.save(update_fields=["code", "updated_by", "updated_at"])
    audit.record(
        by=by,
        verb="case.outcome_set",
        subject=unit,
        study=unit.strand.study,
        detail={"from": before, "to": code},
    )
    return unit


def _code(code: str) -> str:
    if code not in CaseCode.values:
        raise ValidationError({"code": "The outcome must be one of the codes of the study."})
    return code
