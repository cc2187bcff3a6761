"""The menu: its sections in their order, and the tag {% navigation %}, which renders it for the visitor."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from accounts.access import may
from accounts.roles import PUBLIC

register = template.Library()

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
    """Return the entries of the menu that this visitor may open, and mark the one of the current page.

    Without a request or a user (an error early in a request) these are the entries open to everybody.
    """
    user = getattr(request, "user", None)
    path = request.path if request else ""
    entries = []
    for label, name, permission in SECTIONS:
        if permission and not (may(user, permission) if user else permission in PUBLIC):
            continue
        address = reverse(name)
        is_current = path == address if address == "/" else path.startswith(address)
        entries.append(Section(label, address, is_current))
    return entries


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Render the menu; on an error page without a request, the entries open to everybody."""
    request = context.get("request")
    return {"sections": sections(request), "user": getattr(request, "user", None)}
