"""XLSForms with random damage: cells moved, headings blanked, sheets renamed, rows shuffled, words and bytes changed.

`python -m tests.survey.fuzzed_forms 10000` reads that many and fails at the first that is neither accepted nor refused
with words.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO, StringIO

import xlsxwriter

Sheets = dict[str, list[list[str]]]

HEADINGS = (
    *("type", "name", "label", "label::French", "hint", "required", "relevant", "constraint", "appearance"),
    *(
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "trigger",
        "parameters",
        "note",
        "media::image",
    ),
)
ROWS = (
    *("start start", "begin_group about", "text name", "integer age", "note said", "select_one yes_no works"),
    *(
        "select_one_from_file towns.csv town",
        "end_group ",
        "begin_repeat sites",
        "text place",
        "geopoint point",
    ),
    *("begin_group inner", "decimal share", "end_group ", "end_repeat ", "calculate total"),
    *("select_multiple kinds kinds", "rank kinds order", "range far", "dateTime moment", "acknowledge fine"),
    *("image picture", "hidden secret", "begin_repeat outer", "begin_repeat deep", "text low", "end_repeat "),
    "end_repeat ",
)
RIGHT_EXPRESSIONS = (
    *("${age} > 17", "selected(${kinds}, 'b')", "count(${sites}) > 1", "sum(${share}) > 2", "${low} = ''"),
    *(
        "pulldata('towns', 'label', 'name', ${town}) = 'Leeds'",
        "jr:choice-name(${works}, '${works}') = 'yes'",
    ),
    *("${start} != ''", "${last-saved#name} = ''", "${said} = 'a'", "today() > '2009-01-01'"),
)
EXPRESSIONS = (
    *RIGHT_EXPRESSIONS,
    *(
        ". >= 0",
        "once(uuid())",
        "instance('kinds')/root/item[name = ${age}]/label",
        "if(${age} > 1, 'a', 'b'",
    ),
    *(
        "${",
        "'",
        "position(..)",
        "indexed-repeat(${place}, ${sites}, 1)",
        "yes",
        "no",
        "label = ${name}",
        "..",
    ),
    *("regex(., '[a-z]+')", "regex(., '(((a+)+)+)+$')", "/data/name", "${name}", "1 div 0", "0" * 400),
)
WORDS = (
    *("", " ", "|", "\\", "\u00a0", "‘", "é" * 300, "\n", "a\nb", "0", "-1", "1e9", "true", "=1+1", "💧"),
    *("\x0b", "name", "sites", "end_group", "begin_repeat", "select_one ${name}", "rank", "include", "audit"),
    *(
        "begin loop over kinds",
        "select_one kinds or_other",
        "search('towns')",
        "table-list",
        "likert",
        "label",
    ),
)


def form(chance: random.Random) -> Sheets:
    """Return a form with expressions chosen at random."""
    survey = [list(HEADINGS)]
    for words in ROWS:
        kind, _, name = words.rpartition(" ")
        row = [""] * len(HEADINGS)
        row[:3] = [kind, name, name.capitalize()]
        for column in ("required", "relevant", "constraint", "calculation", "default", "trigger"):
            if chance.random() < 0.02 or (column, kind) == ("calculation", "calculate"):
                row[HEADINGS.index(column)] = chance.choice(RIGHT_EXPRESSIONS)
        if kind == "range":
            row[HEADINGS.index("parameters")] = "start=1 end=9 step=2"
        survey.append(row)
    choices = [["list_name", "name", "label", "label::French"]]
    choices += [["yes_no", each, each, ""] for each in ("yes", "no")] + [
        ["kinds", each, each, ""] for each in "abc"
    ]
    settings = [["form_title", "form_id", "version", "default_language"], ["Towns", "towns", "1", ""]]
    return {"survey": survey, "choices": choices, "settings": settings}


def any_cell(sheets: Sheets, chance: random.Random) -> tuple[list[list[str]], int, int]:
    rows = chance.choice([rows for rows in sheets.values() if any(rows)] or [[[""]]])
    row = chance.randrange(len(rows))
    return rows, row, chance.randrange(len(rows[row]) or 1) if rows[row] else 0


def move_cell(sheets: Sheets, chance: random.Random) -> None:
    rows, row, column = any_cell(sheets, chance)
    others, there, place = any_cell(sheets, chance)
    if rows[row] and others[there]:
        rows[row][column], others[there][place] = others[there][place], rows[row][column]


def change_cell(sheets: Sheets, chance: random.Random) -> None:
    rows, row, column = any_cell(sheets, chance)
    if rows[row]:
        rows[row][column] = chance.choice((*WORDS, *EXPRESSIONS, *HEADINGS))


def blank_heading(sheets: Sheets, chance: random.Random) -> None:
    rows = chance.choice(list(sheets.values()))
    if rows and rows[0]:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice(
            ["", "label", "type", "name", "label::", "::", ":"]
        )


def rename_sheet(sheets: Sheets, chance: random.Random) -> None:
    name = chance.choice(list(sheets))
    other = chance.choice(
        [name.upper(), f" {name} ", name[:-1], "survey ", "entities", "osm", "external_choices", "Mine"]
    )
    sheets[other] = sheets.pop(name)


def shuffle_rows(sheets: Sheets, chance: random.Random) -> None:
    rows = chance.choice(list(sheets.values()))
    rest = rows[1:]
    chance.shuffle(rest)
    rows[1:] = rest


def drop_row(sheets: Sheets, chance: random.Random) -> None:
    rows, row, _ = any_cell(sheets, chance)
    del rows[row]


def repeat_row(sheets: Sheets, chance: random.Random) -> None:
    rows, row, _ = any_cell(sheets, chance)
    rows.insert(chance.randrange(len(rows) + 1), list(rows[row]))


def misspell(sheets: Sheets, chance: random.Random) -> None:
    rows, row, column = any_cell(sheets, chance)
    word = rows[row][column] if rows[row] else ""
    if word:
        place = chance.randrange(len(word))
        rows[row][column] = word[:place] + chance.choice(["", "x", " ", "_", "{", "'"]) + word[place + 1 :]


def drop_sheet(sheets: Sheets, chance: random.Random) -> None:
    if len(sheets) > 1:
        del sheets[chance.choice(list(sheets))]


DAMAGES: tuple[Callable[[Sheets, random.Random], None], ...] = (
    *(move_cell, change_cell, change_cell, blank_heading, rename_sheet, shuffle_rows, drop_row, repeat_row),
    *(misspell, misspell, drop_sheet),
)


def damaged_file(seed: int) -> tuple[str, bytes]:
    """Return the name and the content of a damaged form. Of twenty one is a workbook, the others are text."""
    chance = random.Random(seed)
    sheets = form(chance)
    for _ in range(chance.choice([0, 1, 1, 2, 3, 6])):
        chance.choice(DAMAGES)(sheets, chance)
    kind = chance.choice(["xlsx", *["csv"] * 9, *["md"] * 10])
    content = {"xlsx": as_xlsx, "csv": as_csv, "md": as_markdown}[kind](sheets)
    if chance.random() < 0.1:
        bytes_ = bytearray(content)
        for _ in range(chance.randrange(1, 20)):
            bytes_[chance.randrange(len(bytes_) or 1) : chance.randrange(len(bytes_) or 1)] = (
                chance.randbytes(chance.randrange(3))
            )
        content = bytes(bytes_)
    return f"towns.{kind}", content


def as_xlsx(sheets: Sheets) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for number, (name, rows) in enumerate(sheets.items()):
            page = book.add_worksheet(name.strip()[:20] + str(number) * (name.strip() != name))
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    page.write(row, column, cell)
    return file.getvalue()


def as_csv(sheets: Sheets) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    for name, rows in sheets.items():
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return text.getvalue().encode()


def as_markdown(sheets: Sheets) -> bytes:
    lines = []
    for name, rows in sheets.items():
        lines.append(f"| {name} |")
        lines += ["| | " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines).encode()


def read_damaged(seed: int) -> bool:
    """Read a damaged form, and return whether it is accepted. Every refusal has words."""
    from survey.xlsform import FormFile, read_form

    name, content = damaged_file(seed)
    chance = random.Random(seed)
    tables = [
        [chance.choice(["name", "label", "region", "", *WORDS]) for _ in range(chance.randrange(4))]
        for _ in "abc"
    ]
    text = StringIO()
    csv.writer(text).writerows([["name", "label"], ["leeds", "Leeds"]] if chance.random() < 0.8 else tables)
    reading = read_form(FormFile(name, content), [FormFile("towns.csv", text.getvalue().encode())])
    assert reading.accepted or all(len(note.words) > 10 for note in reading.refused), (seed, reading.refused)
    if reading.accepted and reading.questionnaire is not None:
        questionnaire = reading.questionnaire
        assert type(questionnaire).from_json(questionnaire.as_json()) == questionnaire, seed
        questionnaire.form_state({})
    return reading.accepted


def main() -> None:
    """Read as many damaged forms as the first argument says, beginning with the seed of the second."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    number, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    results: Counter[bool] = Counter()
    begun = time.monotonic()
    failed = 0
    for seed in range(first, first + number):
        try:
            results[read_damaged(seed)] += 1
        except Exception as error:
            failed += 1
            sys.stdout.write(f"{seed}: {type(error).__name__}: {error}\n"[:400])
    seconds = time.monotonic() - begun
    sys.stdout.write(
        f"{results[True]} accepted, {results[False]} refused, {failed} failed, {seconds:.0f} s\n"
    )


if __name__ == "__main__":
    main()
