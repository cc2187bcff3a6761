"""The command read_xlsform, which needs no database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import xlsforms

TOWNS = "name,label\nleeds,Leeds\n"


def results_of(*paths: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("read_xlsform", *map(str, paths), format="json", stdout=out)
    return list(json.loads(out.getvalue()))


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "towns.md"
    row = xlsforms.row("select_one_from_file towns.csv", "town", "Town")
    path.write_text(xlsforms.form(row, xlsforms.row("start", "start", "")))
    return path


def test_each_file_is_accepted_or_refused_with_words_and_one_stops_no_other(
    form: Path, tmp_path: Path
) -> None:
    broken, missing = tmp_path / "broken.xlsx", tmp_path / "missing.xls"
    broken.write_bytes(b"PK\x03\x04 nothing")

    results = results_of(broken, missing, form)

    assert [each["accepted"] for each in results] == [False, False, True]
    assert [each["file"] for each in results] == [str(broken), str(missing), str(form)]
    assert all(note["words"] for each in results[:2] for note in each["refused"])
    words = "other programs fill this in by themselves; it takes no answer."
    assert results[2]["left_out"] == [{"sheet": "survey", "row": 4, "words": f"“start”: {words}"}]


def test_what_is_no_form_is_refused_with_what_to_do(tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    table.write_text(TOWNS)

    results = results_of(tmp_path / "nowhere.xlsx", tmp_path, table)

    assert [each["refused"][0]["words"] for each in results] == [
        "there is no such file. Check its name and its folder.",
        "this is a folder. Name the files in it.",
        "this is no form: it has no sheet survey. Name the form that uses this table as well.",
    ]


@pytest.mark.parametrize("place", [".", "towns-media"])
def test_tables_are_taken_from_beside_the_form(form: Path, tmp_path: Path, place: str) -> None:
    [without] = results_of(form)
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / "towns.csv").write_text(TOWNS)

    [result] = results_of(form)

    assert "is missing" in without["understood"][0]["words"]
    assert result["understood"] == []


def test_tables_are_taken_from_the_command_line(form: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    table = tmp_path / "elsewhere" / "towns.csv"
    table.write_text(TOWNS)

    assert [each["understood"] for each in results_of(form, table)] == [[]]


def test_several_notes_of_one_kind_are_one_line_with_their_number(form: Path) -> None:
    rows = [xlsforms.row("geopoint", name, "Where?") for name in ("home", "work")]
    form.write_text(xlsforms.form(*rows))
    out = StringIO()

    call_command("read_xlsform", str(form), stdout=out)

    assert "type text, appearance postcode. (2 times: home, work)" in out.getvalue()
