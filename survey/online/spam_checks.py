"""Checks for spam when a survey is begun: a honeypot field, and a rate limit per address."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.visitor_limits import is_within_limit

TRAP = "A field that people do not see was filled in."
MANY = "Many surveys were begun from one address within an hour."


def suspicion_of(request: HttpRequest, *, trap: str) -> str:
    """Return the reasons why a new response looks like spam, or an empty text. It is never refused.

    The rate limit is `survey_begun` in the settings. It counts by a hash, so the address itself is not stored.
    """
    reasons = []
    if trap.strip():
        reasons.append(TRAP)
    if not is_within_limit(request, "survey_begun"):
        reasons.append(MANY)
    return " ".join(reasons)
