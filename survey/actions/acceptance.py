"""Decisions on online responses: accept into the directory, reject, release from quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from enterprises import fact_values, identifiers
from enterprises.consent import FactKind, term_kind, text_kind
from enterprises.models import Identifier, Organisation
from enterprises.vocabulary import SourceKind
from noms.models import Service
from survey import answers as answering
from survey import consent
from survey.actions.accepted_facts import (
    CHANGED,
    accepted_answers,
    details_differ,
    hide_facts,
    remove_details,
    remove_engagements,
    remove_everything,
    remove_evidence,
    source_of,
)
from survey.actions.invitations import update_unit_outcome
from survey.actions.responses import lock_response
from survey.actions.study_states import refuse_if_archived
from survey.models import Response
from survey.online import directory_mapping
from survey.online.acceptance_preview import EVIDENCE
from survey.online.directory_mapping import NAME_LENGTH
from survey.vocabulary import ResponseStatus

NamedServiceKey = tuple[str, str]
"""A service as the respondent named it: the engagement status and the words."""

REJECTED = "A reviewer has rejected the answer that said so."
NOT_WAITING = "This answer does not wait for a review: it is {status}."


@transaction.atomic
def accept_response(
    *,
    response: Response,
    organisation: Organisation | None,
    by: User | None,
    services: Mapping[NamedServiceKey, Service] | None = None,
    left_out: Collection[str] = (),
) -> Response:
    """Add a response to the directory: evidence, terms, register numbers and engagements, with its reference.

    `organisation` is the entry to update; None creates a new, unpublished one. `services` maps lines of the response
    to services; other lines stay in the response only. `left_out` names changes that the reviewer does not accept, by
    the keys of `survey.online.acceptance_preview`. Accepting again changes nothing. Existing values are never
    overwritten: evidence is weighed by its source.

    A response that was accepted and then changed by the respondent first takes out what it no longer says; what it
    still says stays as it was.

    What the respondent does not let us show (`survey.consent`) counts in figures only, for new and existing entries.
    A “no” to the public listing takes effect at once.

    Raises ValidationError for a response that is not waiting or names no organisation, and for an entry that was
    merged into another.
    """
    held = lock_response(response)
    if held.status == ResponseStatus.ACCEPTED:
        return held
    _check_waiting(held)
    if held.status == ResponseStatus.QUARANTINED:
        raise ValidationError("This answer is set aside as suspicious. Release it first.")
    if organisation is not None and organisation.merged_into_id:
        raise ValidationError("This entry was merged into another: choose that one.")
    is_new = organisation is None
    organisation = organisation or _create_entry(held, left_out, by=by)
    made: dict[str, Any] = {"is_new": is_new, "left_out": sorted(left_out)}
    earlier = accepted_answers(held)
    left: Organisation | None = None
    if earlier is not None and held.organisation_id != organisation.pk:
        remove_everything(held, earlier, reason=CHANGED, by=by)
        left, earlier = held.organisation, None
    if earlier is not None:
        made["is_new"] = held.outcome.get("is_new", False)
    if earlier is not None and not details_differ(held, earlier, held.answers):
        made |= {name: held.outcome.get(name, []) for name in ("fields", "identifiers")}
    else:
        if earlier is not None:
            remove_details(held, earlier, by=by)
            organisation = Organisation.objects.get(pk=organisation.pk)
        made["fields"] = _fill_gaps(organisation, held, left_out, by=by)
        made["identifiers"] = _add_identifiers(organisation, held, left_out, by=by)
    made["evidence"] = _add_evidence(organisation, held, left_out, by=by)
    made["engagements"] = _add_engagements(organisation, held, services or {}, by=by)
    held.organisation, held.outcome = organisation, made
    _decide(held, ResponseStatus.ACCEPTED, by=by)
    for entry in filter(None, (left, organisation)):
        directory.apply_listing_answers(organisation=entry, by=by)
    detail = {"organisation": organisation.pk, **made}
    audit.record(by=by, verb="response.accepted", subject=held, study=held.strand.study, detail=detail)
    return held


@transaction.atomic
def reject_response(*, response: Response, reason: str, by: User | None) -> Response:
    """Reject a response: it is left out of the directory and all figures, and stored with the reason.

    What an earlier version of the answers has added to the directory is taken out again.

    Raises ValidationError without a reason, and for an answer that is not waiting.
    """
    held = lock_response(response)
    _check_waiting(held)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the answer is rejected."})
    held.reason = reason.strip()
    earlier, organisation = accepted_answers(held), held.organisation
    if earlier is not None:
        remove_everything(held, earlier, reason=REJECTED, by=by)
        held.organisation, held.outcome = None, {}
    _decide(held, ResponseStatus.REJECTED, by=by)
    if organisation is not None:
        directory.apply_listing_answers(organisation=organisation, by=by)
    audit.record(by=by, verb="response.rejected", subject=held, study=held.strand.study)
    return held


@transaction.atomic
def withdraw_listing(*, response: Response, reason: str, by: User | None) -> Response:
    """Record that the respondent no longer agrees to the public listing; everything from this answer is hidden at once.

    The other answers stay and count in figures. Repeating it changes nothing.

    :raises ValidationError: without a reason, and for a response that was not accepted.
    """
    held = lock_response(response)
    if held.status != ResponseStatus.ACCEPTED or held.organisation is None:
        raise ValidationError("Only an accepted answer has a listing to take back.")
    if not reason.strip():
        raise ValidationError({"reason": "Say how and when the respondent took it back, without a name."})
    if consent.is_refused(held.answers):
        return held
    was_listed = FactKind.ENTRY in consent.consented(held.answers)
    held.answers = {**held.answers, consent.QUESTION: answering.stored_value("no")}
    held.consent_changed_at = timezone.now()
    held.stamp(by=by)
    held.save()
    audit.record(
        by=by,
        verb="response.listing_withdrawn",
        subject=held,
        study=held.strand.study,
        detail={"reason": reason.strip()},
    )
    if was_listed:
        hide_facts(held, held.answers, by=by)
    directory.apply_listing_answers(organisation=held.organisation, by=by)
    return held


@transaction.atomic
def release_response(*, response: Response, by: User | None) -> Response:
    """Release a response from quarantine to wait for review.

    Raises ValidationError if it is not in quarantine, and in an archived study.
    """
    held = lock_response(response)
    refuse_if_archived(held.strand.study)
    if held.status != ResponseStatus.QUARANTINED:
        raise ValidationError("Only an answer that was set aside can be released.")
    held.status = ResponseStatus.SUBMITTED
    held.stamp(by=by)
    held.save(update_fields=["status", "updated_by", "updated_at"])
    if held.invitation is not None:
        update_unit_outcome(invitation=held.invitation, by=by)
    audit.record(by=by, verb="response.released", subject=held, study=held.strand.study)
    return held


def _check_waiting(response: Response) -> None:
    refuse_if_archived(response.strand.study)
    if response.status not in (ResponseStatus.SUBMITTED, ResponseStatus.QUARANTINED):
        raise ValidationError(NOT_WAITING.format(status=response.get_status_display().lower()))


def _decide(response: Response, status: str, *, by: User | None) -> None:
    response.status, response.decided_at, response.decided_by = status, timezone.now(), by
    response.stamp(by=by)
    response.save()
    if response.invitation is not None:
        update_unit_outcome(invitation=response.invitation, by=by)


def _create_entry(response: Response, left_out: Collection[str], *, by: User | None) -> Organisation:
    name = directory_mapping.name_of(response.answers)
    if not name:
        raise ValidationError("The answer names no organisation. Choose the entry that is meant.")
    if len(name) > NAME_LENGTH:
        raise ValidationError(
            f"The name in the answer has {len(name)} characters, and an entry has {NAME_LENGTH} at most. Make the "
            "entry with a shorter name first, then choose it here."
        )
    return directory.create_organisation(
        name=name,
        by=by,
        source=f"An answer to the survey of “{response.strand.study.title}”.",
        postcode=directory_mapping.known_postcode_of(response.answers)
        if FactKind.ENTRY in consent.consented(response.answers) and "postcode" not in left_out
        else "",
        is_invented=response.strand.study.is_demonstration,
        is_from_answer=True,
    )


def _fill_gaps(
    organisation: Organisation, response: Response, left_out: Collection[str], *, by: User | None
) -> list[str]:
    """Add texts, terms, names and a postcode that the entry lacks. Returns the names of the fields added.

    What the respondent does not let us show is added for figures only; names and a place are then left out.
    """
    questionnaire, answers = response.questionnaire, response.answers
    allowed = consent.consented(answers)
    texts = directory_mapping.texts_of(questionnaire, answers)
    changes = {
        field: text[: _max_length(field)]
        for field, text in texts.items()
        if not getattr(organisation, field) and field not in left_out
    }
    held: dict[str, set[str]] = {}
    for row in organisation.terms.all():
        held.setdefault(row.vocabulary, set()).add(row.term)
    said = directory_mapping.terms_of(questionnaire, answers)
    terms = {
        vocabulary: sorted(held.get(vocabulary, set()) | set(words))
        for vocabulary, words in said.items()
        if set(words) - held.get(vocabulary, set()) and vocabulary not in left_out
    }
    known = {organisation.name, *(other.name for other in organisation.other_names.all())}
    names = [name for name in directory_mapping.names_of(answers) if name not in known]
    names = [name for name in names if len(name) <= NAME_LENGTH]
    postcode = "" if organisation.places.exists() else directory_mapping.known_postcode_of(response.answers)
    if "other_names" in left_out:
        names = []
    if "postcode" in left_out:
        postcode = ""
    if FactKind.ENTRY not in allowed:
        # No figure counts these, so there is no reason to store what may not be shown.
        names, postcode = [], ""
    confidential = {
        *(field for field in changes if text_kind(field) not in allowed),
        *(vocabulary for vocabulary in terms if term_kind(vocabulary) not in allowed),
    }
    if not (changes or terms or names or postcode):
        return []
    directory.update_organisation(
        organisation=organisation,
        by=by,
        other_names=[*known, *names] if names else None,
        terms=terms or None,
        terms_source=source_of(response),
        postcode=postcode or None,
        confidential=confidential,
        **changes,
    )
    extra = [word for word, given in (("other_names", names), ("postcode", postcode)) if given]
    return sorted([*changes, *terms, *extra])


def _add_identifiers(
    organisation: Organisation, response: Response, left_out: Collection[str], *, by: User | None
) -> list[str]:
    """Add valid register numbers that no other organisation has, if they may be shown. Returns their schemes."""
    if FactKind.ENTRY not in consent.consented(response.answers):
        return []
    held = {row.scheme for row in organisation.identifiers.all()}
    added = []
    for scheme, typed in directory_mapping.identifiers_of(response.questionnaire, response.answers).items():
        try:
            value = identifiers.normalise(scheme, typed)
        except ValueError:
            continue
        if (
            scheme in held
            or scheme in left_out
            or Identifier.objects.filter(scheme=scheme, value=value, is_parents=False).exists()
        ):
            continue
        directory.add_identifier(
            organisation=organisation,
            scheme=scheme,
            value=value,
            is_from_answer=True,
            source=source_of(response),
            by=by,
        )
        added.append(str(scheme))
    return added


def _add_evidence(
    organisation: Organisation, response: Response, left_out: Collection[str], *, by: User | None
) -> list[int]:
    """Add the evidence in a response, and withdraw what it said before and says no longer."""
    questionnaire, answers = response.questionnaire, response.answers
    assert response.submitted_at is not None
    facts = {
        name: value
        for name, value in directory_mapping.facts_of(questionnaire, answers).items()
        if f"{EVIDENCE}{name}" not in left_out
    }
    day = timezone.localdate(response.submitted_at)
    year_end = directory_mapping.year_end_of(questionnaire, answers)
    amounts = {name: value for name, value in facts.items() if name in fact_values.YEAR_FACTS}
    if amounts and dt.date.fromisoformat(year_end) > day:
        amounts = {}
    statements = {name: value for name, value in facts.items() if name not in fact_values.YEAR_FACTS}
    keep = {(name, ""): value for name, value in statements.items()}
    keep |= {(name, year_end): value for name, value in amounts.items()}
    kept = remove_evidence(response, reason=CHANGED, by=by, keep=keep)
    for evidence in kept:
        (amounts if evidence.fact in fact_values.YEAR_FACTS else statements).pop(evidence.fact, None)
    added = directory.add_facts(
        organisation=organisation,
        facts=statements,
        source_kind=SourceKind.ORGANISATION_SURVEY,
        source=source_of(response),
        observed_on=day,
        by=by,
    )
    if amounts:
        added += directory.add_facts(
            organisation=organisation,
            facts=amounts,
            source_kind=SourceKind.ORGANISATION_SURVEY,
            source=source_of(response),
            observed_on=day,
            financial_year_end=dt.date.fromisoformat(year_end),
            by=by,
        )
    return sorted(evidence.pk for evidence in (*kept, *added))


def _add_engagements(
    organisation: Organisation,
    response: Response,
    services: Mapping[NamedServiceKey, Service],
    *,
    by: User | None,
) -> list[int]:
    """Add an engagement for each service matched, once per service and status. Returns their primary keys.

    Relations that the response named before are changed, or withdrawn if it names them no longer.
    """
    questionnaire, answers = response.questionnaire, response.answers
    named = directory_mapping.services_of(questionnaire, answers)
    working = [one for one in named if one[0] != "would_like"]
    about = directory_mapping.relation_of(questionnaire, answers, count=len(working))
    terms = directory_mapping.terms_of(questionnaire, answers)
    keys = frozenset((str(status), service.pk) for (status, _), service in services.items())
    kept = remove_engagements(response, reason=CHANGED, by=by, keep=keys)
    is_shown = FactKind.RELATION in consent.consented(answers)
    made: list[int] = []
    done: set[tuple[str, int]] = set()
    for status, words in named:
        service = services.get((status, words))
        if service is None or (status, service.pk) in done:
            continue
        done.add((status, service.pk))
        wants = status == "would_like"
        stored = kept.get((str(status), service.pk))
        engagement = directory.engage(
            organisation=organisation,
            service=service,
            status=status,
            source_kind=SourceKind.ORGANISATION_SURVEY,
            source=source_of(response),
            terms={}
            if wants
            else {name: terms[name] for name in ("stage", "offender_group") if name in terms},
            study_slug=response.strand.study.slug,
            may_be_listed=is_shown,
            shows_details=stored.shows_details if stored else False,
            engagement=stored,
            by=by,
            **({} if wants else about),
        )
        made.append(engagement.pk)
    return made


def _max_length(field: str) -> int:
    return getattr(Organisation._meta.get_field(field), "max_length", None) or 2000
