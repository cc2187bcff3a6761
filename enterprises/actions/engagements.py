"""Records that an organisation works, worked or would like to work with a service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from enterprises import cache_version, consent
from enterprises.actions.listing import review_listing
from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.vocabulary import Arrangement, EngagementStatus, Origin
from noms.vocabulary import DatePrecision

if TYPE_CHECKING:
    from accounts.models import User
    from noms.models import Service


def engage(
    *,
    organisation: Organisation,
    service: Service,
    source_kind: str,
    source: str,
    by: User | None,
    status: str = EngagementStatus.WORKS,
    arrangement: str = Arrangement.NOT_KNOWN,
    origin: str = Origin.NOT_KNOWN,
    description: str = "",
    started_on: dt.date | None = None,
    started_precision: str = DatePrecision.DAY,
    ended_on: dt.date | None = None,
    ended_precision: str = DatePrecision.DAY,
    last_seen: int | None = None,
    referrals: int | None = None,
    referrals_are_estimated: bool = False,
    evaluation: str = "",
    observed_on: dt.date | None = None,
    source_date: str = "",
    terms: Mapping[str, Iterable[str]] | None = None,
    is_published: bool = False,
    shows_details: bool = True,
    engagement: Engagement | None = None,
) -> Engagement:
    """Record an engagement as one source described it; with `engagement`, change the stored one.

    `terms` maps vocabulary (activity, payer, stage, offender_group) → terms. Nothing is written if `engagement` has
    these values already. A relation from an answer to the study is not published if the organisation may not be named.

    :raises ValidationError: by field, for values that are not in their lists and an end before the start.
    """
    is_new = engagement is None
    engagement = engagement or Engagement()
    values = {
        "organisation_id": organisation.pk,
        "service_id": service.pk,
        "source_kind": source_kind,
        "source": source,
        "status": status,
        "arrangement": arrangement,
        "origin": origin,
        "description": description,
        "started_on": started_on,
        "started_precision": started_precision,
        "ended_on": ended_on,
        "ended_precision": ended_precision,
        "last_seen": last_seen,
        "referrals": referrals,
        "referrals_are_estimated": referrals_are_estimated,
        "evaluation": evaluation,
        "observed_on": observed_on,
        "source_date": source_date,
        "is_published": is_published and consent.may_show_relation(organisation, source_kind),
        "shows_details": shows_details,
    }
    wanted = {(str(vocabulary), term) for vocabulary, words in (terms or {}).items() for term in words}
    is_changed = is_new or any(getattr(engagement, name) != value for name, value in values.items())
    if not is_changed and _terms_of(engagement) == wanted:
        return engagement
    with transaction.atomic():
        for name, value in values.items():
            setattr(engagement, name, value)
        engagement.organisation, engagement.service = organisation, service
        _save(engagement, by=by, in_history=is_changed)
        _set_terms(engagement, wanted)
        if not is_new:
            engagement.refresh_from_db(fields=["terms"])  # clears the prefetched rows
        detail = {"service": service.slug, "organisation": organisation.slug, "status": str(status)}
        verb = "engagement.created" if is_new else "engagement.changed"
        record(by=by, verb=verb, subject=engagement, detail=detail)
        cache_version.bump()
        review_listing(organisation=organisation, by=by)
    return engagement


@transaction.atomic
def withdraw_engagement(*, engagement: Engagement, reason: str, by: User | None) -> None:
    """Delete an engagement that its source did not describe; its history is kept.

    :raises ValidationError: without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why this relation is taken back."})
    record(by=by, verb="engagement.withdrawn", subject=engagement, detail={"reason": reason.strip()})
    engagement._history_user = by
    engagement.delete()
    cache_version.bump()
    review_listing(organisation=engagement.organisation, by=by)


@transaction.atomic
def publish_engagement(*, engagement: Engagement, by: User | None, is_published: bool = True) -> Engagement:
    """Show an engagement to everybody, or hide it again.

    :raises ValidationError: for a relation from an answer to the study, if the organisation may not be named.
    """
    if is_published and not consent.may_show_relation(engagement.organisation, engagement.source_kind):
        raise ValidationError(
            "The organisation answered that it may not be named in relations from answers to the study."
        )
    if engagement.is_published != is_published:
        engagement.is_published = is_published
        _save(engagement, by=by)
        verb = f"engagement.{'published' if is_published else 'unpublished'}"
        record(by=by, verb=verb, subject=engagement)
        cache_version.bump()
        review_listing(organisation=engagement.organisation, by=by)
    return engagement


def _save(engagement: Engagement, *, by: User | None, in_history: bool = True) -> None:
    engagement.stamp(by=by)
    known = ["organisation", "service", "created_by", "updated_by"]
    engagement.full_clean(exclude=known, validate_unique=False)
    engagement._history_user = by
    if in_history:
        engagement.save()
    else:
        engagement.save_without_historical_record()


def _terms_of(engagement: Engagement) -> set[tuple[str, str]]:
    return {(row.vocabulary, row.term) for row in engagement.terms.all()}


def _set_terms(engagement: Engagement, wanted: set[tuple[str, str]]) -> None:
    """Give the engagement exactly these (vocabulary, term) pairs."""
    stored = {(row.vocabulary, row.term): row.pk for row in engagement.terms.all()}
    if wanted == stored.keys():
        return
    if stale := [pk for pair, pk in stored.items() if pair not in wanted]:
        EngagementTerm.objects.filter(pk__in=stale).delete()
    fresh = [
        EngagementTerm(engagement=engagement, vocabulary=vocabulary, term=term)
        for vocabulary, term in sorted(wanted - stored.keys())
    ]
    for row in fresh:
        row.clean_fields(exclude=["engagement"])
        row.clean()
    EngagementTerm.objects.bulk_create(fresh)
