"""The catalogues have every sentence that respondents read, with its parts, and are compiled."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.template import engines
from django.template.base import NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from config.catalogues import Catalogue, catalogues
from tests.catalogues import LOCALE, OF_DJANGO, ROOT, compiled, po_files, read, sentences

TRANSLATED = [path for path in po_files() if path.parent.parent.name != OF_DJANGO]
PLACE = re.compile(r"%\(\w+\)s|%s|\{\w*\}|<[^<>]*>")
ONCE_MORE = "Run script/messages."


@pytest.fixture(scope="module")
def own() -> set[str]:
    return {message.id for message in sentences() if message.id}


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_in_the_catalogue_and_no_other(path: Path, own: set[str]) -> None:
    there = {message.id for message in read(path) if message.id}

    assert own - there == set(), ONCE_MORE
    assert there - own == set(), ONCE_MORE


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_translated_with_all_its_parts(path: Path) -> None:
    def parts(text: str) -> list[str]:
        return sorted(PLACE.findall(text))

    messages = [message for message in read(path) if message.id]

    assert [message.id for message in messages if not message.string] == []
    assert [message.id for message in messages if parts(message.id) != parts(message.string)] == []
    assert [message.id for message in messages if message.fuzzy] == []


@pytest.mark.parametrize("path", list(po_files()), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_compiled(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path)), ONCE_MORE


def test_the_collector_finds_what_django_finds_in_the_templates(own: set[str]) -> None:
    """Django's own parser of templates is the second opinion."""
    missed = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        if "translate" in source:
            nodes = engines["django"].from_string(source).template.nodelist
            missed += [(path.name, words) for words in _translated(nodes) if words not in own]

    assert missed == []


def _translated(nodes: NodeList) -> list[str]:
    plain = [str(node.filter_expression.var.literal) for node in nodes.get_nodes_by_type(TranslateNode)]
    blocks = [
        node.render_token_list(node.singular)[0] for node in nodes.get_nodes_by_type(BlockTranslateNode)
    ]
    return plain + [re.sub(r"\s+", " ", words.strip()) for words in blocks]


def test_the_header_says_which_language_is_a_draft() -> None:
    assert set(catalogues(LOCALE)) == {
        Catalogue("cy", "Cymraeg", is_draft=True),
        Catalogue("en-gb", "British English", is_draft=False),
    }


def test_a_language_is_added_by_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "ur" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    cymraeg = read(LOCALE / "cy" / "LC_MESSAGES" / "django.po")
    cymraeg.mime_headers = [("Language", "ur"), ("Content-Type", "text/plain; charset=utf-8")]
    (folder / "django.mo").write_bytes(compiled(cymraeg))

    assert list(catalogues(tmp_path)) == [Catalogue("ur", "اردو", is_draft=False)]


def test_a_message_without_a_translation_is_not_compiled() -> None:
    """So that a sentence that is new is shown in English, not as nothing."""
    cymraeg = read(LOCALE / "cy" / "LC_MESSAGES" / "django.po")
    cymraeg["A new sentence."] = Message("A new sentence.", "")

    assert b"A new sentence." not in compiled(cymraeg)
