"""Limits on what one visitor without an account may send, counted by a hash of the address on the internet."""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest


def is_within_limit(request: HttpRequest, action: str) -> bool:
    """Count one more of this action, and return False above its limit in ACCOUNT_RATE_LIMITS.

    The address itself is not stored.
    """
    return bool(ratelimit.consume(request, action=action, key=get_ip(request)))
