"""Set documents as PDF with typst, tagged for screen readers (PDF/UA-1). Nothing is fetched from anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import typst

from survey.printing.sheet import PaperForm

QUESTIONNAIRE = Path(__file__).parent / "questionnaire.typ"
STANDARD: Final = "ua-1"


def as_pdf(template: Path, content: dict[str, Any]) -> bytes:
    """Return the PDF of a typst template of ours with this content.

    The content reaches the template as JSON, so that no text in it is read as typst. A text in a script for which there
    is no typeface cannot be tagged: that document is set without the standard.
    """
    source = template.read_bytes()
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    try:
        return bytes(typst.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD))
    except typst.TypstError:
        return bytes(typst.compile(source, format="pdf", sys_inputs=inputs))


def questionnaire_pdf(form: PaperForm) -> bytes:
    """Return a blank questionnaire as PDF."""
    return as_pdf(QUESTIONNAIRE, form.as_json())
