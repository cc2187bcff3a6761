"""Template variables about this deployment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Return `is_demonstration`: True if this Gatehouse has generated data and demonstration accounts."""
    return {"is_demonstration": settings.DEMONSTRATION}
