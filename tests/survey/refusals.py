"""What the reading of an XLSForm says: why it is refused, what is not translated; and a workbook read again."""

from survey.questionnaire import Questionnaire
from survey.xlsform import FormFile, read_form, read_xlsform


def refusal_of(source: str) -> tuple[str, ...]:
    reading = read_xlsform(source)
    assert not reading.accepted
    return tuple(map(str, reading.refused))


def untranslated_in(source: str) -> list[str]:
    return [str(note) for note in read_xlsform(source).understood if note.sentence.startswith("has ")]


def questionnaire_in(content: bytes, name: str) -> Questionnaire:
    return read_form(FormFile(name, content)).accepted_questionnaire()
