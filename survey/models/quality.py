"""What the study lead has written on the quality of a study."""

from survey.models.written_texts import WrittenTexts
from survey.quality import PARTS


class QualityStatement(WrittenTexts):
    """One version of the text of a study's quality statement (`survey.quality`)."""

    PARTS = PARTS
    SUBJECT = "statement"

    class Meta(WrittenTexts.Meta):
        pass

    def __str__(self) -> str:
        return f"Quality of {self.study}, version {self.version}"
