"""Accounts, their roles and saved views, and the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.jobs.models import Job, JobFilePart
from accounts.roles import ROLES, Role, permissions_of

__all__ = [
    "AppendOnlyError",
    "AuditEvent",
    "Job",
    "JobFilePart",
    "RoleGrant",
    "SavedView",
    "User",
]


class UserManager(BaseUserManager["User"]):
    """Creates accounts, and finds them by e-mail address in upper or lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account without roles. Nobody can sign in to it without a password."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an account. Their permissions come from their roles only (accounts/roles.py)."""

    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "There is already an account with this e-mail address."},
    )
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(
        "open", default=True, help_text="A closed account cannot sign in. Accounts are closed, not deleted."
    )
    is_demonstration = models.BooleanField(
        default=False, editable=False, help_text="Cannot sign in outside the demonstration."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    own_area = models.SlugField(
        blank=True,
        editable=False,
        help_text="The short name of the probation area that this person sees first; empty: none chosen.",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        verbose_name = "account"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="%(app_label)s_%(class)s_email_is_unique_in_any_case",
                violation_error_message="There is already an account with this e-mail address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @property
    def audit_label(self) -> str:
        """The name of the account in the audit trail: its number, because the trail has no personal data."""
        return f"account {self.pk}"

    @property
    def is_staff(self) -> bool:
        """True if this person may enter the admin."""
        return "admin.enter" in permissions_of(self)

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Return True if the roles give this permission. Django's own `app.change_model` is never given."""
        return perm in permissions_of(self)

    def has_perms(self, perms: list[str], obj: object | None = None) -> bool:
        return permissions_of(self).issuperset(perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Return False: each section of the admin checks its own permission (accounts/admin_permissions.py)."""
        return False


class RoleGrant(models.Model):
    """A role of a person, and who granted it. Only accounts/actions.py grants and revokes roles."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: given by a command."
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="%(app_label)s_%(class)s_once_for_each_role",
                violation_error_message="This person already holds this role.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[str(role) for role in ROLES]),
                name="%(app_label)s_%(class)s_role_is_known",
                violation_error_message="There is no such role.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class SavedView(models.Model):
    """An address of the map that a user saved under a name. Only this user sees it."""

    MAX_PER_USER = 50
    MAX_LENGTH = 1500

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(
        max_length=MAX_LENGTH,
        blank=True,
        help_text="The query of the address, from the question mark on; empty for the whole map.",
    )
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["user", "name"]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="%(app_label)s_%(class)s_one_of_a_name",
                violation_error_message="You already have a saved view with this name.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message="Give the view a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ViewWatch(models.Model):
    """A saved view whose owner wants to be told what is new in its list: by e-mail, in a private feed, or both.

    Whoever knows the address of the feed reads it, so only the hash of its token is stored.
    """

    MAX_FOUND = 2_000
    CLASS_C = ("token_hash",)

    view = models.OneToOneField(SavedView, models.CASCADE, related_name="watch")
    by_email = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    site = models.URLField(help_text="The address of this Gatehouse, for links in e-mails and in the feed.")
    found = models.JSONField(
        null=True,
        help_text="What the list had when it was looked at last: names by key. Null: the view was changed since.",
    )
    looked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "view watches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by_email=True) | models.Q(token_hash__isnull=False),
                name="%(app_label)s_%(class)s_tells_somewhere",
                violation_error_message="Choose e-mail or a private feed.",
            ),
        ]

    def __str__(self) -> str:
        return f"Watch of {self.view}"


class ViewNews(models.Model):
    """What came into the list of a watched view, and what left it, since it was looked at before."""

    watch = models.ForeignKey(ViewWatch, models.CASCADE, related_name="news")
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    added = models.JSONField(default=dict, help_text="Names by short name.")
    removed = models.JSONField(default=dict, help_text="Names by short name.")
    emailed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Empty: not sent, or not to be sent by e-mail."
    )

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name_plural = "view news"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(added={}, removed={}),
                name="%(app_label)s_%(class)s_has_news",
                violation_error_message="There is nothing new.",
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.added)} new, {len(self.removed)} gone"


class AppendOnlyError(Exception):
    """Something tried to change or delete an audit event."""


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Audit events, which cannot be changed or deleted. Only accounts/audit.py adds them."""

    def about(self, subject: models.Model) -> AuditEventQuerySet:
        """Return the events about this object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit events are never changed or deleted.")

    update = bulk_update = delete = update_or_create = _raw_delete = _refuse


class AuditEvent(models.Model):
    """An action of a person or a command. The database refuses changes too (accounts/triggers.py).

    It has no personal data: people are named by account, objects by type and number.
    """

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a command or a visitor.",
    )
    verb = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    study_slug = models.CharField("study", max_length=60, blank=True, db_index=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="accounts_auditevent_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(verb=""),
                name="%(app_label)s_%(class)s_says_what_was_done",
                violation_error_message="An audit event needs a verb.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Audit events are never changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit events are never deleted.")
