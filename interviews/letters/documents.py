"""Letters as one document, each on a page of its own: Word (.docx) and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from interviews.letters.merge import WrittenLetter
from survey.printing import as_pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
TEMPLATE = Path(__file__).parent / "letters.typ"
LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}


def as_letters_pdf(letters: Sequence[WrittenLetter], *, title: str) -> bytes:
    """Return the letters as a PDF, each from a new page."""
    return as_pdf(TEMPLATE, {"title": title, "letters": [asdict(letter) for letter in letters]})


def as_word(letters: Sequence[WrittenLetter], *, title: str) -> bytes:
    """Return the letters as a Word document, each from a new page."""
    # Imported here because it takes a quarter of a second and only printing letters needs it.
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    for number, letter in enumerate(letters):
        first = True
        parts: list[tuple[str, str]] = [
            ("sender", "\n".join(letter.sender)),
            ("to", "\n".join(letter.to)),
            ("date", letter.date),
            ("subject", letter.subject),
            *(("text", paragraph) for paragraph in letter.paragraphs),
        ]
        for kind, text in parts:
            if not text:
                continue
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.page_break_before = first and number > 0
            paragraph.paragraph_format.space_after = Pt(18 if kind in ("sender", "to", "date") else 10)
            if kind == "sender":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.bold = kind == "subject"
            properties = run._element.get_or_add_rPr()
            language = LANGUAGES.get(letter.language, letter.language)
            properties.append(properties.makeelement(qn("w:lang"), {qn("w:val"): language}))
            first = False
    file = BytesIO()
    document.save(file)
    return file.getvalue()
