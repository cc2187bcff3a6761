"""A language made of marks: every sentence of ours and of a form stands between ⟦ and ⟧, and all else is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from tests.catalogues import KeptHeader, compiled, sentences

CODE, NAME = "eo", "Esperanto"
"""A language that Django knows, so that its days have names, and that has no catalogue of ours."""
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-copied", "data-select", "data-survey")
LETTERS = re.compile(r"[^\W\d_]{2,}")
ADDRESS_OR_REFERENCE = re.compile(r"https?://\S+|\b\w+@example\.org|\bGH-\w{4}-\w{4}\b")


def write_catalogue(folder: Path) -> None:
    """Write and compile a catalogue in which every sentence is marked."""
    catalogue = KeptHeader(locale=CODE)
    catalogue.mime_headers = [("Language", CODE), ("Content-Type", "text/plain; charset=utf-8")]
    for message in sentences():
        if message.id:
            catalogue.add(message.id, f"⟦{message.id}⟧", context=message.context)
    target = folder / CODE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    target.write_bytes(compiled(catalogue))


def left_over(page: str, *, known: set[str]) -> list[str]:
    """Return the words of a page, or of a plain text, that are neither marked nor known."""
    if not page.lstrip().startswith("<"):
        return [words for words in _unmarked(page) if words not in known]
    tree = html.document_fromstring(page)
    for element in tree.xpath("//script | //style | //svg"):
        element.drop_tree()
    # What a study says of itself and the names of languages are in their own language, and say so.
    for element in tree.xpath("//*[@lang]"):
        if element.text_content().strip() in known:
            element.text = ""
    found = _unmarked(tree.text_content())
    for element in tree.iter():
        for name in ATTRIBUTES:
            found += (
                _unmarked(str(element.get(name, ""))) if name != "data-survey" else _json(element.get(name))
            )
    return [words for words in found if words not in known]


def _json(text: str | None) -> list[str]:
    return [words for value in re.findall(r':\s*"([^"]*)"', text or "") for words in _unmarked(value)]


def _unmarked(text: str) -> list[str]:
    return [word for piece in _outside(ADDRESS_OR_REFERENCE.sub("", text)) for word in LETTERS.findall(piece)]


def _outside(text: str) -> Iterator[str]:
    """Yield the pieces of a text that are between no ⟦ and ⟧; these may stand within one another."""
    depth = start = 0
    for place, sign in enumerate(text):
        if sign == "⟦":
            if depth == 0:
                yield text[start:place]
            depth += 1
        elif sign == "⟧":
            depth -= 1
            start = place + 1
    yield text[start:] if depth == 0 else f"a mark that is not closed in {text[start : start + 60]!r}"
