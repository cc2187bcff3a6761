"""The words of invitations and reminders, for e-mails and letters, in English and Welsh (a draft)."""

from __future__ import annotations

from typing import NamedTuple

from survey.models import Invitation
from survey.templatetags.survey_words import day_in

ENGLISH, WELSH = "en", "cy"
WORDS = {
    ENGLISH: {
        "subject": "Invitation: {title}",
        "reminder": "Reminder: {title}",
        "who": "{contractor} carries out the study “{study}” for {commissioner}.",
        "who_by": "{contractor} carries out the study “{study}”.",
        "who_for": "The study “{study}” is carried out for {commissioner}.",
        "invited": "{name} is invited to answer “{title}”. Begin here:",
        "reminded": "{name} was invited to answer “{title}”, and we have no answers yet. Begin or go on here:",
        "closes": "The survey closes at the end of {day}.",
        "link": (
            "The link is for {name}. Whoever has it can read, change and withdraw the answers. It also lets you say "
            "that you do not want to take part."
        ),
        "contact": "Questions: {contact}",
    },
    WELSH: {
        "subject": "Gwahoddiad: {title}",
        "reminder": "Nodyn atgoffa: {title}",
        "who": "{contractor} sy’n cynnal yr astudiaeth “{study}” ar ran {commissioner}.",
        "who_by": "{contractor} sy’n cynnal yr astudiaeth “{study}”.",
        "who_for": "Cynhelir yr astudiaeth “{study}” ar ran {commissioner}.",
        "invited": "Gwahoddir {name} i ateb “{title}”. Dechreuwch yma:",
        "reminded": "Gwahoddwyd {name} i ateb “{title}”, a does gennym ddim atebion eto. Ewch ymlaen yma:",
        "closes": "Mae’r arolwg yn cau ar ddiwedd {day}.",
        "link": (
            "Mae’r ddolen ar gyfer {name}. Gall pwy bynnag sydd â hi ddarllen, newid a thynnu’r atebion yn ôl. Mae "
            "hefyd yn gadael i chi ddweud nad ydych am gymryd rhan."
        ),
        "contact": "Cwestiynau: {contact}",
    },
}
"""The sentences by language."""


class InvitationText(NamedTuple):
    """An invitation or a reminder: its subject, and its paragraphs with the private link among them."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"


def text_of(invitation: Invitation, link: str, *, is_reminder: bool) -> InvitationText:
    """Return the words of an invitation in its language, English by default."""
    language = invitation.language if invitation.language in WORDS else ENGLISH
    words, strand = WORDS[language], invitation.strand
    study, closes_on = strand.study, strand.closes_on
    values = {
        "title": strand.instrument.title if strand.instrument else study.title,
        "study": study.title,
        "commissioner": study.commissioner,
        "contractor": study.contractor,
        "contact": study.contact,
        "name": invitation.name,
        "day": day_in(closes_on, language),
    }
    who = ""
    if study.contractor or study.commissioner:
        kind = "who_by" if not study.commissioner else "who" if study.contractor else "who_for"
        who = words[kind].format(**values)
    paragraphs = [
        who,
        f"{words['reminded' if is_reminder else 'invited'].format(**values)}\n{link}",
        words["closes"].format(**values) if closes_on else "",
        words["link"].format(**values),
        words["contact"].format(**values) if study.contact else "",
    ]
    subject = words["reminder" if is_reminder else "subject"].format(**values)
    return InvitationText(language, subject, tuple(filter(None, paragraphs)))
