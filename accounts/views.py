"""The pages of the user's own account."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import session_recovery
from accounts.access import AuthenticatedRequest, requires
from accounts.roles import Role, is_guarded, roles_of


@never_cache
@require_safe
@requires("account.own")
def own_account(request: AuthenticatedRequest) -> HttpResponse:
    """Show the user's own name, roles, password and second factor."""
    roles = roles_of(request.user)
    context = {
        "roles": [label for role, label in Role.choices if role in roles],
        "has_second_factor": Authenticator.objects.filter(
            user=request.user, type=Authenticator.Type.TOTP
        ).exists(),
        "needs_second_factor": settings.SECOND_FACTOR_REQUIRED and is_guarded(request.user),
        "is_signed_out_when_idle": is_guarded(request.user),
        "idle_minutes": int(settings.IDLE_LIMIT.total_seconds() // 60),
        "session_hours": int(settings.SESSION_LIMIT.total_seconds() // 3600),
    }
    return render(request, "accounts/own_account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("account.own")
def recover_form(request: AuthenticatedRequest) -> HttpResponse:
    """Offer to send again, or to throw away, a form that was refused: `?form=` has its key, or the newest is meant."""
    form = session_recovery.load_form(request, request.user, request.GET.get("form", ""))
    if form is None:
        refused = session_recovery.sent_form(request)
        if refused is None or not refused.texts:
            return redirect("home")
        return render(request, "accounts/no_longer_kept.html", {"texts": refused.texts}, status=410)
    if request.method != "POST":
        return render(request, "accounts/recover_form.html", {"form": form})
    session_recovery.discard_form(request, form.key)
    if "throw_away" in request.POST:
        messages.info(request, "What you sent was thrown away.")
        return redirect("home")
    # With 307 the browser sends the same fields again, to their own address.
    return HttpResponse(status=307, headers={"Location": form.path})
