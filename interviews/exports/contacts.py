"""The contacts of a strand as a table, and the list of its cases to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from interviews import contact_faults
from interviews.contact_files import columns
from interviews.exports.tables import write_table
from interviews.models import Contact
from survey.models import SampledUnit, Strand
from survey.sheets import MAX_WIDTH, Value

CASE_HEADS = (columns.CODE, columns.SERVICE, columns.REGION)
CONTACT_HEADS = (columns.PERSON, columns.ROLE, columns.TELEPHONE, columns.EMAIL)
TEMPLATE_HEADS = (
    *CASE_HEADS,
    columns.PERSON,
    columns.ROLE,
    columns.TELEPHONE,
    columns.EXTENSION,
    columns.EMAIL,
    columns.BEST_TIME,
    columns.NOTE,
)
EXPORT_HEADS = (*CASE_HEADS, "state", *CONTACT_HEADS, columns.NOTE, "erased on")
TEMPLATE_LEAD = (
    "One row for each case. For a second contact of the same case add a row with its code or name. Leave rows empty "
    "where you know nobody."
)
EXPORT_LEAD = (
    "Whom to ring, and who is in reserve. Personal data: keep the file inside the study, and delete it."
)
WIDTHS = {columns.SERVICE: 40, columns.NOTE: MAX_WIDTH}


def write_template(strand: Strand, *, format: str) -> tuple[IO[bytes], str, str]:
    """Return the open file of the list to fill in, its name and its media type. The caller closes it. One query."""
    rows = ([*_case(unit), *[""] * (len(TEMPLATE_HEADS) - len(CASE_HEADS))] for unit in _units(strand))
    file, media_type = write_table(
        format=format,
        name="contacts",
        title=f"Contacts to fill in: {strand.study.title}",
        lead=TEMPLATE_LEAD,
        heads=TEMPLATE_HEADS,
        rows=rows,
        widths=[WIDTHS.get(head, 22) for head in TEMPLATE_HEADS],
    )
    return file, f"{strand.study.slug}-contacts-to-fill-in.{format}", media_type


def write_contacts(strand: Strand, *, format: str) -> tuple[IO[bytes], str, str, int]:
    """Return the open file of the contacts, its name, its media type and its number of rows. The caller closes it."""
    rows = list(_contact_rows(strand))
    file, media_type = write_table(
        format=format,
        name="contacts",
        title=f"Contacts: {strand.study.title}",
        lead=EXPORT_LEAD,
        heads=EXPORT_HEADS,
        rows=rows,
        widths=[WIDTHS.get(head, 22) for head in EXPORT_HEADS],
    )
    return file, f"{strand.study.slug}-contacts.{format}", media_type, len(rows)


def _units(strand: Strand) -> Iterator[SampledUnit]:
    units = SampledUnit.objects.filter(strand=strand).select_related("service", "region", "organisation")
    return units.order_by("service__name", "organisation__name", "pk").iterator(chunk_size=2000)


def _contact_rows(strand: Strand) -> Iterator[list[Value]]:
    contacts = contact_faults.with_faults(Contact.objects.filter(unit__strand=strand, erased_at=None))
    contacts = contacts.select_related("unit__service", "unit__region", "unit__organisation")
    for contact in contacts.order_by("unit__service__name", "unit__organisation__name", "unit", "pk"):
        if not (contact.is_current or contact.is_reserve):
            continue
        fault = contact_faults.FAULTS.get(contact.last_outcome, "")
        yield [
            *_case(contact.unit),
            fault or ("to ring" if contact.is_current else "in reserve"),
            contact.name,
            contact.job_title,
            contact.telephone,
            contact.email,
            contact.note,
            f"{contact.erase_on:%Y-%m-%d}" if contact.erase_on else "",
        ]


def _case(unit: SampledUnit) -> list[Value]:
    return [(unit.service.noms_code or "") if unit.service else "", str(unit), str(unit.region or "")]
