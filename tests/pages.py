"""The text of a page as a browser sees it: line breaks and indents of the template count as one blank."""

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """Return the HTML with each run of whitespace as one blank."""
    return " ".join(response.content.decode().split())


def text_of_answer(response: HttpResponse) -> str:
    """Return the same for a page that must have been found."""
    assert response.status_code == 200
    return text_of(response)
