"""Markdown and line breaks in the texts of a questionnaire, as ODK renders them. No Django here.

Emphasis, links, headings, lists, line breaks and escaped characters are understood, and of HTML the tags that ODK
documents (docs.getodk.org/form-styling): bold, italic, links and line breaks. Colours, fonts and other known
elements are dropped and their text is kept, of a picture its description; every other sign is text. `${name}` stands
for an answer.

A star between two letters is text, because German forms write “Freund*innen”. A number at the beginning of a text
begins no list, because labels are often numbered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import NamedTuple, Self
from urllib.parse import quote as url_quoted

from markdown_it import MarkdownIt
from markdown_it.token import Token

from survey.languages import LocalizedText

MAY_BE_MARKED = re.compile(r"[*_\\\n\[<#]|\$\{")
"""A text without any of these is shown as it is."""
QUOTED_ANSWER = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
SAFE_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
DRESS = re.compile(
    r"<(a|abbr|big|center|div|em|font|h[1-6]|i|b|p|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>"
    r"([^<]{0,2000})</\1\s*>",
    re.IGNORECASE,
)
"""An element without further elements in it."""
BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*\n?", re.IGNORECASE)
LINK = re.compile(
    r"""<a\s[^<>]*?href\s*=\s*["']([^"'<>\s]+)["'][^<>]*>(.{0,2000}?)</a\s*>""", re.IGNORECASE | re.DOTALL
)
BOLD = re.compile(r"<(b|strong)>(\s*)(.{1,2000}?)(\s*)</\1>", re.IGNORECASE | re.DOTALL)
ITALIC = re.compile(r"<(i|em)>(\s*)(.{1,2000}?)(\s*)</\1>", re.IGNORECASE | re.DOTALL)
IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
PLAIN_BACKSLASH = re.compile(r"\\(?![*_#\[\]])")
"""A backslash that escapes nothing, as in “C:\\data”."""
STAR_IN_WORD = re.compile(r"(?<=[^\W_])\*(?=[^\W_])")
FIRST_NUMBER = re.compile(r"\A(\s*\d+)([.)])(?=\s)")
BULLET = re.compile(r"^[ \t]*[*+-][ \t]+(?=\S)", re.MULTILINE)
PLACES = 0xF0000
"""The first of the private characters that stand for quoted answers while a text is read."""
PLACE = re.compile("[\U000f0000-\U000ffffd]")
PLACE_IN_ADDRESS = re.compile("%F3%B[0-9A-F]%[0-9A-F]{2}%[0-9A-F]{2}")
CACHE_SIZE = 4096


class Quoted(NamedTuple):
    """An answer to show in a text. `key` is its field on the page if the script keeps it current."""

    words: str
    key: str = ""


Quote = Callable[[str], Quoted]
"""Returns the answer to the question of a name."""


class Markup(NamedTuple):
    """A text that was read: as plain text, as HTML within a line, and as HTML of whole paragraphs.

    Private characters stand for the quoted answers, whose names are `quotes`.
    """

    plain: str
    inline: str
    blocks: str
    quotes: tuple[str, ...]


class Html(str):
    """HTML that is safe to put on a page."""

    def __html__(self) -> str:
        return self


class RichText(LocalizedText):
    """A text with Markdown or with quoted answers: plain as a str, rendered where HTML is written.

    `lang` is empty for a text in the language of the page.
    """

    source: str
    markup: Markup
    answers: tuple[Quoted, ...]

    def __new__(cls, source: str, lang: str = "", answers: tuple[Quoted, ...] = ()) -> Self:
        markup = parsed(source)
        answers = answers or tuple(Quoted("…") for _ in markup.quotes)
        plain = PLACE.sub(lambda found: answers[ord(found[0]) - PLACES].words, markup.plain)
        text = super().__new__(cls, plain, lang)
        text.source, text.markup, text.answers = source, markup, answers
        return text

    def __getnewargs__(self) -> tuple[str, str, tuple[Quoted, ...]]:  # type: ignore[override]  # str's has one item
        return self.source, self.lang, self.answers

    def __html__(self) -> str:
        return self._in_language("span", self._filled(self.markup.inline))

    @property
    def blocks(self) -> Html:
        """The text as HTML of paragraphs and lists, for places that are not within a line."""
        return Html(self._in_language("div", self._filled(self.markup.blocks)))

    def with_answers(self, quote: Quote) -> RichText:
        """Return the text with its quoted answers filled in."""
        if not self.markup.quotes:
            return self
        return RichText(self.source, self.lang, tuple(quote(name) for name in self.markup.quotes))

    def _filled(self, html: str) -> str:
        if not self.answers:
            return html
        html = PLACE_IN_ADDRESS.sub(self._in_address, html)
        return PLACE.sub(lambda found: _answer_html(self.answers[ord(found[0]) - PLACES]), html)

    def _in_address(self, found: re.Match[str]) -> str:
        place = ord(bytes.fromhex(found[0].replace("%", "")).decode()) - PLACES
        return url_quoted(self.answers[place].words, safe="")

    def _in_language(self, element: str, html: str) -> str:
        return f'<{element} lang="{escape(self.lang)}">{html}</{element}>' if self.lang else html


def rich(text: str) -> str:
    """Return a text as a RichText; a text without marks and quoted answers is returned as it is.

    >>> rich("Do you agree?")
    'Do you agree?'
    >>> text = rich("Do you **really** agree?")
    >>> text, text.__html__()
    ('Do you really agree?', 'Do you <strong>really</strong> agree?')
    """
    if not MAY_BE_MARKED.search(text) or isinstance(text, RichText):
        return text
    source = str(text)
    markup = parsed(source)
    if not markup.quotes and markup.plain == source and markup.inline == escape(source, quote=False):
        return text
    return RichText(source, text.lang if isinstance(text, LocalizedText) else "")


def unmarked(text: str) -> str:
    """Return a text without marks, with its language, for messages, which may be links themselves."""
    if not isinstance(text, RichText):
        return text
    return LocalizedText(str(text), text.lang) if text.lang else str(text)


def quotes_of(text: str) -> tuple[str, ...]:
    """Return the names of the questions whose answers a text quotes, each once."""
    if isinstance(text, RichText):
        return text.markup.quotes
    return tuple(dict.fromkeys(QUOTED_ANSWER.findall(text)))


@lru_cache(maxsize=CACHE_SIZE)
def parsed(source: str) -> Markup:
    """Return a text as plain text and as HTML."""
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return chr(PLACES + names.index(found[1]))

    text = QUOTED_ANSWER.sub(place, PLACE.sub("", source.strip().replace("\r\n", "\n")))
    text = STAR_IN_WORD.sub(r"\\*", PLAIN_BACKSLASH.sub(r"\\\\", text))
    text = _without_tags(IMAGE.sub(r"\1", text))
    lines = BULLET.sub("• ", text)
    inline = _LINES.parse(lines)
    blocks: str = _BLOCKS.render(FIRST_NUMBER.sub(r"\1\\\2", text))
    return Markup(_plain(inline), _inline(inline), blocks.strip(), tuple(names))


def _without_tags(text: str) -> str:
    """Return the text with HTML’s bold, italic, links and line breaks as Markdown, and without other known elements."""
    if "<" not in text:
        return text
    text = LINK.sub(r"[\2](\1)", BREAK.sub("\n", text))
    text = ITALIC.sub(r"\2*\3*\4", BOLD.sub(r"\2**\3**\4", text))
    while text != (text := DRESS.sub(r"\2", text)):
        pass
    return text


def _reader(*rules: str) -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True}).enable(
        ["heading", "emphasis", "link", "newline", "escape", *rules]
    )
    reader.validateLink = _is_safe  # type: ignore[method-assign]
    reader.add_render_rule("link_open", _link_open)
    reader.add_render_rule("softbreak", lambda *_: "<br>")
    reader.add_render_rule("hardbreak", lambda *_: "<br>")
    reader.add_render_rule("text", lambda _, tokens, place, *__: escape(tokens[place].content, quote=False))
    return reader


def _is_safe(url: str) -> bool:
    return SAFE_ADDRESS.match(url) is not None


def _link_open(_: object, tokens: Sequence[Token], place: int, *__: object) -> str:
    address = escape(str(tokens[place].attrs["href"]))
    return f'<a class="govuk-link" href="{address}" rel="noopener noreferrer" target="_blank">'


_LINES = _reader()
_BLOCKS = _reader("list")
for _name, _html in {
    "paragraph_open": '<p class="govuk-body">',
    "heading_open": '<p class="govuk-body"><strong>',
    "heading_close": "</strong></p>",
    "bullet_list_open": '<ul class="govuk-list govuk-list--bullet">',
    "ordered_list_open": '<ol class="govuk-list govuk-list--number">',
}.items():
    _BLOCKS.add_render_rule(
        _name,
        lambda _, tokens, place, *__, html=_html: "" if tokens[place].hidden else html,
    )


def _inline(tokens: Sequence[Token]) -> str:
    """Return the HTML of paragraphs and headings without any element that may not stand in a label."""
    found = []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            html = _LINES.renderer.render([token], _LINES.options, {})
            found.append(f"<strong>{html}</strong>" if before.type == "heading_open" else html)
    return "<br><br>".join(found)


def _plain(tokens: Sequence[Token]) -> str:
    return "\n\n".join(_plain_line(token) for token in tokens if token.type == "inline")


def _plain_line(token: Token) -> str:
    breaks = {"softbreak", "hardbreak"}
    return "".join("\n" if each.type in breaks else each.content for each in token.children or ())


def _answer_html(answer: Quoted) -> str:
    words = escape(answer.words)
    return f'<span data-answer="{escape(answer.key)}">{words}</span>' if answer.key else words
