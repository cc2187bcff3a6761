"""Choices that come from a CSV file beside the form, and the tables in which expressions look up. No database.

A file that is missing does not stop the form: its question is answered in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from survey.lookup_tables import Table
from survey.xlsform.notes import Note, Notes
from survey.xlsform.quotes import straighten
from survey.xlsform.sheets import FormRow, Sheets
from survey.xlsform.workbook import CompanionTable

FROM_FILE = re.compile(
    r"select[ _](?P<kind>one|multiple)[ _]from[ _]file\s+(?P<file>\S+)(?P<rest>.*)", re.DOTALL
)
EXTERNAL = re.compile(r"select[ _]one[ _]external\s+(?P<rest>.*)", re.DOTALL)
FROM_ANSWERS = re.compile(r"(?:select[ _]one|select[ _]multiple|rank)\s+\$\{(?P<name>[^}]+)\}.*", re.DOTALL)
SEARCH = re.compile(r"search\((?P<arguments>.*)\)", re.DOTALL)
LOOKED_UP = re.compile(
    r"(?:pulldata\(\s*|instance\(\s*)(?P<quote>['\"])(?P<name>.+?)(?P=quote)"
    r"(?:\s*,\s*['\"](?P<column>[^'\"]+)['\"]\s*,\s*['\"](?P<key>[^'\"]+)['\"])?"
)
QUOTED = re.compile(r"(['\"])(.*)\1", re.DOTALL)
ARGUMENT = re.compile(r"""(?:'[^']*'|"[^"]*"|\([^()]*\)|[^,'"()])+""")
PARAMETER = re.compile(r"(?P<name>value|label)\s*=\s*(?P<column>[^\s,;]+)")
MAX_CHOICES = 5_000
NO_TABLE = Table(("name",), ())
"""A table that did not come with the form: nothing is found in it."""

ATTRIBUTE = re.compile(r"[A-Za-z_][\w.-]*")


class _List(NamedTuple):
    """The choices of a file: the file, the name that their list is to have, and the columns with value and label."""

    file: str
    name: str
    value: str
    label: str


def add_companions(
    sheets: Sheets, companions: Mapping[str, CompanionTable], notes: Notes
) -> dict[str, Table]:
    """Turn choices from files into choices of the form, and return the tables in which expressions look up."""
    filler = _Filler(sheets, companions, notes)
    filler.fill()
    return filler.tables()


class _Filler:
    def __init__(self, sheets: Sheets, companions: Mapping[str, CompanionTable], notes: Notes) -> None:
        self.sheets, self.companions, self.notes = sheets, companions, notes
        self.rows = [(number, dict(row)) for number, row in sheets.numbered_rows("survey")]
        self.choices = [(number, dict(row)) for number, row in sheets.numbered_rows("choices")]
        self.added: dict[_List, str] = {}
        """The names of the lists that were added."""

    def fill(self) -> None:
        for number, row in self.rows:
            kind = row.get("type", "")
            if found := FROM_FILE.fullmatch(kind):
                self._from_file(number, row, found)
            elif found := EXTERNAL.fullmatch(kind):
                row["type"] = f"select_one {found['rest']}"
            elif found := FROM_ANSWERS.fullmatch(kind):
                sentence = f"its choices are the answers to “{found['name']}”: here it is answered in words."
                self._in_words(number, row, sentence)
            if SEARCH.search(row.get("appearance", "")):
                self._search(number, row)
        self.sheets.replace_rows("survey", self.rows)
        self.sheets.replace_rows("choices", self.choices)
        if self.added:
            # A town of one name may be in two regions, and a choice_filter tells them apart.
            self.sheets.allows_choice_twice = True

    def tables(self) -> dict[str, Table]:
        """Return the tables that expressions look up in, by name; note those that are missing."""
        lists = {row.get("list_name", "") for _, row in self.choices}
        found: dict[str, Table] = {}
        for number, row in self.rows:
            for text in row.values():
                for match in LOOKED_UP.finditer(straighten(text)):
                    name = (
                        PurePath(match["name"]).stem
                        if match["name"].lower().endswith(".csv")
                        else match["name"]
                    )
                    table = self.companions.get(name.lower())
                    if table is not None:
                        rows = tuple(
                            tuple(each.get(column, "") for column in table.headings) for each in table.rows
                        )
                        found[name] = Table(table.headings, rows)
                        self._note_unknown_columns(number, row, table, (match["column"], match["key"]))
                    elif name not in lists:
                        found.setdefault(name, NO_TABLE)
                        self._note_missing(number, row, f"{name}.csv", "what it looks up there is empty")
        return found

    def _from_file(self, number: int, row: FormRow, found: re.Match[str]) -> None:
        file, kind = found["file"], found["kind"]
        table = self.companions.get(PurePath(file).stem.lower())
        parameters = {each["name"]: each["column"] for each in PARAMETER.finditer(row.get("parameters", ""))}
        if table is None:
            if PurePath(file).suffix.lower() == ".csv":
                self._note_missing(number, row, file, "it is answered in words")
                self._in_words(number, row, "")
            else:
                sentence = (
                    f"its choices are in “{file}”, and only CSV files are read: it is answered in words."
                )
                self._in_words(number, row, sentence)
            return
        value, label = parameters.get("value", "name"), parameters.get("label", "label")
        if value not in table.headings:
            sentence = f"“{table.name}” has no column “{value}”: the question is answered in words."
            self._in_words(number, row, sentence)
            return
        source = _List(table.name, _list_name(file), value, label if label in table.headings else value)
        name = self._add(number, row, source, table)
        if not name:
            return
        row["type"] = f"select_{kind} {name}{found['rest']}"
        rest = PARAMETER.sub("", row.get("parameters", "")).strip(" ,;")
        if rest:
            row["parameters"] = rest
        else:
            row.pop("parameters", None)

    def _add(
        self,
        number: int,
        row: FormRow,
        source: _List,
        table: CompanionTable,
        others: Sequence[FormRow] = (),
    ) -> str:
        """Add the choices of a file and `others` once, and return the name of their list, which no other list has.

        It is empty if they are too many, and the question is answered in words.
        """
        if len(table.rows) > MAX_CHOICES:
            sentence = f"“{table.name}” has {len(table.rows):,} choices, the most are {MAX_CHOICES:,}: "
            self._in_words(number, row, f"{sentence}the question is answered in words.")
            return ""
        if source in self.added:
            return self.added[source]
        taken = {*self.added.values(), *(choice.get("list_name", "") for _, choice in self.choices)}
        name = source.name
        while name in taken:
            name += "_"
        self.added[source] = name
        for line in table.rows:
            value = line.get(source.value, "")
            if not value:
                continue
            attributes = {
                heading: cell
                for heading, cell in line.items()
                if ATTRIBUTE.fullmatch(heading) and heading not in ("label", "name")
            }
            choice = {"list_name": name, "name": value, "label": line.get(source.label, "") or value}
            self.choices.append((number, {**attributes, **choice}))
        self.choices += [(number, {**choice, "list_name": name}) for choice in others]
        return name

    def _search(self, number: int, row: FormRow) -> None:
        """Turn search('file', …) into choices of the form with a choice_filter."""
        found = SEARCH.search(straighten(row["appearance"]))
        arguments = [each.strip() for each in ARGUMENT.findall(found["arguments"])] if found else []
        row["appearance"] = SEARCH.sub("", row["appearance"]).strip()
        if not row["appearance"]:
            del row["appearance"]
        file = _unquoted(arguments[0]) if arguments else ""
        table = self.companions.get(PurePath(file).stem.lower())
        if table is None:
            self._note_missing(number, row, f"{file}.csv", "it is answered in words")
            self._in_words(number, row, "")
            return
        words = row["type"].split()
        given = [choice for _, choice in self.choices if choice.get("list_name") == words[-1]]
        named = next((choice for choice in given if choice.get("name") in table.headings), None)
        if named is None:
            self._in_words(
                number, row, f"no choice names a column of “{table.name}”: it is answered in words."
            )
            return
        label = next(
            (part for part in re.split(r"[,\s]+", named.get("label", "")) if part in table.headings),
            named["name"],
        )
        source = _List(table.name, f"{words[-1]}_{_list_name(file)}", named["name"], label)
        name = self._add(number, row, source, table, [choice for choice in given if choice is not named])
        if not name:
            return
        row["type"] = " ".join([*words[:-1], name])
        if conditions := _conditions(arguments[1:], table):
            row["choice_filter"] = " and ".join(filter(None, (row.get("choice_filter", ""), conditions)))

    def _in_words(self, number: int, row: FormRow, sentence: str) -> None:
        """Let a question be answered in words, because its choices are not known."""
        row["type"] = "text"
        for column in ("choice_filter", "parameters", "appearance"):
            row.pop(column, None)
        if sentence:
            self.notes.understood.append(Note("survey", number, sentence, row.get("name", "")))

    def _note_unknown_columns(
        self, number: int, row: FormRow, table: CompanionTable, columns: Iterable[str | None]
    ) -> None:
        for column in columns:
            if column and column not in table.headings:
                sentence = f"“{table.name}” has no column “{column}”: what it looks up there is empty."
                self.notes.understood.append(Note("survey", number, sentence, row.get("name", "")))

    def _note_missing(self, number: int, row: FormRow, file: str, what: str) -> None:
        sentence = f"the file “{file}” is missing: {what}. Add the file to the form."
        self.notes.understood.append(Note("survey", number, sentence, row.get("name", "")))


def _conditions(arguments: list[str], table: CompanionTable) -> str:
    """Return the choice_filter for the further arguments of search()."""
    parts = []
    if len(arguments) >= 3:
        parts.append(_condition(_unquoted(arguments[0]), _unquoted(arguments[1]), arguments[2], table))
    if len(arguments) >= 5:
        parts.append(_condition("matches", _unquoted(arguments[3]), arguments[4], table))
    return " and ".join(filter(None, parts))


def _condition(kind: str, columns: str, value: str, table: CompanionTable) -> str:
    known = [column for column in re.split(r"[,\s]+", columns) if column in table.headings]
    form = {"contains": "contains({0}, {1})", "startswith": "starts-with({0}, {1})"}.get(kind, "{0} = {1}")
    found = " or ".join(form.format(column, value) for column in known)
    return f"({found})" if len(known) > 1 else found


def _list_name(file: str) -> str:
    return re.sub(r"[^\w-]", "_", PurePath(file).stem)


def _unquoted(argument: str) -> str:
    found = QUOTED.fullmatch(argument.strip())
    return found[2] if found else argument.strip()
