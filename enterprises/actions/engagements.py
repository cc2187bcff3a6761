"""Saying that an organisation works, worked or would like to work with a service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.vocabulary import Arrangement, EngagementStatus, Origin

if TYPE_CHECKING:
    from accounts.models import User
    from noms.models import Service


@transaction.atomic
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
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    referrals: int | None = None,
    referrals_are_estimated: bool = False,
    evaluation: str = "",
    terms: Mapping[str, Iterable[str]] | None = None,
    is_published: bool = False,
    engagement: Engagement | None = None,
) -> Engagement:
    """Record a relation as one source described it; with `engagement`, replace what it said before.

    `terms` maps vocabulary (activity, payer, stage, offender_group) → terms.

    :raises ValidationError: by field, for words that their lists do not have and dates upside down.
    """
    is_new = engagement is None
    engagement = engagement or Engagement()
    engagement.organisation, engagement.service = organisation, service
    engagement.source_kind, engagement.source = source_kind, source
    engagement.status, engagement.arrangement, engagement.origin = status, arrangement, origin
    engagement.started_on, engagement.ended_on = started_on, ended_on
    engagement.referrals, engagement.referrals_are_estimated = referrals, referrals_are_estimated
    engagement.evaluation, engagement.is_published = evaluation, is_published
    _save(engagement, by=by)
    _set_terms(engagement, terms or {})
    detail = {"service": service.slug, "organisation": organisation.slug, "status": str(status)}
    verb = "engagement.created" if is_new else "engagement.changed"
    record(by=by, verb=verb, subject=engagement, detail=detail)
    return engagement


@transaction.atomic
def withdraw_engagement(*, engagement: Engagement, reason: str, by: User | None) -> None:
    """Take a relation back, because its source did not say so; its history is kept.

    :raises ValidationError: without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why this relation is taken back."})
    record(by=by, verb="engagement.withdrawn", subject=engagement, detail={"reason": reason.strip()})
    engagement._history_user = by
    engagement.delete()


@transaction.atomic
def publish_engagement(*, engagement: Engagement, by: User | None, is_published: bool = True) -> Engagement:
    """Clear a relation for everybody, or take it out of the public pages again."""
    if engagement.is_published != is_published:
        engagement.is_published = is_published
        _save(engagement, by=by)
        verb = f"engagement.{'published' if is_published else 'unpublished'}"
        record(by=by, verb=verb, subject=engagement)
    return engagement


def _save(engagement: Engagement, *, by: User | None) -> None:
    engagement.stamp(by=by)
    engagement.full_clean(exclude=["organisation", "service"], validate_unique=False)
    engagement._history_user = by
    engagement.save()


def _set_terms(engagement: Engagement, terms: Mapping[str, Iterable[str]]) -> None:
    wanted = {(vocabulary, term) for vocabulary, words in terms.items() for term in words}
    held = {(row.vocabulary, row.term): row.pk for row in engagement.terms.all()}
    stale = [pk for pair, pk in held.items() if pair not in wanted]
    if stale:
        EngagementTerm.objects.filter(pk__in=stale).delete()
    fresh = [
        EngagementTerm(engagement=engagement, vocabulary=vocabulary, term=term)
        for vocabulary, term in sorted(wanted - held.keys())
    ]
    for row in fresh:
        row.clean_fields(exclude=["engagement"])
        row.clean()
    EngagementTerm.objects.bulk_create(fresh)
