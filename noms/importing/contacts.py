"""Contacts of services from the reference files: only what a service or its department publishes itself."""

from __future__ import annotations

from pathlib import Path

from accounts.uploads.rows import Finding
from noms.contact_cells import read_contact
from noms.importing.frame import Frame
from noms.importing.sheets import read_sheet
from noms.models.contact import Contactable

FILE = "service_contacts.csv"
CONTACT_COLUMNS = ("code", *Contactable.CONTACT_FIELDS)
NO_CONTACT = {name: None if name == "contact_checked_on" else "" for name in Contactable.CONTACT_FIELDS}


def read_contacts(folder: Path, frame: Frame, problems: list[Finding]) -> None:
    """Add the contacts of the file to the services of the frame; the others have none."""
    services = {service["key"]: service for service in frame.services}
    for service in frame.services:
        service.update(NO_CONTACT)
    for line in read_sheet(folder, FILE, CONTACT_COLUMNS, problems, unique=("code",)):
        key = line.known("code", services, "service")
        contact = read_contact(line.cell, line.refuse)
        if key:
            services[key].update(contact)
