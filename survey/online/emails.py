"""E-mail to respondents: invitations, the private link of an answer, and the confirmation of a withdrawal."""

from __future__ import annotations

from allauth.core import ratelimit
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse

from survey import answers as answering
from survey.models import Invitation, Response
from survey.online import tokens
from survey.online.invitation_texts import text_of
from wording import day

NOT_SENT = "They are not sent yet. Go on with them here:"
SENT = "They were sent with the reference number {reference}. Read, change or withdraw them here:"
TEXT = """You saved your answers to “{title}”.

{what_next}
{link}

Anybody with this link can read and change your answers. Share it only with colleagues who help you.{closes}
"""
CLOSES = "\n\nThe survey closes at the end of {day}."


WITHDRAWN = """Your answers to “{title}” with the reference number {reference} are withdrawn and erased.

The figures of this site no longer count them. What was published or printed before cannot be called back.
{contact}"""


def send_link(request: HttpRequest, *, response: Response, link: str, address: str) -> bool:
    """Send the link. Returns False if the rate limit is reached or the mail server refuses.

    The limit per response is `survey_link_sent` in the settings.
    """
    if not ratelimit.consume(request, action="survey_link_sent", key=str(response.pk)):
        return False
    what_next = NOT_SENT if response.is_draft else SENT.format(reference=response.reference)
    title, closes_on = response.instrument.title, response.strand.closes_on
    closes = CLOSES.format(day=day(closes_on)) if closes_on else ""
    text = TEXT.format(title=title, what_next=what_next, link=link, closes=closes)
    try:
        return send_mail(f"Your answers to “{title}”", text, None, [address]) == 1
    except OSError:
        return False


def address_of(response: Response) -> str:
    """Return the respondent's e-mail address: the one in the answers, or that of the invitation; empty if unknown."""
    given = answering.read(response.answers.get("contact_email")).value
    return str(given or (response.invitation.email if response.invitation else ""))


def send_withdrawal(*, response: Response, address: str) -> bool:
    """Send the confirmation that answers were withdrawn. Returns False if the mail server refuses."""
    contact = response.strand.study.contact
    text = WITHDRAWN.format(
        title=response.instrument.title,
        reference=response.reference,
        contact=f"\nIf this was not you, get in touch with the study: {contact}\n" if contact else "",
    )
    try:
        return send_mail(f"Your answers {response.reference} are withdrawn", text, None, [address]) == 1
    except OSError:
        return False


def link_of(invitation: Invitation, *, site: str) -> str:
    """Return the private link of an invitation. `site` is the address before the path."""
    token = tokens.token_of(tokens.INVITATION, invitation.key)
    return f"{site.rstrip('/')}{reverse('survey-link', args=[token])}"


def send_invitation(invitation: Invitation, *, site: str) -> None:
    """Send an invitation, or a reminder if it was sent before.

    :raises OSError: if the mail server refuses it or does not answer.
    """
    link = link_of(invitation, site=site)
    text = text_of(invitation, link, is_reminder=invitation.sent_at is not None)
    send_mail(text.subject, text.body, None, [invitation.email])
