"""Questions about many studies and sampled units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Value, When

from accounts.access import may
from noms.vocabulary import ServiceKind
from survey.vocabulary import INTERVIEWED, CaseCode, ResponseStatus, Source, StrandKind

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.roles import Visitor
    from survey.models import Study


NEVER_CHANGES = "A published questionnaire never changes. Publish a new version."
NEVER_DELETED = "A published questionnaire is never deleted: answers may refer to it."


class InstrumentQuerySet(models.QuerySet):
    """Published questionnaires, which are read and never written again."""

    def update(self, **changes: Any) -> NoReturn:
        raise ValidationError(NEVER_CHANGES)

    def delete(self) -> NoReturn:
        raise ValidationError(NEVER_DELETED)


class StudyQuerySet(models.QuerySet):
    """Studies, for chaining."""

    def published(self) -> StudyQuerySet:
        """Studies that everybody may see."""
        return self.filter(is_published=True)

    def visible_to(self, user: Visitor) -> StudyQuerySet:
        """Studies that this visitor may see: the published ones, or all with the permission `unpublished.view`."""
        return self.all() if may(user, "unpublished.view") else self.published()


class SampledUnitQuerySet(models.QuerySet):
    """Sampled units: the denominator of every coverage figure."""

    def of_study(self, study: Study) -> SampledUnitQuerySet:
        return self.filter(strand__study=study)

    def initial(self) -> SampledUnitQuerySet:
        """The strand that approaches every service of the frame."""
        return self.filter(strand__kind=StrandKind.INITIAL_INTERVIEW)

    def interviewed(self) -> SampledUnitQuerySet:
        """Units with a complete or partial interview."""
        return self.filter(code__in=INTERVIEWED)

    def prisons(self) -> SampledUnitQuerySet:
        return self.filter(service__kind=ServiceKind.PRISON)

    def probation(self) -> SampledUnitQuerySet:
        return self.filter(service__kind=ServiceKind.PROBATION)

    def named(self, name: str) -> SampledUnitQuerySet:
        """Units of this very name, whatever its letters are."""
        return self.filter(models.Q(service__name__iexact=name) | models.Q(organisation__name__iexact=name))

    def assigned_to(self, user: User) -> SampledUnitQuerySet:
        return self.filter(assigned_to=user)


class ResponseQuerySet(models.QuerySet):
    """Online answers, for chaining."""

    def of_study(self, study: Study) -> ResponseQuerySet:
        return self.filter(strand__study=study)

    def sent(self) -> ResponseQuerySet:
        """Answers that count as given: sent, and neither rejected nor set aside."""
        return self.filter(status__in=[ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED])

    def with_source(self) -> ResponseQuerySet:
        """Each with how it came, as `came_by`: the words of Source."""
        return self.annotate(
            came_by=Case(
                When(delivery__isnull=False, then=F("delivery__tool")),
                When(invitation__isnull=False, then=Value(Source.INVITED.value)),
                default=Value(Source.OPEN_LINK.value),
            )
        )


class InvitationQuerySet(models.QuerySet):
    """Invitations, for chaining."""

    def with_code(self) -> InvitationQuerySet:
        """Each with how the asking ended, as `code`, in AAPOR's codes (domain §6)."""
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
    """Ways of asking, for chaining."""

    def online(self) -> StrandQuerySet:
        """Online surveys that have a questionnaire and a day on which they open."""
        return self.filter(kind=StrandKind.ONLINE_SURVEY, instrument__isnull=False, opens_on__isnull=False)
