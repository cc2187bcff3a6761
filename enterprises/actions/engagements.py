"""Records that an organisation works, worked or would like to work with a service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from accounts.audit import record
from enterprises import cache_version, consent
from enterprises.actions.listing import review_listing
from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.vocabulary import Arrangement, EngagementStatus, Origin, StudyListing
from noms.vocabulary import DatePrecision

if TYPE_CHECKING:
    from accounts.models import User
    from noms.models import Service

ONLY_BY_A_RELEASE = (
    "This relation was told to a study. It becomes public with the release of the study that lists it, if the "
    "respondent agreed."
)
ON_THE_WAY = (StudyListing.WAITING, StudyListing.LISTED)
"""What the respondent lets us name: public now, or with the next release."""
LISTED_BY = ("study_slug", "listing", "is_published")
"""The fields that together say whether a release of a study makes a relation public."""


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
    study_slug: str = "",
    may_be_listed: bool | None = None,
    shows_details: bool = True,
    engagement: Engagement | None = None,
) -> Engagement:
    """Record an engagement as one source described it; with `engagement`, change the stored one.

    `terms` maps vocabulary (activity, payer, stage, offender_group) → terms. Nothing is written if `engagement` has
    these values already. A relation from an answer to the study is not published if the organisation may not be named.

    What was told to the study of `study_slug` is made public by its releases, and `is_published` can only take it off.
    `may_be_listed` is the respondent's consent: after a yes the next release may list it, after a no it is off at once;
    None leaves it as it is, for a correction by hand. With another organisation it waits for the next release again.

    :raises ValidationError: by field, for values that are not in their lists, an end before the start, and publishing
        by hand what was told to a study.
    """
    is_new = engagement is None
    engagement = engagement or Engagement()
    is_same = engagement.organisation_id == organisation.pk and engagement.service_id == service.pk
    before = Organisation.objects.filter(pk=engagement.organisation_id).exclude(pk=organisation.pk)
    others = [] if is_new or is_same else list(before.values_list("slug", flat=True))
    study_slug = study_slug or engagement.study_slug
    listing = _listing(engagement, study_slug, may_be_listed, is_published=is_published, is_same=is_same)
    if not consent.may_show_relation(organisation, source_kind):
        is_published = False
        listing = StudyListing.HIDDEN if listing in ON_THE_WAY else listing
    elif study_slug:
        is_published = listing == StudyListing.LISTED
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
        "is_published": is_published,
        "study_slug": study_slug,
        "listing": listing,
        "shows_details": shows_details,
    }
    wanted = {(str(vocabulary), term) for vocabulary, words in (terms or {}).items() for term in words}
    changed = {name for name, value in values.items() if getattr(engagement, name) != value}
    is_changed = is_new or bool(changed)
    is_public = is_published or engagement.is_published
    if not is_changed and _terms_of(engagement) == wanted:
        return engagement
    with transaction.atomic():
        for name, value in values.items():
            setattr(engagement, name, value)
        engagement.organisation, engagement.service = organisation, service
        _save(engagement, by=by, in_history=is_changed, listing_changed=not changed.isdisjoint(LISTED_BY))
        _set_terms(engagement, wanted)
        if not is_new:
            engagement.refresh_from_db(fields=["terms"])  # clears the prefetched rows
        detail = {"service": service.slug, "organisation": organisation.slug, "status": str(status)}
        verb = "engagement.created" if is_new else "engagement.changed"
        record(by=by, verb=verb, subject=engagement, detail=detail)
        # What is not published is no part of an organisation's document in the search.
        cache_version.bump(*([organisation.slug, *others] if is_public else []))
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
    cache_version.bump(*([engagement.organisation.slug] if engagement.is_published else []))
    review_listing(organisation=engagement.organisation, by=by)


@transaction.atomic
def publish_engagement(*, engagement: Engagement, by: User | None, is_published: bool = True) -> Engagement:
    """Show an engagement to everybody, or hide it again. One that was told to a study waits for its next release.

    :raises ValidationError: for a relation from an answer to the study, if the organisation or the service may not be
        named.
    """
    if is_published and not consent.may_show_relation(engagement.organisation, engagement.source_kind):
        raise ValidationError(
            "The organisation answered that it may not be named in relations from answers to the study."
        )
    if not engagement.listing:
        return _publish(engagement, is_published=is_published, listing=StudyListing.NOT_TOLD, by=by)
    if is_published and engagement.listing == StudyListing.REFUSED:
        raise ValidationError(
            "The respondent does not let us name the service in relations told to the study."
        )
    listing = engagement.listing
    if is_published and listing == StudyListing.HIDDEN:
        listing = StudyListing.WAITING
    elif not is_published and listing in ON_THE_WAY:
        listing = StudyListing.HIDDEN
    return _publish(engagement, is_published=listing == StudyListing.LISTED, listing=listing, by=by)


@transaction.atomic
def refuse_engagement(*, engagement: Engagement, by: User | None) -> Engagement:
    """Hide an engagement at once that the respondent does not let us name any more."""
    listing = StudyListing.REFUSED if engagement.listing else StudyListing.NOT_TOLD
    return _publish(engagement, is_published=False, listing=listing, by=by)


@transaction.atomic
def list_engagements(*, study_slug: str, public_ids: Collection[str], by: User | None) -> int:
    """Publish the engagements told to a study that its current release lists, and no others; return their number.

    Listed ones that the release does not list wait for the next one. What may no longer be named stays off.
    """
    told = Engagement.objects.filter(study_slug=study_slug, listing__in=ON_THE_WAY).select_related(
        "organisation"
    )
    listed = {str(public_id) for public_id in public_ids}
    changed, now = [], timezone.now()
    for engagement in told:
        is_listed = str(engagement.public_id) in listed and consent.may_show_relation(
            engagement.organisation, engagement.source_kind
        )
        if is_listed != engagement.is_published:
            engagement.is_published = is_listed
            engagement.listing = StudyListing.LISTED if is_listed else StudyListing.WAITING
            engagement.stamp(by=by)
            engagement.updated_at = now
            changed.append(engagement)
    if changed:
        fields = ["is_published", "listing", "updated_by", "updated_at"]
        bulk_update_with_history(changed, Engagement, fields, batch_size=500, default_user=by)
        cache_version.bump(*sorted({each.organisation.slug for each in changed}))
        for organisation in {each.organisation_id: each.organisation for each in changed}.values():
            review_listing(organisation=organisation, by=by)
    return sum(engagement.is_published for engagement in told)


def _publish(engagement: Engagement, *, is_published: bool, listing: str, by: User | None) -> Engagement:
    was_published = engagement.is_published
    if (was_published, engagement.listing) == (is_published, listing):
        return engagement
    engagement.is_published, engagement.listing = is_published, listing
    _save(engagement, by=by)
    verb = "published" if is_published else "unpublished" if was_published else "listing_changed"
    record(
        by=by, verb=f"engagement.{verb}", subject=engagement, detail={"listing": listing} if listing else {}
    )
    cache_version.bump(engagement.organisation.slug)
    review_listing(organisation=engagement.organisation, by=by)
    return engagement


def _listing(
    engagement: Engagement, study_slug: str, may_be_listed: bool | None, *, is_published: bool, is_same: bool
) -> str:
    """Return whether everybody may see an engagement that was told to a study, after a change of it."""
    now = engagement.listing
    if not study_slug:
        return StudyListing.NOT_TOLD
    if may_be_listed is None and is_published and now != StudyListing.LISTED:
        raise ValidationError({"is_published": ONLY_BY_A_RELEASE})
    if may_be_listed is False:
        return StudyListing.REFUSED
    if may_be_listed and now in (StudyListing.NOT_TOLD, StudyListing.REFUSED):
        return StudyListing.WAITING
    if now == StudyListing.LISTED and may_be_listed is None and not is_published:
        return StudyListing.HIDDEN
    if now == StudyListing.LISTED and not is_same:
        return StudyListing.WAITING
    return now or StudyListing.REFUSED


def _save(
    engagement: Engagement, *, by: User | None, in_history: bool = True, listing_changed: bool = True
) -> None:
    """Save an engagement after its checks; that of the listing takes three queries, so only where that changed."""
    engagement.stamp(by=by)
    known = ["organisation", "service", "created_by", "updated_by"]
    if not listing_changed:
        known += ["study_slug", "listing"]
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
