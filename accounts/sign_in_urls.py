"""The addresses of allauth, without those for sign-up and for changing one's e-mail address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from accounts.access import permission_exempt
from accounts.password_reset import PasswordReset


@permission_exempt("closed")
def unavailable(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Answer 404, because only administrators open accounts and change e-mail addresses."""
    raise Http404("Accounts and their addresses are made by an administrator.")


urlpatterns = [
    path("signup/", unavailable),
    path("email/", unavailable),
    path("confirm-email/", unavailable),
    path("confirm-email/<str:key>/", unavailable),
    path("login/code/confirm/", unavailable),
    path("password/reset/", PasswordReset.as_view(), name="account_reset_password"),
    path("", include("allauth.urls")),
]
