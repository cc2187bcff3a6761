"""Read pyxform's tree of an XLSForm into a questionnaire. No database.

Anything unsupported is refused with a message, never ignored.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.lookup_tables import Table
from survey.questionnaire import Questionnaire
from survey.vocabulary import StrandKind
from survey.xlsform.groups import GroupReader
from survey.xlsform.identity import Identity
from survey.xlsform.notes import Note


class FormReader(GroupReader):
    """Reads pyxform's tree into sections."""

    def questionnaire(self, identity: Identity, tables: Mapping[str, Table]) -> Questionnaire:
        """Return the questionnaire of pyxform's tree."""
        sections = list(self.sections(identity.title))
        if not any(question.takes_answer for section in sections for question in section.questions):
            self.notes.understood.append(Note("survey", None, "nothing is asked in this form."))
        return Questionnaire(
            name=identity.name,
            version=identity.version,
            title=identity.title,
            sections=tuple(sections),
            language=self.collector.own,
            translations=self.collector.translations(),
            made_for=self.made_for(),
            tables={**tables, **self.tables},
        )

    def refuse_setting(self, sentence: str) -> None:
        """Refuse the form because of its settings."""
        self.notes.refused.append(Note("settings", self.sheets.settings_row, sentence))

    def made_for(self) -> str:
        """Return the kind of strand that the form says it is made for, or an empty string."""
        kind = str(self.sheets.settings.get("made_for") or "").strip()
        if kind and kind not in StrandKind.values:
            sentence = f"made_for is “{kind}”. Write one of {', '.join(StrandKind.values)}, or leave it out."
            self.refuse_setting(sentence)
        return kind
