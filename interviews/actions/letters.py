"""Letters before the call: their templates, and printing or e-mailing them. A letter is no call."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction

from accounts import audit
from accounts.email import can_send
from accounts.models import User
from interviews.actions.cases import refuse_if_archived, refuse_without_fieldwork
from interviews.letters.merge import LETTER_FIELDS, WrittenLetter, missing_values, unknown_fields, write
from interviews.models import Contact, Letter, LetterTemplate
from interviews.models.letter import LetterState, LetterWay
from survey.models import Study

NO_SERVER = "No mail server is set, so nothing can be e-mailed. Print the letters, or ask the administrator."
NO_ADDRESS = "The contact has no e-mail address."
NOT_TAKEN = "The mail server did not take it."
MAX_LETTERS = 1_000


@transaction.atomic
def save_letter_template(
    *, study: Study, name: str, subject: str, text: str, language: str, by: User | None
) -> LetterTemplate:
    """Save a letter of a study as its next version, unless the newest has the same text.

    :raises ValidationError: by field, for what is empty and for unknown merge fields.
    """
    newest = LetterTemplate.objects.filter(study=study, name=name).order_by("-version").first()
    given = {"subject": subject, "text": text.replace("\r\n", "\n"), "language": language}
    if newest is not None and all(getattr(newest, key) == value for key, value in given.items()):
        return newest
    refuse_if_archived(study)
    problems = {field: refusal for field in ("subject", "text") if (refusal := unknown_refusal(given[field]))}
    if problems:
        raise ValidationError(problems)
    template = LetterTemplate(study=study, name=name, version=newest.version + 1 if newest else 1, **given)
    template.stamp(by=by)
    template.full_clean()
    template.save(force_insert=True)
    audit.record(
        by=by,
        verb="letter.template_saved",
        subject=template,
        study=study,
        detail={"version": template.version},
    )
    return template


def unknown_refusal(text: str) -> str:
    """Return a sentence that refuses the unknown merge fields of a text; empty if there are none."""
    unknown = unknown_fields(text)
    if not unknown:
        return ""
    names = ", ".join(f"{{{name}}}" for name in unknown)
    known = ", ".join(f"{{{name}}}" for name in LETTER_FIELDS)
    return f"{names} is no merge field. There are: {known}."


def letters_to(
    units: Sequence[Any], template: LetterTemplate, *, by: User
) -> list[tuple[Any, Contact | None, WrittenLetter]]:
    """Return the letter to each case. The cases need `current_contacts`.

    :raises ValidationError: if the study is not open or has not entered what the letter needs, or for too many cases.
    """
    refuse_without_fieldwork(template.study)
    if len(units) > MAX_LETTERS:
        raise ValidationError(f"Choose {MAX_LETTERS:,} cases at most at once.")
    for strand in {unit.strand_id: unit.strand for unit in units}.values():
        if missing := missing_values(template, strand):
            raise ValidationError(
                f"Not entered yet: {', '.join(missing)}. Enter it under “Words to say” first."
            )
    contacts = [next(iter(unit.current_contacts), None) for unit in units]
    return [
        (unit, contact, write(template, unit, contact, sender=by))
        for unit, contact in zip(units, contacts, strict=True)
    ]


@transaction.atomic
def log_printed_letters(
    *,
    letters: Sequence[tuple[Any, Contact | None, WrittenLetter]],
    template: LetterTemplate,
    way: str,
    press: uuid.UUID,
    by: User,
) -> int:
    """Log that these letters were printed, once for one press. Returns how many were not logged before."""
    known = set(Letter.objects.filter(press=press).values_list("unit", flat=True))
    made = [
        Letter(
            unit=unit, contact=contact, template=template, way=way, press=press, created_by=by, updated_by=by
        )
        for unit, contact, _ in letters
        if unit.pk not in known
    ]
    if not made:
        return 0
    Letter.objects.bulk_create(made)
    audit.record(
        by=by,
        verb="letters.printed",
        subject=template,
        study=template.study,
        detail={"letters": len(made), "way": way, "cases": [letter.unit_id for letter in made]},
    )
    return len(made)


def email_letter(*, unit: Any, template: LetterTemplate, press: uuid.UUID, by: User) -> Letter:
    """E-mail the letter to one case, once for one press, and return what became of it.

    The letter is stored before it is sent, so that a second press at the same time sends nothing. The unit needs
    `current_contacts`. Call it outside transactions.

    :raises ValidationError: without a mail server, and as `letters_to` does.
    """
    if not can_send():
        raise ValidationError(NO_SERVER)
    ((_, contact, written),) = letters_to([unit], template, by=by)
    letter, is_new = Letter.objects.get_or_create(
        unit=unit,
        press=press,
        defaults={
            "contact": contact,
            "template": template,
            "way": LetterWay.EMAIL,
            "state": LetterState.SENDING,
            "created_by": by,
            "updated_by": by,
        },
    )
    if not is_new:
        return letter
    problem = _send(written, contact.email if contact else "")
    letter.state, letter.problem = (LetterState.FAILED, problem) if problem else (LetterState.DONE, "")
    with transaction.atomic():
        letter.save(update_fields=["state", "problem", "updated_at"])
        audit.record(
            by=by,
            verb="letter.emailed",
            subject=letter,
            study=template.study,
            detail={"state": letter.state, "case": unit.pk, "template": template.pk},
        )
    return letter


def _send(written: WrittenLetter, address: str) -> str:
    """Send an e-mail and return why that failed; empty if the server took it."""
    if not address:
        return NO_ADDRESS
    try:
        sent = EmailMessage(written.subject, written.text, None, [address]).send()
    except (OSError, UnicodeError):
        return NOT_TAKEN
    return "" if sent else NOT_TAKEN
