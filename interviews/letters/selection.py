"""The cases that a batch of letters is for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from interviews import contact_faults
from interviews.models import Call, Letter
from interviews.models.letter import LetterState
from interviews.progress.calling import OPEN_CODES
from interviews.vocabulary import REFUSALS
from noms.models import Region
from survey.models import SampledUnit, Strand


def written_to() -> Exists:
    """Return the condition that a letter to a case was printed, or an e-mail sent or being sent."""
    return Exists(Letter.objects.filter(unit=OuterRef("pk")).exclude(state=LetterState.FAILED))


def cases_to_write_to(
    strand: Strand, *, region: Region | None = None, only_unwritten: bool = True, only_uncalled: bool = False
) -> QuerySet[SampledUnit]:
    """Return the open cases of a strand that fit, with the contact to write to. Nobody who refused is written to."""
    found = SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES).exclude(
        Exists(Call.objects.filter(unit=OuterRef("pk"), disposition__in=REFUSALS))
    )
    if region is not None:
        found = found.filter(region=region)
    if only_unwritten:
        found = found.filter(~written_to())
    if only_uncalled:
        found = found.filter(~Exists(Call.objects.filter(unit=OuterRef("pk"))))
    return with_contact(found).order_by("service__name", "organisation__name", "pk")


def with_contact(units: QuerySet[SampledUnit]) -> QuerySet[SampledUnit]:
    """Return the units with what a letter needs: study, service, and the contact to write to as `current_contacts`."""
    return units.select_related("strand__study", "service", "organisation").prefetch_related(
        Prefetch("contacts", queryset=contact_faults.to_write_to(), to_attr="current_contacts")
    )
