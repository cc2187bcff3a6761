"""The querysets of organisations, evidence, engagements and assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

# A circular import: the models import these classes, so the names are looked up when a method is called.
from enterprises import models as tables
from noms.models import ProbationArea

if TYPE_CHECKING:
    from noms.coordinates import Box, Circle
    from noms.models import Region


def is_verified() -> Q:
    """Return the condition that an organisation is in a public register."""
    number = tables.Identifier.objects.filter(organisation=OuterRef("pk"), is_parents=False)
    evidence = tables.Evidence.objects.active().filter(organisation=OuterRef("pk"), source_kind="register")
    return Q(Exists(number)) | Q(Exists(evidence))


class OrganisationQuerySet(models.QuerySet):
    def published(self) -> OrganisationQuerySet:
        """Return the organisations that everybody may see. A constraint keeps merged ones out."""
        return self.filter(is_published=True)

    def active(self) -> OrganisationQuerySet:
        """Return the organisations that were not merged into another, published or not."""
        return self.filter(merged_into__isnull=True)

    def with_term(self, vocabulary: str, terms: Collection[str]) -> OrganisationQuerySet:
        """Return organisations that publicly have one of the terms, themselves or in a published engagement."""
        own = tables.OrganisationTerm.objects.filter(
            organisation=OuterRef("pk"), vocabulary=vocabulary, term__in=terms, is_public=True
        )
        in_engagements = tables.Engagement.objects.filter(
            organisation=OuterRef("pk"),
            is_published=True,
            shows_details=True,
            terms__vocabulary=vocabulary,
            terms__term__in=terms,
        )
        if vocabulary == "payer":
            # Who pays for a relation is not public, so it is no filter.
            return self.filter(Exists(own))
        return self.filter(Q(Exists(own)) | Q(Exists(in_engagements)))

    def with_outcome(self, definition: str, outcomes: Collection[str]) -> OrganisationQuerySet:
        """Return organisations whose public assessment by the definition has one of the outcomes."""
        rows = tables.Assessment.objects.shown(definition).filter(
            organisation=OuterRef("pk"), outcome__in=outcomes
        )
        return self.filter(Exists(rows))

    def included(self, definition: str) -> OrganisationQuerySet:
        """Return organisations that the definition publicly counts as social enterprises."""
        rows = tables.Assessment.objects.shown(definition).filter(
            organisation=OuterRef("pk"), is_included=True
        )
        return self.filter(Exists(rows))

    def out_of_date(self, definitions: Mapping[str, str]) -> OrganisationQuerySet:
        """Return active organisations without an up-to-date assessment by one of the definitions (id → hash).

        An assessment is up to date if it was made by the same content of the definition, after the last change of the
        evidence.
        """
        evidence = tables.Evidence.objects.filter(
            organisation=OuterRef("organisation"), updated_at__gt=OuterRef("assessed_at")
        )
        stale = Q(pk__in=[])
        for definition, definition_hash in definitions.items():
            up_to_date = tables.Assessment.objects.current(definition).filter(
                ~Exists(evidence), organisation=OuterRef("pk"), definition_hash=definition_hash
            )
            stale |= ~Q(Exists(up_to_date))
        return self.active().filter(stale)

    def in_region(self, region: Region) -> OrganisationQuerySet:
        """Return organisations whose main place is in the region."""
        return self.in_regions([region])

    def in_regions(self, regions: Collection[Region]) -> OrganisationQuerySet:
        """Return organisations whose main place is in one of these regions; in one of 2021 by its probation area."""
        areas = ProbationArea.objects.filter(region_2021__in=regions).order_by()
        lies = Q(places__region__in=regions) | Q(places__area__in=areas)
        return self.filter(lies, places__is_main=True)

    def in_area(self, area: ProbationArea) -> OrganisationQuerySet:
        """Return organisations whose main place is in the probation area."""
        return self.filter(places__is_main=True, places__area=area)

    def within(self, box: Box) -> OrganisationQuerySet:
        """Return organisations whose main place is in the box."""
        lies = {f"places__{name}": span for name, span in box.lookups.items()}
        return self.filter(places__is_main=True, **lies)

    def around(self, circle: Circle) -> OrganisationQuerySet:
        """Return organisations whose main place lies in the circle."""
        main = circle.of(tables.Place.objects.filter(is_main=True))
        return self.filter(pk__in=main.order_by().values("organisation"))

    def known_between(self, first: dt.date, last: dt.date | None) -> OrganisationQuerySet:
        """Return organisations that a study between these days could know; no last day means until now.

        These have active evidence observed by the last day, or a published engagement that was active between the days.
        """
        evidence = tables.Evidence.objects.active().filter(organisation=OuterRef("pk"))
        if last:
            evidence = evidence.filter(observed_on__lte=last)
        relations = tables.Engagement.objects.active_between(first, last)
        relations = relations.filter(organisation=OuterRef("pk"), is_published=True)
        return self.filter(Q(Exists(evidence)) | Q(Exists(relations)))

    def engaged_with_kind(self, kinds: Collection[str]) -> OrganisationQuerySet:
        """Return organisations with a published engagement with a service of one of the kinds."""
        rows = tables.Engagement.objects.filter(
            organisation=OuterRef("pk"), is_published=True, service__kind__in=kinds
        )
        return self.filter(Exists(rows))

    def verified(self) -> OrganisationQuerySet:
        """Return organisations in a public register: with a number of their own or evidence from a register."""
        return self.filter(is_verified())

    def with_related(self) -> OrganisationQuerySet:
        """Prefetch all that a public list shows: names, numbers, places, terms, assessments. Six queries."""
        assessments = tables.Assessment.objects.filter(is_shown=True)
        assessments = assessments.defer("criteria", "conflicts", "facts", "evidence_used")
        return self.prefetch_related(
            "other_names",
            "identifiers",
            models.Prefetch("terms", tables.OrganisationTerm.objects.public()),
            models.Prefetch("places", tables.Place.objects.select_related("area", "region")),
            models.Prefetch("assessments", assessments, to_attr="current_assessments"),
        )


class TermQuerySet(models.QuerySet):
    def public(self) -> TermQuerySet:
        """Return the terms that everybody may see; the others only count in figures."""
        return self.filter(is_public=True)


class EngagementTermQuerySet(models.QuerySet):
    def published(self) -> EngagementTermQuerySet:
        """Return the terms of engagements that everybody may see. Who pays is never among them."""
        return self.filter(
            engagement__is_published=True,
            engagement__shows_details=True,
            engagement__organisation__is_published=True,
        ).exclude(vocabulary="payer")


class EvidenceQuerySet(models.QuerySet):
    def active(self) -> EvidenceQuerySet:
        """Return evidence that has not been withdrawn."""
        return self.filter(is_withdrawn=False)


class EngagementQuerySet(models.QuerySet):
    def published(self) -> EngagementQuerySet:
        """Return what everybody may see: published engagements of published organisations."""
        return self.filter(is_published=True, organisation__is_published=True)

    def to_be_public(self, study_slug: str) -> EngagementQuerySet:
        """Return what everybody sees once the next release of a study is out: what is public, and what waits for it."""
        waiting = Q(listing="waiting", study_slug=study_slug)
        return self.filter(Q(is_published=True) | waiting, organisation__is_published=True)

    def to_be_listed(self, study_slug: str) -> EngagementQuerySet:
        """Return what was told to a study and its next release lists, in an order that tells nothing."""
        told = self.filter(study_slug=study_slug, listing__in=("waiting", "listed"))
        return told.filter(organisation__is_published=True).order_by("public_id")

    def working(self) -> EngagementQuerySet:
        """Return engagements in which the two work together now."""
        return self.filter(status="works")

    def active_between(self, first: dt.date, last: dt.date | None) -> EngagementQuerySet:
        """Return engagements in which the two worked together on some day between these; no last day means until now.

        Without a start date an engagement is taken to have begun before, unless its source is of a later day. One with
        status “works” and no end date goes on. One with status “worked” counts only if its end date is on or after the
        first day.
        """
        known = Q(observed_on__isnull=True) | Q(observed_on__lte=last)
        begun = Q(started_on__isnull=True) & known | Q(started_on__lte=last) if last else Q()
        works = Q(status="works") & (Q(ended_on__isnull=True) | Q(ended_on__gte=first))
        return self.filter(begun, works | Q(status="worked", ended_on__gte=first))

    def with_included(self, definition: str, *, shown: bool = False) -> EngagementQuerySet:
        """Return engagements of organisations that the definition counts, or with `shown` publicly counts."""
        assessments = tables.Assessment.objects
        rows = (assessments.shown(definition) if shown else assessments.current(definition)).filter(
            organisation=OuterRef("organisation"), is_included=True
        )
        return self.filter(Exists(rows))


class AssessmentQuerySet(models.QuerySet):
    def current(self, definition: str) -> AssessmentQuerySet:
        """Return the current assessments by one definition, at most one for each organisation."""
        return self.filter(definition=definition, is_current=True)

    def shown(self, definition: str) -> AssessmentQuerySet:
        """Return the assessments by one definition that everybody may see, at most one for each organisation."""
        return self.filter(definition=definition, is_shown=True)

    def published(self) -> AssessmentQuerySet:
        """Return what everybody may see: public assessments of published organisations."""
        return self.filter(is_shown=True, organisation__is_published=True)
