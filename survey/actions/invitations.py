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
from survey.actions.study_states import refuse_if_archived, refuse_without_fieldwork
from survey.models import Invitation, InvitationUpload, Response, SampledUnit, Strand
from survey.online import tokens
from survey.vocabulary import CaseCode, ResponseStatus, StrandKind

BATCH = 500


class Invitee(NamedTuple):
    """An organisation to invite: an entry of the directory, or only a name."""

    name: str
    email: str = ""
    organisation: Organisation | None = None
    language: str = ""


@transaction.atomic
def invite(
    *,
    strand: Strand,
    invitees: Iterable[Invitee],
    by: User | None,
    upload: InvitationUpload | None = None,
) -> list[Invitation]:
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
        made.append(_invitation(strand, invitee._replace(name=name, email=email), upload, by=by))
    if troubles:
        raise ValidationError(troubles)
    Invitation.objects.bulk_create(made, batch_size=BATCH)
    sampled = set(SampledUnit.objects.filter(strand=strand).values_list("organisation", flat=True))
    units = [
        SampledUnit(strand=strand, organisation_id=pk, created_by=by, updated_by=by)
        for invitation in made
        if (pk := invitation.organisation_id) and pk not in sampled
    ]
    SampledUnit.objects.bulk_create(units, batch_size=BATCH)
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
    chosen = to_send(invitations)
    _note_sent(chosen, by=by)
    given = [(each, tokens.token_of(tokens.INVITATION, each.key)) for each in chosen]
    if given:
        audit.record(
            by=by,
            verb="invitation.links_given",
            study=given[0][0].strand.study,
            detail={"invitations": [invitation.pk for invitation, _ in given]},
        )
    return given


def to_send(invitations: Sequence[Invitation]) -> list[Invitation]:
    """Return those of a study's invitations that may be sent now. Raises ValidationError unless the study is open."""
    if invitations:
        refuse_without_fieldwork(invitations[0].strand.study)
    return reachable(invitations)


def reachable(invitations: Sequence[Invitation]) -> list[Invitation]:
    """Return the invitations that are neither answered, withdrawn nor declined. One query."""
    answered = set(
        Response.objects.filter(invitation__in=[each.pk for each in invitations])
        .exclude(status=ResponseStatus.DRAFT)
        .values_list("invitation", flat=True)
    )
    return [each for each in invitations if each.declined_at is None and each.pk not in answered]


@transaction.atomic
def mark_sent(*, invitation: Invitation, by: User | None) -> Invitation:
    """Record that an invitation, or a reminder, was sent by e-mail."""
    _note_sent([invitation], by=by)
    audit.record(by=by, verb="invitation.sent", subject=invitation, study=invitation.strand.study)
    return invitation


def _note_sent(invitations: Sequence[Invitation], *, by: User | None) -> None:
    """Store that invitations were sent, or reminded, and may arrive now if they came back before."""
    now = timezone.now()
    for invitation in invitations:
        if invitation.sent_at is None:
            invitation.sent_at = now
        else:
            invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
        invitation.bounced_at = None
        invitation.stamp(by=by)
        invitation.updated_at = now
    fields = ["sent_at", "reminded_at", "reminders", "bounced_at", "updated_by", "updated_at"]
    Invitation.objects.bulk_update(invitations, fields, batch_size=BATCH)
    for invitation in invitations:
        update_unit_outcome(invitation=invitation, by=by)


@transaction.atomic
def note_opened(*, invitation: Invitation) -> None:
    """Record the first time that the private link of an invitation was opened."""
    if invitation.opened_at is None:
        now = timezone.now()
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=now, updated_at=now)


@transaction.atomic
def change_invitation(
    *,
    invitation: Invitation,
    name: str,
    email: str,
    organisation: Organisation | None,
    language: str,
    by: User | None,
) -> Invitation:
    """Change whom an invitation is for. Its private link stays. Only a change is written.

    Raises ValidationError by field, for another entry of the directory once the survey was begun, and in an archived
    study.
    """
    given = {"name": " ".join(name.split()), "email": email.strip(), "language": language}
    held = Invitation.objects.select_related("strand__study").get(pk=invitation.pk)
    refuse_if_archived(held.strand.study)
    changed = sorted(field for field, value in given.items() if getattr(held, field) != value)
    entry = organisation.pk if organisation else None
    if entry != held.organisation_id:
        if Response.objects.filter(invitation=held).exists():
            raise ValidationError(
                {
                    "organisation": "The survey was begun with this invitation. Match the answer when you review it."
                }
            )
        changed.append("organisation")
    if not changed:
        return held
    for field, value in given.items():
        setattr(held, field, value)
    held.organisation = organisation
    held.stamp(by=by)
    held.full_clean()
    held.save()
    if organisation is not None:
        SampledUnit.objects.get_or_create(
            strand=held.strand, organisation=organisation, defaults={"created_by": by, "updated_by": by}
        )
    study, detail = held.strand.study, {"changed": changed}
    audit.record(by=by, verb="invitation.changed", subject=held, study=study, detail=detail)
    return held


@transaction.atomic
def delete_invitations(*, invitations: Sequence[Invitation], by: User | None) -> int:
    """Delete invitations that nobody has begun to answer, and return their number. Their links stop working.

    Invited organisations stay in the sample, as not eligible. Invitations that were begun are left. Raises
    ValidationError in an archived study.
    """
    if invitations:
        refuse_if_archived(invitations[0].strand.study)
    begun = set(
        Response.objects.filter(invitation__in=[each.pk for each in invitations]).values_list(
            "invitation", flat=True
        )
    )
    chosen = [each for each in invitations if each.pk not in begun]
    units = SampledUnit.objects.filter(
        strand__in={each.strand_id for each in chosen},
        organisation__in={each.organisation_id for each in chosen if each.organisation_id},
    )
    for unit in units.select_related("strand__study"):
        record_code(unit=unit, code=CaseCode.NOT_ELIGIBLE, by=by)
    if chosen:
        keys = [each.pk for each in chosen]
        Invitation.objects.filter(pk__in=keys).delete()
        study, detail = chosen[0].strand.study, {"invitations": keys}
        audit.record(by=by, verb="invitation.deleted", study=study, detail=detail)
    return len(chosen)


@transaction.atomic
def mark_bounced(*, invitation: Invitation, by: User | None) -> Invitation:
    """Record that the invitation did not arrive. Raises ValidationError in an archived study."""
    return _mark(invitation, "bounced_at", "invitation.bounced", by=by)


@transaction.atomic
def decline(*, invitation: Invitation, by: User | None) -> Invitation:
    """Record that the organisation declines; it is not reminded again.

    Raises ValidationError when it has answered already, and in an archived study.
    """
    if _has_answered(invitation):
        raise ValidationError("This organisation has already answered.")
    return _mark(invitation, "declined_at", "invitation.declined", by=by)


def update_unit_outcome(*, invitation: Invitation, by: User | None) -> None:
    """Update the outcome code of the invited organisation in the sample (domain §6)."""
    unit = _unit_of(invitation)
    if unit is not None:
        record_code(unit=unit, code=_code_of(invitation), by=by)


def _unit_of(invitation: Invitation) -> SampledUnit | None:
    if invitation.organisation_id is None:
        return None
    return SampledUnit.objects.filter(
        strand=invitation.strand_id, organisation=invitation.organisation_id
    ).first()


def _code_of(invitation: Invitation) -> CaseCode:
    return CaseCode(Invitation.objects.with_code().values_list("code", flat=True).get(pk=invitation.pk))


def _has_answered(invitation: Invitation) -> bool:
    return Response.objects.sent().filter(invitation=invitation).exists()


def _mark(invitation: Invitation, field: str, verb: str, *, by: User | None) -> Invitation:
    if getattr(invitation, field) is not None:
        return invitation
    refuse_if_archived(invitation.strand.study)
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
    strand: Strand, invitee: Invitee, upload: InvitationUpload | None, *, by: User | None
) -> Invitation:
    made = Invitation(
        strand=strand,
        name=invitee.name,
        email=invitee.email,
        organisation=invitee.organisation,
        language=invitee.language,
        upload=upload,
    )
    made.token_hash = tokens.hash_of(tokens.token_of(tokens.INVITATION, made.key))
    made.stamp(by=by)
    return made
