"""Tags for sharing a page: the code that shows one of its pictures on another site, and a link for an e-mail."""

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def embed_code(context: Any, page: str, picture: str, alternative: str, source: str) -> str:
    """Return HTML for other sites: the picture as a link to its page, and a line that names the source.

    `page` and `picture` are paths of this site. It is text to be copied, so it is escaped.
    """
    absolute = context.request.build_absolute_uri
    return escape(
        format_html(
            '<p><a href="{page}"><img src="{picture}" alt="{alternative}" width="640"></a><br>\n'
            'Source: <a href="{page}">{source}</a></p>',
            page=absolute(page),
            picture=absolute(picture),
            alternative=" ".join(alternative.split()),
            source=source,
        )
    )


@register.simple_tag(takes_context=True)
def email_link(context: Any, page: str, title: str) -> str:
    """Return a mailto: address whose message has the title and the address of a page of this site."""
    text = f"{title}\n{context.request.build_absolute_uri(page)}"
    return f"mailto:?subject={quote(title)}&body={quote(text)}"
