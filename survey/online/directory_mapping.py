"""The mapping of questions, by name, to fields of the directory. Only a postcode is looked up in the database.

In any questionnaire, questions named `trading_share`, `sector` or `works_with_services` map to these fields. Answers
to questions with other names stay in the response only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from enterprises import fact_values
from enterprises.vocabulary import (
    TERMS,
    Arrangement,
    EngagementStatus,
    IdentifierScheme,
    Origin,
    Vocabulary,
)
from noms.geocoding import find_outcode
from noms.parsing import outward_code
from survey import answers as answering
from survey.questionnaire import Question, Questionnaire, QuestionType

NAME = "organisation_name"
NAME_LENGTH = 200
"""Maximum number of characters of a name in the directory. A longer one is refused or left out, never cut."""

FACTS = tuple(name for name in fact_values.EVIDENCE_FACTS if name != "legal_form")
YEAR_END = "financial_year_end"
TEXTS = {"website": "website", "description": "description", "founded": "founded", "legal_form": "legal_form"}
"""Text fields of an entry, by question; filled in if the directory has none."""

VOCABULARIES = {vocabulary.value: vocabulary.value for vocabulary in Vocabulary}
IDENTIFIERS = {
    "company_number": IdentifierScheme.COMPANY,
    "charity_number": IdentifierScheme.CHARITY,
    "mutual_number": IdentifierScheme.MUTUAL,
}
SERVICES = {
    "works_with_services": EngagementStatus.WORKS,
    "worked_with_services": EngagementStatus.WORKED,
    "would_like_services": EngagementStatus.WOULD_LIKE,
}
WHY_NOT = ("why_not", "why_not_words")
MAY_LIST = "list_publicly"
IDENTIFYING = frozenset(
    {
        NAME,
        "other_names",
        "postcode",
        "website",
        "contact_name",
        "contact_email",
        "contact_telephone",
        *IDENTIFIERS,
    }
)
"""Questions whose answers identify the respondent."""

PUBLISHED = IDENTIFYING.union(
    FACTS,
    TEXTS,
    VOCABULARIES,
    SERVICES,
    (YEAR_END, "legal_form_other", "regions", "arrangement", "origin", "referrals", "evaluation", MAY_LIST),
)
"""Questions whose answers the directory may show under the name of the organisation, and whether it may."""

ASKED_ABOUT = {
    "number": frozenset(IDENTIFIERS),
    "accounts": frozenset({YEAR_END}),
    "services": frozenset(SERVICES),
    "listing": frozenset({MAY_LIST}),
    "contact": frozenset({"contact_name", "contact_email", "contact_telephone"}),
}
"""What the pages around the questions speak of, and the questions of which one must be there for it."""

BOARD = {"none": "0", "below_half": "0..<50", "half": "50", "above_half": ">50..100"}
SHARES = {"none": "0", "to_25": ">0..25", "to_50": ">25..50", "to_75": ">50..75", "to_100": ">75..100"}
"""Choices of our own questionnaires → the interval that each means, in per cent."""


def asked_about(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the keys of `ASKED_ABOUT` that a questionnaire asks about. One made elsewhere may ask about none."""
    names = questionnaire.questions.keys()
    return frozenset(key for key, questions in ASKED_ABOUT.items() if questions & names)


def name_of(answers: Mapping[str, Any]) -> str:
    """Return the name of the organisation as typed, on one line."""
    return " ".join(str(_value(answers, NAME) or "").split())


def names_of(answers: Mapping[str, Any]) -> list[str]:
    """Return the name and the other names, each once."""
    others = str(_value(answers, "other_names") or "").splitlines()
    found = [" ".join(name.strip(" ,;").split()) for name in (name_of(answers), *others)]
    return list(dict.fromkeys(name for name in found if name))


def postcode_of(answers: Mapping[str, Any]) -> str:
    """Return the postcode of the main place, or an empty text if it is missing or invalid."""
    typed = str(_value(answers, "postcode") or "").strip()
    return typed if typed and outward_code(typed) else ""


def known_postcode_of(answers: Mapping[str, Any]) -> str:
    """Return the postcode of the main place if its outward code is known, or an empty text."""
    typed = postcode_of(answers)
    return typed if typed and find_outcode(typed) else ""


def facts_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the evidence in the answers as fact → value. Only questions that are shown count."""
    found = {}
    for question in _shown_questions(questionnaire, answers, FACTS):
        value = _fact(question, _value(answers, question.name))
        if value:
            found[question.name] = value
    if not year_end_of(questionnaire, answers):
        found = {name: value for name, value in found.items() if name not in fact_values.YEAR_FACTS}
    form = texts_of(questionnaire, answers).get("legal_form", "")
    return {**found, "legal_form": form} if form else found


def year_end_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> str:
    """Return the last day of the financial year in ISO format, or an empty text."""
    return next(
        (
            str(_value(answers, each.name) or "")
            for each in _shown_questions(questionnaire, answers, (YEAR_END,))
        ),
        "",
    )


def texts_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return texts for the entry by field."""
    found = {}
    for question in _shown_questions(questionnaire, answers, TEXTS):
        value = _value(answers, question.name)
        if value == "other":
            value = _value(answers, f"{question.name}_other") or ""
        if not answering.is_empty(value):
            found[TEXTS[question.name]] = question.display_value(value).strip()[:2000]
    if "website" in found:
        found["website"] = _website(found["website"])
    return {field: text for field, text in found.items() if text}


def terms_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return terms by vocabulary. Unknown terms stay in the response only."""
    found = {}
    for question in _shown_questions(questionnaire, answers, VOCABULARIES):
        value = _value(answers, question.name)
        words = value if isinstance(value, list | tuple) else [value]
        known = [word for word in words if word in TERMS[question.name].values]
        if known:
            found[VOCABULARIES[question.name]] = known
    return found


def identifiers_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return register numbers by scheme, as typed."""
    return {
        IDENTIFIERS[question.name]: str(_value(answers, question.name)).strip()
        for question in _shown_questions(questionnaire, answers, IDENTIFIERS)
        if not answering.is_empty(_value(answers, question.name))
    }


def services_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the services named, one per line, as pairs of engagement status and words."""
    found = []
    for question in _shown_questions(questionnaire, answers, SERVICES):
        for line in str(_value(answers, question.name) or "").splitlines():
            words = " ".join(line.strip(" \t,;•*-–").split())
            if words and (SERVICES[question.name].value, words) not in found:
                found.append((SERVICES[question.name].value, words))
    return found


def relation_of(questionnaire: Questionnaire, answers: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Return details of the engagement that apply to every relation. `count` is the number of services named."""
    found: dict[str, Any] = {}
    for name, words in (("arrangement", Arrangement), ("origin", Origin)):
        for question in _shown_questions(questionnaire, answers, (name,)):
            value = _value(answers, question.name)
            chosen = value if isinstance(value, list | tuple) else [value]
            if len(chosen) == 1 and chosen[0] in words.values:
                found[name] = chosen[0]
    if count == 1:
        for question in _shown_questions(questionnaire, answers, ("referrals",)):
            value = _value(answers, question.name)
            if isinstance(value, int):
                found |= {"referrals": value, "referrals_are_estimated": True}
    for question in _shown_questions(questionnaire, answers, ("evaluation",)):
        found["evaluation"] = str(_value(answers, question.name) or "")
    return found


def _shown_questions(questionnaire: Questionnaire, answers: Mapping[str, Any], names: Any) -> list[Question]:
    """Return the questions with these names that are shown for the answers."""
    shown = questionnaire.shown(answers)
    return [questionnaire.questions[name] for name in names if name in shown]


def _value(answers: Mapping[str, Any], name: str) -> Any:
    value = answering.read(answers.get(name)).value
    # Rows of a repeated group map to no field of the directory.
    is_rows = isinstance(value, list | tuple) and any(isinstance(row, Mapping) for row in value)
    return None if is_rows else value


def _website(typed: str) -> str:
    """Return the URL of a website with its scheme, or an empty text if it is invalid."""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address if len(address) <= 200 else ""


def _fact(question: Question, value: Any) -> str:
    if answering.is_empty(value):
        return ""
    word = str(value)
    if question.type is QuestionType.SELECT_ONE:
        table = BOARD if question.name == "public_sector_board_share" else SHARES
        word = table.get(word, word) if question.name.endswith("_share") else word
    try:
        return fact_values.normalise(question.name, word)
    except ValueError:
        return ""
