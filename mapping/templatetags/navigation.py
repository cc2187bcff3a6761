"""The tag {% navigation %}, which renders the menu for the visitor."""

from typing import Any

from django import template

from mapping.navigation import sections

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Render the menu; on an error page without a request, the entries open to everybody."""
    request = context.get("request")
    return {"sections": sections(request), "user": getattr(request, "user", None)}
