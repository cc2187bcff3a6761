"""What is filled in for an invited organisation: its name, and what everybody may read about it in the directory."""

from __future__ import annotations

from typing import Any

from enterprises.models import Organisation
from survey import answers as answering
from survey.models import Invitation
from survey.online import directory_mapping
from survey.questionnaire import Questionnaire, QuestionType


def suggestions_for(invitation: Invitation, questionnaire: Questionnaire) -> dict[str, dict[str, Any]]:
    """Return the answers to fill in, by question. They count as the respondent's only when the page is confirmed.

    Of an entry that is not published only the name on the invitation is used.
    """
    found: dict[str, str] = {directory_mapping.NAME: invitation.name}
    if invitation.organisation is not None and invitation.organisation.is_published:
        found |= _public_facts(invitation.organisation, questionnaire)
    kept = {}
    for name, text in found.items():
        question = questionnaire.questions.get(name)
        if not text or question is None:
            continue
        value = question.normalise(text)
        if not question.problem_with(value):
            kept[name] = answering.stored_value(value)
    return kept


def _public_facts(organisation: Organisation, questionnaire: Questionnaire) -> dict[str, str]:
    place = organisation.places.filter(is_main=True).first()
    numbers = {row.scheme: row.value for row in organisation.identifiers.filter(is_parents=False)}
    found = {
        "other_names": "\n".join(row.name for row in organisation.other_names.all()),
        "postcode": place.postcode if place else "",
        **{name: numbers.get(scheme, "") for name, scheme in directory_mapping.IDENTIFIERS.items()},
    }
    for name, field in directory_mapping.TEXTS.items():
        text = organisation.public_text(field)
        question = questionnaire.questions.get(name)
        if question is not None and question.type is QuestionType.SELECT_ONE:
            text = next((choice.value for choice in question.choices if choice.label == text), "")
        found[name] = text
    return found
