"""What makes a beginning suspicious: a trap that only programs fill in, and many beginnings from one address."""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

TRAP = "A field that people do not see was filled in."
MANY = "Many surveys were begun from one address within an hour."


def suspicion_of(request: HttpRequest, *, trap: str) -> str:
    """Return why the beginning of an answer looks like a program's, or an empty text. It is never refused.

    How many beginnings an address may make within which time is `survey_begun` in the settings. The limit counts
    under a hash: the address itself is not kept.
    """
    reasons = []
    if trap.strip():
        reasons.append(TRAP)
    if not ratelimit.consume(request, action="survey_begun", key=get_ip(request)):
        reasons.append(MANY)
    return " ".join(reasons)
