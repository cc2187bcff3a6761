"""What the study lead has written for the study report."""

from reports.documents.texts import TEXTS
from survey.models.written_texts import WrittenTexts


class ReportText(WrittenTexts):
    """One version of the texts of a study's report: foreword, conclusions, recommendations and more, in Markdown.

    The parts are those of `reports.documents.texts`. A release has a copy of what was current then.
    """

    PARTS = TEXTS
    SUBJECT = "report"

    class Meta(WrittenTexts.Meta):
        pass

    def __str__(self) -> str:
        return f"Texts of the report of {self.study}, version {self.version}"
