"""Releases: the frozen figures of a study, which are all that the public sees of what respondents said."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from interviews.models import Interview
from reports.querysets import ReleaseQuerySet
from survey.models import Response, Study

NEVER_DELETED = "A release is never deleted. Withdraw it: its address stays, with a notice."


class ReleaseState(models.TextChoices):
    """The states of a release, each after the one before it; a change of a ready one makes it a draft again."""

    DRAFT = "draft", "Draft"
    READY = "ready", "Ready"
    RELEASED = "released", "Released"
    WITHDRAWN = "withdrawn", "Withdrawn"


PUBLIC = (ReleaseState.RELEASED, ReleaseState.WITHDRAWN)
"""The states in which the release has public addresses."""


class Release(TimeStampedByModel):
    """The figures of a study as they are published on one day, prepared by one person and released by another.

    `content` is canonical JSON (reports/releases/content.py) and `sha256` its hash. Once it is released, the database
    refuses to change both (reports/releases/triggers.py). A study has at most one draft or ready release at a time; it
    is reused, never deleted. `read_at` is the moment at which the content was read from the live data. `approved_at`
    is when the second person released it: before `released_at` where it waits for `scheduled_for`.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=ReleaseState, default=ReleaseState.DRAFT, editable=False)
    title = models.CharField(max_length=200)
    policy = models.CharField("disclosure policy", max_length=20, blank=True, editable=False)
    geography = models.JSONField("areas of its tables", default=list, blank=True, editable=False)
    content = models.TextField(blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of its content", max_length=64, blank=True, editable=False)
    read_at = models.DateTimeField("live data read", null=True, blank=True, editable=False)
    fingerprint = models.CharField("state of the live data", max_length=64, blank=True, editable=False)
    scheduled_for = models.DateTimeField(
        "announced for", null=True, blank=True, help_text="Empty: as soon as the second person releases it."
    )
    revision_note = models.TextField(
        "what has changed since the release before", blank=True, help_text="Needed from release 2 on."
    )
    withdrawn_note = models.TextField("why it was withdrawn", blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_ones", editable=False
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "number"],
                name="%(app_label)s_%(class)s_number_once_in_a_study",
                violation_error_message="The study has a release of this number already.",
            ),
            models.UniqueConstraint(
                fields=["study"],
                condition=Q(state__in=[ReleaseState.DRAFT, ReleaseState.READY]),
                name="%(app_label)s_%(class)s_one_in_preparation",
                violation_error_message="The study has a release in preparation already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReleaseState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message="A release is a draft, ready, released or withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(app_label)s_%(class)s_number_counts_from_one",
                violation_error_message="Releases count from 1.",
            ),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.DRAFT)
                | (
                    Q(prepared_by__isnull=False, ready_at__isnull=False, read_at__isnull=False)
                    & ~Q(content="")
                    & ~Q(sha256="")
                ),
                name="%(app_label)s_%(class)s_ready_has_content",
                violation_error_message="A ready release has its content and its hash, and says who prepared it.",
            ),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.DRAFT) | Q(number=1) | ~Q(revision_note=""),
                name="%(app_label)s_%(class)s_says_what_changed",
                violation_error_message="From release 2 on, say what has changed since the release before.",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                name="%(app_label)s_%(class)s_by_two_people",
                violation_error_message="Somebody else than the person who prepared it releases it.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PUBLIC, released_by__isnull=False, released_at__isnull=False)
                | Q(state__in=[ReleaseState.DRAFT, ReleaseState.READY], released_at__isnull=True),
                name="%(app_label)s_%(class)s_says_who_released_it",
                violation_error_message="A public release says who released it and when, and no other does.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ReleaseState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_note="")
                )
                | (~Q(state=ReleaseState.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_note="")),
                name="%(app_label)s_%(class)s_says_why_it_was_withdrawn",
                violation_error_message="A withdrawn release says when and why, and no other does.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study}, release {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("release-detail", args=[self.study.slug, self.number])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(NEVER_DELETED)

    @classmethod
    def why_listed(cls, study: Study) -> str:
        """Return why a study with public releases stays listed; empty for any other."""
        if not cls.objects.filter(study=study).public().exists():
            return ""
        return "It has releases, whose addresses never change. Withdraw a release if its figures are wrong."

    @property
    def name(self) -> str:
        """Its number, with its title where that says more than the title of its study does. Needs the study."""
        number = f"release {self.number}"
        return number if self.title == self.study.title else f"{number}: {self.title}"

    @property
    def is_draft(self) -> bool:
        return self.state == ReleaseState.DRAFT

    @property
    def is_ready(self) -> bool:
        """True if its content is frozen and it waits for the second person or for its day."""
        return self.state == ReleaseState.READY

    @property
    def is_public(self) -> bool:
        """True if it has public addresses: it is released, or was and is withdrawn."""
        return self.state in PUBLIC

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ReleaseState.WITHDRAWN

    @property
    def waits_for_its_day(self) -> bool:
        """True if the second person has released it for a later moment."""
        return self.is_ready and self.approved_at is not None


class ReleaseDocument(models.Model):
    """A document of a release as it was made when the release was made ready, kept byte for byte.

    It is never made again: a later version of a library may not change what was released. One whose words a respondent
    took back is emptied (docs/decisions/0062-quotations.md); its hash stays.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, help_text="How its address ends, such as pdf.")
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField("SHA-256 of its bytes", max_length=64)
    size = models.PositiveIntegerField("bytes")

    class Meta:
        ordering = ["release", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "kind"],
                name="%(app_label)s_%(class)s_once_for_each_kind",
                violation_error_message="The release has this document already.",
            ),
            models.CheckConstraint(
                condition=~Q(sha256=""),
                name="%(app_label)s_%(class)s_has_its_hash",
                violation_error_message="A document has its hash.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.kind}"


class ReleaseMember(models.Model):
    """One respondent whose answers a release counts, by which the rule for revisions sees who has changed.

    `answers` maps each group of figures (a question in a strand) to a keyed hash of the answer. `part` and `area` are
    where the respondent counted then. One that is erased or withdrawn leaves a row without
    interview and hashes: it is then known that one was removed, and not whose.
    """

    CLASS_C = ("answers",)

    release = models.ForeignKey(Release, models.PROTECT, related_name="members")
    interview = models.ForeignKey(
        Interview, models.SET_NULL, null=True, blank=True, related_name="release_members"
    )
    response = models.ForeignKey(
        Response, models.SET_NULL, null=True, blank=True, related_name="release_members"
    )
    strand = models.CharField(max_length=24)
    part = models.CharField("part of NOMS", max_length=24, blank=True)
    area = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["release", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "interview"],
                condition=Q(interview__isnull=False),
                name="%(app_label)s_%(class)s_counted_once",
                violation_error_message="The release counts this interview already.",
            ),
            models.UniqueConstraint(
                fields=["release", "response"],
                condition=Q(response__isnull=False),
                name="%(app_label)s_%(class)s_answer_counted_once",
                violation_error_message="The release counts this answer already.",
            ),
            models.CheckConstraint(
                condition=Q(interview__isnull=True) | Q(response__isnull=True),
                name="%(app_label)s_%(class)s_interview_or_answer",
                violation_error_message="A member is an interview or an answer of the online survey.",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of {self.release}"

    @classmethod
    def forget(cls, row: models.Model) -> None:
        """Erase what releases hold of the answers of an interview or a response, and that it was this one."""
        if isinstance(row, Interview):
            cls.objects.filter(interview=row).update(interview=None, answers={})
        elif isinstance(row, Response):
            cls.objects.filter(response=row).update(response=None, answers={})


class EarlyAccess(models.Model):
    """A person who sees a release before the public does, with the reason; the release prints role and reason."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="early_access")
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=150, help_text="Such as “head of commissioning, NOMS”. It is printed.")
    reason = models.CharField(max_length=300, help_text="Why before the public. It is printed.")
    from_on = models.DateField("sees it from")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["release", "from_on", "pk"]
        verbose_name_plural = "early access"
        constraints = [
            models.UniqueConstraint(
                fields=["release", "name"],
                name="%(app_label)s_%(class)s_each_person_once",
                violation_error_message="This person is on the list already.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(role="") & ~Q(reason=""),
                name="%(app_label)s_%(class)s_says_who_and_why",
                violation_error_message="Say who it is, in which role, and why they see it before the public.",
            ),
        ]

    def __str__(self) -> str:
        return self.role
