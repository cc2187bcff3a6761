"""SPSS and Stata files, read back: labels, codes, and a missing value for each state."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.actions import INSTRUMENTS
from survey.answers import STORED_STATES, AnswerState
from survey.exports import statistics
from survey.exports.variables import Cell, Kind, Table, Variable, tables_of
from survey.questionnaire import Choice
from survey.xlsform import questionnaire_of
from tests.survey.exports.downloads import ANSWERS, QUESTIONNAIRE, STATES, strand_with
from tests.survey.exports.test_files import made

pyreadstat = pytest.importorskip("pyreadstat")
pytest.importorskip("pandas")

WORDS = (Choice("yes", "Yes, always"), Choice("no", "No"))
VARIABLES = (
    Variable("trades", "Does it trade?", Kind.CHOICE, WORDS),
    Variable("sector/food", "Food (Sectors?)", Kind.FLAG, (Choice("0", "Not chosen"), Choice("1", "Chosen"))),
    Variable("employees", "Employees?", Kind.INTEGER),
    Variable("ended", "Year end?", Kind.DATE),
    Variable("sector", "Sectors?", Kind.SEVERAL),
    Variable("said", "Words?", Kind.TEXT),
)
DAY = dt.date(2009, 3, 31)
ROWS: list[list[Cell]] = [
    ["yes", 1, 12, DAY, "food", "=é 漢"],
    ["no", 0, -97, None, "", ""],
    [
        AnswerState.REFUSED,
        AnswerState.REFUSED,
        AnswerState.NOT_KNOWN,
        AnswerState.NOT_ASKED,
        None,
        AnswerState.REFUSED,
    ],
    [None, None, None, None, None, None],
]
TABLE = Table("answers", "A guide", VARIABLES)


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    yield tmp_path


def test_spss_files_have_labels_codes_and_missing_values(folder):
    statistics.write_spss(TABLE, ROWS, folder / "x.sav")
    data, about = pyreadstat.read_sav(folder / "x.sav", user_missing=True, output_format="dict")

    assert list(data) == ["trades", "sector_food", "employees", "ended", "said", "ended_why"]
    assert about.column_names_to_labels["sector_food"] == "Food (Sectors?)"
    assert (
        about.variable_value_labels["trades"] | {1.0: "Yes, always", 2.0: "No"}
        == about.variable_value_labels["trades"]
    )
    refused = next(
        code
        for code, words in about.variable_value_labels["trades"].items()
        if words == "Prefers not to answer"
    )
    assert [*data["trades"][:3]] == [1, 2, refused]
    low, high = about.missing_ranges["employees"][0]["lo"], about.missing_ranges["employees"][0]["hi"]
    assert low <= data["employees"][2] <= high
    assert not low <= -97 <= high and data["employees"][1] == -97
    assert data["ended"][0] == DAY
    assert about.variable_value_labels["ended_why"][data["ended_why"][2]] == "Not asked"
    assert list(data["said"]) == ["=é 漢", "", "[refused]", ""]


def test_stata_files_have_labels_and_missing_values_of_stata(folder):
    statistics.write_stata(TABLE, ROWS, folder / "x.dta")
    data, about = pyreadstat.read_dta(folder / "x.dta", user_missing=True, output_format="dict")

    assert [*data["trades"][:3]] == [1, 2, "b"]
    assert data["employees"][2] == "a"
    assert (
        about.variable_value_labels["trades"] | {1: "Yes, always", "b": "Prefers not to answer"}
        == (about.variable_value_labels["trades"])
    )
    assert about.column_names_to_labels["employees"] == "Employees?"
    assert data["ended"][0] == DAY


@pytest.mark.parametrize(
    "rows", [[], [[None] * 6], [[AnswerState.REFUSED] * 6]], ids=["none", "blank", "states"]
)
def test_columns_without_a_single_value_can_be_written(rows, folder):
    statistics.write_spss(TABLE, rows, folder / "x.sav")
    statistics.write_stata(TABLE, rows, folder / "x.dta")

    assert len(pyreadstat.read_sav(folder / "x.sav", output_format="dict")[0]["trades"]) == len(rows)
    assert len(pyreadstat.read_dta(folder / "x.dta", output_format="dict")[0]["trades"]) == len(rows)


@pytest.mark.parametrize("name", ["enterprise_survey", "service_interview", "extended_interview"])
def test_our_own_questionnaires_fit_both_programs(name, folder):
    questionnaire = questionnaire_of((INSTRUMENTS / f"{name}.md").read_text(encoding="utf-8"))
    for table in tables_of(questionnaire, is_full=True):
        width = len(table.variables)
        rows = [[None] * width, [AnswerState.REFUSED] * width]
        statistics.write_spss(table, rows, folder / "x.sav")
        statistics.write_stata(table, rows, folder / "x.dta")


def test_the_longest_names_of_the_programs_can_have_labels(folder):
    table = Table(
        "t", "T", (Variable("n" * 90, "L" * 500, Kind.CHOICE, WORDS), Variable("n" * 91, "L", Kind.FLAG))
    )

    statistics.write_spss(table, [["yes", 1]], folder / "x.sav")
    statistics.write_stata(table, [["yes", 1]], folder / "x.dta")

    assert len(pyreadstat.read_dta(folder / "x.dta", output_format="dict")[0]) == 2


@settings(max_examples=50)
@given(st.lists(st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15))))
def test_no_value_is_mistaken_for_a_state(values):
    codes = statistics.codes_for(values)

    assert len(set(codes.values())) == len(STORED_STATES)
    assert not any(min(codes.values()) <= value <= max(codes.values()) for value in values)


@settings(max_examples=50)
@given(st.lists(st.text(min_size=1, max_size=80), max_size=20))
def test_names_are_valid_in_the_programs_and_unique(names):
    variables = [Variable(name, name, Kind.TEXT) for name in names]

    for program in (statistics.SPSS, statistics.STATA):
        found = statistics.names_of(variables, program)
        assert len({name.casefold() for name in found}) == len(names)
        assert all(
            name.isascii() and name[0].isalpha() and len(name) <= program.longest_name for name in found
        )
        assert not {name.casefold() for name in found} & statistics.RESERVED


def test_long_labels_are_cut_at_whole_characters_and_long_texts_are_refused_with_a_message(folder):
    long = Variable("x", "漢" * 200, Kind.TEXT)
    table = Table("t", "漢" * 100, (long, *VARIABLES[:1]))

    statistics.write_spss(table, [["short", "yes"]], folder / "x.sav")
    statistics.write_stata(table, [["x" * 3_000, "yes"], ["", None]], folder / "x.dta")
    with pytest.raises(statistics.CannotHoldError, match=r"1 of the answers .* longer than SPSS holds"):
        statistics.write_spss(table, [["é" * 20_000, "yes"]], folder / "x.sav")

    data, about = pyreadstat.read_dta(folder / "x.dta", output_format="dict")
    assert about.column_names_to_labels["x"].startswith("漢漢") and about.column_names_to_labels[
        "x"
    ].endswith("…")
    assert len(data["x"][0]) == 3_000


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)])
def test_each_table_is_a_file_and_without_names_the_files_name_nobody(name, read, folder):
    content, file_name = made(strand_with(ANSWERS, STATES), name)

    assert file_name.endswith(f"-without-names.{name}.zip")
    archive = ZipFile(BytesIO(content))
    assert archive.namelist() == [f"answers.{name}", f"projects.{name}"]
    archive.extractall(folder)
    answers, about = read(folder / f"answers.{name}", output_format="dict")
    projects, _ = read(folder / f"projects.{name}", output_format="dict")
    assert list(projects["row"]) == [1, 1]
    assert not {"organisation_name", "postcode"} & set(answers)
    assert about.column_names_to_labels["trades"] == "Does it trade?"
    assert len(tables_of(QUESTIONNAIRE, is_full=False)) == 2
