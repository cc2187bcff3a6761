"""Answers to a form written as KoboToolbox, Ona, ODK Central and SurveyCTO export them, each by a few lines.

A submission is a pair of a key and the answers by question, as the stored values; a repeated group has a list of rows.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter

from survey.questionnaire import Question, Questionnaire, QuestionType

Submission = tuple[str, dict[str, Any]]
Table = list[list[Any]]
File = tuple[str, bytes]
SEVERAL = (QuestionType.SELECT_MULTIPLE, QuestionType.RANK)


def as_csv(table: Table, delimiter: str = ",") -> bytes:
    file = StringIO()
    csv.writer(file, delimiter=delimiter).writerows(table)
    return file.getvalue().encode()


def as_workbook(tables: dict[str, Table]) -> bytes:
    """Return sheets in which figures are numbers and days and times are cells of these kinds."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, table in tables.items():
            sheet = book.add_worksheet(name[:31])
            for number, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.datetime | dt.date):
                        sheet.write_datetime(number, column, cell)
                    elif isinstance(cell, int) and number:
                        sheet.write_number(number, column, cell)
                    else:
                        sheet.write_string(number, column, str(cell))
    return file.getvalue()


def questions_of(form: Questionnaire) -> Iterator[Question]:
    return (each for each in form.answerable_questions() if not each.is_repeated)


def groups_of(form: Questionnaire) -> list[Question]:
    return [each for each in form.questions.values() if each.is_repeated]


def name_of(question: Question, sign: str = "/", within: int = 0) -> str:
    """Return the path of a question below the outermost groups; with an empty sign its name alone."""
    path = (*question.path[within:], question.own_name)
    return sign.join(path) if sign else path[-1]


def label_of(question: Question) -> str:
    return question.label


def cells(
    question: Question,
    value: Any,
    *,
    split: str = "both",
    has_labels: bool = False,
    ticks: tuple[str, str] = ("1", "0"),
) -> list[Any]:
    """Return the cells of an answer: its own, and one for each choice, by `split`: summary, details or both."""
    labels = {choice.value: choice.label for choice in question.choices}
    if question.type not in SEVERAL:
        text = "" if value is None else value
        return [labels.get(text, text) if has_labels else text]
    whole = " ".join(labels[each] if has_labels else each for each in value or [])
    found = [whole] if split != "details" or question.type is QuestionType.RANK else []
    if split != "summary" and question.type is QuestionType.SELECT_MULTIPLE:
        found += [("" if value is None else ticks[each not in value]) for each in labels]
    return found


def headings(
    question: Question, name: str, *, split: str = "both", has_labels: bool = False, sign: str = "/"
) -> list[str]:
    """Return the headings of the cells of an answer."""
    if question.type not in SEVERAL:
        return [name]
    found = [name] if split != "details" or question.type is QuestionType.RANK else []
    if split != "summary" and question.type is QuestionType.SELECT_MULTIPLE:
        found += [f"{name}{sign}{each.label if has_labels else each.value}" for each in question.choices]
    return found


def _flat(parts: Iterator[list[Any]]) -> list[Any]:
    return [cell for part in parts for cell in part]


def kobo_tables(
    form: Questionnaire,
    submissions: Sequence[Submission],
    *,
    sign: str = "/",
    split: str = "both",
    has_labels: bool = False,
) -> dict[str, Table]:
    """Return the tables of KoboToolbox: submissions, then a table for each repeated group."""
    head: Callable[[Question], str] = label_of if has_labels else lambda question: name_of(question, sign)
    how = {"split": split, "has_labels": has_labels}
    asked = list(questions_of(form))
    tables = {
        "form": [
            [
                "start",
                *_flat(headings(each, head(each), sign=sign or "/", **how) for each in asked),
                *("_id", "_uuid", "_submission_time", "__version__", "_index"),
            ]
        ]
    }
    for number, (key, answers) in enumerate(submissions, 1):
        own = _flat(cells(each, answers.get(each.name), **how) for each in asked)
        about = [number + 500, key, "2009-07-15T10:11:12", "vAbCdEf", number]
        tables["form"].append(["2009-07-15T10:00:00.000+01:00", *own, *about])
    for group in groups_of(form):
        inner = group.questions
        table: Table = [
            [
                *_flat(headings(each, head(each), sign=sign or "/", **how) for each in inner),
                *("_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid"),
            ]
        ]
        for number, (key, answers) in enumerate(submissions, 1):
            for row in answers.get(group.name, ()):
                own = _flat(cells(each, row.get(each.name), **how) for each in inner)
                table.append([*own, len(table), "form", number, number + 500, key])
        tables[group.own_name] = table
    return tables


def flat_table(
    form: Questionnaire, submissions: Sequence[Submission], *, ticks: tuple[str, str] = ("TRUE", "FALSE")
) -> Table:
    """Return the one table of Ona, with the rows of repeated groups beside one another and `n/a` for no answer."""
    asked = list(questions_of(form))
    most = {
        group.name: max([len(answers.get(group.name, ())) for _, answers in submissions], default=0)
        for group in groups_of(form)
    }
    heads = _flat(headings(each, name_of(each), split="details") for each in asked)
    for group in groups_of(form):
        path = "/".join(group.full_path)
        for number in range(1, most[group.name] + 1):
            for each in group.questions:
                inside = name_of(each).replace(path, f"{path}[{number}]", 1)
                heads += headings(each, inside, split="details")
    table: Table = [[*heads, "meta/instanceID", "_uuid", "_submission_time", "_xform_id"]]
    for key, answers in submissions:
        row = _flat(cells(each, answers.get(each.name), split="details", ticks=ticks) for each in asked)
        for group in groups_of(form):
            inside = [*answers.get(group.name, ()), *[{}] * most[group.name]][: most[group.name]]
            row += _flat(
                cells(each, one.get(each.name), split="details", ticks=ticks)
                for one in inside
                for each in group.questions
            )
        table.append(
            [*("n/a" if cell == "" else cell for cell in row), f"uuid:{key}", key, "2009-07-15T10:11:12", 7]
        )
    return table


def central_tables(
    form: Questionnaire, submissions: Sequence[Submission], *, sign: str = "-", split: str = "both"
) -> dict[str, Table]:
    """Return the tables of ODK Central. With an empty sign the names of groups are left out."""
    asked = list(questions_of(form))
    heads = _flat(headings(each, name_of(each, sign), split=split) for each in asked)
    after = ["meta-instanceID", "KEY", "SubmitterName", "ReviewState", "Edits", "FormVersion"]
    tables = {"form": [["SubmissionDate", *heads, *after]]}
    for key, answers in submissions:
        own = _flat(cells(each, answers.get(each.name), split=split) for each in asked)
        about = [f"uuid:{key}", f"uuid:{key}", "Somebody", "", "0", form.version]
        tables["form"].append(["2009-07-15T10:11:12.123Z", *own, *about])
    for group in groups_of(form):
        depth = len(group.full_path)
        heads = _flat(headings(each, name_of(each, sign, depth), split=split) for each in group.questions)
        table: Table = [[*heads, "PARENT_KEY", "KEY"]]
        for key, answers in submissions:
            for number, row in enumerate(answers.get(group.name, ()), 1):
                own = _flat(cells(each, row.get(each.name), split=split) for each in group.questions)
                table.append([*own, f"uuid:{key}", f"uuid:{key}/{'/'.join(group.full_path)}[{number}]"])
        tables[f"form-{group.own_name}"] = table
    return tables


def odata_tables(form: Questionnaire, submissions: Sequence[Submission]) -> dict[str, Table]:
    """Return the tables of ODK Central's OData feed."""
    asked = list(questions_of(form))
    heads = _flat(headings(each, name_of(each, "."), split="summary") for each in asked)
    tables = {"Submissions": [["__id", "__system.submissionDate", *heads, "meta.instanceID"]]}
    for key, answers in submissions:
        own = _flat(cells(each, answers.get(each.name), split="summary") for each in asked)
        tables["Submissions"].append([f"uuid:{key}", "2009-07-15T10:11:12.123Z", *own, f"uuid:{key}"])
    for group in groups_of(form):
        depth = len(group.full_path)
        heads = _flat(headings(each, name_of(each, ".", depth), split="summary") for each in group.questions)
        table: Table = [["__Submissions-id", "__id", *heads]]
        for key, answers in submissions:
            for number, row in enumerate(answers.get(group.name, ()), 1):
                own = _flat(cells(each, row.get(each.name), split="summary") for each in group.questions)
                table.append([f"uuid:{key}", f"{key}-{number}", *own])
        tables[f"Submissions.{group.own_name}"] = table
    return tables


def _in_words(question: Question, value: Any) -> Any:
    """Return a day or a time as SurveyCTO writes it."""
    if question.type is QuestionType.DATE:
        return _day(dt.date.fromisoformat(value))
    if question.type is QuestionType.DATETIME:
        moment = dt.datetime.fromisoformat(value)
        return f"{_day(moment)} {_clock(moment.time())}"
    return _clock(dt.time.fromisoformat(value)) if question.type is QuestionType.TIME else value


def _day(day: dt.date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _clock(time: dt.time) -> str:
    return f"{time.hour % 12 or 12}:{time:%M:%S} {'AM' if time.hour < 12 else 'PM'}"


def _cto_cells(question: Question, value: Any) -> list[Any]:
    return cells(question, None if value is None else _in_words(question, value))


def surveycto_wide(form: Questionnaire, submissions: Sequence[Submission]) -> Table:
    """Return SurveyCTO's wide table: `town_1`, `town_2`, with a column for each choice, as `kinds_red_1`."""
    asked = list(questions_of(form))
    heads = _flat(headings(each, each.own_name, sign="_") for each in asked)
    most = {
        group.name: max([len(answers.get(group.name, ())) for _, answers in submissions], default=0)
        for group in groups_of(form)
    }
    for group in groups_of(form):
        heads.append(f"{group.own_name}_count")
        for number in range(1, most[group.name] + 1):
            for each in group.questions:
                is_split = each.type is QuestionType.SELECT_MULTIPLE
                choices = [f"{each.own_name}_{choice.value}_{number}" for choice in each.choices if is_split]
                heads += [f"{each.own_name}_{number}", *choices]
    table: Table = [
        ["SubmissionDate", "starttime", "deviceid", *heads, "instanceID", "formdef_version", "KEY"]
    ]
    for key, answers in submissions:
        row = _flat(_cto_cells(each, answers.get(each.name)) for each in asked)
        for group in groups_of(form):
            rows = answers.get(group.name, ())
            row.append(len(rows) or "")
            for one in [*rows, *[{}] * most[group.name]][: most[group.name]]:
                row += _flat(_cto_cells(each, one.get(each.name)) for each in group.questions)
        day = "Jul 15, 2009 10:11:12 AM"
        table.append([day, day, "x", *row, f"uuid:{key}", form.version, f"uuid:{key}"])
    return table


def surveycto_long(form: Questionnaire, submissions: Sequence[Submission]) -> dict[str, Table]:
    """Return SurveyCTO's long tables."""
    asked = list(questions_of(form))
    heads = _flat(headings(each, each.own_name, sign="_") for each in asked)
    sets = [f"SET-OF-{group.own_name}" for group in groups_of(form)]
    tables: dict[str, Table] = {
        "form": [["SubmissionDate", *heads, *sets, "instanceID", "formdef_version", "KEY"]]
    }
    for key, answers in submissions:
        own = _flat(_cto_cells(each, answers.get(each.name)) for each in asked)
        paths = [f"uuid:{key}/{'/'.join(group.full_path)}" for group in groups_of(form)]
        tables["form"].append(
            ["Jul 15, 2009 10:11:12 AM", *own, *paths, f"uuid:{key}", form.version, f"uuid:{key}"]
        )
    for group in groups_of(form):
        heads = _flat(headings(each, each.own_name, sign="_") for each in group.questions)
        table: Table = [[*heads, "PARENT_KEY", "KEY", f"SET-OF-{group.own_name}"]]
        for key, answers in submissions:
            path = f"uuid:{key}/{'/'.join(group.full_path)}"
            for number, row in enumerate(answers.get(group.name, ()), 1):
                own = _flat(_cto_cells(each, row.get(each.name)) for each in group.questions)
                table.append([*own, f"uuid:{key}", f"{path}[{number}]", path])
        tables[f"form-{group.own_name}"] = table
    return tables


def csv_files(tables: dict[str, Table], delimiter: str = ",") -> list[File]:
    return [(f"{name}.csv", as_csv(table, delimiter)) for name, table in tables.items()]


def zip_file(tables: dict[str, Table]) -> list[File]:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in csv_files(tables):
            archive.writestr(name, content)
    return [("form.zip", file.getvalue())]


def saved_by_a_spreadsheet(tables: dict[str, Table]) -> list[File]:
    """Return a workbook in which days and times have become cells of these kinds."""

    def cell(value: Any) -> Any:
        for kind in (dt.date, dt.datetime):
            try:
                found = kind.fromisoformat(value)
            except (TypeError, ValueError):
                continue
            return value if isinstance(found, dt.datetime) and found.tzinfo else found
        return value

    return [
        (
            "form.xlsx",
            as_workbook(
                {name: [[cell(each) for each in row] for row in table] for name, table in tables.items()}
            ),
        )
    ]
