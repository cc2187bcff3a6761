"""The form in which the study lead writes the quality statement."""

from __future__ import annotations

from reports.text_forms import TextsForm
from survey.quality import PARTS, SHORT


class QualityForm(TextsForm):
    """A field for each part of the statement."""

    PARTS = PARTS
    SHORT = SHORT
