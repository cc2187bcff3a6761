"""What is done to accounts: opened, closed, given and denied roles. Each writes its audit event."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.models import RoleGrant, SavedView, User
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
    """A new account without roles. Without a password its owner chooses one by `one_time_link`.

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
    """Nobody can sign in to it any more, and whoever is signed in is out. Its history stays.

    :raises ValidationError: when somebody closes their own account, which could leave no administrator.
    """
    _refuse_oneself(user, by, "You cannot close your own account: ask another administrator.")
    if user.is_active:
        _set_open(user, False)
        record(by=by, verb="account.closed", subject=user)


@transaction.atomic
def reopen_account(*, user: User, by: User | None) -> None:
    """The owner can sign in again with the roles that the account kept."""
    if not user.is_active:
        _set_open(user, True)
        record(by=by, verb="account.reopened", subject=user)


@transaction.atomic
def grant_role(*, user: User, role: str, by: User | None) -> RoleGrant:
    """Give a role; giving it twice changes nothing. `by` is None for a command on the server.

    :raises ValidationError: when somebody gives a role to themselves, so that an administrator does not
        become a reader of interviews alone; or when there is no such role.
    """
    _refuse_oneself(user, by, "You cannot change your own roles: ask another administrator.")
    if role not in Role.values:
        raise ValidationError(f"There is no role {role!r}.")
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
    if is_new:
        forget_roles(user)
        record(by=by, verb="role.granted", subject=user, detail={"role": role})
    return grant


@transaction.atomic
def revoke_role(*, user: User, role: str, by: User | None) -> None:
    """Take a role away; it holds from the next request on. Taking one that is not held changes nothing.

    :raises ValidationError: when somebody takes a role from themselves, which could leave no administrator.
    """
    _refuse_oneself(user, by, "You cannot change your own roles: ask another administrator.")
    gone, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    if gone:
        forget_roles(user)
        record(by=by, verb="role.revoked", subject=user, detail={"role": role})


@transaction.atomic
def set_roles(*, user: User, roles: set[str], by: User | None) -> None:
    """Grant and revoke until the user holds exactly these roles."""
    held = set(user.role_grants.values_list("role", flat=True))
    for role in sorted(held - roles):
        revoke_role(user=user, role=role, by=by)
    for role in sorted(roles - held):
        grant_role(user=user, role=role, by=by)


@transaction.atomic
def remove_second_factor(*, user: User, by: User | None) -> None:
    """For somebody who has lost the telephone: the next sign-in sets up a new second factor."""
    _refuse_oneself(user, by, "Change your own second factor on your account page.")
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if gone:
        record(by=by, verb="second_factor.removed", subject=user)


@transaction.atomic
def one_time_link(*, user: User, by: User | None) -> str:
    """The path of a page where the owner chooses a password: once, within PASSWORD_RESET_TIMEOUT seconds."""
    key = default_token_generator.make_token(user)
    record(by=by, verb="account.link_made", subject=user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def _set_open(user: User, is_open: bool) -> None:
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    forget_roles(user)


def _refuse_oneself(user: User, by: User | None, words: str) -> None:
    if by is not None and by.pk == user.pk:
        raise ValidationError(words)


@transaction.atomic
def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Keep an address of the map for oneself; one kept under the same name, in any case, now leads here.

    Somebody's own bookmarks are no business of the audit trail.

    :raises ValidationError: without a name, for one too long, and beyond `SavedView.MOST`.
    """
    kept = SavedView.objects.filter(user=by, name__iexact=name.strip()).first()
    view = kept or SavedView(user=by)
    if kept and (view.name, view.query) == (name.strip(), query):
        return view
    view.name, view.query = name.strip(), query
    if kept is None and SavedView.objects.filter(user=by).count() >= SavedView.MOST:
        raise ValidationError(f"You keep {SavedView.MOST} views already: remove one first.")
    view.full_clean()
    view.save()
    return view


@transaction.atomic
def forget_view(*, view: SavedView, by: User) -> None:
    """Remove one of one's own views.

    :raises PermissionDenied: for somebody else's.
    """
    if view.user_id != by.pk:
        raise PermissionDenied
    view.delete()
