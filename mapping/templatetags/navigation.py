"""In base.html: {% load navigation %}{% navigation %} draws the menu for the visitor of this request."""

from typing import Any

from django import template

from mapping.navigation import sections

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """The menu; in an error page without a request, the part open to everybody."""
    request = context.get("request")
    return {"sections": sections(request), "user": getattr(request, "user", None)}
