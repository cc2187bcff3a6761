"""HSDS 3 as JSON Schema, as far as Gatehouse writes it: names, types and what is required, from the specification.

No package ships the published schema: hsds-data-tool has version 2 for data frames, hsds-validator (Python 3.13) reads
one that it is given, and the npm packages under @hsds are another thing of that name. Locations, addresses, attributes
and identifiers were compared with the schema files of version 3.2: they ask for the same, or for less.
"""

from typing import Any

TEXT = {"type": "string", "minLength": 1}
ID = {"type": "string", "format": "uuid"}
URI = {"type": "string", "format": "uri"}
DEGREES = {"type": "number"}
PLACE_TYPES = {"enum": ["physical", "postal", "virtual"]}


def table(required: list[str], **columns: Any) -> dict[str, Any]:
    """Return the schema of an HSDS table with exactly these columns."""
    return {
        "type": "object",
        "properties": columns,
        "required": required,
        "additionalProperties": False,
    }


def list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


DEFINITIONS = {
    "organization": table(
        ["id", "name", "description"],
        id=ID,
        name=TEXT,
        alternate_name=TEXT,
        description=TEXT,
        email={"type": "string", "format": "email"},
        website=URI,
        year_incorporated={"type": "number"},
        legal_status=TEXT,
        uri=URI,
        parent_organization_id=ID,
        locations=list_of("location"),
        organization_identifiers=list_of("organization_identifier"),
        attributes=list_of("attribute"),
    ),
    "organization_identifier": table(
        ["id", "identifier_type", "identifier"],
        id=ID,
        organization_id=ID,
        identifier_scheme=TEXT,
        identifier_type=TEXT,
        identifier=TEXT,
    ),
    "service": table(
        ["id", "name", "status"],
        id=ID,
        organization_id=ID,
        name=TEXT,
        description=TEXT,
        url=URI,
        status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
        service_at_locations=list_of("service_at_location"),
        organization={"$ref": "#/$defs/organization"},
        attributes=list_of("attribute"),
    ),
    "service_at_location": table(
        ["id"],
        id=ID,
        service_id=ID,
        location_id=ID,
        description=TEXT,
        location={"$ref": "#/$defs/location"},
    ),
    "location": table(
        ["id", "location_type"],
        id=ID,
        location_type=PLACE_TYPES,
        organization_id=ID,
        name=TEXT,
        latitude=DEGREES,
        longitude=DEGREES,
        external_identifier=TEXT,
        external_identifier_type=TEXT,
        addresses=list_of("address"),
    ),
    "address": table(
        ["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"],
        id=ID,
        location_id=ID,
        address_1=TEXT,
        city=TEXT,
        region=TEXT,
        state_province=TEXT,
        postal_code=TEXT,
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        address_type=PLACE_TYPES,
    ),
    "attribute": table(
        ["id", "link_id", "link_entity", "taxonomy_term_id"],
        id=ID,
        link_id=ID,
        link_entity=TEXT,
        link_type=TEXT,
        taxonomy_term_id=ID,
        label=TEXT,
        taxonomy_term={"$ref": "#/$defs/taxonomy_term"},
    ),
    "taxonomy": table(["id", "name", "description"], id=ID, name=TEXT, description=TEXT),
    "taxonomy_term": table(
        ["id", "name", "description"],
        id=ID,
        code=TEXT,
        name=TEXT,
        description=TEXT,
        taxonomy=TEXT,
        taxonomy_id=ID,
    ),
}


def one(name: str) -> dict[str, Any]:
    """Return the schema of one entry."""
    return {"$ref": f"#/$defs/{name}", "$defs": DEFINITIONS}


def page_of(name: str) -> dict[str, Any]:
    """Return the schema of a page of entries."""
    counts = {key: {"type": "integer"} for key in ("total_items", "total_pages", "page_number", "size")}
    marks = {key: {"type": "boolean"} for key in ("first_page", "last_page", "empty")}
    columns = {**counts, **marks, "contents": list_of(name)}
    return {**table(list(columns), **columns), "$defs": DEFINITIONS}
