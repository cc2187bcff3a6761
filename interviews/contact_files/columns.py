"""The columns of a list of contacts, by the many headings that people give them. No database access."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from accounts.uploads.rows import Sheet

CODE, SERVICE, POSTCODE = "code", "service", "postcode"
PERSON, TITLE, FIRST_NAME, LAST_NAME = "person", "title", "first name", "last name"
ROLE, TELEPHONE, MOBILE, EXTENSION = "role", "telephone", "mobile", "extension"
EMAIL, BEST_TIME, NOTE = "e-mail", "best time", "note"
REGION = "region"

DETAILS = (
    PERSON,
    FIRST_NAME,
    LAST_NAME,
    ROLE,
    TELEPHONE,
    MOBILE,
    EXTENSION,
    EMAIL,
    BEST_TIME,
    NOTE,
)
"""The columns with something about a person."""

HEADINGS: Mapping[str, str] = {
    CODE: (
        "code, noms code, nomis code, prison code, prison id, agency id, establishment code, service code, "
        "unit code, delius code, pdu code"
    ),
    SERVICE: (
        "service, service name, name of service, establishment, establishment name, name of establishment, "
        "prison, prison name, name of prison, institution, site, site name, unit, unit name, office, office "
        "name, office title, organisation, pdu, pdu name, probation delivery unit, probation area, trust, "
        "area, estab"
    ),
    POSTCODE: "postcode, post code, postal code, post_code",
    PERSON: (
        "person, contact, contact name, contact person, name of contact, full name, person to ring, "
        "respondent, governor, governor name, governing governor, manager, manager name, head, office head, "
        "lead, staff name, person name"
    ),
    TITLE: "title, salutation, honorific",
    FIRST_NAME: "first name, contact name first, firstname, forename, given name, christian name",
    LAST_NAME: "last name, contact name last, lastname, surname, family name",
    ROLE: (
        "role, job title, job position, contact title position, position, job, post, post title, job role, "
        "function, grade, designation, contact role"
    ),
    TELEPHONE: (
        "telephone, telephone number, telephone no, tel, tel no, tel number, phone, phone number, phone no, "
        "number phone, phone 1, number, direct line, direct dial, contact number, contact telephone, contact "
        "phone, landline, switchboard, main telephone, office telephone, work phone, business phone, ddi"
    ),
    MOBILE: "mobile, mobile number, mobile no, mobile phone, cell, cell phone, phone 2, second telephone",
    EXTENSION: "extension, ext, extn, ext no, extension number",
    EMAIL: (
        "e-mail, email, email address, e-mail address, mail, contact email, email of contact, email contact, "
        "e mail"
    ),
    BEST_TIME: "best time, best time to ring, best time to call, when to ring, when to call, available, availability",
    NOTE: "note, notes, comment, comments, remarks, remark, other information",
}
"""The headings of each column, in any case and with any signs between the words."""

NAME = "name"
"""A heading that means the person where another column says the service, and the service where none does."""


def _plain(heading: str) -> str:
    """Return the words of a heading in lower case: “Tel. No.” is “tel no”, and “phoneNumber” is “phone number”."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.findall(r"[a-z0-9]+", apart.casefold()))


COLUMNS = {_plain(heading): column for column, listed in HEADINGS.items() for heading in listed.split(",")}


def is_heading(cells: Sequence[str]) -> bool:
    """Return True if at least two of these cells are headings of a list of contacts."""
    known = {COLUMNS.get(plain, NAME if plain == NAME else "") for plain in map(_plain, cells)} - {""}
    return len(known) > 1


def columns_of(headings: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return the heading of each column, and the headings that mean nothing here. The first of two headings counts.

    The region, which the list to fill in has for its reader, is neither.
    """
    columns: dict[str, str] = {}
    others: list[str] = []
    names: list[str] = []
    for heading in headings:
        plain = _plain(heading)
        if plain == NAME:
            names.append(heading)
        elif plain == REGION:
            continue
        elif (column := COLUMNS.get(plain, "")) and column not in columns:
            columns[column] = heading
        else:
            others.append(heading)
    for heading in names:
        column = SERVICE if SERVICE not in columns and CODE not in columns else PERSON
        if column in columns:
            others.append(heading)
        else:
            columns[column] = heading
    return columns, others


def has_services(sheet: Sheet) -> bool:
    """Return True if the table has a column that says a service."""
    columns, _ = columns_of(sheet.headings)
    return bool(sheet.cells) and any(column in columns for column in (CODE, SERVICE, POSTCODE))
