"""Actions on accounts, roles and saved views. Those on accounts and roles write audit events."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.models import RoleGrant, SavedView, User, ViewWatch
from accounts.private_tokens import hash_of, new_token
from accounts.roles import Role, forget_roles


@transaction.atomic
def open_account(
    *,
    email: str,
    by: User | None,
    name: str = "",
    password: str | None = None,
    is_demonstration: bool = False,
) -> User:
    """Open an account without roles. Without a password, the owner chooses one with `one_time_link`.

    :raises ValidationError: when the e-mail address is malformed or has an account.
    """
    user = User(email=email, name=name, is_demonstration=is_demonstration)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(by=by, verb="account.opened", subject=user)
    return user


@transaction.atomic
def close_account(*, user: User, by: User | None) -> None:
    """Close an account: its owner is signed out and cannot sign in again. Its history stays.

    :raises ValidationError: for one's own account, because there might be no administrator left.
    """
    _refuse_self(user, by, "You cannot close your own account: ask another administrator.")
    if user.is_active:
        _set_active(user, False)
        record(by=by, verb="account.closed", subject=user)


@transaction.atomic
def reopen_account(*, user: User, by: User | None) -> None:
    """Open a closed account again, with the roles it had."""
    if not user.is_active:
        _set_active(user, True)
        record(by=by, verb="account.reopened", subject=user)


@transaction.atomic
def grant_role(*, user: User, role: str, by: User | None) -> RoleGrant:
    """Grant a role; a role that the user has already stays as it is. `by` is None for a command.

    :raises ValidationError: for an unknown role, and for one's own account: an administrator cannot become a
        reader of interviews without another administrator.
    """
    _refuse_self(user, by, "You cannot change your own roles: ask another administrator.")
    if role not in Role.values:
        raise ValidationError(f"There is no role {role!r}.")
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
    if is_new:
        forget_roles(user)
        record(by=by, verb="role.granted", subject=user, detail={"role": role})
    return grant


@transaction.atomic
def revoke_role(*, user: User, role: str, by: User | None) -> None:
    """Revoke a role, from the next request on; nothing changes if the user does not have it.

    :raises ValidationError: for one's own account, because there might be no administrator left.
    """
    _refuse_self(user, by, "You cannot change your own roles: ask another administrator.")
    deleted, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    if deleted:
        forget_roles(user)
        record(by=by, verb="role.revoked", subject=user, detail={"role": role})


@transaction.atomic
def set_roles(*, user: User, roles: set[str], by: User | None) -> None:
    """Grant and revoke roles so that the user has exactly these."""
    current = set(user.role_grants.values_list("role", flat=True))
    for role in sorted(current - roles):
        revoke_role(user=user, role=role, by=by)
    for role in sorted(roles - current):
        grant_role(user=user, role=role, by=by)


@transaction.atomic
def remove_second_factor(*, user: User, by: User | None) -> None:
    """Remove the second factor of a user who lost their phone; they set up a new one when they next sign in."""
    _refuse_self(user, by, "Change your own security code on your account page.")
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        record(by=by, verb="second_factor.removed", subject=user)


@transaction.atomic
def one_time_link(*, user: User, by: User | None) -> str:
    """Return the path of a page to choose a password. It works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = default_token_generator.make_token(user)
    record(by=by, verb="account.link_made", subject=user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def _set_active(user: User, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    forget_roles(user)


def _refuse_self(user: User, by: User | None, message: str) -> None:
    if by is not None and by.pk == user.pk:
        raise ValidationError(message)


@transaction.atomic
def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Save an address of the map for this user, replacing a view of the same name (in any case).

    Saved views are private bookmarks, so no audit event is written.

    :raises ValidationError: for an empty or too long name, and above `SavedView.MAX_PER_USER` views.
    """
    existing = SavedView.objects.filter(user=by, name__iexact=name.strip()).first()
    view = existing or SavedView(user=by)
    if existing and (view.name, view.query) == (name.strip(), query):
        return view
    if existing and existing.query != query:
        ViewWatch.objects.filter(view=existing).update(found=None)
    view.name, view.query = name.strip(), query
    if existing is None and SavedView.objects.filter(user=by).count() >= SavedView.MAX_PER_USER:
        raise ValidationError(f"You have {SavedView.MAX_PER_USER} saved views already: remove one first.")
    view.full_clean()
    view.save()
    return view


@transaction.atomic
def choose_area(*, slug: str, by: User) -> None:
    """Keep the short name of the probation area that this user sees first; an empty one: none."""
    if by.own_area == slug:
        return
    by.own_area = slug
    by.full_clean(exclude=["password"])
    by.save(update_fields=["own_area"])
    record(by=by, verb="account.area_chosen", subject=by)


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """Delete one of the user's own views.

    :raises PermissionDenied: for a view of another user.
    """
    _refuse_other(view, by)
    view.delete()


@transaction.atomic
def watch_view(
    *, view: SavedView, by_email: bool, found: Mapping[str, str], site: str, by: User
) -> ViewWatch | None:
    """Tell the owner of a view by e-mail what is new in its list, or no longer by e-mail.

    `found` is what the list has now, names by short name; `site` the address of this Gatehouse. Without e-mail and
    without a private feed there is nothing to tell: the watch ends, and None is returned.

    :raises PermissionDenied: for a view of another user.
    """
    watch = _watch_of(view, found=found, site=site, by=by)
    watch.by_email = by_email
    return _keep_or_end(watch)


@transaction.atomic
def replace_view_feed(*, view: SavedView, found: Mapping[str, str], site: str, by: User) -> str:
    """Make a new private address for the news of a view and return its token, which is not stored.

    The old address stops working. `found` and `site` are those of `watch_view`.

    :raises PermissionDenied: for a view of another user.
    """
    token = new_token()
    watch = _watch_of(view, found=found, site=site, by=by)
    watch.token_hash = hash_of(token)
    watch.save()
    return token


@transaction.atomic
def remove_view_feed(*, view: SavedView, by: User) -> None:
    """Remove the private address of the news of a view, if there is one. It stops working.

    :raises PermissionDenied: for a view of another user.
    """
    _refuse_other(view, by)
    watch = ViewWatch.objects.select_for_update().filter(view=view).first()
    if watch:
        watch.token_hash = None
        _keep_or_end(watch)


def _watch_of(view: SavedView, *, found: Mapping[str, str], site: str, by: User) -> ViewWatch:
    """Return the watch of a view, or a new one that begins with what its list has now; not stored yet."""
    _refuse_other(view, by)
    watch = ViewWatch.objects.select_for_update().filter(view=view).first()
    return watch or ViewWatch(view=view, found=dict(found), site=site)


def _keep_or_end(watch: ViewWatch) -> ViewWatch | None:
    if watch.by_email or watch.token_hash:
        watch.save()
        return watch
    if watch.pk:
        watch.delete()
    return None


def _refuse_other(view: SavedView, by: User) -> None:
    if view.user_id != by.pk:
        raise PermissionDenied
