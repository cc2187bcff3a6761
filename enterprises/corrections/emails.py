"""The e-mails about a correction: the link that confirms a claim, and the answer."""

from __future__ import annotations

from allauth.core import ratelimit
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from accounts.email import send
from enterprises.models import Correction

SALT = "enterprises.corrections.claim"
LINK_DAYS = 7


def token_of(correction: Correction) -> str:
    """Return what the link that confirms a claim has at its end."""
    return signing.dumps(correction.reference, salt=SALT)


def reference_in(token: str) -> str | None:
    """Return the reference number in a token; None for a wrong one and for one older than a week."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 60 * 60))
    except signing.BadSignature:
        return None


def send_claim_link(correction: Correction, request: HttpRequest) -> bool:
    """Send the link that shows that an address is the sender's. False if it was not sent."""
    # A limit for each address, so that nobody has us send many mails to somebody else.
    if not ratelimit.consume(request, action="claim_link_sent", key=correction.email.lower()):
        return False
    link = request.build_absolute_uri(reverse("correction-confirm", args=[token_of(correction)]))
    text = (
        f"Somebody asked to speak for {correction.about_name} in Gatehouse, and gave this address.\n\n"
        f"If it was you, open this link within {LINK_DAYS} days and confirm it:\n{link}\n\n"
        f"The reference number is {correction.reference}. If it was not you, do nothing."
    )
    return send(f"Gatehouse: confirm your address ({correction.reference})", text, correction.email)


def send_answer(correction: Correction) -> bool:
    """Send the answer to whoever gave an address. False if it was not sent."""
    if not correction.email:
        return False
    text = (
        f"You wrote to us about {correction.about_name or 'Gatehouse'} ({correction.reference}).\n\n"
        f"{correction.answer}"
    )
    return send(f"Gatehouse: the answer to {correction.reference}", text, correction.email)
