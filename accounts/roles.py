"""The table of roles and their permissions, for the application and its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

Visitor = Union["User", AnonymousUser]

PUBLIC = frozenset({"atlas.view", "directory.view", "learning.view", "reports.view", "survey.answer"})
"""The permissions of everybody, also without an account: published data, and one's own answers by a private link."""

PUBLIC_PAGES = PUBLIC - {"survey.answer"}
"""The permissions of pages that are the same for all visitors. An online survey is not: its address is a secret."""

SIGNED_IN = frozenset({"account.own"})
"""The permissions of every account."""


class Role(models.TextChoices):
    """The roles of accounts."""

    VIEWER = "viewer", "Viewer (NOMS officer)"
    RESEARCHER = "researcher", "Researcher"
    STUDY_LEAD = "study_lead", "Study lead"
    CURATOR = "curator", "Curator"
    ADMINISTRATOR = "administrator", "Administrator"


_RESEARCH = frozenset(
    {
        "unpublished.view",
        "outcomes.view",
        "interviews.enter",
        "mentions.match",
        "microdata.export",
        # Only in studies whose lead allows it: survey/reviewers.py.
        "survey.assist",
    }
)

ROLES: dict[str, frozenset[str]] = {
    Role.VIEWER: frozenset(),
    Role.RESEARCHER: _RESEARCH,
    Role.STUDY_LEAD: _RESEARCH
    | {
        "study.manage",
        "releases.release",
        "survey.review",
        "definitions.draft",
        "audit.view",
        "admin.enter",
        "microdata.full",
    },
    Role.CURATOR: frozenset(
        {
            "unpublished.view",
            "directory.curate",
            "mentions.match",
            "survey.assist",
            "survey.review",
            "definitions.draft",
            "admin.enter",
        }
    ),
    # An administrator reads no interviews, and of unpublished results only a release that waits for a second person.
    Role.ADMINISTRATOR: frozenset(
        {"reference.manage", "accounts.manage", "releases.release", "audit.view", "admin.enter"}
    ),
}

GUARDED_ROLES = frozenset({Role.RESEARCHER, Role.STUDY_LEAD, Role.CURATOR, Role.ADMINISTRATOR})
"""The roles that need a second factor and are signed out without activity."""

PERMISSIONS = frozenset().union(PUBLIC, SIGNED_IN, *ROLES.values())
"""All permissions."""


def roles_of(user: Visitor) -> frozenset[str]:
    """Return the user's roles. One query per user object, which caches them."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    # The cache is read with getattr, because `request.user` is a lazy object with a __dict__ of its own.
    roles: frozenset[str] | None = getattr(user, "_roles", None)
    if roles is None:
        roles = frozenset(user.role_grants.values_list("role", flat=True))
        setattr(user, "_roles", roles)  # noqa: B010
    return roles


def forget_roles(user: User) -> None:
    """Clear the cached roles of a user object after a change."""
    if hasattr(user, "_roles"):
        del user._roles


def permissions_of(user: Visitor) -> frozenset[str]:
    """Return all permissions of a user. An anonymous user and a closed account have those of PUBLIC."""
    if not user.is_authenticated or not user.is_active:
        return PUBLIC
    return PUBLIC.union(SIGNED_IN, *(ROLES.get(role, frozenset()) for role in roles_of(user)))


def is_guarded(user: Visitor) -> bool:
    """Return True if the user has a role in GUARDED_ROLES."""
    return not GUARDED_ROLES.isdisjoint(roles_of(user))
