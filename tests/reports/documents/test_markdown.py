"""Markdown of the study lead as blocks: what is understood, and that everything else is text."""

import pytest

from reports.documents.document import Heading, Items, Paragraph, Run, plain, words
from reports.documents.markdown import blocks_of


def test_paragraphs_lists_and_faces_are_understood():
    blocks = blocks_of(
        "One **bold** and *slanted*\nline.\n\n- First\n- Second\n\n1. Number", anchor="foreword"
    )

    assert blocks == (
        Paragraph(
            (
                Run("One "),
                Run("bold", is_bold=True),
                Run(" and "),
                Run("slanted", is_italic=True),
                Run(" "),
                Run("line."),
            )
        ),
        Items((words("First"), words("Second"))),
        Items((words("Number"),), is_numbered=True),
    )


def test_headings_go_below_the_chapter_and_leave_no_level_out():
    blocks = blocks_of("#### Deep\n\n# Top\n\n### Below", anchor="foreword")

    assert blocks == (
        Heading(2, "Deep", "foreword-1"),
        Heading(2, "Top", "foreword-2"),
        Heading(3, "Below", "foreword-3"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "<b>x</b>",
        "&amp;",
    ],
)
def test_scripts_pictures_and_other_addresses_are_plain_text(text):
    (paragraph,) = blocks_of(text, anchor="foreword")

    assert isinstance(paragraph, Paragraph)
    assert not [run for run in paragraph.text if run.address.startswith("javascript")]
    assert "script" not in text or "script" in plain(paragraph.text)


def test_a_link_to_a_web_address_is_a_link():
    (paragraph,) = blocks_of("See [the paper](https://example.org/a).", anchor="foreword")

    assert paragraph.text[1] == Run("the paper", address="https://example.org/a")


def test_items_of_a_list_within_a_list_are_not_lost():
    (items,) = blocks_of("- One\n  - Within\n- Two", anchor="foreword")

    assert [plain(text) for text in items.texts] == ["One", "Within", "Two"]


def test_nothing_is_no_block():
    assert blocks_of("", anchor="foreword") == ()
