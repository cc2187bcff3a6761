"""Template variables about this deployment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.roles import PUBLIC_PAGES


def deployment(request: HttpRequest) -> dict[str, Any]:
    """Return what is the same for all pages, and what the address of the page says.

    `is_demonstration`: data and accounts are generated. `operator`: who runs this Gatehouse. `is_public_page`:
    everybody may open the page, so it asks whether it was useful.
    """
    view = request.resolver_match.func if request.resolver_match else None
    return {
        "is_demonstration": settings.DEMONSTRATION,
        "operator": settings.OPERATOR,
        "is_public_page": getattr(view, "required_permission", "") in PUBLIC_PAGES,
    }
