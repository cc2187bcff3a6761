"""The old words on a public page, outside what is quoted and outside notes on method."""

from collections.abc import Iterator

from lxml import html

from enterprises.classification import definitions
from survey.models import Instrument
from wording.terms import METHOD, old_words

UNREAD = "//script|//style|//head|//code|//textarea|//*[local-name()='svg']"
PLACED = "//*[@data-words]"
"""Parts that say in `data-words` which words they may have: those of METHOD or of DEFINITION (wording/terms.py)."""


def quoted_texts() -> list[str]:
    """Return what pages quote as it was asked or published (questions, answers, definitions), the longest first."""
    found = {text for instrument in Instrument.objects.all() for text in _texts(instrument.content)}
    for definition in definitions.all():
        found |= {
            definition.title,
            definition.source,
            *(criterion.title for criterion in definition.criteria),
        }
    return sorted((text.lower() for text in found if " " in text), key=len, reverse=True)


def old_words_in(page: str, quoted: list[str]) -> list[str]:
    """Return the old words of an HTML page; none for any other text."""
    if "<html" not in page[:300]:
        return []
    tree = html.fromstring(page)
    _drop(tree, UNREAD)
    placed = [(part.get("data-words"), _text(part)) for part in tree.xpath(PLACED)]
    _drop(tree, PLACED)
    found = []
    for place, text in [("", _text(tree)), *placed]:
        text = text.lower()
        for quotation in quoted:
            text = text.replace(quotation, " ")
        found += old_words(text, place) if place != METHOD else []
    return found


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield " ".join(content.split())
    elif isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from _texts(inner)


def _text(part: html.HtmlElement) -> str:
    return " ".join(" ".join(part.itertext()).split())


def _drop(tree: html.HtmlElement, path: str) -> None:
    for part in tree.xpath(path):
        if part.getparent() is not None:
            part.drop_tree()
