"""Takes out of a form what is not asked here, before pyxform reads it, and notes each thing with its reason.

A left-out question counts as unanswered wherever an expression or a label quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from survey.xlsform.headings import EXPRESSIONS, is_text
from survey.xlsform.nodes import NO, YES
from survey.xlsform.notes import Note, Notes
from survey.xlsform.question_kinds import METADATA, TODAY, Kind, kind_of
from survey.xlsform.sheets import FormRow, NumberedRows, Sheets

REFERENCE = re.compile(r"\$\{\s*(?P<last>last-saved#)?(?P<name>[^{}]*?)\s*\}")
AGGREGATE = r"(?<![\w-]){function}\(\s*\$\{{\s*{name}\s*\}}\s*(,[^()]*)?\)"
OF_NOTHING = {
    **dict.fromkeys(("count", "sum", "count-non-empty"), "0"),
    **dict.fromkeys(("min", "max", "area", "enclosed-area", "distance", "length", "indexed-repeat"), "''"),
}
"""What functions of a question without answers give."""

OF_OTHER_PROGRAMS = re.compile(
    r"(device-info|duration|version|username|caseid|phone-call-(log|duration)|collect-is-phone-app"
    r"|device-(id|phone-number)|start-time|plug-in-metadata|property)\([^()]*\)"
)
"""Functions of other programs that describe the device or the submission and not what was answered."""

BARE_NAME = re.compile(r"[A-Za-z_][\w-]*")
NOTHING = "''"
NO_ROWS = {"0", "0.0"}
IN_REPEAT = "a repeated group within a repeated group cannot be asked here"
NEVER_ASKED = "its repeat_count is 0, so it is never asked"
ADDED_BY_PYXFORM = ("instanceID", "instanceName")


class _Group(NamedTuple):
    place: int
    name: str
    is_repeat: bool


def leave_out(sheets: Sheets, notes: Notes) -> None:
    """Take out of the survey sheet what is not asked, and note it."""
    _Editor(sheets, notes).edit()


class _Editor:
    def __init__(self, sheets: Sheets, notes: Notes) -> None:
        self.sheets = sheets
        self.notes = notes
        self.rows: NumberedRows = [(number, dict(row)) for number, row in sheets.numbered_rows("survey")]
        self.stands_for: dict[str, str] = dict.fromkeys(ADDED_BY_PYXFORM, NOTHING)

    def edit(self) -> None:
        self._leave_out_disabled_rows()
        self._empty_bare_names()
        self._leave_out_kinds()
        self._leave_out_repeats()
        self._name_notes()
        self._replace_references()
        self.sheets.replace_rows("survey", self.rows)

    def _note(self, number: int, sentence: str, name: str) -> None:
        self.notes.left_out.append(Note("survey", number, sentence, name))

    def _leave_out_disabled_rows(self) -> None:
        kept = []
        for number, row in self.rows:
            disabled = row.pop("disabled", "").lower() in YES
            if disabled:
                self._note(number, "this row is disabled.", row.get("name", ""))
                self._forget(row)
            elif any(column.partition("::")[0] in ("type", "name", "label") for column in row):
                kept.append((number, row))
            elif row:
                self._note(number, "a row without type, name and label is a remark.", "")
        self.rows = kept

    def _empty_bare_names(self) -> None:
        """Take out expressions that are one word, such as “basic”: no question is meant without ${…}."""
        for number, row in self.rows:
            for column in ("required", "calculation", "readonly"):
                word = row.get(column, "")
                if BARE_NAME.fullmatch(word) and (column == "calculation" or word.lower() not in YES | NO):
                    sentence = f"“{word}” in the column {column} is no rule: it counts as empty."
                    self.notes.understood.append(Note("survey", number, sentence, row.get("name", "")))
                    del row[column]

    def _leave_out_kinds(self) -> None:
        """Take out metadata and the kinds of question that cannot be asked, and groups that are empty then."""
        kept: NumberedRows = []
        taken: set[int] = set()
        for number, row in self.rows:
            if row.get("type") == "include":
                sentence = "another form cannot be included. Put its rows here."
                self.notes.refused.append(Note("survey", number, sentence, row.get("name", "")))
                continue
            kind = kind_of(row.get("type", ""))
            if kind.type == "calculate" and OF_OTHER_PROGRAMS.fullmatch(row.get("calculation", "")):
                kind = Kind(kind.type, METADATA)
            if not kind.reason:
                if kind.type != row.get("type", ""):
                    row["type"] = kind.type
                    for column, text in (("constraint", kind.constraint), ("hint", kind.hint)):
                        if text and column not in row:
                            row[column] = text
                kept.append((number, row))
                continue
            name = row.get("name", "") or row.get("type", "")
            self._note(number, kind.reason, name)
            self._forget(row, kind.stands_for)
            taken.add(len(kept))
        self.rows = kept
        self._leave_out_emptied_groups(taken)

    def _leave_out_emptied_groups(self, taken: set[int]) -> None:
        """Take out groups and repeats from which something was taken and in which nothing is left.

        `taken` are the places in `rows` before which a row was taken out.
        """
        while True:
            empty = next(
                (
                    place
                    for place in sorted(taken)
                    if 0 < place < len(self.rows)
                    and _begins(self.rows[place - 1][1])
                    and _ends(self.rows[place][1])
                ),
                None,
            )
            if empty is None:
                return
            number, row = self.rows[empty - 1]
            self._note(number, "nothing in this group can be asked here.", row.get("name", ""))
            self._forget(row)
            del self.rows[empty - 1 : empty + 1]
            taken = {place if place < empty else max(place - 2, empty - 1) for place in taken} | {empty - 1}

    def _leave_out_repeats(self) -> None:
        """Take out repeated groups within repeated groups, and those with no rows, with all their questions."""
        open_groups: list[_Group] = []
        kept: NumberedRows = []
        inner: tuple[int, int] | None = None
        asked = 0
        for number, row in self.rows:
            if _begins(row):
                is_repeat = _is_repeat(row)
                is_within = any(group.is_repeat for group in open_groups)
                if is_repeat and inner is None and (is_within or row.get("repeat_count") in NO_ROWS):
                    reason = IN_REPEAT if is_within else NEVER_ASKED
                    inner, asked = (len(open_groups), number), 0
                    self._inner_name = row.get("name", "")
                open_groups.append(_Group(number, row.get("name", ""), is_repeat))
            elif inner and not _ends(row):
                asked += 1
            if inner is None:
                kept.append((number, row))
            else:
                self._forget(row)
            if _ends(row) and open_groups:
                open_groups.pop()
                if inner and len(open_groups) == inner[0]:
                    questions = "1 question" if asked == 1 else f"{asked} questions"
                    self._note(inner[1], f"{reason}: {questions}.", self._inner_name)
                    inner = None
        self.rows = kept

    def _name_notes(self) -> None:
        """Name notes without a name by their row, as pyxform would by its own count of rows."""
        for number, row in self.rows:
            if row.get("type") == "note":
                row.setdefault("name", f"generated_note_name_{number}")

    def _forget(self, row: Mapping[str, str], stands_for: str = "") -> None:
        """Let a question count as unanswered, or as the expression that it stands for."""
        if name := row.get("name", "") or (row.get("type", "") if stands_for else ""):
            self.stands_for[name] = stands_for or NOTHING

    def _replace_references(self) -> None:
        """Put the value of an unanswered question, or what it stands for, in the place of each reference to one."""
        names = {row.get("name", "") for _, row in self.rows if not _is_unanswered_note(row)}
        for _, row in self.rows:
            if _is_unanswered_note(row) and row.get("name"):
                self.stands_for.setdefault(row["name"], NOTHING)
        # A name that another question has as well is still answered.
        self.stands_for = {name: value for name, value in self.stands_for.items() if name not in names}
        for number, row in self.rows:
            for column in list(row):
                if "${" in row[column]:
                    self._replace(number, row, column)

    def _replace(self, number: int, row: FormRow, column: str) -> None:
        name = row.get("name", "")
        said: set[str] = set()

        def value(found: re.Match[str]) -> str:
            quoted = found["name"]
            if found["last"]:
                said.add("answers sent before are not known here: “last-saved” is empty.")
                return "" if is_text(column) else NOTHING
            if quoted not in self.stands_for:
                return found[0]
            said.add(_sentence(quoted, self.stands_for[quoted]))
            return "" if is_text(column) or column == "trigger" else self.stands_for[quoted]

        text = row[column]
        if column in EXPRESSIONS:
            for quoted in set(self.stands_for) & set(_quoted(text)):
                for function, nothing in OF_NOTHING.items():
                    pattern = AGGREGATE.format(function=re.escape(function), name=re.escape(quoted))
                    text, times = re.subn(pattern, nothing, text)
                    if times:
                        said.add(_sentence(quoted, NOTHING))
        text = REFERENCE.sub(value, text)
        if column == "trigger":
            text = ", ".join(part.strip() for part in text.split(",") if part.strip())
        if column == "default" and text == NOTHING:
            text = ""
        if text:
            row[column] = text
        else:
            del row[column]
        for sentence in sorted(said):
            self.notes.understood.append(Note("survey", number, sentence, name))


def _sentence(quoted: str, stands_for: str) -> str:
    if stands_for == NOTHING:
        return f"asks for the answer to “{quoted}”, which is not asked: it counts as unanswered."
    words = "today’s date" if stands_for == TODAY else "the time of the moment"
    return f"asks for “{quoted}”, which is not recorded: {words} stands for it."


def _quoted(text: str) -> Iterator[str]:
    return (found["name"] for found in REFERENCE.finditer(text))


def _is_unanswered_note(row: Mapping[str, str]) -> bool:
    return row.get("type") == "note" and not row.get("calculation") and not row.get("default")


@cache
def _controls() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Imported here because it takes half a second and only reading a form needs it.
    from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL

    return RE_BEGIN_CONTROL, RE_END_CONTROL


def _begins(row: Mapping[str, str]) -> bool:
    return _controls()[0].search(row.get("type", "")) is not None


def _ends(row: Mapping[str, str]) -> bool:
    return _controls()[1].search(row.get("type", "")) is not None


def _is_repeat(row: Mapping[str, str]) -> bool:
    # Imported here because it takes half a second and only reading a form needs it.
    from pyxform import aliases

    found = _controls()[0].search(row.get("type", ""))
    return found is not None and aliases.control[found["type"]] == "repeat"
