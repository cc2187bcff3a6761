"""Fast serialisation of organisations with plain functions: a page of a hundred takes a few milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from enterprises import outcome_dates
from enterprises.models import Assessment, Identifier, Organisation, OrganisationTerm, OtherName, Place
from enterprises.vocabulary import IdentifierScheme, label_of, outcome_in_words
from noms.api.nearby import kilometres_to, miles_to

Data = dict[str, Any]

ASSESSMENT_KEYS = ("definition", "version", "outcome", "is_included", "possible", "missing")
ASSESSMENT_COLUMNS = (*ASSESSMENT_KEYS, "assessed_at", "evidence_used")
PLACE_COLUMNS = (
    "label", "postcode", "outcode_id", "latitude", "longitude", "region__slug", "area__slug", "is_main",
)  # fmt: skip
PLACE_KEYS = (
    "name", "postal_code", "outward_code", "latitude", "longitude", "region", "area", "is_main",
)  # fmt: skip
SCHEMES: dict[str, str] = {str(value): str(words) for value, words in IdentifierScheme.choices}


def _name(name: str) -> str:
    return name


def _identifier(scheme: str, value: str, is_parents: bool) -> Data:
    return {
        "identifier_scheme": scheme,
        "identifier_type": SCHEMES.get(scheme, scheme),
        "identifier": value,
        "is_parents": is_parents,
    }


def _location(*values: Any) -> Data:
    return dict(zip(PLACE_KEYS, values, strict=True))


def _attribute(vocabulary: str, term: str) -> Data:
    return {"taxonomy": vocabulary, "term": term, "label": label_of(vocabulary, term)}


def _assessment(*values: Any) -> Data:
    *others, moment, used = values
    data = dict(zip(ASSESSMENT_KEYS, others, strict=True))
    return {**data, "assessed_on": timezone.localdate(moment), "evidence_used": used}


def _date_assessments(organisations: Sequence[Organisation]) -> None:
    """Replace the evidence of each assessment by the year of its outcome. One query at most."""
    found = [(row, data) for row in organisations for data in row.api_fields["assessments"]]
    outcomes = [
        outcome_dates.StoredOutcome(
            **{name: data[name] for name in ("definition", "version", "outcome", "is_included")},
            evidence_used=data.pop("evidence_used"),
            ended_in=row.ended_in,
            is_invented=row.is_invented,
        )
        for row, data in found
    ]
    for (_, data), year in zip(found, outcome_dates.years(outcomes), strict=True):
        data["outcome_in_words"] = outcome_in_words(data["outcome"], year)
        data["was_in"] = year


RELATED: dict[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...], Callable[..., Any]]] = {
    "alternate_names": (OtherName.objects.all, ("name",), _name),
    "organization_identifiers": (Identifier.objects.all, ("scheme", "value", "is_parents"), _identifier),
    "locations": (Place.objects.all, PLACE_COLUMNS, _location),
    "attributes": (OrganisationTerm.objects.public, ("vocabulary", "term"), _attribute),
    "assessments": (
        lambda: Assessment.objects.filter(is_shown=True).order_by("organisation_id", "definition"),
        ASSESSMENT_COLUMNS,
        _assessment,
    ),
}
"""Field from another table → its rows in order, the columns to read, and the function that serialises a row."""


def fetch_related(organisations: Sequence[Organisation], wanted: Collection[str]) -> None:
    """Fetch these fields of a page of organisations, and their addresses, into `api_fields`. One query each.

    Assessments may take one more.
    """
    page = {row.pk: row for row in organisations}
    before, after = reverse("organisation-detail", args=["-"]).rsplit("-", 1)
    for row in organisations:
        row.api_fields = {"url": f"{before}{row.slug}{after}"}
    for name in wanted:
        rows, columns, write = RELATED[name]
        found: dict[int, list[Any]] = defaultdict(list)
        for pk, *values in (
            rows().filter(organisation__in=page.keys()).values_list("organisation_id", *columns)
        ):
            found[pk].append(write(*values))
        for row in organisations:
            row.api_fields[name] = found.get(row.pk, [])
    if "assessments" in wanted:
        _date_assessments(organisations)


def _api_field(name: str) -> Callable[[Organisation], Any]:
    return lambda row: row.api_fields[name]


COLUMNS: dict[str, Callable[[Organisation], Any]] = {
    "id": lambda row: row.public_id,
    "name": lambda row: row.name,
    "slug": lambda row: row.slug,
    "url": _api_field("url"),
    "registered_name": lambda row: row.registered_name,
    "alternate_names": _api_field("alternate_names"),
    "description": lambda row: row.public_text("description"),
    "website": lambda row: row.public_text("website"),
    "contact_role": lambda row: row.contact_role,
    "telephone": lambda row: row.telephone,
    "email": lambda row: row.email,
    "address": lambda row: row.address,
    "contact_source": lambda row: row.contact_source,
    "contact_checked_on": lambda row: row.contact_checked_on,
    "legal_status": lambda row: row.public_text("legal_form"),
    "year_incorporated": lambda row: row.public_text("founded"),
    "status": lambda row: row.status,
    "ended_in": lambda row: row.ended_in,
    "works_with": lambda row: row.works_with,
    "services_named": lambda row: row.services_named,
    "source": lambda row: row.source,
    "organization_identifiers": _api_field("organization_identifiers"),
    "locations": _api_field("locations"),
    "attributes": _api_field("attributes"),
    "assessments": _api_field("assessments"),
    "is_published": lambda row: row.is_published,
    "is_invented": lambda row: row.is_invented,
    "updated_on": lambda row: timezone.localdate(row.updated_at),
    "miles": miles_to,
    "kilometres": kilometres_to,
}
"""Field → function that returns its value, in the order of the output. OrganisationSerializer describes them."""
