"""Tables of facts, read row by row and written as CSV or JSON."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.classification import Facts, assess, csv_table

KNOWN = "name,statutory_body,independent,reinvests,social_aims,trading_share\n"


def read(text):
    return list(csv_table.read(io.StringIO(text, newline="")))


def problems(text):
    return [str(found) for found in read(text) if isinstance(found, csv_table.Problem)]


def names(text):
    return [found.name for found in read(text) if isinstance(found, csv_table.Row)]


def test_each_row_is_an_organisation():
    (row,) = read(f"{KNOWN}Example Bakery,no,yes,yes,yes,60\n")

    assert (row.row, row.name) == (2, "Example Bakery")
    assert assess(row.facts).outcome == "social_enterprise"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name;social_aims;trading_share\r\nA;yes;26..50\r\n", id="semicolons and CR LF"),
        pytest.param("name\tsocial_aims\ttrading_share\nA\tyes\t26..50\n", id="tabs"),
        pytest.param(
            "\ufeffname,social_aims,trading_share\nA,yes,26..50", id="a mark of UTF-8, no last line end"
        ),
        pytest.param(" Name , Social aims,Trading-Share \n A , Yes , 26 .. 50 %\n", id="capitals and blanks"),
        pytest.param('"name","social_aims","trading_share"\n"A","yes","26..50"\n', id="quotes"),
        pytest.param("trading_share,social_aims,name\n26..50,yes,A\n", id="another order"),
        pytest.param("name,social_aims,trading_share,\nA,yes,26..50,\n,,,\n\n", id="empty column and rows"),
        pytest.param("name,social_aims,trading_share,asset_lock\nA,yes,26..50\n", id="a short row"),
    ],
)
def test_tables_as_people_save_them_are_read_the_same(text):
    (row,) = read(text)

    assert row.name == "A"
    assert row.facts.cells() == {"social_aims": "yes", "trading_share": "26..50"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The file is empty"),
        ("\n\nname\n", "begins with an empty row"),
        ("organisation,trades\nA,yes\n", "has no column name. It has: 'organisation, trades'"),
        ("name,trades,Trades\nA,yes,no\n", "has the column trades twice"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text, reason):
    with pytest.raises(csv_table.TableError, match="(?s)" + reason.replace(".", r"\.")):
        read(text)


def test_a_bad_cell_is_named_by_row_and_column_and_the_other_rows_are_read():
    text = f"{KNOWN}A,no,yes,yes,yes,60\nB,no,yes,maybe,yes,160\nC,no,yes,yes,yes,40\n"

    assert names(text) == ["A", "C"]
    assert problems(text) == [
        "row 3, column reinvests: 'maybe' is not an answer: write yes or no, or leave it blank where it is not known",
        "row 3, column trading_share: '160' lies outside 0 to 100: a share is a per cent from 0 to 100",
    ]


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    text = 'name,trades\n"A\nin two lines",yes\n\nB,perhaps\n'

    assert names(text) == ["A in two lines"]
    assert problems(text)[0].startswith("row 4, column trades:")


def test_a_column_that_is_no_fact_is_named_and_left_out():
    text = "name,tradign_share,town\nA,60,Leeds\n"

    assert names(text) == ["A"]
    assert problems(text) == [
        "row 1, column 'tradign_share': is not a fact and is left out: did you mean trading_share?",
        "row 1, column 'town': is not a fact and is left out",
    ]


@pytest.mark.parametrize("name", ["", "x" * 1_001])
def test_all_problems_of_a_row_are_told_the_name_first(name):
    found = problems(f"{KNOWN}{name},perhaps,yes,yes,yes,many\n")

    assert [problem.split(":")[0] for problem in found] == [
        "row 2, column name",
        "row 2, column statutory_body",
        "row 2, column trading_share",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,trades\n,yes\n", "row 2, column name: is blank: write the name of the organisation"),
        (f"name,trades\n{'x' * 201},yes\n", "row 2, column name: is longer than 200 characters: shorten it"),
        ("name,trades\nA,yes,no\n", "row 2: has 3 cells, the heading has 2"),
        ('name,trades\nA,"yes\n', "row 2: cannot be read, nor what follows it"),
        ("name,trades\nA,yes\0\n", "row 2"),
        ("name,trades\n", "row 2: is missing: the file has a heading and nothing under it"),
        (
            "name,trading_income,total_income\nA,20,10\n",
            "row 2, column trading_income: is above the total income",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named(text, reason):
    assert names(text) == []
    assert problems(text)[0].startswith(reason)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    try:
        found = read(f"name,trading_share\n{text}")
    except csv_table.TableError:
        return

    assert found


def test_json_holds_exactly_the_keys_and_the_outcome_of_each_row():
    assessed = [
        (row.name, assess(row.facts)) for row in read(f"{KNOWN}Café,no,yes,yes,yes,26..75\nB,yes,,,,\n")
    ]

    first, second = json.loads("".join(csv_table.as_json(assessed)))

    assert list(first) == ["name", "outcome", "possible", "missing", "criteria"]
    assert first["name"] == "Café"
    assert first["outcome"] == "included_either"
    assert first["possible"] == ["social_enterprise", "trading_voluntary_organisation"]
    assert first["missing"] == ["trading_share"]
    assert [set(criterion) for criterion in first["criteria"]] == [{"id", "result", "reason"}] * 5
    assert [criterion["result"] for criterion in first["criteria"]] == ["met"] * 4 + ["unknown"]
    assert (second["outcome"], second["possible"], second["missing"]) == (
        "statutory_body",
        ["statutory_body"],
        [],
    )
    assert second["criteria"][0]["result"] == "not met"


def test_json_of_nothing_is_an_empty_list():
    assert json.loads("".join(csv_table.as_json([]))) == []


def test_csv_holds_the_same_in_cells():
    assessed = [(row.name, assess(row.facts)) for row in read(f"{KNOWN}A,no,yes,yes,yes,26..75\n")]

    (row,) = csv.DictReader(io.StringIO("".join(csv_table.as_csv(assessed)), newline=""))

    assert tuple(row) == csv_table.KEYS
    assert row["possible"] == "social_enterprise; trading_voluntary_organisation"
    assert row["missing"] == "trading_share"
    assert row["criteria"].startswith("statutory: met. It is not a public body. | independence: met. ")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", " =1", "\u200b=1", "\t=1", "＝1", "\ufeff-1"])
def test_no_name_is_a_formula_in_csv(name):
    text = "".join(csv_table.as_csv([(name, assess(Facts()))]))

    (row,) = csv.DictReader(io.StringIO(text, newline=""))

    assert row["name"] == f"'{name}"
