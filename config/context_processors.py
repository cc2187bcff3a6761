"""What every template may ask about this deployment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """`is_demonstration`: whether this Gatehouse shows generated data and demonstration accounts."""
    return {"is_demonstration": settings.DEMONSTRATION}
