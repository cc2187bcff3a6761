"""Actions on quotations: propose, change, approve, send back, take out, and erase what a respondent withdraws."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from interviews.models import Interview
from reports.models import Release, ReleaseDocument
from reports.models.quotation import ACCEPTED, Quotation, QuotationState
from reports.quotations.flags import flags_of
from reports.quotations.published import FILES_WITH_WORDS
from reports.quotations.sources import attribution_of, may_quote, words_of
from survey.actions.study_states import refuse_if_archived
from survey.models import Response, Study

NO_CONSENT = "The respondent does not consent to be quoted, so nothing of this can be."
NOT_OPEN = "A second person has decided on this text: propose another one."
WHY = "Say why, so that whoever proposed it knows."
OWN = "You proposed these words yourself. Somebody else approves them."


@transaction.atomic
def propose(*, respondent: Interview | Response, source: str, theme: str, text: str, by: User) -> Quotation:
    """Propose words for publication. A text that seems to identify somebody is saved, and cannot be approved.

    The same text from the same answer is proposed once.

    :raises ValidationError: without consent or a text, or if the answer has no words.
    """
    study = _study_of(respondent)
    _check(study, respondent)
    if source not in {words.key for words in words_of(respondent)}:
        raise ValidationError({"source": "Choose an answer that has words."})
    text = _checked_text(text)
    interview = respondent if isinstance(respondent, Interview) else None
    response = respondent if isinstance(respondent, Response) else None
    known = Quotation.objects.filter(
        study=study, interview=interview, response=response, source=source, text=text
    )
    if (same := known.first()) is not None:
        return same
    quotation = Quotation(
        study=study,
        interview=interview,
        response=response,
        source=source,
        theme=theme,
        text=text,
        attribution=attribution_of(respondent),
        proposed_by=by,
    )
    _save(quotation, by=by)
    _record("quotation.proposed", quotation, by=by)
    return quotation


@transaction.atomic
def change(*, quotation: Quotation, theme: str, text: str, by: User) -> Quotation:
    """Change a text that nobody has approved yet; whoever changes it counts as its proposer. No change, no write.

    :raises ValidationError: for an approved or withdrawn one, without consent or a text.
    """
    held = _locked(quotation)
    _check(held.study, held.respondent())
    if not held.can_change:
        raise ValidationError(NOT_OPEN)
    text = _checked_text(text)
    if (held.theme, held.text) == (theme, text) and held.state == QuotationState.PROPOSED:
        return held
    if held.text != text:
        held.proposed_by = by
    held.theme, held.text, held.state, held.reason = theme, text, QuotationState.PROPOSED, ""
    _save(held, by=by)
    _record("quotation.changed", held, by=by)
    return held


@transaction.atomic
def approve(*, quotation: Quotation, names_checked: bool, by: User) -> Quotation:
    """Approve a proposed text for the reports and the next release. Approving it again changes nothing.

    :raises ValidationError: for the person who proposed it, without consent, if it seems to identify somebody, and if
        it has names that were not checked.
    """
    held = _locked(quotation)
    if held.state == QuotationState.APPROVED:
        return held
    _check(held.study, held.respondent())
    if held.state != QuotationState.PROPOSED:
        raise ValidationError("Only a text that waits for a second person can be approved.")
    if held.proposed_by_id == by.pk:
        raise ValidationError(OWN)
    flags = flags_of(held.text, held.respondent())
    if flags.refusals:
        raise ValidationError(flags.refusals)
    if flags.names and not names_checked:
        names = ", ".join(flags.names)
        raise ValidationError({"names_checked": f"Say that these names tell nobody who spoke: {names}."})
    held.state, held.approved_by = QuotationState.APPROVED, by
    held.approved_at = held.consent_seen_at = timezone.now()
    _save(held, by=by)
    _record("quotation.approved", held, by=by)
    return held


@transaction.atomic
def send_back(*, quotation: Quotation, reason: str, by: User) -> Quotation:
    """Send a proposed text back to whoever proposed it, with a reason. Repeating it changes nothing.

    :raises ValidationError: without a reason, or for a text that does not wait.
    """
    held = _locked(quotation)
    reason = _checked_reason(reason)
    if (held.state, held.reason) == (QuotationState.RETURNED, reason):
        return held
    if held.state != QuotationState.PROPOSED:
        raise ValidationError("Only a text that waits for a second person can be sent back.")
    held.state, held.reason = QuotationState.RETURNED, reason
    _save(held, by=by)
    _record("quotation.sent_back", held, by=by)
    return held


@transaction.atomic
def take_out(*, quotation: Quotation, reason: str, by: User) -> Quotation:
    """Take an approved text out of later releases and of live reports. Repeating it changes nothing.

    A release that has it keeps it: that it may be quoted has not changed.

    :raises ValidationError: without a reason, or for a text that is not approved.
    """
    held = _locked(quotation)
    reason = _checked_reason(reason)
    if held.state == QuotationState.TAKEN_OUT:
        return held
    if held.state != QuotationState.APPROVED:
        raise ValidationError("Only an approved text can be taken out.")
    held.state, held.reason = QuotationState.TAKEN_OUT, reason
    _save(held, by=by)
    _record("quotation.taken_out", held, by=by)
    return held


def erase_quotations_of(row: models.Model) -> None:
    """Erase the words of every quotation of a withdrawn interview or response, and the files that have them."""
    about = {"interview": row} if isinstance(row, Interview) else {"response": row}
    found = Quotation.objects.filter(**about).exclude(state=QuotationState.WITHDRAWN).select_related("study")
    for quotation in found:
        was_accepted = quotation.state in ACCEPTED
        quotation.text = quotation.reason = ""
        quotation.state = QuotationState.WITHDRAWN
        quotation.save()
        detail = {"was_accepted": was_accepted, "files": _empty_files(quotation) if was_accepted else 0}
        audit.record(
            by=None, verb="quotation.erased", subject=quotation, study=quotation.study, detail=detail
        )


def _empty_files(quotation: Quotation) -> int:
    """Erase the bytes of the files of releases that quote it, and return their number. Their hashes stay."""
    having = Release.objects.filter(study=quotation.study, content__contains=str(quotation.public_id))
    files = ReleaseDocument.objects.filter(release__in=having.values("pk"), kind__in=FILES_WITH_WORDS)
    return files.exclude(content=b"").update(content=b"")


def _locked(quotation: Quotation) -> Quotation:
    held: Quotation = (
        Quotation.objects.select_for_update(of=("self",))
        .select_related(
            "study", "interview__unit__service", "interview__unit__organisation", "response__organisation"
        )
        .get(pk=quotation.pk)
    )
    return held


def _study_of(respondent: Interview | Response) -> Study:
    strand = respondent.unit.strand if isinstance(respondent, Interview) else respondent.strand
    return strand.study


def _check(study: Study, respondent: Interview | Response) -> None:
    refuse_if_archived(study)
    if not may_quote(respondent):
        raise ValidationError(NO_CONSENT)


def _checked_text(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": "Write the words as they are to be published."})
    return text


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": WHY})
    return " ".join(reason.split())


def _save(quotation: Quotation, *, by: User) -> None:
    quotation.full_clean(exclude=["approved_by", "proposed_by", "study", "interview", "response"])
    quotation.stamp(by=by)
    quotation.save()


def _record(verb: str, quotation: Quotation, *, by: User) -> None:
    audit.record(
        by=by, verb=verb, subject=quotation, study=quotation.study, detail={"theme": quotation.theme}
    )
