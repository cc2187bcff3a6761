"""What an accepted response has added to the directory: how it is hidden, and how it is taken out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from enterprises import actions as directory
from enterprises.consent import FactKind
from enterprises.models import Engagement, Evidence, Organisation
from survey import consent
from survey.models import Response
from survey.online import directory_mapping
from survey.vocabulary import ResponseStatus

CHANGED = "The respondent has changed the answer that said so."


def source_of(response: Response) -> str:
    """Return the source of evidence from a response, in words."""
    instrument = response.instrument
    return f"Survey answer {response.reference} ({instrument.title}, version {instrument.version})"


def accepted_answers(response: Response) -> dict[str, Any] | None:
    """Return the answers that the directory holds, None if none were accepted. At most one query."""
    if response.organisation_id is None:
        return None
    if response.status == ResponseStatus.ACCEPTED:
        return response.answers
    last = response.earlier_answers.filter(status=ResponseStatus.ACCEPTED).order_by("number").last()
    return None if last is None else last.answers


def hide_facts(response: Response, answers: Mapping[str, Any], *, by: User | None) -> None:
    """Hide what a response has added to its entry from these answers, which were accepted."""
    organisation = _entry(response)
    added = response.outcome.get("fields", [])
    for engagement in Engagement.objects.filter(pk__in=response.outcome.get("engagements", [])):
        directory.refuse_engagement(engagement=engagement, by=by)
    directory.hide_facts_from(
        organisation=organisation,
        source=source_of(response),
        texts=[field for field in directory_mapping.TEXTS.values() if field in added],
        names=_names_added(response, answers),
        postcode=_postcode_added(response, answers),
        by=by,
    )


def refuse_listing(response: Response, answers: Mapping[str, Any], *, by: User | None) -> None:
    """Hide at once what these accepted answers opened, after a “no” that was sent without a review."""
    if FactKind.ENTRY in consent.consented(answers):
        hide_facts(response, answers, by=by)
    directory.apply_listing_answers(organisation=_entry(response), by=by)


def remove_details(response: Response, answers: Mapping[str, Any], *, by: User | None) -> None:
    """Remove from the entry the texts, terms, names, numbers and the place that these accepted answers added."""
    added = response.outcome.get("fields", [])
    texts = directory_mapping.texts_of(response.questionnaire, answers)
    organisation = _entry(response)
    lengths = {field: organisation._meta.get_field(field) for field in texts}
    directory.remove_facts_from(
        organisation=organisation,
        source=source_of(response),
        texts={
            field: text[: getattr(lengths[field], "max_length", None) or 2000]
            for field, text in texts.items()
            if field in added
        },
        names=_names_added(response, answers),
        postcode=_postcode_added(response, answers),
        by=by,
    )


def remove_evidence(
    response: Response, *, reason: str, by: User | None, keep: Mapping[tuple[str, str], str] | None = None
) -> list[Evidence]:
    """Withdraw the evidence from a response, except facts that `keep` has with the same value, which are returned.

    `keep` maps a fact and the last day of its financial year, in ISO format or empty, to the value.
    """
    kept = []
    for evidence in Evidence.objects.filter(pk__in=response.outcome.get("evidence", []), is_withdrawn=False):
        year_end = evidence.financial_year_end.isoformat() if evidence.financial_year_end else ""
        if keep and keep.get((evidence.fact, year_end)) == evidence.value:
            kept.append(evidence)
        else:
            directory.withdraw_evidence(evidence=evidence, reason=reason, by=by)
    return kept


def remove_engagements(
    response: Response, *, reason: str, by: User | None, keep: frozenset[tuple[str, int]] = frozenset()
) -> dict[tuple[str, int], Engagement]:
    """Withdraw the relations from a response, except those in `keep` by status and service, which are returned.

    The words of relations that are withdrawn leave their history too.
    """
    kept: dict[tuple[str, int], Engagement] = {}
    for engagement in Engagement.objects.filter(pk__in=response.outcome.get("engagements", [])):
        key = (str(engagement.status), engagement.service_id)
        if key in keep and key not in kept:
            kept[key] = engagement
            continue
        number = engagement.pk
        directory.withdraw_engagement(engagement=engagement, reason=reason, by=by)
        Engagement.history.filter(id=number).update(evaluation="")
    return kept


def remove_everything(
    response: Response, answers: Mapping[str, Any], *, reason: str, by: User | None
) -> None:
    """Take everything out of the directory that these accepted answers have added."""
    remove_evidence(response, reason=reason, by=by)
    remove_engagements(response, reason=reason, by=by)
    remove_details(response, answers, by=by)


def details_differ(response: Response, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return True if two answers give an entry other texts, terms, names or numbers, or another right to show them."""
    return _details(response, before) != _details(response, after)


def _details(response: Response, answers: Mapping[str, Any]) -> tuple[Any, ...]:
    questionnaire = response.questionnaire
    return (
        directory_mapping.texts_of(questionnaire, answers),
        directory_mapping.terms_of(questionnaire, answers),
        directory_mapping.identifiers_of(questionnaire, answers),
        directory_mapping.names_of(answers),
        directory_mapping.postcode_of(answers),
        consent.consented(answers),
    )


def _names_added(response: Response, answers: Mapping[str, Any]) -> list[str]:
    return directory_mapping.names_of(answers) if "other_names" in response.outcome.get("fields", []) else []


def _postcode_added(response: Response, answers: Mapping[str, Any]) -> str:
    gave_place = "postcode" in response.outcome.get("fields", []) or response.outcome.get("is_new")
    return directory_mapping.known_postcode_of(answers) if gave_place else ""


def _entry(response: Response) -> Organisation:
    assert response.organisation is not None
    return response.organisation
