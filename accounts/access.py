"""Permission checks for pages and for the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.permissions import BasePermission

from accounts import session_recovery
from accounts.roles import PERMISSIONS, PUBLIC, Visitor, permissions_of

if TYPE_CHECKING:
    from accounts.models import User
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


class AuthenticatedRequest(HttpRequest):
    """The type of requests to views with a permission that only users who are signed in have."""

    user: User


def current_user(request: HttpRequest) -> User:
    """Return the user of a request.

    :raises PermissionDenied: for an anonymous user.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def may(user: Visitor, word: str) -> bool:
    """Return True if the user's roles give this permission.

    :raises ValueError: for a word that is not a permission in accounts/roles.py.
    """
    if word not in PERMISSIONS:
        raise ValueError(f"{word!r} is not a permission word of accounts/roles.py.")
    return word in permissions_of(user)


def requires(word: str) -> Callable[[View], View]:
    """Return a decorator that restricts a view function or view class to users with this permission.

    Others are asked to sign in, or get 403 if they are signed in. A permission in PUBLIC opens the view to
    everybody. The permission is readable as `view.required_permission`.
    """
    if word not in PERMISSIONS:
        raise ValueError(f"{word!r} is not a permission word of accounts/roles.py.")

    def decorate(view: Any) -> Any:
        if isinstance(view, type):
            return _with_permission(method_decorator(decorate, name="dispatch")(view), word)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, word):
                return refuse(request)
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response

        guarded_view = _with_permission(wraps(view)(guarded), word)
        return login_not_required(guarded_view) if word in PUBLIC else guarded_view

    return decorate


def permission_exempt(reason: str) -> Callable[[View], View]:
    """Return a decorator that opens a view function to everybody; `required_permission` gives the reason."""
    return lambda view: _with_permission(login_not_required(view), reason)


def _with_permission(view: Any, word: str) -> Any:
    view.required_permission = word
    return view


def refuse(request: HttpRequest) -> HttpResponseBase:
    """Redirect an anonymous user to the sign-in page.

    :raises PermissionDenied: for a user who is signed in; Django answers with the 403 page.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return sign_in(request)


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the sign-in page, which leads back here or to the form that was sent.

    A script gets 401 with the address of the sign-in page as JSON.
    """
    reason = getattr(request, "signed_out_because", "")
    address = resolve_url("account_login")
    if not request.accepts("text/html"):
        return JsonResponse({"detail": reason or "Sign in first.", "sign_in": address}, status=401)
    form = session_recovery.save_form(request)
    if form is not None:
        reason = reason or "You were signed out. Sign in again to go on."
        reason += " What you sent was kept, and you can send it again."
    if request.FILES:
        reason = f"{reason} The file you sent was not kept: choose it again.".strip()
    if form is not None:
        messages.info(request, reason)
        return redirect_to_login(recovery_address(form), address)
    if reason:
        messages.info(request, reason)
    return redirect_to_login(return_address(request), address)


def recovery_address(form: session_recovery.RecoverableForm) -> str:
    """Return the address of the page that offers a kept form."""
    return f"{resolve_url('recover-form')}?form={form.key}"


def return_address(request: HttpRequest) -> str:
    """Return the address to open after signing in: this page or, for a POST, the page with the form."""
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if referer and url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(referer)
        return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return request.get_full_path()


class RequiresPermission(BasePermission):
    """The default permission of the API: a view without `required_permission` is closed to everybody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        word = getattr(view, "required_permission", None)
        return word is not None and may(request.user, word)
