"""E-mail to respondents: invitations, the private link of an answer, and the confirmation of a withdrawal."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.email import deliver, send
from survey import answers as answering
from survey.models import Invitation, Response
from survey.online import tokens
from survey.online.invitation_texts import text_of
from survey.page_language import day_in_words, page_language
from survey.study_words import study_words
from survey.translations import translate_questionnaire


def send_link(request: HttpRequest, *, response: Response, link: str, address: str) -> bool:
    """Send the link in the language of the response.

    Returns False if the rate limit is reached or the mail server refuses. The limit per response is
    `survey_link_sent` in the settings.
    """
    if not ratelimit.consume(request, action="survey_link_sent", key=str(response.pk)):
        return False
    title, closes_on = response.translated_questionnaire.title, response.strand.closes_on
    with translation.override(page_language(response.chosen_language)):
        subject = gettext("Your answers to “{title}”").format(title=title)
        what_next = (
            gettext("They are not sent yet. Go on with them here:")
            if response.is_draft
            else gettext(
                "They were sent with the reference number {reference}. Read, change or withdraw them here:"
            ).format(reference=response.reference)
        )
        paragraphs = [
            gettext("You saved your answers to “{title}”.").format(title=title),
            f"{what_next}\n{link}",
            gettext(
                "Anybody with this link can read and change your answers. Share it only with colleagues who help you."
            ),
        ]
        if closes_on:
            day = day_in_words(closes_on)
            paragraphs.append(gettext("The survey closes at the end of {day}.").format(day=day))
    return send(subject, "\n\n".join(paragraphs) + "\n", address)


def address_of(response: Response) -> str:
    """Return the respondent's e-mail address: the one in the answers, or that of the invitation; empty if unknown."""
    given = answering.read(response.answers.get("contact_email")).value
    return str(given or (response.invitation.email if response.invitation else ""))


def send_withdrawal(*, response: Response, address: str, language: str = "") -> bool:
    """Send the confirmation that answers were withdrawn. Returns False if the mail server refuses.

    `language` is the one that the response had, because it is erased with the answers.
    """
    questionnaire = response.questionnaire
    code = language or response.chosen_language
    page = page_language(code)
    title = translate_questionnaire(questionnaire, code, page=page).title
    contact = study_words(response.strand.study, code)["contact"]
    with translation.override(page):
        subject = gettext("Your answers {reference} are withdrawn").format(reference=response.reference)
        paragraphs = [
            gettext(
                "Your answers to “{title}” with the reference number {reference} are withdrawn and erased."
            ).format(title=title, reference=response.reference),
            gettext(
                "The figures of this site no longer count them. What was published or printed before cannot be called "
                "back."
            ),
        ]
        if contact:
            paragraphs.append(
                gettext("If this was not you, get in touch with the study: {contact}").format(contact=contact)
            )
    return send(subject, "\n\n".join(paragraphs) + "\n", address)


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
    deliver(text.subject, text.body, invitation.email)
