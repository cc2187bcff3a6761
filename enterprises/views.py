"""Suggests organisations for a name mentioned in an interview."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import requires
from enterprises.matching import candidates
from enterprises.models import Organisation

MAX_SUGGESTIONS = 8
MAX_NAME_LENGTH = 200


@require_safe
@requires("interviews.enter")
def organisation_suggest(request: HttpRequest) -> JsonResponse:
    """Return the organisations that the name in `q` may mean, the best first, as JSON. At most five queries."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_NAME_LENGTH]
    found = candidates(text, limit=MAX_SUGGESTIONS) if text else []
    rows = Organisation.objects.filter(pk__in=[one.organisation_id for one in found]).prefetch_related(
        "places"
    )
    organisations = {row.pk: row for row in rows} if found else {}
    suggestions = []
    for one in found:
        row = organisations[one.organisation_id]
        suggestions.append(
            {
                "id": row.pk,
                "name": row.name,
                "place": next((str(place) for place in row.places.all() if place.is_main), ""),
                "url": row.get_absolute_url(),
                "why": one.why,
                "score": one.score,
                "is_published": row.is_published,
                "is_invented": row.is_invented,
            }
        )
    response = JsonResponse({"q": text, "organisations": suggestions})
    patch_cache_control(response, private=True, no_store=True)
    return response
