"""The words of invitations and reminders, for e-mails and letters."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from survey.languages import is_right_to_left
from survey.models import Invitation, Strand
from survey.page_language import day_in_words, page_language
from survey.study_words import study_words
from survey.translations import translate_questionnaire


class InvitationText(NamedTuple):
    """An invitation or a reminder: its subject, and its paragraphs with the private link among them."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def written_on(self) -> str:
        """Today in the language of the letter."""
        with translation.override(self.language):
            return day_in_words(timezone.localdate())

    @property
    def direction(self) -> str:
        return "rtl" if is_right_to_left(self.language) else "ltr"


def languages_of(strand: Strand) -> dict[str, str]:
    """Return the languages in which an invitation may be written, their own names by code.

    These are our catalogues, and the languages of the questionnaire: beside those without a catalogue the invitation
    is in English, and the survey begins in them.
    """
    found = {code.removesuffix("-gb"): name for code, name in settings.LANGUAGES}
    if strand.instrument is not None:
        found |= {each.code: each.name for each in strand.instrument.questionnaire.languages}
    return found


def text_of(invitation: Invitation, link: str, *, is_reminder: bool) -> InvitationText:
    """Return the words of an invitation in its language, or in the questionnaire’s own; English without a catalogue."""
    strand = invitation.strand
    own = strand.instrument.questionnaire.language.code if strand.instrument else ""
    code = invitation.language or own
    page = page_language(code)
    words = study_words(strand.study, code)
    title = words["title"]
    if strand.instrument is not None:
        title = translate_questionnaire(strand.instrument.questionnaire, code, page=page).title
    values = {**words, "title": title, "study": words["title"], "name": invitation.name}
    with translation.override(page):
        subject = gettext("Reminder: {title}") if is_reminder else gettext("Invitation: {title}")
        invited = (
            gettext(
                "{name} was invited to answer “{title}”, and we have no answers yet. Begin or go on here:"
            )
            if is_reminder
            else gettext("{name} is invited to answer “{title}”. Begin here:")
        )
        closes = gettext("The survey closes at the end of {day}.").format(day=day_in_words(strand.closes_on))
        private = gettext(
            "The link is for {name}. Whoever has it can read, change and withdraw the answers. It also lets you say "
            "that you do not want to take part."
        )
        paragraphs = [
            _who(words).format(**values),
            f"{invited.format(**values)}\n{link}",
            closes if strand.closes_on else "",
            private.format(**values),
            gettext("Questions: {contact}").format(**values) if words["contact"] else "",
        ]
        return InvitationText(page, subject.format(**values), tuple(filter(None, paragraphs)))


def _who(words: dict[str, str]) -> str:
    """Return the sentence that says who carries out the study and for whom; empty if neither is known."""
    if words["contractor"] and words["commissioner"]:
        return gettext("{contractor} carries out the study “{study}” for {commissioner}.")
    if words["contractor"]:
        return gettext("{contractor} carries out the study “{study}”.")
    return gettext("The study “{study}” is carried out for {commissioner}.") if words["commissioner"] else ""
