"""The command `classify`."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

HEADING = "name,statutory_body,independent,reinvests,social_aims,trading_share\n"
GOOD = f"{HEADING}Example Bakery,no,yes,yes,yes,60\nExample Café,no,yes,yes,yes,26..75\n"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table of facts and returns its path."""

    def write(content, name="facts.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)

    return write


def classify(path, *options):
    """Return what the command prints to stdout and stderr, and its error (empty if there is none)."""
    printed, errors = StringIO(), StringIO()
    try:
        call_command("classify", path, *options, stdout=printed, stderr=errors)
    except CommandError as error:
        return printed.getvalue(), errors.getvalue(), str(error)
    return printed.getvalue(), errors.getvalue(), ""


def test_each_row_is_classified_as_json(table):
    printed, errors, failure = classify(table(GOOD), "--format", "json")

    rows = json.loads(printed)
    assert [(row["name"], row["outcome"]) for row in rows] == [
        ("Example Bakery", "social_enterprise"),
        ("Example Café", "included_either"),
    ]
    assert (errors, failure) == ("", "")


def test_csv_is_the_format_unless_another_is_asked_for(table):
    printed, _, _ = classify(table(GOOD))

    assert printed.splitlines()[0] == '"name","outcome","possible","missing","criteria"'
    assert '"Example Bakery","social_enterprise","social_enterprise","",' in printed


def test_another_definition_may_be_named(table):
    printed, _, _ = classify(table(GOOD), "--definition", "dti-2002@1", "--format", "json")

    rows = json.loads(printed)
    assert [row["outcome"] for row in rows] == ["social_enterprise"] * 2
    assert [criterion["id"] for criterion in rows[0]["criteria"]] == [
        "reinvestment",
        "social_aims",
        "trading",
    ]


def test_the_newest_version_is_used_unless_another_is_named(table):
    workshop = table(
        "name,statutory_body,separately_constituted,operated_by_service_staff,being_constituted\nWorkshop,no,no,yes,no\n"
    )

    def outcome(*options):
        printed, _, _ = classify(workshop, "--format", "json", *options)
        return json.loads(printed)[0]["outcome"]

    assert outcome() == outcome("--definition", "inclusive-2009@2") == "part_of_another_body"
    assert outcome("--definition", "inclusive-2009@1") == "special_purpose_vehicle"


def test_a_version_that_does_not_exist_is_refused_with_those_that_do(table):
    printed, _, failure = classify(table(GOOD), "--definition", "inclusive-2009@9")

    assert (printed, failure) == ("", "There is no version 9 of inclusive-2009: its versions are 1 and 2.")


def test_a_bad_cell_is_reported_and_the_good_rows_are_printed(table):
    path = table(f"{GOOD}Example Farm,no,yes,yes,yes,75..26\n")

    printed, errors, failure = classify(path, "--format", "json")

    assert [row["name"] for row in json.loads(printed)] == ["Example Bakery", "Example Café"]
    assert errors == (
        "row 4, column trading_share: the interval '75..26' is upside down: write the smaller number first\n"
    )
    assert failure == f"{path}: 1 to correct; all other rows are printed."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("", "The file is empty", id="empty"),
        pytest.param("organisation\nA\n", "has no column name", id="no names"),
        pytest.param(GOOD.encode("utf-16"), "is not text in UTF-8: save it as “CSV UTF-8”", id="UTF-16"),
        pytest.param(GOOD.encode("cp1252"), "is not text in UTF-8", id="Windows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(table, content, reason):
    printed, _, failure = classify(table(content))

    assert reason in failure
    assert "Example Bakery" not in printed


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="a mark of UTF-8"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="CR LF"),
        pytest.param(GOOD.replace("\n", "\r"), id="CR"),
        pytest.param(GOOD.replace(",", ";"), id="semicolons"),
    ],
)
def test_files_as_spreadsheets_save_them_are_read_the_same(table, content):
    assert classify(table(content)) == classify(table(GOOD))


def test_a_missing_file_a_folder_and_an_unknown_definition_are_named(table, tmp_path):
    assert (
        classify(str(tmp_path / "none.csv"))[2]
        == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory."
    )
    assert "cannot be read: Is a directory." in classify(str(tmp_path))[2]
    assert (
        "no definition nonsense: choose one of inclusive-2009, strict-50"
        in classify(table(GOOD), "--definition", "nonsense")[2]
    )


def test_the_exit_status_is_1_where_something_is_to_correct(table):
    path = table(f"{GOOD}Example Farm,perhaps,yes,yes,yes,26\n")
    command = [sys.executable, "manage.py", "classify", path, "--format", "json"]
    environment = {**os.environ, "DEMONSTRATION": "true"}

    ended = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert ended.returncode == 1
    assert len(json.loads(ended.stdout)) == 2
    assert "row 4, column statutory_body: 'perhaps' is not an answer: write yes or no" in ended.stderr
