"""Asking for a link to choose a new password, where e-mail may not work."""

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
    """Nothing was sent, to whatever address."""


class PasswordResetForm(ResetPasswordForm):
    """Sends the link. Whether an address has an account must not show in what the page says."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link, if the address has an account.

        :raises NoMailServerAnswersError: when the mail server does not answer, whether or not there is an account.
        """
        if not email.answers():
            raise NoMailServerAnswersError
        try:
            super().save(request, **kwargs)
        except OSError:
            log.exception("password reset not sent")
        return str(self.cleaned_data["email"])


class PasswordReset(PasswordResetView):
    """The page where somebody asks for the link; without a mail server it says whom to ask instead."""

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
