"""Actions on invitations: invite, give out links, remind, decline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from enterprises.models import Organisation
from survey.actions.studies import record_code
from survey.actions.study_states import refuse_without_fieldwork
from survey.models import Invitation, Response, SampledUnit, Strand
from survey.online import tokens
from survey.vocabulary import CaseCode, StrandKind


class Invitee(NamedTuple):
    """An organisation to invite: an entry of the directory, or only a name."""

    name: str
    email: str = ""
    organisation: Organisation | None = None


@transaction.atomic
def invite(*, strand: Strand, invitees: Iterable[Invitee], by: User | None) -> list[Invitation]:
    """Invite organisations, all or none; those already invited are skipped. Returns the new invitations.

    An organisation of the directory becomes a unit of the strand's sample. Raises ValidationError with a sentence for
    each invalid row.
    """
    if strand.kind != StrandKind.ONLINE_SURVEY:
        raise ValidationError("Only an online survey has invitations.")
    refuse_without_fieldwork(strand.study)
    existing = list(Invitation.objects.filter(strand=strand).values_list("organisation", "email", "name"))
    known = {pk for pk, _, _ in existing if pk}
    addresses = {email.casefold() for _, email, _ in existing if email}
    names = {name.casefold() for pk, email, name in existing if not pk and not email}
    troubles: list[str] = []
    made: list[Invitation] = []
    for number, invitee in enumerate(invitees, 1):
        name, email = " ".join(invitee.name.split()), invitee.email.strip()
        trouble = _trouble_with(name, email)
        if trouble:
            troubles.append(f"Row {number}: {trouble}")
            continue
        organisation = invitee.organisation
        is_known = (
            (organisation is not None and organisation.pk in known)
            or (email and email.casefold() in addresses)
            or (organisation is None and not email and name.casefold() in names)
        )
        if is_known:
            continue
        known |= {organisation.pk} if organisation else set()
        addresses |= {email.casefold()} if email else set()
        names |= {name.casefold()} if not (organisation or email) else set()
        made.append(_invitation(strand, name, email, organisation, by=by))
    if troubles:
        raise ValidationError(troubles)
    for invitation in made:
        invitation.save()
        if invitation.organisation_id:
            SampledUnit.objects.get_or_create(
                strand=strand,
                organisation_id=invitation.organisation_id,
                defaults={"created_by": by, "updated_by": by},
            )
    if made:
        detail = {"invitations": len(made)}
        audit.record(by=by, verb="survey.invited", subject=strand, study=strand.study, detail=detail)
    return made


@transaction.atomic
def hand_out(*, invitations: Sequence[Invitation], by: User | None) -> list[tuple[Invitation, str]]:
    """Return the private links of invitations to send now, and mark each as sent or reminded.

    Organisations that have answered or declined are left out. The audit trail records it. Raises ValidationError
    unless the study is open.
    """
    now = timezone.now()
    given = []
    if invitations:
        refuse_without_fieldwork(invitations[0].strand.study)
    for invitation in invitations:
        if invitation.declined_at or _has_answered(invitation):
            continue
        if invitation.sent_at is None:
            invitation.sent_at = now
        else:
            invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
        invitation.stamp(by=by)
        invitation.save()
        update_unit_outcome(invitation=invitation, by=by)
        given.append((invitation, tokens.token_of(tokens.INVITATION, invitation.key)))
    if given:
        audit.record(
            by=by,
            verb="invitation.links_given",
            study=given[0][0].strand.study,
            detail={"invitations": [invitation.pk for invitation, _ in given]},
        )
    return given


@transaction.atomic
def mark_bounced(*, invitation: Invitation, by: User | None) -> Invitation:
    """Record that the invitation did not arrive."""
    return _mark(invitation, "bounced_at", "invitation.bounced", by=by)


@transaction.atomic
def decline(*, invitation: Invitation, by: User | None) -> Invitation:
    """Record that the organisation declines; it is not reminded again.

    Raises ValidationError when it has answered already.
    """
    if _has_answered(invitation):
        raise ValidationError("This organisation has already answered.")
    return _mark(invitation, "declined_at", "invitation.declined", by=by)


def update_unit_outcome(*, invitation: Invitation, by: User | None) -> None:
    """Update the outcome code of the invited organisation in the sample (domain §6)."""
    if invitation.organisation_id is None:
        return
    unit = SampledUnit.objects.filter(
        strand=invitation.strand_id, organisation=invitation.organisation_id
    ).first()
    if unit is not None:
        record_code(unit=unit, code=_code_of(invitation), by=by)


def _code_of(invitation: Invitation) -> CaseCode:
    return CaseCode(Invitation.objects.with_code().values_list("code", flat=True).get(pk=invitation.pk))


def _has_answered(invitation: Invitation) -> bool:
    return Response.objects.sent().filter(invitation=invitation).exists()


def _mark(invitation: Invitation, field: str, verb: str, *, by: User | None) -> Invitation:
    if getattr(invitation, field) is not None:
        return invitation
    setattr(invitation, field, timezone.now())
    invitation.stamp(by=by)
    invitation.save()
    update_unit_outcome(invitation=invitation, by=by)
    audit.record(by=by, verb=verb, subject=invitation, study=invitation.strand.study)
    return invitation


def _trouble_with(name: str, email: str) -> str:
    if not name:
        return "give the name of the organisation."
    if len(name) > 200:
        return "the name is longer than 200 characters."
    if email:
        try:
            validate_email(email)
        except ValidationError:
            return f"“{email[:100]}” is not an e-mail address."
    return ""


def _invitation(
    strand: Strand, name: str, email: str, organisation: Organisation | None, *, by: User | None
) -> Invitation:
    made = Invitation(strand=strand, name=name, email=email, organisation=organisation)
    made.token_hash = tokens.hash_of(tokens.token_of(tokens.INVITATION, made.key))
    made.stamp(by=by)
    return made
