"""Querysets of studies, sampled units, invitations and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Lower

from accounts.access import may
from noms.models import SiteToday
from noms.vocabulary import PRISON, PROBATION
from survey.vocabulary import (
    INTERVIEWED_CODES,
    CaseCode,
    InvitationState,
    ResponseStatus,
    Source,
    StrandKind,
    StudyState,
)

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.roles import Visitor
    from survey.models import Study


NEVER_CHANGES = "A published questionnaire never changes. Publish a new version."
NEVER_DELETED = "A published questionnaire is never deleted: answers may refer to it."


def unit_name() -> Case:
    """Return the expression of a sampled unit's name; the same as its `str()`."""
    is_of_today = Q(region=F("service__region_2021")) & ~Q(service__name_today="")
    return Case(
        When(is_of_today, then=F("service__name_today")),
        default=Coalesce("service__name", "organisation__name"),
    )


def unit_fact(field: str) -> Case:
    """Return the expression of a fact of a sampled unit's service: its function, category or sex held.

    It is that of today where the unit lies in a region of 2021 and the facts of today are known.
    """
    today = SiteToday.objects.filter(
        site__service=models.OuterRef("service"), site__noms_code=models.OuterRef("service__noms_code")
    )
    is_of_today = When(
        region=F("service__region_2021"),
        then=Coalesce(models.Subquery(today.values(field)[:1]), f"service__{field}"),
    )
    return Case(is_of_today, default=F(f"service__{field}"))


class InstrumentQuerySet(models.QuerySet):
    """Published questionnaires; updating and deleting them is refused."""

    def suitable_for(self, kind: str) -> InstrumentQuerySet:
        """Return those that are not retired and were made for this kind of strand, or do not say for which."""
        says_nothing = models.Q(content__made_for__isnull=True)
        return self.filter(says_nothing | models.Q(content__made_for=kind), retirement__isnull=True)

    def by_title(self) -> InstrumentQuerySet:
        """Return them as people look for them: by title, whatever the case of its letters, the newest version first."""
        return self.order_by(Lower("title"), "name", "-published_at")

    def answered_versions(self, name: str, responses: ResponseQuerySet) -> InstrumentQuerySet:
        """Return the versions of a questionnaire that some of these responses answer, the oldest first."""
        answered = responses.order_by().values("instrument")
        return self.filter(name=name, pk__in=answered).order_by("published_at", "pk")

    def update(self, **changes: Any) -> NoReturn:
        raise ValidationError(NEVER_CHANGES)

    def delete(self) -> NoReturn:
        raise ValidationError(NEVER_DELETED)


class StudyQuerySet(models.QuerySet):
    """Filters of studies."""

    def published(self) -> StudyQuerySet:
        """Return the studies that are public."""
        return self.filter(is_published=True)

    def visible_to(self, user: Visitor) -> StudyQuerySet:
        """Return the studies that this visitor may see: the published ones, or with the permission
        `unpublished.view` all that were opened. Drafts are only on the pages where study leads prepare them."""
        return self.opened() if may(user, "unpublished.view") else self.published()

    def opened(self) -> StudyQuerySet:
        """Return the studies that are no drafts."""
        return self.exclude(state=StudyState.DRAFT)

    def drafts(self) -> StudyQuerySet:
        """Return the studies that are being prepared."""
        return self.filter(state=StudyState.DRAFT)

    def in_fieldwork(self) -> StudyQuerySet:
        """Return the studies that take calls and answers."""
        return self.filter(state=StudyState.OPEN)


class SampledUnitQuerySet(models.QuerySet):
    """Sampled units: the denominator of every coverage figure."""

    def of_study(self, study: Study) -> SampledUnitQuerySet:
        return self.filter(strand__study=study)

    def initial(self) -> SampledUnitQuerySet:
        """Return the units of the strand that approaches every service of the frame."""
        return self.filter(strand__kind=StrandKind.INITIAL_INTERVIEW)

    def interviewed(self) -> SampledUnitQuerySet:
        """Return the units with a complete or partial interview."""
        return self.filter(code__in=INTERVIEWED_CODES)

    def prisons(self) -> SampledUnitQuerySet:
        return self.filter(service__kind=PRISON)

    def probation(self) -> SampledUnitQuerySet:
        return self.filter(service__kind=PROBATION)

    def named(self, name: str) -> SampledUnitQuerySet:
        """Return the units with exactly this name, present or of record, ignoring case."""
        fields = ("service__name", "service__name_today", "organisation__name")
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__iexact": name})
        return self.filter(condition)

    def assigned_to(self, user: User) -> SampledUnitQuerySet:
        return self.filter(assigned_to=user)


class ResponseQuerySet(models.QuerySet):
    """Filters of online responses."""

    def of_study(self, study: Study) -> ResponseQuerySet:
        return self.filter(strand__study=study)

    def sent(self) -> ResponseQuerySet:
        """Return the responses that count: sent, and neither rejected nor quarantined."""
        return self.filter(status__in=[ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED])

    def waiting(self) -> ResponseQuerySet:
        """Return the responses that wait for review, without those that a reviewer put off."""
        return self.filter(status=ResponseStatus.SUBMITTED, postponed_at__isnull=True)

    def with_source(self) -> ResponseQuerySet:
        """Annotate each response with `came_by`, a value of Source."""
        return self.annotate(
            came_by=Case(
                When(delivery__isnull=False, then=F("delivery__tool")),
                When(invitation__isnull=False, then=Value(Source.INVITED.value)),
                default=Value(Source.OPEN_LINK.value),
            )
        )


class InvitationQuerySet(models.QuerySet):
    """Filters of invitations."""

    def with_state(self) -> InvitationQuerySet:
        """Annotate each invitation with `state`, a value of InvitationState."""
        draft = Q(response__status=ResponseStatus.DRAFT)
        return self.annotate(
            state=Case(
                When(response__status=ResponseStatus.WITHDRAWN, then=Value(InvitationState.WITHDRAWN.value)),
                When(~draft & Q(response__isnull=False), then=Value(InvitationState.ANSWERED.value)),
                When(declined_at__isnull=False, then=Value(InvitationState.DECLINED.value)),
                When(response__isnull=False, then=Value(InvitationState.BEGUN.value)),
                When(bounced_at__isnull=False, then=Value(InvitationState.BOUNCED.value)),
                When(opened_at__isnull=False, then=Value(InvitationState.OPENED.value)),
                When(sent_at__isnull=False, then=Value(InvitationState.SENT.value)),
                default=Value(InvitationState.NOT_SENT.value),
                output_field=models.CharField(),
            )
        )

    def with_code(self) -> InvitationQuerySet:
        """Annotate each invitation with `code`, its AAPOR outcome code (domain §6)."""
        sent = [ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED]
        return self.annotate(
            code=Case(
                When(response__status__in=sent, then=Value(CaseCode.COMPLETE.value)),
                When(declined_at__isnull=False, then=Value(CaseCode.REFUSAL.value)),
                When(bounced_at__isnull=False, then=Value(CaseCode.NON_CONTACT.value)),
                When(sent_at__isnull=False, then=Value(CaseCode.UNKNOWN_OTHER.value)),
                default=Value(CaseCode.UNKNOWN_UNIT.value),
            )
        )


class StrandQuerySet(models.QuerySet):
    """Filters of strands."""

    def online(self) -> StrandQuerySet:
        """Return the online surveys of studies that were opened, with a questionnaire and an opening date."""
        return self.filter(
            kind=StrandKind.ONLINE_SURVEY, instrument__isnull=False, opens_on__isnull=False
        ).exclude(study__state=StudyState.DRAFT)
