"""Reads the Markdown of the study lead as blocks of a document. No Django here.

Paragraphs, headings, lists, bold, italic and links to web and e-mail addresses are understood. HTML is text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.documents.document import Block, Heading, Items, Paragraph, Run, Text, plain
from survey.markdown import SAFE_ADDRESS

_READER = MarkdownIt("zero").enable(["heading", "emphasis", "link", "newline", "escape", "list"])
_READER.validateLink = lambda url: SAFE_ADDRESS.match(url) is not None  # type: ignore[method-assign]


def blocks_of(markdown: str, *, anchor: str) -> tuple[Block, ...]:
    """Return a text as blocks. Its headings are of levels 2 and 3, below the chapter whose anchor theirs begin with."""
    return tuple(_blocks(_READER.parse(markdown), anchor))


def _blocks(tokens: Sequence[Token], anchor: str) -> Iterator[Block]:
    lists: list[tuple[bool, list[Text]]] = []
    level, headings = 1, 0
    for before, token in zip(["", *(token.type for token in tokens)], tokens, strict=False):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append((token.type == "ordered_list_open", []))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            is_numbered, texts = lists.pop()
            if lists:
                # A list within a list is put after the item that it belongs to.
                lists[-1][1].extend(texts)
            elif texts:
                yield Items(tuple(texts), is_numbered)
        elif token.type == "inline" and lists:
            lists[-1][1].append(_runs(token))
        elif token.type == "inline" and before == "heading_open":
            # Never deeper than one below the heading before, so that no level is left out.
            headings += 1
            level = min(_level(tokens, token), level + 1)
            yield Heading(level, plain(_runs(token)), f"{anchor}-{headings}")
        elif token.type == "inline":
            yield Paragraph(_runs(token))


def _level(tokens: Sequence[Token], inline: Token) -> int:
    opening = tokens[next(place for place, token in enumerate(tokens) if token is inline) - 1]
    return 2 if opening.tag in ("h1", "h2") else 3


def _runs(inline: Token) -> Text:
    found: list[Run] = []
    bold, italic, address = 0, 0, ""
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                address = str(token.attrs["href"])
            case "link_close":
                address = ""
            case _:
                text = " " if token.type in ("softbreak", "hardbreak") else token.content
                if text:
                    found.append(Run(text, bold > 0, italic > 0, address))
    return tuple(found)
