"""Fills a letter for one case."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.models import User
from interviews.models import Contact, LetterTemplate
from interviews.words import study_values
from survey.merge_fields import STUDY_FIELDS, fill, missing_fields
from survey.models import SampledUnit, Strand
from survey.page_language import day_in_words, page_language

LETTER_FIELDS = STUDY_FIELDS | {
    "service": "the service or organisation",
    "person": "the contact’s name, or “Sir or Madam”",
    "sender": "the name of whoever writes the letter",
    "date": "today",
}
"""The merge fields of letters, with what each stands for."""

NOBODY = gettext_lazy("Sir or Madam")
IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class WrittenLetter:
    """A letter to one case. `to` and `sender` are lines; `paragraphs` may have line breaks."""

    language: str
    to: tuple[str, ...]
    sender: tuple[str, ...]
    date: str
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs as plain text, for an e-mail."""
        return "\n\n".join(self.paragraphs) + "\n"


def unknown_fields(text: str) -> list[str]:
    """Return what is in braces in a text and is no merge field of letters, each once, in order."""
    return [name for name in dict.fromkeys(IN_BRACES.findall(text)) if name not in LETTER_FIELDS]


def missing_values(template: LetterTemplate, strand: Strand) -> list[str]:
    """Return what the letter needs and the study has not entered, in words."""
    names = missing_fields([template.subject, template.text], study_values(strand), STUDY_FIELDS)
    return [STUDY_FIELDS[name] for name in names]


def write(
    template: LetterTemplate,
    unit: SampledUnit,
    contact: Contact | None,
    *,
    sender: User,
    on: dt.date | None = None,
) -> WrittenLetter:
    """Return the letter of a template to one case. No query if the unit has its strand, study and service.

    The name of an erased contact is not known any more. Values that the study has not entered stand in brackets.
    """
    name = _line(contact.name) if contact else ""
    with translation.override(page_language(template.language)):
        date = day_in_words(on or timezone.localdate())
        nobody = str(NOBODY)
    values = study_values(unit.strand) | {
        "service": str(unit),
        "person": name or nobody,
        "sender": sender.name,
        "date": date,
    }
    text = fill(template.text.replace("\r\n", "\n"), values, LETTER_FIELDS)
    job_title = _line(contact.job_title) if contact else ""
    postcode = unit.service.postcode if unit.service else ""
    study = unit.strand.study
    return WrittenLetter(
        language=template.language,
        to=tuple(line for line in (name, job_title, str(unit), postcode) if line),
        sender=tuple(line for line in (study.contractor, study.contact) if line),
        date=date,
        subject=_line(fill(template.subject, values, LETTER_FIELDS)),
        paragraphs=tuple(part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()),
    )


def _line(text: str) -> str:
    return " ".join(text.split())
