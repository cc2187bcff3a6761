"""E-mail with the private link of a response. The address is not stored."""

from __future__ import annotations

from allauth.core import ratelimit
from django.core.mail import send_mail
from django.http import HttpRequest

from survey.models import Response

TEXT = """You saved your answers to “{title}”. They are not sent yet.

Go on with them here:
{link}

Anybody with this link can read and change your answers. Share it only with colleagues who help you.{closes}
"""
CLOSES = "\n\nThe survey closes at the end of {day}."


def send_link(request: HttpRequest, *, response: Response, link: str, address: str) -> bool:
    """Send the link. Returns False if the rate limit is reached or the mail server refuses.

    The limit per response is `survey_link_sent` in the settings.
    """
    if not ratelimit.consume(request, action="survey_link_sent", key=str(response.pk)):
        return False
    title, closes_on = response.instrument.title, response.strand.closes_on
    closes = CLOSES.format(day=f"{closes_on.day} {closes_on:%B %Y}") if closes_on else ""
    text = TEXT.format(title=title, link=link, closes=closes)
    try:
        return send_mail(f"Your answers to “{title}”", text, None, [address]) == 1
    except OSError:
        return False
