"""allauth's addresses, without those by which people would change who they are."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from accounts.password_reset import PasswordReset


@login_not_required
def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Accounts and their addresses are made by an administrator."""
    raise Http404("Accounts and their addresses are made by an administrator.")


closed.required_permission = "closed"  # type: ignore[attr-defined]

urlpatterns = [
    path("signup/", closed),
    path("email/", closed),
    path("confirm-email/", closed),
    path("confirm-email/<str:key>/", closed),
    path("login/code/confirm/", closed),
    path("password/reset/", PasswordReset.as_view(), name="account_reset_password"),
    path("", include("allauth.urls")),
]
