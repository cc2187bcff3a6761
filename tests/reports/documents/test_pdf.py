"""The PDF of a document: its tags, its language, the same bytes each time, and what it refuses."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings

from reports.documents import pdf
from reports.documents.typesetting import TypesettingError
from tests.reports.documents.invented_documents import a_document, a_grid, pdf_tags


def test_a_screen_reader_finds_headings_lists_tables_with_headers_and_pictures_in_words():
    tags = pdf_tags(pdf.write(a_document()))

    names = [name for name, _ in tags]
    assert names[:4].count("Title") == 1
    assert [name for name in names if name in ("H1", "H2")] == [
        "H1",
        "H1",
        "H2",
    ]  # the first is that of the contents
    assert Counter(tag for tag in tags if tag[0] == "TH") == {("TH", "Column"): 3, ("TH", "Row"): 2 + 3}
    assert ("Figure", "Bars of barriers. Funding: 32.") in tags
    assert {"TOC", "L", "LI", "THead", "Caption", "BlockQuote", "Link"} <= set(names)


def test_the_file_says_its_title_language_and_that_it_is_accessible():
    with pikepdf.open(BytesIO(pdf.write(a_document()))) as document:
        assert document.Root.Lang == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo.Title == "A study of enterprises"
        assert document.Root.MarkInfo.Marked
        assert str(document.open_metadata()["pdfuaid:part"]) == "1"


def test_the_same_document_gives_the_same_bytes_in_another_process_too():
    here = pdf.write(a_document())
    code = (
        "import sys; from reports.documents import pdf; "
        "from tests.reports.documents.invented_documents import a_document; "
        "sys.stdout.buffer.write(pdf.write(a_document()))"
    )

    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        there = subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert there.stdout == here


def test_a_long_table_goes_on_over_pages_and_each_of_its_rows_has_a_header():
    tags = pdf_tags(pdf.write(a_document(a_grid(number=2, rows=200))))

    assert tags.count(("TH", "Row")) == 2 + 3 + 200
    assert tags.count(("TH", "Column")) == 3 + 3


def test_typst_in_a_text_stays_text():
    found = pdf.write(a_document(a_grid(number=2, title="#strong[x] $y$ @z <w> \\ *v*")))

    assert found.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("An emoji 😀", "The sign “😀” cannot be printed: write it in another way."),
        ("A bell \a", "The sign with the number 7 cannot be printed: write it in another way."),
    ],
)
def test_a_sign_without_a_typeface_is_refused_by_name(title, sentence):
    with pytest.raises(TypesettingError, match=sentence):
        pdf.write(replace(a_document(), title=title))
