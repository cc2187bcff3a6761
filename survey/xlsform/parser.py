"""Read an XLSForm in Markdown into a questionnaire, by pyxform. No database.

Anything unsupported is refused with a message, never ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import count
from typing import Any

from survey.languages import section_key
from survey.questionnaire import Question, Questionnaire, Section
from survey.vocabulary import StrandKind
from survey.xlsform import quotes
from survey.xlsform.rows import QuestionReader
from survey.xlsform.scope import scope_errors
from survey.xlsform.sheets import FIRST_ROW, Sheets, message_at

GROUP_KEYS = {"type", "name", "label", "bind", "control", "children"}
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")


class XLSFormError(ValueError):
    """The form cannot be published. `messages` are the reasons, one sentence each."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(" ".join(self.messages))


@lru_cache(maxsize=16)
def read_xlsform(source: str) -> Questionnaire:
    """Return the questionnaire of an XLSForm in Markdown. The last ones are kept, for that takes a tenth of a second.

    :raises XLSFormError: with all reasons, each with its sheet and row.
    """
    # Imported here because it takes half a second and only publishing a form needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import is_markdown_table, md_to_dict
    from pyxform.xls2xform import convert

    if not is_markdown_table(source):
        raise XLSFormError(["This is not an XLSForm: it needs the sheet survey as a Markdown table."])
    try:
        sheets = Sheets(md_to_dict(source))
    except IndexError:
        raise XLSFormError(["A row of a sheet has more cells than the sheet has headings."]) from None
    refused = list(sheets.unsupported())
    if refused:
        raise XLSFormError(refused)
    try:
        tree = quotes.restore_quotes(convert(xlsform=quotes.hide_quotes(source), file_type=".md")._pyxform)
    except PyXFormError as error:
        raise XLSFormError([sheets.locate(quotes.show_quotes(str(error)))]) from error
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise XLSFormError(
            ["This is not an XLSForm: it needs a sheet survey with type, name and label."]
        ) from error
    reader = _Reader(sheets)
    questionnaire = reader.questionnaire(tree)
    reader.messages.extend(scope_errors(questionnaire, sheets))
    if reader.messages:
        raise XLSFormError(dict.fromkeys(reader.messages))
    return questionnaire


class _Reader(QuestionReader):
    """Reads pyxform's tree into sections."""

    def questionnaire(self, tree: Mapping[str, Any]) -> Questionnaire:
        name, version = str(tree.get("id_string", "")).strip(), str(tree.get("version", "")).strip()
        if not SLUG.fullmatch(name):
            sentence = f"the form_id “{name}” is not made of letters, digits, - and _, 60 at most."
            self.messages.append(message_at("settings", FIRST_ROW, sentence))
        if not 0 < len(version) <= 20:
            self.messages.append(
                message_at("settings", FIRST_ROW, "give the form a version of 20 characters at most.")
            )
        title = str(tree.get("title", "")).strip()
        if len(title) > 200:
            self.messages.append(
                message_at("settings", FIRST_ROW, "the form_title is longer than 200 characters.")
            )
        sections = list(self.sections(tree.get("children", ()), title))
        if not any(question.takes_answer for section in sections for question in section.questions):
            self.messages.append(message_at("survey", None, "the form has no questions."))
        return Questionnaire(
            name=name,
            version=version,
            title=title,
            sections=tuple(sections),
            language=self.collector.own,
            translations=self.collector.translations(),
            made_for=self.made_for(),
        )

    def made_for(self) -> str:
        """Return the kind of strand that the form says it is made for, or an empty string."""
        kind = str(self.sheets.settings.get("made_for") or "").strip()
        if kind and kind not in StrandKind.values:
            sentence = f"made_for is “{kind}”. Write one of {', '.join(StrandKind.values)}, or leave it out."
            self.messages.append(message_at("settings", FIRST_ROW, sentence))
        return kind

    def sections(self, children: Iterable[Mapping[str, Any]], title: str) -> Iterable[Section]:
        """Yield a section for each group, and for questions outside groups, in order."""
        loose: list[Question] = []
        used = {child["name"] for child in children}
        names = (name for number in count(1) if (name := f"part_{number}") not in used)
        for child in children:
            if child["type"] != "group":
                loose.extend(self.question(child))
            elif child["name"] != "meta":
                if loose:
                    yield Section(next(names), title, tuple(loose))
                    loose = []
                yield self.section(child)
        if loose:
            yield Section(next(names), title, tuple(loose))

    def section(self, node: Mapping[str, Any]) -> Section:
        name = node["name"]
        self.refuse_unknown(node, GROUP_KEYS, name)
        bind = node.get("bind", {})
        self.refuse_unknown(bind, {"relevant"}, name)
        questions: list[Question] = []
        for child in node.get("children", ()):
            if child["type"] == "group":
                self.refuse(
                    child["name"], f"a group within the group “{name}”. Put one group after the other."
                )
            else:
                questions.extend(self.question(child))
        return Section(
            name=name,
            title=self.words(node, "label", name, section_key(name)) or name,
            relevant=self.condition(bind.get("relevant", ""), name),
            questions=tuple(questions),
        )
