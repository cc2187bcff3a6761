"""Reading exports of ODK Central and KoboToolbox as answers, and the messages for faults."""

import datetime as dt
import uuid
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from accounts.uploads import files
from accounts.uploads.rows import Finding, UnreadableError
from survey.imports.rows import key_of
from survey.imports.submissions import Export, read
from survey.imports.versions import Versions
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.vocabulary import Source
from tests.survey.imports.exported import (
    ANSWERS,
    CENTRAL_PROJECTS,
    FIRST,
    FORM,
    KOBO,
    KOBO_PROJECTS,
    SECOND,
    central,
    central_row,
)

pytestmark = pytest.mark.both_databases


def export(**texts: str) -> Export:
    uploads = [(f"{name}.csv", text.encode()) for name, text in texts.items()]
    return read(Versions(FORM), files.read_exports(uploads))


def one(text: str):
    (submission,) = export(form=text).submissions
    return submission


def refusal(**texts: str) -> list[str]:
    with pytest.raises(UnreadableError) as refused:
        export(**texts)
    return refused.value.messages


def test_an_export_of_odk_central_is_read_with_its_repeated_groups():
    found = export(form=central(), form_projects=CENTRAL_PROJECTS)

    (submission,) = found.submissions
    assert submission.answers == ANSWERS
    assert (submission.key, submission.row, submission.findings) == (uuid.UUID(FIRST), 2, [])
    assert submission.sent_at == dt.datetime(2009, 7, 15, 10, 11, 12, 123000, dt.UTC)
    assert found.tool == Source.ODK_CENTRAL and found.notices == () and found.unknown == {}


def test_an_export_of_kobotoolbox_gives_the_same_answers_under_the_same_key():
    found = export(form=KOBO, projects=KOBO_PROJECTS)

    (submission,) = found.submissions
    assert submission.answers == ANSWERS
    assert submission.key == uuid.UUID(FIRST)
    assert submission.sent_at == dt.datetime(2009, 7, 15, 10, 11, 12, tzinfo=dt.UTC)
    assert found.tool == Source.KOBO


def test_choices_in_separate_columns_are_enough():
    split = one(KOBO.replace('"about/sector";', "").replace('"food retail";', ""))

    assert split.answers["sector"] == {"value": ["food", "retail"]}


def test_choices_that_do_not_agree_with_their_columns_are_reported():
    made = one(KOBO.replace('"1";"1";"0";""', '"1";"0";"0";""'))

    assert made.findings == [
        Finding(
            "form.csv", 2, "about/sector", "It does not agree with the columns of its choices.", "food retail"
        )
    ]


def test_a_reason_for_no_answer_is_a_state_and_nothing_is_missing():
    made = one(central(central_row(trades="not_known", employees="", since="")))

    assert made.answers["trades"] == {"state": "not_known"}
    assert "employees" not in made.answers and "double" not in made.answers


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (central_row(employees="many"), "size-employees", "Enter a whole number, such as 25."),
        (central_row(employees="-3"), "size-employees", "Enter a number, such as 12."),
        (central_row(since="6 May 2004"), "size-since", "Enter a date, such as 2009-07-15."),
        (central_row(trades="perhaps"), "about-trades", "Choose one of the answers listed."),
        (central_row(sector="food shoes"), "about-sector", "Choose from the answers listed."),
        (central_row(key=""), "KEY", None),
    ],
    ids=["no number", "constraint", "no day", "no choice", "no choice of several", "no key"],
)
def test_a_wrong_cell_is_reported_with_its_row_and_column(row, column, problem):
    found = export(form=central(central_row(), row)).submissions

    assert found[0].findings == []
    (finding,) = found[1].findings
    assert (finding.file, finding.row, finding.column) == ("form.csv", 3, column)
    assert problem is None or finding.problem == problem


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("06/07/2009 10:00", "It is not a time such as 2009-07-15T10:11:12Z."),
        ("40000.4166", "It is not a time"),
        ("Jul 6, 09", "It is not a time"),
        ("1899-12-31T00:00:00", "before the year 2000 or in the future"),
        ("9999-12-31T23:59:59-14:00", "before the year 2000 or in the future"),
    ],
    ids=["day first", "number of Excel", "words", "too early", "future"],
)
def test_a_time_that_cannot_be_read_is_reported_and_never_replaced(moment, words):
    made = one(central().replace("2009-07-15T10:11:12.123Z", f'"{moment}"'))

    (finding,) = made.findings
    assert (finding.row, finding.column, finding.value) == (2, "SubmissionDate", moment)
    assert words in finding.problem and made.sent_at is None


def test_answers_without_a_time_are_noticed():
    found = export(form=central().replace("2009-07-15T10:11:12.123Z", ""))

    assert (
        "1 of them do not say when they were sent: the time of loading is stored, and is what the form takes for today."
        in found.notices
    )
    assert found.submissions[0].findings == []


def test_a_wrong_cell_of_a_repeated_group_is_reported():
    (made,) = export(
        form=central(), form_projects=CENTRAL_PROJECTS.replace("Garden,4", "Garden,four")
    ).submissions

    words = "Enter a whole number, such as 25."
    assert made.findings == [Finding("form_projects.csv", 2, "places", words, "four")]


def test_more_rows_than_a_group_takes_are_reported():
    rows = "".join(f"Garden,4,uuid:{FIRST},uuid:{FIRST}/more/projects[{place}]\r\n" for place in range(31))
    heads = CENTRAL_PROJECTS.split("\r\n")[0]

    (made,) = export(form=central(), form_projects=f"{heads}\r\n{rows}").submissions

    assert made.findings == [Finding("form.csv", 2, "projects", "There are 31 rows and the most is 30.", "")]


def test_rows_of_a_group_that_belong_to_no_submission_are_reported():
    orphaned = CENTRAL_PROJECTS.replace(f"uuid:{FIRST},uuid", f"uuid:{SECOND},uuid")

    _, *orphans = export(form=central(), form_projects=orphaned).submissions

    assert [(each.file, each.row) for each in orphans] == [("form_projects.csv", 2), ("form_projects.csv", 3)]
    assert all("is not in the file" in each.findings[0].problem for each in orphans)


def test_submissions_rejected_in_the_tool_are_marked():
    assert one(central(central_row(review="rejected"))).is_rejected
    assert not one(central(central_row(review="approved"))).is_rejected


def test_an_answer_to_a_hidden_question_is_not_checked():
    assert one(central(central_row(sector="food", other="x"))).findings == []


def test_columns_that_nobody_knows_are_named_and_the_others_read():
    found = export(
        form=central().replace("size-employees", "size-horses").replace("about-trades", "about-colour")
    )

    assert list(found.unknown) == ["about-colour", "size-horses"]
    assert found.submissions[0].answers["organisation_name"] == {"value": "Phoenix"}
    assert found.submissions[0].findings == []


def test_labels_are_read_as_what_they_label():
    (made,) = export(form=f"KEY,Name?,Trades?,Sectors?\nuuid:{FIRST},Phoenix,Yes,Shops Food\n").submissions

    assert made.findings == []
    assert made.answers == {
        "organisation_name": {"value": "Phoenix"},
        "trades": {"value": "yes"},
        "sector": {"value": ["retail", "food"]},
    }


def test_an_empty_column_without_a_heading_is_ignored():
    assert one(central().replace("about-intro", "about-gone")).answers["trades"] == {"value": "yes"}


def test_columns_that_are_missing_and_another_version_are_noticed():
    found = export(form=f"KEY,about-organisation_name,FormVersion\nuuid:{FIRST},Phoenix,2\n")

    assert found.submissions[0].answers == {"organisation_name": {"value": "Phoenix"}}
    assert any("no column for trades, sector" in words for words in found.notices)
    assert any("projects" in words for words in found.notices)
    words = (
        "It was answered with version 2 of the form, which is not published here. It is read with version 3."
    )
    assert found.submissions[0].remarks == [Finding("form.csv", 2, "FormVersion", words)]
    assert found.submissions[0].findings == []


def test_of_the_columns_of_a_question_that_moved_to_another_group_the_filled_one_is_taken():
    """As when KoboToolbox exports all versions of a form: a row fills the column of its own version."""
    heads = "_uuid;a/organisation_name;a/trades;b/trades;a/sector/food;b/sector/food;a/sector/retail;b/sector/retail"
    found = export(form=f"{heads}\n1;Old;yes;;1;;0;\n2;New;;no;;0;;1\n3;Neither;;;;;;\n")

    assert [made.answers.get("trades") for made in found.submissions] == [
        {"value": "yes"},
        {"value": "no"},
        None,
    ]
    assert [made.answers.get("sector") for made in found.submissions] == [
        {"value": ["food"]},
        {"value": ["retail"]},
        None,
    ]
    assert [made.findings for made in found.submissions] == [[], [], []]
    words = "answer the same question: each row is read from the one that it fills."
    assert [each for each in found.notices if "same question" in each] == [
        f"“a/trades” and “b/trades” {words}",
        f"“a/sector/food” and “b/sector/food” {words}",
        f"“a/sector/retail” and “b/sector/retail” {words}",
    ]


def test_a_row_that_fills_two_columns_of_one_question_is_reported_with_both():
    first, second = export(
        form="KEY,a-organisation_name,a-trades,b-trades,a-employees,b-employees\n1,Twice,yes,no,,\n2,Once,yes,,,few\n"
    ).submissions

    words = "The columns “a-trades” and “b-trades” answer the same question, and both are filled. Leave one empty."
    assert first.findings == [Finding("form.csv", 2, "b-trades", words, "no")]
    assert second.findings == [
        Finding("form.csv", 3, "b-employees", "Enter a whole number, such as 25.", "few")
    ]


def test_a_question_of_a_repeated_group_may_have_moved_too():
    moved = CENTRAL_PROJECTS.replace("project_name,places", "a-project_name,a-places,b-places")
    found = export(
        form=central(),
        form_projects=moved.replace("Garden,4", "Garden,4,").replace("Kitchen,", "Kitchen,,7"),
    )

    (made,) = found.submissions
    assert [row["places"] for row in made.answers["projects"]["value"]] == [{"value": 4}, {"value": 7}]
    assert [each for each in found.notices if each.startswith("“a-places” and “b-places” answer")]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"form": "organisation_name\nPhoenix\n"}, "No column says which submission a row is"),
        ({"form": ""}, "form.csv: this file is empty."),
        ({"form": "KEY,trades\n1,yes,2\n"}, "row 2: this row has 3 cells, the heading has 2."),
        ({"form": "KEY,SubmissionDate\n1,\n"}, "no column belongs to a question"),
        ({"a": central(), "b": central()}, "Load one at a time"),
        ({"form": central(), "a": CENTRAL_PROJECTS, "b": CENTRAL_PROJECTS}, "are there already"),
    ],
    ids=[
        *("no key", "empty", "ragged", "no question"),
        *("two forms", "a group twice"),
    ],
)
def test_a_file_that_is_no_such_export_is_refused_with_a_message(texts, words):
    assert any(words in message for message in refusal(**texts))


def test_a_heading_that_is_there_twice_is_read_where_it_is_filled():
    one, two, both = export(form="KEY,trades,trades\n1,yes,\n2,,no\n3,yes,no\n").submissions

    assert (one.answers, two.answers) == ({"trades": {"value": "yes"}}, {"trades": {"value": "no"}})
    words = (
        "The columns “trades” and “trades (column 3)” answer the same question, and both are filled. Leave one "
        "empty."
    )
    assert both.findings == [Finding("form.csv", 4, "trades (column 3)", words, "no")]


def test_a_column_without_a_heading_and_a_table_of_another_group_are_named():
    found = export(form="KEY,,trades\n1,2,yes\n", x="horses,PARENT_KEY,KEY\n1,1,3\n")

    assert found.unknown == {
        "(column 2)": "the questionnaire has no question for it",
        "x.csv": "no repeated group of the questionnaire has its columns",
    }


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("form.csv", "KEY,x\né".encode("latin-1"), "not a text in UTF-8 (line 2)"),
        ("form.csv", b"x" * (files.MAX_BYTES + 1), "larger than 10 MB"),
        ("form.csv", b"PK\x05", "damaged or locked by a password"),
        ("form.html", b"<!doctype html><html>", "a web page"),
        ("form.pdf", b"%PDF-1.7 x", "a document or a picture"),
    ],
    ids=["encoding", "10 MB", "broken zip", "a page", "a PDF"],
)
def test_a_file_that_is_no_text_is_refused_with_a_message(name, content, words):
    with pytest.raises(UnreadableError) as refused:
        files.read_sheets([(name, content)])
    assert words in refused.value.messages[0]


def zipped(**texts: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.csv", text)
    return file.getvalue()


def test_a_zip_is_read_as_the_tables_in_it():
    sheets = files.read_sheets([("all.zip", zipped(form=central(), projects=CENTRAL_PROJECTS))])

    (made,) = read(Versions(FORM), sheets).submissions
    assert made.answers == ANSWERS


@pytest.mark.parametrize(
    "content",
    [
        zipped(form="x" * (files.MAX_UNZIPPED_BYTES + 1)),
        zipped(**{f"f{n}": "x" for n in range(61)}),
        zipped(),
    ],
    ids=["a bomb", "too many", "nothing"],
)
def test_a_zip_that_is_too_large_or_empty_is_refused(content):
    with pytest.raises(UnreadableError):
        files.read_sheets([("all.zip", content)])


def test_a_key_is_the_same_however_it_is_written():
    assert key_of(f"uuid:{FIRST}") == key_of(f" {FIRST.upper()} ") == uuid.UUID(FIRST)
    assert key_of("device-7/4") == key_of("device-7/4") != key_of("device-7/5")
    assert key_of(" ") is None


def test_a_calculation_by_chance_is_taken_from_the_file_and_never_drawn_anew():
    drawn = Question("dice", QuestionType.CALCULATE, "", calculation="int(random() * 6) + 1")
    asked = Question("a", QuestionType.TEXT, "A")
    form = Questionnaire("dice", "1", "Dice", (Section("s", "S", (asked, drawn)),))
    text = f"a,dice,meta/instanceID\nx,4,uuid:{FIRST}\ny,,uuid:{SECOND}\n"

    with_it, without = read(Versions(form), files.read_exports([("form.csv", text.encode())])).submissions

    assert with_it.answers == {"a": {"value": "x"}, "dice": {"value": "4"}}
    assert without.answers == {"a": {"value": "y"}}
