"""The entries of HSDS 3, made from rows of the directory and the frame. Unknown values are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from enterprises.models import Engagement, Identifier, Organisation, OrganisationTerm, Place
from enterprises.vocabulary import TERMS, EngagementStatus, Vocabulary, label_of
from mapping.api.hsds.ids import establishment_uuid, named_uuid
from noms.models import Service
from noms.vocabulary import REFERENCE_FRAME

COUNTRY = "GB"
INVENTED = " (invented for the demonstration study)"
DELIVERED = (EngagementStatus.WORKS, EngagementStatus.WORKED)
"""The states of a relation that is or was a service; a wish to work together is not."""

Entry = dict[str, Any]
_YEAR = re.compile(r"\s*([0-9]{4})\s*")


def organization(row: Organisation, *, is_full: bool = True) -> Entry:
    """Return an organisation; if `is_full` with its places, register numbers and terms."""
    own = str(row.public_id)
    year = _YEAR.fullmatch(row.public_text("founded"))
    entry = _known(
        id=own,
        name=row.name,
        alternate_name="; ".join(other.name for other in row.other_names.all()),
        email=row.email,
        website=row.public_text("website"),
        legal_status=row.public_text("legal_form"),
        year_incorporated=int(year[1]) if year else None,
    )
    entry["description"] = row.public_text("description") or row.name
    if is_full:
        if row.telephone:
            entry["phones"] = [_phone(row, own)]
        entry["locations"] = [place(each, own) for each in row.places.all()]
        entry["organization_identifiers"] = [
            _number(each, own) for each in row.identifiers.all() if not each.is_parents
        ]
        entry["attributes"] = [_attribute(each, own) for each in row.terms.all()]
    return entry


def service(row: Organisation, engagements: Iterable[Engagement], *, is_full: bool = True) -> Entry:
    """Return the one HSDS service of an organisation: its work with offenders, at all services it works with.

    Each organisation has one service, which has the same identifier as the organisation.
    """
    own = str(row.public_id)
    relations = list(engagements)
    activities = {
        term.label: None
        for relation in relations
        if relation.shows_details
        for term in relation.terms.all()
        if term.vocabulary == Vocabulary.ACTIVITY
    }
    works = any(relation.status == EngagementStatus.WORKS for relation in relations)
    entry: Entry = {
        "id": own,
        "organization_id": own,
        "name": f"Work with offenders: {row.name}",
        "description": f"{', '.join(activities)}."
        if activities
        else row.public_text("description") or row.name,
        "status": "active" if works else "inactive",
        "service_at_locations": [at_location(each, own) for each in relations],
    }
    if is_full:
        entry["organization"] = organization(row, is_full=False)
    return entry


def establishment(row: Service) -> Entry:
    """Return a service as a location: of probation, its head office.

    The code of a prison of England and Wales is that of the prison register; other codes do not say whose they are.
    """
    own = str(establishment_uuid(row))
    is_in_register = row.is_prison and row.frame_id == REFERENCE_FRAME
    entry = _known(
        id=own,
        location_type="physical",
        name=row.name,
        latitude=row.latitude,
        longitude=row.longitude,
        external_identifier=row.noms_code,
        external_identifier_type="NOMS" if row.noms_code and is_in_register else None,
    )
    if row.telephone:
        entry["phones"] = [_phone(row, own)]
    town = row.head_office_town or (row.area.name if row.area else "")
    if row.postcode and town:
        number = named_uuid("address", own)
        entry["addresses"] = [_address(number, own, row.name, town, row.region.name, row.postcode)]
    return entry


def place(row: Place, organization_id: str) -> Entry:
    """Return a place of an organisation as a location, at the middle of its outward code."""
    own = str(row.public_id)
    entry = _known(
        id=own,
        location_type="physical",
        organization_id=organization_id,
        name=str(row),
        latitude=row.latitude,
        longitude=row.longitude,
    )
    if row.outcode_id and row.region and row.area:
        number = named_uuid("address", own)
        entry["addresses"] = [
            _address(number, own, row.label or row.area.name, row.area.name, row.region.name, row.outcode_id)
        ]
    return entry


def taxonomy(vocabulary: Vocabulary) -> Entry:
    """Return one of our vocabularies."""
    return {
        "id": str(named_uuid(vocabulary)),
        "name": vocabulary.label,
        "description": f"Gatehouse’s words for “{vocabulary.label}”.",
    }


def taxonomy_term(vocabulary: str, term: str) -> Entry:
    """Return a term of one of our vocabularies."""
    label = label_of(vocabulary, term)
    return {
        "id": str(named_uuid(vocabulary, term)),
        "code": term,
        "name": label,
        "description": label,
        "taxonomy": vocabulary,
        "taxonomy_id": str(named_uuid(vocabulary)),
    }


def every_taxonomy() -> list[Entry]:
    """Return all our vocabularies."""
    return [taxonomy(vocabulary) for vocabulary in Vocabulary]


def every_term() -> list[Entry]:
    """Return the terms of all our vocabularies that are lists."""
    return [taxonomy_term(vocabulary, term) for vocabulary, terms in TERMS.items() for term in terms.values]


def at_location(relation: Engagement, service_id: str) -> Entry:
    """Return a service at one of its locations."""
    return {
        "id": str(relation.public_id),
        "service_id": service_id,
        "location_id": str(establishment_uuid(relation.service)),
        "description": f"{relation.get_status_display()}{INVENTED if relation.organisation.is_invented else ''}",
        "location": establishment(relation.service),
    }


def _phone(row: Organisation | Service, own: str) -> Entry:
    """Return the number that a body publishes itself; its day and source are in the description."""
    return {
        "id": str(named_uuid("phone", own)),
        "number": row.telephone,
        "type": "voice",
        "description": f"{row.contact_role or 'Its own number'}, checked on {row.contact_checked_on}",
    }


def _number(row: Identifier, organization_id: str) -> Entry:
    return {
        "id": str(named_uuid("identifier", organization_id, row.scheme, row.value)),
        "organization_id": organization_id,
        "identifier_scheme": row.scheme,
        "identifier_type": row.get_scheme_display(),
        "identifier": row.value,
    }


def _attribute(row: OrganisationTerm, organization_id: str) -> Entry:
    return {
        "id": str(named_uuid("attribute", organization_id, row.vocabulary, row.term)),
        "link_id": organization_id,
        "link_entity": "organization",
        "link_type": row.vocabulary,
        "taxonomy_term_id": str(named_uuid(row.vocabulary, row.term)),
        "label": row.label,
        "taxonomy_term": taxonomy_term(row.vocabulary, row.term),
    }


def _address(number: object, location_id: str, line: str, city: str, region: str, postcode: str) -> Entry:
    return {
        "id": str(number),
        "location_id": location_id,
        "address_1": line,
        "city": city,
        "region": region,
        "state_province": region,
        "postal_code": postcode,
        "country": COUNTRY,
        "address_type": "physical",
    }


def _known(**values: Any) -> Entry:
    return {name: value for name, value in values.items() if value not in (None, "")}
