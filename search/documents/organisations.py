"""The documents of organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from enterprises.classification import definitions
from enterprises.models import (
    Assessment,
    Engagement,
    EngagementTerm,
    Identifier,
    Organisation,
    OrganisationTerm,
    OtherName,
    Place,
)
from enterprises.names import words
from enterprises.vocabulary import IdentifierScheme, Outcome, label_of
from noms.coordinates import Point
from search.query import token
from search.registry import Document

KIND = "organisation"
BATCH = 500
INCLUDED = "included"
"""The value of `outcome` that stands for every outcome that counts as a social enterprise."""
FORMS = {
    "cic": ("cic", "community interest"),
    "charity": ("charity", "charitable"),
    "co_operative": ("cooperative", "mutual", "industrial and provident", "registered society"),
    "company": ("company", "limited", "ltd"),
}
"""Legal form → words of a name or of a stated legal form by which it is recognised."""
FORM_OF_REGISTER = {
    IdentifierScheme.CHARITY: "charity",
    IdentifierScheme.MUTUAL: "co_operative",
    IdentifierScheme.COMPANY: "company",
}


def build(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of active organisations, published or not; nine queries for each BATCH of them.

    A merged entry has none: its names are other names of the entry that it was merged into.
    """
    active = Organisation.objects.active().order_by("pk")
    if slugs is not None:
        yield from _documents(active.filter(slug__in=slugs))
        return
    last = 0
    while batch := list(active.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield from _documents(batch)


def _documents(organisations: QuerySet[Organisation] | list[Organisation]) -> Iterator[Document]:
    found = list(organisations)
    facts = _Facts([organisation.pk for organisation in found]) if found else None
    for organisation in found:
        assert facts is not None
        yield facts.document(organisation)


class _Facts:
    """What everybody may see of a batch of organisations beside their own rows."""

    def __init__(self, keys: list[int]) -> None:
        self.tokens: dict[int, list[str]] = defaultdict(list)
        self.labels: dict[int, list[str]] = defaultdict(list)
        self.other_names: dict[int, list[str]] = defaultdict(list)
        self.services: dict[int, list[str]] = defaultdict(list)
        self.places: dict[int, list[str]] = defaultdict(list)
        self.points: dict[int, Point] = {}
        for pk, name in OtherName.objects.filter(organisation__in=keys).values_list("organisation", "name"):
            self.other_names[pk].append(name)
        self._read_terms(keys)
        self._read_services(keys)
        self._read_places(keys)
        self._read_outcomes(keys)
        numbers = Identifier.objects.filter(organisation__in=keys, is_parents=False)
        for pk, scheme in numbers.order_by("scheme").values_list("organisation", "scheme"):
            self.tokens[pk].append(token("legal_form", FORM_OF_REGISTER[IdentifierScheme(scheme)]))

    def document(self, organisation: Organisation) -> Document:
        pk = organisation.pk
        legal_form = organisation.public_text("legal_form")
        forms = [token("legal_form", form) for form in legal_forms(f"{organisation.name} {legal_form}")]
        texts = [organisation.public_text(field) for field in ("description", "works_with", "services_named")]
        return Document(
            slug=organisation.slug,
            title=organisation.name,
            is_public=organisation.is_published,
            also=tuple(
                name for name in (organisation.registered_name, *sorted(self.other_names[pk])) if name
            ),
            tokens=(*self.tokens[pk], *forms),
            labels=tuple(self.labels[pk]),
            body="\n".join(text for text in (*texts, legal_form, *self.services[pk]) if text),
            place="\n".join(dict.fromkeys(self.places[pk])),
            point=self.points.get(pk),
        )

    def _read_terms(self, keys: list[int]) -> None:
        own = OrganisationTerm.objects.public().filter(organisation__in=keys)
        in_engagements = EngagementTerm.objects.published().filter(engagement__organisation__in=keys)
        rows = {
            *own.values_list("organisation", "vocabulary", "term"),
            *in_engagements.values_list("engagement__organisation", "vocabulary", "term"),
        }
        for pk, vocabulary, term in sorted(rows):
            self.tokens[pk].append(token(vocabulary, term))
            self.labels[pk].append(label_of(vocabulary, term))

    def _read_services(self, keys: list[int]) -> None:
        rows = (
            Engagement.objects.published().filter(organisation__in=keys).order_by("service__name").distinct()
        )
        for pk, slug, kind, name, today in rows.values_list(
            "organisation", "service__slug", "service__kind", "service__name", "service__name_today"
        ):
            self.tokens[pk] += [token("service", slug), token("kind", kind)]
            self.services[pk] += [name, today]

    def _read_places(self, keys: list[int]) -> None:
        rows = Place.objects.filter(organisation__in=keys).select_related(
            "area", "area__region_2021", "region"
        )
        for place in rows.order_by("-is_main", "label", "pk"):
            pk, area, region = place.organisation_id, place.area, place.region
            around = [region, area.region_2021 if area else None]
            names = [place.label, place.outcode_id or "", area.name if area else ""]
            self.places[pk] += [name for name in (*names, *(each.name for each in around if each)) if name]
            if not place.is_main:
                continue
            if area:
                self.tokens[pk].append(token("area", area.slug))
            self.tokens[pk] += [token("region", each.slug) for each in around if each]
            if place.latitude is not None and place.longitude is not None:
                self.points[pk] = Point(place.latitude, place.longitude)

    def _read_outcomes(self, keys: list[int]) -> None:
        rows = Assessment.objects.shown(definitions.DEFAULT).filter(organisation__in=keys)
        for pk, outcome, is_included in rows.values_list("organisation", "outcome", "is_included"):
            self.tokens[pk].append(token("outcome", outcome))
            self.labels[pk].append(str(Outcome(outcome).label))
            if is_included:
                self.tokens[pk].append(token("outcome", INCLUDED))


def legal_forms(text: str) -> list[str]:
    """Return the legal forms that a name or a stated form speaks of.

    >>> legal_forms("Rhubarb Farm C.I.C. company limited by guarantee")
    ['cic', 'company']
    """
    plain = f" {' '.join(words(text.replace('.', '')))} "
    return [form for form, signs in FORMS.items() if any(f" {sign} " in plain for sign in signs)]
