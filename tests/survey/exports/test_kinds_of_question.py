"""Times, ranges, ranks, acknowledgements and hidden values in every format of an export."""

import csv
import datetime as dt
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from survey.answers import Answer, AnswerState
from survey.exports import codebook
from survey.exports.files import FORMATS, file_of
from survey.exports.responses import ResponseExtract
from survey.exports.variables import Kind, tables_of
from survey.models import Strand
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, questionnaire
from tests.survey.exports.ddi import assert_valid

pytestmark = pytest.mark.django_db

AIMS = (Choice("jobs", "Jobs"), Choice("skills", "Skills"), Choice("homes", "Homes"))
QUESTIONNAIRE = questionnaire(
    Question("part", QuestionType.HEADING, "The part"),
    Question("opens", QuestionType.TIME, "When does it **open**?"),
    Question("began", QuestionType.DATETIME, "When did it begin?"),
    Question(
        "how_sure", QuestionType.RANGE, "How sure?", parameters={"start": "0", "end": "10", "step": "1"}
    ),
    Question("weight", QuestionType.RANGE, "Weight?", parameters={"start": "0", "end": "2", "step": "0.5"}),
    Question("aims", QuestionType.RANK, "Put them in order", choices=AIMS),
    Question("read", QuestionType.ACKNOWLEDGE, "I have read it"),
    Question("source", QuestionType.HIDDEN, ""),
    Question("first.town", QuestionType.SELECT_ONE, "Town?", column="town", choices=AIMS),
    Question("second.town", QuestionType.SELECT_ONE, "Town?", column="town", choices=AIMS),
)
ANSWERS = {
    "opens": {"value": "09:30"},
    "began": {"value": "2009-07-15T14:30"},
    "how_sure": {"value": 7},
    "weight": {"value": "1.5"},
    "aims": {"value": ["homes", "jobs", "skills"]},
    "read": {"value": "OK"},
    "source": {"value": "poster"},
    "first.town": {"value": "jobs"},
}
STATES = {name: {"state": "not_known"} for name in ("opens", "began", "how_sure", "aims")}
MAIN = [
    *("opens", "began", "how_sure", "weight", "aims", "aims/jobs", "aims/skills", "aims/homes", "read"),
    *("source", "first.town", "second.town"),
]


def strand() -> Strand:
    found = OnlineStrandFactory(
        study__slug="study", instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)
    )
    for answers in (ANSWERS, STATES, {}):
        ResponseFactory(sent=True, strand=found, answers=answers)
    return found


def written(format: str) -> bytes:
    found = strand()
    file, _, _ = file_of(ResponseExtract(found, found.instrument, is_full=True), FORMATS[format])
    with file:
        return file.read()


def test_each_question_has_its_kind_of_variable_and_a_heading_has_none():
    (main,) = tables_of(QUESTIONNAIRE, is_full=True)
    variables = {each.name: each for each in main.answer_variables}

    assert list(variables) == MAIN
    assert [
        variables[name].kind for name in ("opens", "began", "how_sure", "weight", "aims", "read", "source")
    ] == [*(Kind.TIME, Kind.DATETIME, Kind.INTEGER, Kind.DECIMAL, Kind.SEVERAL, Kind.CHOICE, Kind.TEXT)]
    assert variables["opens"].label == "When does it open?"
    assert variables["aims/homes"].label == "Place of Homes (Put them in order)"
    assert [each.label for each in variables["read"].categories] == ["Yes"]


def test_without_names_a_hidden_value_is_left_out_because_it_may_be_a_name():
    (main,) = tables_of(QUESTIONNAIRE, is_full=False)

    assert [each.name for each in main.answer_variables] == [name for name in MAIN if name != "source"]


def test_a_rank_gives_each_choice_its_place():
    (main,) = tables_of(QUESTIONNAIRE, is_full=True)
    places = {each.choice: each for each in main.answer_variables if each.choice}
    answer = Answer(AnswerState.GIVEN, ["homes", "jobs", "skills"])

    assert {choice: variable.cell(answer) for choice, variable in places.items()} == {
        "homes": 1, "jobs": 2, "skills": 3,
    }  # fmt: skip
    assert places["jobs"].cell(Answer(AnswerState.REFUSED)) is AnswerState.REFUSED


def test_csv_and_spreadsheets_have_times_and_places_as_they_are_stored():
    rows = list(csv.DictReader(StringIO(written("csv").decode("utf-8-sig"))))
    first, unknown = rows[0], rows[1]

    assert [first[name] for name in MAIN] == [
        *(
            "09:30",
            "2009-07-15T14:30",
            "7",
            "1.5",
            "homes jobs skills",
            "2",
            "3",
            "1",
            "OK",
            "poster",
            "jobs",
            "",
        ),
    ]
    assert (unknown["opens"], unknown["aims"], unknown["aims/jobs"]) == ("[not_known]",) * 3


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_spreadsheet_has_the_same_cells(format):
    rows = CalamineWorkbook.from_filelike(BytesIO(written(format))).get_sheet_by_index(0).to_python()
    place = next(number for number, row in enumerate(rows) if "opens" in row)
    cells = dict(zip(rows[place], rows[place + 1], strict=True))

    assert [cells[name] for name in ("opens", "began", "how_sure", "aims/homes")] == [
        *("09:30", "2009-07-15T14:30", 7, 1),
    ]


@pytest.mark.parametrize(
    ("format", "kinds"), [("sav", ("TIME", "DATETIME")), ("dta", ("%tcHH:MM:SS", "%tc"))]
)
def test_statistics_programs_get_times_as_times(format, kinds, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    (tmp_path / "x").write_bytes(written(format))
    read = pyreadstat.read_sav if format == "sav" else pyreadstat.read_dta
    data, about = read(tmp_path / "x", output_format="dict")

    assert about.original_variable_types["opens"].startswith(kinds[0])
    assert about.original_variable_types["began"].startswith(kinds[1])
    assert data["opens"][0] == dt.time(9, 30)
    assert str(data["began"][0]).startswith("2009-07-15 14:30")
    assert [data[name][0] for name in ("how_sure", "weight", "aims_jobs", "read", "first_town")] == [
        7,
        1.5,
        2,
        1,
        1,
    ]
    assert "first_town" in data and "second_town" in data and "aims" not in data
    assert {"opens_why", "began_why"} <= set(data)
    assert about.column_names_to_labels["opens_why"].startswith("Why there is no time")


def test_a_time_that_is_none_makes_a_column_of_text(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    found = OnlineStrandFactory(
        study__slug="study", instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)
    )
    ResponseFactory(sent=True, strand=found, answers={"opens": {"value": "at dawn"}})
    file, _, _ = file_of(ResponseExtract(found, found.instrument, is_full=True), FORMATS["sav"])
    with file:
        (tmp_path / "x").write_bytes(file.read())

    assert pyreadstat.read_sav(tmp_path / "x", output_format="dict")[0]["opens"][0] == "at dawn"


def test_the_codebook_is_valid():
    found = strand()

    assert_valid(codebook.of_instrument(found.instrument))
    with ZipFile(BytesIO(written_archive(found))) as archive:
        assert_valid(archive.read("codebook.xml"))


def written_archive(found: Strand) -> bytes:
    file, _, _ = file_of(ResponseExtract(found, found.instrument, is_full=True), FORMATS["zip"])
    with file:
        return file.read()
