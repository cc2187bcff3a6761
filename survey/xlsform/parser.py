"""Read an XLSForm in Markdown into a questionnaire, by pyxform. No database.

Anything unsupported is refused with a message, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from survey.questionnaire import Questionnaire
from survey.vocabulary import StrandKind
from survey.xlsform import quotes
from survey.xlsform.groups import GroupReader
from survey.xlsform.notes import Note, Notes, Reading
from survey.xlsform.scope import scope_errors
from survey.xlsform.sheets import FIRST_ROW, Sheets

SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")


@lru_cache(maxsize=16)
def read_xlsform(source: str) -> Reading:
    """Read an XLSForm in Markdown. The last ones are kept, for that takes a tenth of a second."""
    # Imported here because it takes half a second and only publishing a form needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import is_markdown_table, md_to_dict
    from pyxform.xls2xform import convert

    if not is_markdown_table(source):
        return _refusal("This is not an XLSForm: it needs the sheet survey as a Markdown table.")
    try:
        sheets = Sheets(md_to_dict(source))
    except IndexError:
        return _refusal("A row of a sheet has more cells than the sheet has headings.")
    refused = list(sheets.unsupported())
    if refused:
        return Reading(None, refused=refused)
    try:
        tree = quotes.restore_quotes(convert(xlsform=quotes.hide_quotes(source), file_type=".md")._pyxform)
    except PyXFormError as error:
        return Reading(None, refused=[sheets.locate(quotes.show_quotes(str(error)))])
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return _refusal("This is not an XLSForm: it needs a sheet survey with type, name and label.")
    notes = Notes()
    reader = _Reader(tree, sheets, notes)
    questionnaire = reader.questionnaire(tree)
    for name, sentence in scope_errors(questionnaire):
        reader.refuse(name, sentence)
    return notes.reading(questionnaire)


def questionnaire_of(source: str) -> Questionnaire:
    """Return the questionnaire of an XLSForm in Markdown. Raises XLSFormError with every reason if it is refused."""
    return read_xlsform(source).accepted_questionnaire()


def _refusal(sentence: str) -> Reading:
    return Reading(None, refused=[Note("", None, sentence)])


class _Reader(GroupReader):
    """Reads pyxform's tree into sections."""

    def questionnaire(self, tree: Mapping[str, Any]) -> Questionnaire:
        name, version = str(tree.get("id_string", "")).strip(), str(tree.get("version", "")).strip()
        if not SLUG.fullmatch(name):
            sentence = f"the form_id “{name}” is not made of letters, digits, - and _, 60 at most."
            self.refuse_setting(sentence)
        if not 0 < len(version) <= 20:
            self.refuse_setting("give the form a version of 20 characters at most.")
        title = str(tree.get("title", "")).strip()
        if len(title) > 200:
            self.refuse_setting("the form_title is longer than 200 characters.")
        sections = list(self.sections(title))
        if not any(question.takes_answer for section in sections for question in section.questions):
            self.notes.refused.append(Note("survey", None, "the form has no questions."))
        return Questionnaire(
            name=name,
            version=version,
            title=title,
            sections=tuple(sections),
            language=self.collector.own,
            translations=self.collector.translations(),
            made_for=self.made_for(),
            tables=self.tables,
        )

    def refuse_setting(self, sentence: str) -> None:
        """Refuse the form because of its settings."""
        self.notes.refused.append(Note("settings", FIRST_ROW, sentence))

    def made_for(self) -> str:
        """Return the kind of strand that the form says it is made for, or an empty string."""
        kind = str(self.sheets.settings.get("made_for") or "").strip()
        if kind and kind not in StrandKind.values:
            sentence = f"made_for is “{kind}”. Write one of {', '.join(StrandKind.values)}, or leave it out."
            self.refuse_setting(sentence)
        return kind
