"""Read an uploaded XLSForm into a questionnaire with notes for its author. No database.

The workbook's own rows are first put into one spelling (sheets.py), choices are taken from the files beside it
(companions.py), what is not asked here is left out (left_out.py), pyxform reads the rest, and parser.py its tree.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from survey.questionnaire import Questionnaire
from survey.xlsform import quotes
from survey.xlsform.companions import add_companions
from survey.xlsform.identity import Corrections, identity_of
from survey.xlsform.left_out import leave_out
from survey.xlsform.notes import Note, Notes, Reading, XLSFormError
from survey.xlsform.parser import FormReader
from survey.xlsform.scope import looks_above, scope_errors
from survey.xlsform.sheets import Sheets
from survey.xlsform.translations import TranslationCollector, untranslated
from survey.xlsform.upload import read_workbook
from survey.xlsform.workbook import FormFile, Workbook

MAX_REFUSALS = 20
"""pyxform reports one fault at a time: it is asked again without the row, this often at most."""

MAX_SURVEY_ROWS = 3_000
"""The most rows of the sheet survey, which take some ten seconds to read."""

NO_CORRECTIONS = Corrections()
NO_SURVEY = "This is not an XLSForm: it needs a sheet survey with the columns type, name and label."
logger = logging.getLogger(__name__)


def read_form(
    form: FormFile,
    companions: Sequence[FormFile] = (),
    *,
    corrections: Corrections = NO_CORRECTIONS,
    today: dt.date | None = None,
) -> Reading:
    """Read an XLSForm with the CSV files beside it. `today` is the version of a form that has none.

    It raises nothing: a file that is no form is refused with the reason.
    """
    try:
        workbook = read_workbook(form, companions)
    except XLSFormError as error:
        return Reading(None, refused=[Note("", None, sentence) for sentence in error.messages])
    return _read(workbook, corrections, today or dt.datetime.now(tz=dt.UTC).date())


@lru_cache(maxsize=16)
def read_xlsform(source: str) -> Reading:
    """Read an XLSForm in Markdown. The last ones are kept, for that takes a tenth of a second."""
    return read_form(FormFile("form.md", source.encode(errors="replace")))


def questionnaire_of(source: str) -> Questionnaire:
    """Return the questionnaire of an XLSForm in Markdown. Raises XLSFormError with every reason if it is refused."""
    return read_xlsform(source).accepted_questionnaire()


def _read(workbook: Workbook, corrections: Corrections, today: dt.date) -> Reading:
    notes = Notes()
    notes.understood.extend(Note("", None, remark) for remark in workbook.remarks)
    sheets = Sheets(workbook, notes)
    if "type" not in sheets.columns("survey"):
        notes.refused.append(Note("", None, NO_SURVEY))
        return notes.reading(None)
    if len(sheets.numbered_rows("survey")) > MAX_SURVEY_ROWS:
        sentence = f"there are more than {MAX_SURVEY_ROWS:,} rows. Make two forms of them."
        notes.refused.append(Note("survey", None, sentence))
        return notes.reading(None)
    tables = add_companions(sheets, workbook.companions, notes)
    leave_out(sheets, notes)
    notes.understood.extend(untranslated(sheets))
    tree = _tree(sheets, notes)
    if tree is None:
        return notes.reading(None)
    identity = identity_of(
        sheets, tree, file=workbook.name, today=today, corrections=corrections, notes=notes
    )
    collector = TranslationCollector(sheets, notes, corrections.languages)
    reader = FormReader(tree, sheets, notes, collector)
    questionnaire = reader.questionnaire(identity, tables)
    for name, sentence in scope_errors(questionnaire):
        reader.refuse(name, sentence)
    for name, sentence in looks_above(questionnaire):
        reader.understand(name, sentence)
    return notes.reading(questionnaire)


def _tree(sheets: Sheets, notes: Notes) -> Mapping[str, Any] | None:
    """Return pyxform's tree of the form, or None. The rows that it refuses are noted, and set aside for the others."""
    # Imported here because it takes half a second and only publishing a form needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    if not sheets.numbered_rows("survey"):
        return {}
    set_aside: set[tuple[str, int]] = set()
    for _ in range(MAX_REFUSALS):
        try:
            return quotes.restore_quotes(convert(xlsform=sheets.as_pyxform())._pyxform)
        except PyXFormError as error:
            note = sheets.locate(quotes.show_quotes(str(error)))
            notes.refused.append(note)
        except Exception as error:
            # pyxform fails in many ways on rows that make no sense, and an upload must be answered in words.
            logger.warning("pyxform failed on an uploaded form", exc_info=True)
            sentence = f"pyxform, which reads XLSForms, cannot read this form ({type(error).__name__})."
            notes.refused.append(Note("", None, sentence))
            return None
        if note.row is None or not sheets.set_aside(
            note.sheet, note.row, again=(note.sheet, note.row) in set_aside
        ):
            return None
        set_aside.add((note.sheet, note.row))
    return None
