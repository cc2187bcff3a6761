"""Samples of the later strands: drawn at random with a seed, or chosen with a reason; and nominations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Organisation
from interviews import contact_faults
from interviews.actions.calls import replace_contact
from interviews.actions.cases import refuse_without_fieldwork
from interviews.models import Draw, Nomination, UnitSource
from interviews.models.planning import DrawMethod
from interviews.planning import sampling_frame
from interviews.planning.random_draw import SamplingUnit, draw
from interviews.planning.sampling_frame import SamplingPool
from interviews.telephone import dial_link
from noms.models import Service
from survey import actions as survey_actions
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import RespondentCategory, StrandKind

INSTRUMENT_OF = {
    StrandKind.EXTENDED_INTERVIEW: "extended_interview",
    StrandKind.ENTERPRISE_INTERVIEW: "enterprise_interview",
}

CONTACT_FIELDS = ("name", "job_title", "telephone", "email", "note")
"""The fields of a contact that are copied to another strand of the study."""


@transaction.atomic
def draw_services(
    *,
    study: Study,
    size: int,
    seed: str,
    by: User | None,
    among: str = SamplingPool.AGREED,
    is_stratified: bool = True,
) -> Draw:
    """Draw `size` services at random for extended interviews, by default stratified by region and kind.

    Services that are in the sample already are not drawn again.

    :raises ValidationError: without a seed, or if there are fewer than `size` services to draw from.
    """
    if not seed.strip():
        raise ValidationError(
            {"seed": "Give a seed: any word or number, so that the sample can be drawn again."}
        )
    eligible = {one.service.slug: one for one in sampling_frame.eligible_services(study, among=among)}
    units = [SamplingUnit(slug, f"{one.region}, {one.service.kind_id}") for slug, one in eligible.items()]
    try:
        slugs = draw(units, size=size, seed=seed.strip(), is_stratified=is_stratified)
    except ValueError as refusal:
        raise ValidationError({"size": str(refusal)}) from refusal
    strand = open_strand(study=study, kind=StrandKind.EXTENDED_INTERVIEW, by=by)
    rows = [
        SampledUnit(strand=strand, service=one.service, region=one.region, category=one.category)
        for one in map(eligible.__getitem__, slugs)
    ]
    method = DrawMethod.STRATIFIED if is_stratified else DrawMethod.RANDOM
    return _save_draw(
        Draw(strand=strand, method=method, seed=seed.strip(), population_size=len(units)), rows, by=by
    )


@transaction.atomic
def choose_units(
    *,
    study: Study,
    kind: str,
    chosen: Iterable[Service | Organisation],
    reason: str,
    by: User | None,
) -> Draw:
    """Add these services or organisations to a later sample, for a reason. Those already in it are left alone.

    The sources through which the study knows of each organisation today are saved with the unit.

    :raises ValidationError: without a reason, or if all of them are in the sample already.
    """
    strand = open_strand(study=study, kind=kind, by=by)
    sampled = set(strand.units.values_list("service", "organisation"))
    services = [one for one in chosen if isinstance(one, Service) and (one.pk, None) not in sampled]
    organisations = [one for one in chosen if isinstance(one, Organisation) and (None, one.pk) not in sampled]
    if not services and not organisations:
        raise ValidationError("Choose somebody who is not in the sample yet.")
    in_frame = {
        one.service.pk: one for one in sampling_frame.eligible_services(study, among=SamplingPool.FRAME)
    }
    categories = sampling_frame.categories_of(organisations)
    rows = [
        SampledUnit(
            strand=strand, service=one, region=in_frame[one.pk].region, category=in_frame[one.pk].category
        )
        if one.pk in in_frame
        else SampledUnit(strand=strand, service=one, region=one.region_in(study.region_system))
        for one in services
    ]
    rows += [
        SampledUnit(strand=strand, organisation=one, category=categories[one.pk]) for one in organisations
    ]
    sources = sampling_frame.sources_of(study, organisations)
    sample = _save_draw(
        Draw(strand=strand, method=DrawMethod.CHOSEN, reason=reason.strip(), population_size=len(rows)),
        rows,
        by=by,
    )
    UnitSource.objects.bulk_create(
        UnitSource(unit=row, kind=source.kind, detail=source.detail)
        for row in rows
        for source in sources.get(row.organisation_id or 0, ())
    )
    return sample


@transaction.atomic
def nominate(
    *, study: Study, organisation: Organisation, nominated_by: str, reason: str, by: User | None
) -> Nomination:
    """Nominate an organisation for an interview. A merged one is replaced by the one it was merged into.

    :raises ValidationError: without a reason, or if it is nominated by them already.
    """
    nomination = Nomination(
        study=study,
        organisation=organisation.merged_into or organisation,
        nominated_by=nominated_by,
        reason=reason.strip(),
    )
    nomination.stamp(by=by)
    nomination.full_clean()
    nomination.save()
    audit.record(
        by=by,
        verb="organisation.nominated",
        subject=nomination,
        study=study,
        detail={"organisation": nomination.organisation_id, "nominated_by": nominated_by},
    )
    return nomination


@transaction.atomic
def nominate_new(*, study: Study, name: str, nominated_by: str, reason: str, by: User | None) -> Nomination:
    """Create an organisation in the directory, unpublished, and nominate it."""
    organisation = directory.create_organisation(
        name=name,
        by=by,
        source=f"Nominated to “{study.title}”.",
        is_invented=study.is_demonstration,
    )
    return nominate(study=study, organisation=organisation, nominated_by=nominated_by, reason=reason, by=by)


def open_strand(*, study: Study, kind: str, by: User | None) -> Strand:
    """Return the study's strand of extended or enterprise interviews; create it with the built-in guide if needed."""
    if kind not in INSTRUMENT_OF:
        raise ValidationError({"kind": "A sample is drawn for extended interviews and for enterprises."})
    refuse_without_fieldwork(study)
    strand = Strand.objects.filter(study=study, kind=kind).first()
    if strand is None:
        guide = survey_actions.publish_own_instrument(
            name=INSTRUMENT_OF[StrandKind(kind)], by=by, frame_on=study.frame_on
        )
        strand = Strand(study=study, kind=kind, instrument=guide)
        strand.stamp(by=by)
        strand.save()
        audit.record(by=by, verb="strand.opened", subject=strand, study=study, detail={"kind": kind})
    return strand


@transaction.atomic
def set_category(*, unit: SampledUnit, category: int | None, by: User | None) -> SampledUnit:
    """Set the category of respondent of a unit; None for not known."""
    if category is not None and category not in RespondentCategory.values:
        raise ValidationError({"category": "Choose one of the four categories of respondents."})
    if unit.category != category:
        before, unit.category = unit.category, category
        unit.stamp(by=by)
        unit.save(update_fields=["category", "updated_by", "updated_at"])
        detail = {"from": before, "to": category}
        audit.record(by=by, verb="case.category_set", subject=unit, study=unit.strand.study, detail=detail)
    return unit


def _save_draw(sample: Draw, rows: Sequence[SampledUnit], *, by: User | None) -> Draw:
    sample.stamp(by=by)
    sample.full_clean()
    sample.save()
    for row in rows:
        row.stamp(by=by)
        row.full_clean(exclude=["strand", "service", "organisation", "region"])
        row.save()
    sample.units.set(rows)
    _copy_contacts(rows, sample.strand.study, by=by)
    audit.record(
        by=by,
        verb="sample.drawn",
        subject=sample,
        study=sample.strand.study,
        detail={"method": sample.method, "seed": sample.seed, "reason": sample.reason, "units": len(rows),
                "from": sample.population_size},
    )  # fmt: skip
    return sample


def _copy_contacts(rows: Sequence[SampledUnit], study: Study, *, by: User | None) -> None:
    """Give new units the contact of an earlier strand.

    A service gets the contact of its first interview, unless it was erased. An organisation gets the person who
    answered the survey and agreed to be called.
    """
    current = contact_faults.to_ring().filter(
        unit__strand__study=study,
        unit__strand__kind=StrandKind.INITIAL_INTERVIEW,
        unit__service__in=[row.service_id for row in rows if row.service_id],
        erased_at=None,
    )
    contacts = {
        contact.unit.service_id: {name: getattr(contact, name) for name in CONTACT_FIELDS}
        for contact in current.select_related("unit")
    }
    respondents = sampling_frame.survey_contacts(
        study, [row.organisation_id for row in rows if row.organisation_id]
    )
    for row in rows:
        details = (
            contacts.get(row.service_id) if row.service_id else respondents.get(row.organisation_id or 0)
        )
        if details:
            replace_contact(unit=row, by=by, **_with_a_number_that_dials(details))


def _with_a_number_that_dials(details: dict[str, Any]) -> dict[str, Any]:
    """Return the details of a contact; what was given as a telephone number and is none goes into the note."""
    given = details.get("telephone", "")
    if not given or dial_link(given):
        return details
    note = "\n".join(filter(None, [details.get("note"), f"Telephone, as it was given: {given}"]))
    others = any(details.get(name) for name in ("name", "job_title", "email"))
    return details | {"telephone": "", "note": note} | ({} if others else {"name": "Name not given"})
