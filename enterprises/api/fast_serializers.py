"""Organisations written for programs by plain functions: a page of a hundred in a few milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from enterprises.models import Assessment, Identifier, Organisation, OrganisationTerm, OtherName, Place
from enterprises.vocabulary import IdentifierScheme, label_of
from noms.coordinates import kilometres

Written = dict[str, Any]

ASSESSMENT = ("definition", "version", "outcome", "is_included", "possible", "missing", "assessed_at")
PLACE = (
    "label", "postcode", "outcode_id", "latitude", "longitude", "region__slug", "area__slug", "is_main",
)  # fmt: skip
WRITTEN_PLACE = (
    "name", "postal_code", "outward_code", "latitude", "longitude", "region", "area", "is_main",
)  # fmt: skip
SCHEMES: dict[str, str] = {str(value): str(words) for value, words in IdentifierScheme.choices}


def _name(name: str) -> str:
    return name


def _identifier(scheme: str, value: str, is_parents: bool) -> Written:
    return {
        "identifier_scheme": scheme,
        "identifier_type": SCHEMES.get(scheme, scheme),
        "identifier": value,
        "is_parents": is_parents,
    }


def _location(*values: Any) -> Written:
    return dict(zip(WRITTEN_PLACE, values, strict=True))


def _attribute(vocabulary: str, term: str) -> Written:
    return {"taxonomy": vocabulary, "term": term, "label": label_of(vocabulary, term)}


def _assessment(*values: Any) -> Written:
    return dict(zip(ASSESSMENT, values, strict=True))


RELATED: dict[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...], Callable[..., Any]]] = {
    "alternate_names": (OtherName.objects.all, ("name",), _name),
    "organization_identifiers": (Identifier.objects.all, ("scheme", "value", "is_parents"), _identifier),
    "locations": (Place.objects.all, PLACE, _location),
    "attributes": (OrganisationTerm.objects.all, ("vocabulary", "term"), _attribute),
    "assessments": (
        lambda: Assessment.objects.filter(is_current=True).order_by("organisation_id", "definition"),
        ASSESSMENT,
        _assessment,
    ),
}
"""Fields that stand in tables of their own: the rows in their order, what is read, and how one is written."""


def gather(organisations: Sequence[Organisation], wanted: Collection[str]) -> None:
    """Fetch these fields of a page of organisations as they are written, and their addresses. One query each."""
    page = {row.pk: row for row in organisations}
    before, after = reverse("organisation-detail", args=["-"]).rsplit("-", 1)
    for row in organisations:
        row.gathered = {"url": f"{before}{row.slug}{after}"}  # type: ignore[attr-defined]
    for name in wanted:
        rows, columns, write = RELATED[name]
        found: dict[int, list[Any]] = defaultdict(list)
        for pk, *values in (
            rows().filter(organisation__in=page.keys()).values_list("organisation_id", *columns)
        ):
            found[pk].append(write(*values))
        for row in organisations:
            row.gathered[name] = found.get(row.pk, [])  # type: ignore[attr-defined]


def _gathered(name: str) -> Callable[[Organisation], Any]:
    return lambda row: row.gathered[name]  # type: ignore[attr-defined]


COLUMNS: dict[str, Callable[[Organisation], Any]] = {
    "id": lambda row: row.pk,
    "name": lambda row: row.name,
    "slug": lambda row: row.slug,
    "url": _gathered("url"),
    "alternate_names": _gathered("alternate_names"),
    "description": lambda row: row.description,
    "website": lambda row: row.website,
    "legal_status": lambda row: row.legal_form,
    "year_incorporated": lambda row: row.founded,
    "status": lambda row: row.status,
    "works_with": lambda row: row.works_with,
    "source": lambda row: row.source,
    "organization_identifiers": _gathered("organization_identifiers"),
    "locations": _gathered("locations"),
    "attributes": _gathered("attributes"),
    "assessments": _gathered("assessments"),
    "is_published": lambda row: row.is_published,
    "is_invented": lambda row: row.is_invented,
    "updated_at": lambda row: row.updated_at,
    "distance_km": lambda row: kilometres(getattr(row, "square", None)),
}
"""Each field of an organisation, in the order in which they are written. OrganisationSerializer describes them."""
