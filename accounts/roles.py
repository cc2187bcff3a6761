"""Who may do what: one table of roles and permission words, for the application and its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

Visitor = Union["User", AnonymousUser]

PUBLIC = frozenset({"atlas.view", "directory.view", "reports.view", "survey.answer"})
"""What everybody may do, signed in or not; over published data only, and their own answers by a private link."""

SIGNED_IN = frozenset({"account.own"})
"""What every account may do, whatever its roles."""


class Role(models.TextChoices):
    """The stable words that are stored. The labels are what people read."""

    VIEWER = "viewer", "Viewer (NOMS officer)"
    RESEARCHER = "researcher", "Researcher"
    STUDY_LEAD = "study_lead", "Study lead"
    CURATOR = "curator", "Curator"
    ADMINISTRATOR = "administrator", "Administrator"


_RESEARCH = frozenset({"unpublished.view", "outcomes.view", "interviews.enter", "mentions.match"})

ROLES: dict[str, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.RESEARCHER: _RESEARCH,
    Role.STUDY_LEAD: _RESEARCH
    | {"study.manage", "survey.review", "definitions.draft", "audit.view", "admin.enter"},
    Role.CURATOR: frozenset(
        {
            "unpublished.view",
            "directory.curate",
            "mentions.match",
            "survey.review",
            "definitions.draft",
            "admin.enter",
        }
    ),
    # Runs the accounts and the reference data; reads no interview and no unpublished result by that.
    Role.ADMINISTRATOR: frozenset({"reference.manage", "accounts.manage", "audit.view", "admin.enter"}),
}

GUARDED_ROLES = frozenset({Role.RESEARCHER, Role.STUDY_LEAD, Role.CURATOR, Role.ADMINISTRATOR})
"""The roles that need a second factor and are signed out when idle."""

PERMISSIONS = frozenset().union(PUBLIC, SIGNED_IN, *ROLES.values())
"""Every permission word there is; any other word is a spelling mistake."""


def roles_of(user: Visitor) -> frozenset[str]:
    """The role words that the user holds: one query for each user object, then remembered on it."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held: frozenset[str] | None = getattr(user, "_roles", None)
    if held is None:
        held = frozenset(user.role_grants.values_list("role", flat=True))
        user._roles = held  # type: ignore[attr-defined]
    return held


def forget_roles(user: User) -> None:
    """Ask the database again next time: the user's roles have just changed."""
    user.__dict__.pop("_roles", None)


def permissions_of(user: Visitor) -> frozenset[str]:
    """All permission words of a user, of nobody (AnonymousUser) and of a closed account alike."""
    if not user.is_authenticated or not user.is_active:
        return PUBLIC
    return PUBLIC.union(SIGNED_IN, *(ROLES.get(role, frozenset()) for role in roles_of(user)))


def is_guarded(user: Visitor) -> bool:
    """Whether the user holds a role that needs a second factor and ends when idle."""
    return not GUARDED_ROLES.isdisjoint(roles_of(user))
