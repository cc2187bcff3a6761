"""The tag that shows a signed-in person their own area and saved views."""

from typing import Any

from django import template

from mapping.pages.own_start import OwnAreaForm, own_start

register = template.Library()


@register.inclusion_tag("mapping/own_start.html", takes_context=True)
def own_area_and_views(context: template.Context) -> dict[str, Any]:
    """Render one's own area with the form to choose it, and the saved views."""
    user = context["user"]
    return {
        "start": own_start(user),
        "form": OwnAreaForm(initial={"area": user.own_area}),
        "csrf_token": context["csrf_token"],
    }
