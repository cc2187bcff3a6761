"""A page sent by somebody whose session had ended: kept with the browser's next session, for the same account only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from accounts.models import User

KEY = "held_form"
NEVER_HELD = ("account", "mfa_", "admin:", "held-form")
"""Names of addresses, or how they begin: passwords are not kept, and the admin asks for files and choices."""

KEPT_FOR = timedelta(hours=1)
"""How long a page is kept: time to sign in again, and no longer, because it may hold what a respondent said."""

NOT_WORDS = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class HeldForm:
    """What was sent and where to. `fields` are pairs in the order of the page."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """The longer texts of it, by which somebody knows it again."""
        return [value for _, value in self.fields if " " in value.strip()]


def hold(request: HttpRequest) -> bool:
    """Keep the page that was sent, if whose it is is known; whether it was kept.

    It is stored in the server's session of this browser, which has just been emptied, until it is sent, thrown away or
    older than KEPT_FOR. The session expires with it, so that `clearsessions` deletes it when nobody signs in again.
    """
    user = getattr(request, "signed_out_user", None)
    match = request.resolver_match
    if request.method != "POST" or user is None or match is None or request.FILES:
        return False
    if (match.view_name or "").startswith(NEVER_HELD):
        return False
    fields = [
        [name, value] for name, values in request.POST.lists() if name not in NOT_WORDS for value in values
    ]
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "user": user,
        "at": time.time(),
    }
    # Signing in sets the session's own expiry again.
    request.session.set_expiry(KEPT_FOR)
    return True


def held_for(request: HttpRequest, user: User) -> HeldForm | None:
    """The page kept for this account; another account's is dropped at once, and so is an old one."""
    held: dict[str, Any] | None = request.session.get(KEY)
    if held is None:
        return None
    if held["user"] != user.pk or time.time() - held["at"] > KEPT_FOR.total_seconds():
        forget(request)
        return None
    return HeldForm(held["path"], [(name, value) for name, value in held["fields"]])


def forget(request: HttpRequest) -> None:
    """Keep nothing any longer."""
    request.session.pop(KEY, None)
