"""The page that sends a link to choose a new password, with messages for when e-mail does not work."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.forms import ResetPasswordForm
from allauth.account.views import PasswordResetView
from django.http import HttpRequest, HttpResponse

from accounts import email

log = structlog.get_logger("gatehouse.email")
NO_ANSWER = (
    "The e-mail cannot be sent now, because the mail server does not answer. Try again later, or ask an administrator "
    "of this Gatehouse for a link to choose a new password."
)


class NoMailServerAnswersError(Exception):
    """The mail server does not answer, so no e-mail was sent."""


class PasswordResetForm(ResetPasswordForm):
    """A form that sends the link. The page must not show whether an address has an account."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link if the address has an account, and return the address.

        :raises NoMailServerAnswersError: if the mail server does not answer, with or without an account.
        """
        if not email.is_reachable():
            raise NoMailServerAnswersError
        try:
            super().save(request, **kwargs)
        except OSError:
            log.exception("password reset not sent")
        return str(self.cleaned_data["email"])


class PasswordReset(PasswordResetView):
    """The page to ask for the link. Without a mail server, it says to ask an administrator."""

    form_class = PasswordResetForm
    template_name = "account/password_reset.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "can_send": email.can_send()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not email.can_send():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NoMailServerAnswersError:
            form.add_error(None, NO_ANSWER)
            return self.form_invalid(form)
