"""Template variables about this deployment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def deployment(request: HttpRequest) -> dict[str, Any]:
    """Return `is_demonstration`, True if data and accounts are generated, and `operator`, who runs this Gatehouse."""
    return {"is_demonstration": settings.DEMONSTRATION, "operator": settings.OPERATOR}
