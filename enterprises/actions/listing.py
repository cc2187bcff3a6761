"""Updates the public listing of an organisation after a change of its answers or of its sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from accounts import changes
from accounts.audit import record
from enterprises import cache_version, consent, name_index
from enterprises.actions.assessments import assess
from enterprises.models import Organisation
from enterprises.vocabulary import ListingConsent, StudyListing

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
@changes.told_once()
def apply_listing_answers(*, organisation: Organisation, by: User | None) -> Organisation:
    """Apply the organisation's last answer about its listing to lists, pages, feeds, files and the API.

    After a no the entry is hidden, unless a publication names it; relations from answers to the study are hidden, and
    the public outcome rests on publications alone. A yes publishes nothing by itself.
    """
    answer = consent.listing_consent(organisation)
    if organisation.listing_consent != answer:
        organisation.listing_consent = answer
        organisation.stamp(by=by)
        organisation._history_user = by
        organisation.save()
        record(
            by=by, verb="organisation.listing_answered", subject=organisation, detail={"answer": answer.value}
        )
        assess(organisation=organisation, by=by)
        cache_version.bump(organisation.slug)
    if answer == ListingConsent.NO:
        _hide_relations(organisation, by=by)
    return review_listing(organisation=organisation, by=by)


@transaction.atomic
def review_listing(*, organisation: Organisation, by: User | None) -> Organisation:
    """Hide an organisation that may no longer be listed, because no source that may be shown mentions it any more."""
    if organisation.is_published and not consent.may_be_listed(organisation):
        set_published(organisation, False, by)
    return organisation


def set_published(organisation: Organisation, is_published: bool, by: User | None) -> Organisation:
    """Show or hide an organisation, and write the audit event. Nothing is written if nothing changes."""
    if organisation.is_published == is_published:
        return organisation
    organisation.is_published = is_published
    organisation.stamp(by=by)
    organisation.clean_fields(exclude=["merged_into"])
    organisation._history_user = by
    organisation.save()
    record(by=by, verb=f"organisation.{'published' if is_published else 'unpublished'}", subject=organisation)
    cache_version.bump(organisation.slug)
    return organisation


@transaction.atomic
def hide_facts_from(
    *,
    organisation: Organisation,
    source: str,
    texts: Collection[str] = (),
    names: Collection[str] = (),
    postcode: str = "",
    by: User | None,
) -> None:
    """Hide the facts that an entry has from one answer only: they count in figures and are no longer shown.

    Terms and register numbers are found by their `source`. `texts`, `names` and `postcode` are what the answer gave.
    Names, numbers and places count in no figure and are removed.
    """
    hidden = organisation.terms.filter(source=source, is_public=True).update(is_public=False)
    hidden += _remove_names_and_numbers(organisation, source=source, names=names, postcode=postcode)
    fresh = set(texts) - set(organisation.unpublished_texts)
    if not (hidden or fresh):
        return
    organisation.unpublished_texts = sorted({*organisation.unpublished_texts, *fresh})
    organisation.stamp(by=by)
    organisation._history_user = by
    organisation.save()
    name_index.refresh([organisation.pk])
    record(by=by, verb="organisation.facts_hidden", subject=organisation, detail={"source": source})
    cache_version.bump(organisation.slug)


@transaction.atomic
def remove_facts_from(
    *,
    organisation: Organisation,
    source: str,
    texts: Mapping[str, str],
    names: Collection[str] = (),
    postcode: str = "",
    by: User | None,
) -> None:
    """Remove the facts that an entry has from one answer only, because the answer was changed or withdrawn.

    Terms and register numbers are found by their `source`. A text is removed where the entry still has the one given
    in `texts`; its earlier versions lose it too. Evidence and relations have their own actions.
    """
    removed = organisation.terms.filter(source=source).delete()[0]
    removed += _remove_names_and_numbers(organisation, source=source, names=names, postcode=postcode)
    still = [field for field, text in texts.items() if text and getattr(organisation, field) == text]
    if not (removed or still):
        return
    for field in still:
        setattr(organisation, field, "")
        type(organisation).history.filter(id=organisation.pk, **{field: texts[field]}).update(**{field: ""})
    organisation.unpublished_texts = sorted(set(organisation.unpublished_texts) - set(still))
    organisation.stamp(by=by)
    organisation._history_user = by
    organisation.save()
    name_index.refresh([organisation.pk])
    record(by=by, verb="organisation.facts_removed", subject=organisation, detail={"source": source})
    cache_version.bump(organisation.slug)


def _remove_names_and_numbers(
    organisation: Organisation, *, source: str, names: Collection[str], postcode: str
) -> int:
    """Remove what one answer gave and no figure counts. Returns the number of rows."""
    removed = organisation.identifiers.filter(source=source, is_from_answer=True).delete()[0]
    removed += organisation.other_names.filter(name__in=names).delete()[0]
    if postcode:
        removed += organisation.places.filter(postcode=postcode).delete()[0]
    return removed


def _hide_relations(organisation: Organisation, *, by: User | None) -> None:
    """Hide the relations from answers to the study, and those that the next release would have listed."""
    shown = Q(is_published=True) | Q(listing=StudyListing.WAITING)
    for engagement in organisation.engagements.filter(shown):
        if consent.may_show_relation(organisation, engagement.source_kind):
            continue
        engagement.is_published = False
        engagement.listing = StudyListing.HIDDEN if engagement.listing else StudyListing.NOT_TOLD
        engagement.stamp(by=by)
        engagement._history_user = by
        engagement.save()
        record(by=by, verb="engagement.unpublished", subject=engagement)
        cache_version.bump(organisation.slug)
