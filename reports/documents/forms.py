"""The form in which the study lead writes the texts of the study report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from reports.documents.document import Block, Document, Heading
from reports.documents.figures import REFERENCE, filled
from reports.documents.markdown import blocks_of
from reports.documents.texts import ONE_LINE, TEXTS
from reports.documents.texts_of_study import figure_errors
from reports.text_forms import TextsForm


class ReportTextForm(TextsForm):
    """A field for each text. A figure that the tables do not have, or a sign that cannot be printed, is an error there.

    `reports` are called with the names of reports that the texts refer to, and return them after disclosure control.
    """

    PARTS = TEXTS
    SHORT = ONE_LINE
    LONGEST = 20_000
    ROWS = 8

    def __init__(self, *args: Any, reports: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports_of = reports
        self.blocks: dict[str, tuple[Block, ...]] = {}

    def clean(self) -> dict[str, Any]:
        texts = {name: self.cleaned_data[name] for name in TEXTS if self.cleaned_data.get(name)}
        reports = self.reports_of(referred_reports(texts))
        errors = figure_errors(texts, reports)
        for name, sentences in errors.items():
            self.add_error(name, sentences)
        for name, text in texts.items():
            if name not in errors:
                self._read(name, text if name in ONE_LINE else filled(text, reports))
        return self.cleaned_data

    def _read(self, name: str, text: str) -> None:
        """Keep a text as blocks for the preview, and set it once to see that each of its signs can be printed."""
        from reports.documents import pdf
        from reports.documents.typesetting import TypesettingError

        blocks = (Heading(1, TEXTS[name].title, name), *blocks_of(text, anchor=name))
        try:
            pdf.write(Document(TEXTS[name].title, "", dt.date(2000, 1, 1), (("", ""),), blocks))
        except TypesettingError as error:
            self.add_error(name, ValidationError(str(error)))
        self.blocks[name] = blocks


def referred_reports(texts: dict[str, str]) -> set[str]:
    """Return the names of the reports that the figures in these texts are from."""
    return {
        match[1].split("|")[0].strip()
        for name, text in texts.items()
        if name not in ONE_LINE
        for match in REFERENCE.finditer(text)
    }
