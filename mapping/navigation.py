"""The sections of the site in the order of the menu."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import may
from accounts.roles import PUBLIC

SECTIONS = (
    ("Home", "home", None),
    ("Map", "atlas", "atlas.view"),
    ("Studies", "study-list", "reports.view"),
    ("Definitions", "definition-list", "directory.view"),
    ("Work list", "worklist", "interviews.enter"),
    ("Admin", "admin:index", "admin.enter"),
)


@dataclass(frozen=True)
class Section:
    """One entry of the menu."""

    label: str
    address: str
    is_current: bool


def sections(request: HttpRequest | None) -> list[Section]:
    """The entries this visitor may open; the one that the page lies in is current.

    Without a request or a visitor (a failure early in a request) the entries open to everybody.
    """
    user = getattr(request, "user", None)
    here = request.path if request else ""
    entries = []
    for label, name, word in SECTIONS:
        if word and not (may(user, word) if user else word in PUBLIC):
            continue
        address = reverse(name)
        is_current = here == address if address == "/" else here.startswith(address)
        entries.append(Section(label, address, is_current))
    return entries
