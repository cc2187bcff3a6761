"""What makes a beginning suspicious: a trap that only programs fill in, and many beginnings from one address."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MOST_AN_HOUR = 30
HOUR = 3600
TRAP = "A field that people do not see was filled in."
MANY = "More than {most} surveys were begun from one address within an hour."


def suspicion_of(request: HttpRequest, *, trap: str) -> str:
    """Why the beginning of an answer looks like a program's; nothing for an ordinary one. It is never refused."""
    reasons = []
    if trap.strip():
        reasons.append(TRAP)
    if _count(request) > MOST_AN_HOUR:
        reasons.append(MANY.format(most=MOST_AN_HOUR))
    return " ".join(reasons)


def _count(request: HttpRequest) -> int:
    """How many beginnings this address has made within the hour; the address itself is not kept."""
    key = f"survey-begun-{hashlib.sha256(address_of(request).encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1


def address_of(request: HttpRequest) -> str:
    """The visitor's address, behind as many proxies as are configured and no more."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
