"""The answers to several versions in one file, worked by hand: one row each, one column a question, and the map."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from survey.exports import files
from survey.exports.versions import VersionedExtract
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory
from tests.pages import text_of_answer
from tests.survey.exports.ddi import assert_valid

pytestmark = pytest.mark.django_db
YES, NO, SOMETIMES = Choice("yes", "Yes"), Choice("no", "No"), Choice("some", "Sometimes")
FOOD, RETAIL = Choice("food", "Food"), Choice("retail", "Shops")


def ask(name: str, type: QuestionType, label: str, **more: object) -> Question:
    return Question(name, type, label, **more)


def form(version: str, *questions: Question) -> Questionnaire:
    return Questionnaire("guide", version, "A guide", (Section("main", "Main", questions),))


OLD = form(
    "1",
    ask("trades", QuestionType.SELECT_ONE, "Does it trade?", choices=(YES, NO)),
    ask("staff", QuestionType.INTEGER, "How many staff?"),
    ask("sector", QuestionType.SELECT_MULTIPLE, "Which sectors?", choices=(FOOD,)),
    ask("founded", QuestionType.INTEGER, "Which year?"),
    ask(
        "sites",
        QuestionType.REPEAT,
        "Sites",
        questions=(ask("places", QuestionType.INTEGER, "How many places?"),),
    ),
)
NEW = form(
    "2",
    ask("trades", QuestionType.SELECT_ONE, "Does it sell?", choices=(YES, NO, SOMETIMES)),
    ask("staff", QuestionType.DECIMAL, "How many staff?"),
    ask("sector", QuestionType.SELECT_MULTIPLE, "Which sectors?", choices=(FOOD, RETAIL)),
    ask("founded", QuestionType.DATE, "Which day?"),
    ask("region", QuestionType.SELECT_ONE, "Where?", choices=(Choice("n", "North"),)),
    ask(
        "sites",
        QuestionType.REPEAT,
        "Sites",
        questions=(
            ask("places", QuestionType.INTEGER, "How many places?"),
            ask("rent", QuestionType.DECIMAL, "Rent?"),
        ),
    ),
)


def given_answers(**values: object) -> dict[str, object]:
    return {name: {"value": value} for name, value in values.items()}


@pytest.fixture
def strand():
    now = timezone.now()
    old, new = (
        InstrumentFactory(
            questionnaire=each,
            name="guide",
            version=each.version,
            published_at=now - dt.timedelta(days=days),
        )
        for each, days in ((OLD, 9), (NEW, 1))
    )
    strand = OnlineStrandFactory(study__slug="study", instrument=new)
    rows = [{"places": {"value": 3}}]
    ResponseFactory(
        sent=True,
        strand=strand,
        instrument=old,
        answers=given_answers(trades="yes", staff=4, sector=["food"], founded=1999, sites=rows),
    )
    ResponseFactory(
        sent=True,
        strand=strand,
        instrument=new,
        answers=given_answers(
            trades="some",
            staff="4.5",
            sector=["retail"],
            founded="2001-02-03",
            region="n",
            sites=[{"places": {"value": 5}, "rent": {"value": "10.5"}}],
        ),
    )
    return strand


def extract_of(strand, **more: object) -> VersionedExtract:
    from survey.models import Instrument

    return VersionedExtract(strand, list(Instrument.objects.order_by("published_at")), is_full=False, **more)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


@pytest.fixture
def archive(strand):
    file, name, _ = files.file_of(extract_of(strand), files.FORMATS["zip"])
    assert name == "study-guide-1-and-2-without-names.zip"
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_each_answer_is_one_row_and_a_question_that_stays_the_same_one_column(archive):
    first, second = table(archive, "answers.csv")

    assert (first["version"], second["version"]) == ("1", "2")
    assert (first["trades"], second["trades"]) == ("yes", "some")
    assert (first["staff"], second["staff"]) == ("4", "4.5")


def test_a_question_that_a_version_does_not_ask_was_not_asked(archive):
    first, second = table(archive, "answers.csv")

    assert (first["region"], second["region"]) == ("[not_asked]", "n")


def test_a_choice_that_a_version_does_not_offer_is_not_counted_as_not_chosen(archive):
    first, second = table(archive, "answers.csv")

    assert (first["sector/food"], second["sector/food"]) == ("1", "0")
    assert (first["sector/retail"], second["sector/retail"]) == ("", "1")


def test_a_question_that_takes_another_kind_of_answer_is_two_columns(archive):
    first, second = table(archive, "answers.csv")

    assert (first["founded"], first["founded_2"]) == ("1999", "[not_asked]")
    assert (second["founded"], second["founded_2"]) == ("[not_asked]", "2001-02-03")


def test_the_rows_of_a_repeated_group_are_in_one_table(archive):
    rows = table(archive, "sites.csv")

    assert [(row["row"], row["places"], row["rent"]) for row in rows] == [
        ("1", "3", "[not_asked]"),
        ("2", "5", "10.5"),
    ]


def test_the_column_map_says_which_version_asks_what(archive):
    rows = {(row["table"], row["column"]): row for row in table(archive, "column_map.csv")}

    trades = rows["answers", "trades"]
    assert (trades["asked_in"], trades["words_in_1"], trades["words_in_2"]) == (
        "1 and 2",
        "Does it trade?",
        "Does it sell?",
    )
    assert trades["choices"] == "yes = Yes; no = No; some = Sometimes"
    assert trades["remarks"] == (
        "Version 2: “Sometimes” could not be chosen before. Version 2: The words differ: question."
    )
    assert rows["answers", "region"]["asked_in"] == "2"
    assert rows["answers", "sector/retail"]["asked_in"] == "2"
    assert [rows["answers", name]["remarks"] for name in ("founded", "founded_2")] == [
        "Version 2 is kept apart as “founded_2”: the answers mean something else.",
        "Version 1 is kept apart as “founded”: the answers mean something else.",
    ]
    assert rows["sites", "rent"]["asked_in"] == "2"


def test_the_column_map_compares_over_a_version_that_does_not_ask():
    forms = [
        form("1", ask("a", QuestionType.TEXT, "Who?")),
        form("2", ask("b", QuestionType.TEXT, "Why?")),
        form("3", ask("a", QuestionType.TEXT, "Who is it?")),
    ]
    instruments = [InstrumentFactory(questionnaire=each, version=each.version) for each in forms]
    strand = OnlineStrandFactory(study__slug="study", instrument=instruments[-1])
    extract = VersionedExtract(strand, instruments, is_full=True)

    rows = list(extract.rows(extract.column_map, lambda kind, cell: cell))

    assert [(row[0], row[2], row[-1]) for row in rows] == [
        ("b", "2", ""),
        ("a", "1 and 3", "Version 3: The words differ: question."),
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "sav", "dta"])
def test_every_format_has_the_answers_and_the_map(strand, format):
    file, _, _ = files.file_of(extract_of(strand), files.FORMATS[format])

    content = file.read()
    if format == "xlsx":
        book = load_workbook(io.BytesIO(content), read_only=True)
        assert book.sheetnames == ["answers", "sites", "column_map"]
    elif format != "ods":
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            assert {"answers", "sites", "column_map"} <= {
                each.partition(".")[0] for each in opened.namelist()
            }
    assert content


def test_answers_are_read_by_one_query(strand):
    extract = extract_of(strand)

    with CaptureQueriesContext(connection) as queries:
        list(extract.records())

    assert len(queries) == 1


def test_the_download_page_offers_all_versions_where_several_were_answered(lead, strand):
    address = "/studies/study/answers/download/"

    page = text_of_answer(lead.get(address))
    file = lead.post(
        address, {"instrument": strand.instrument_id, "all_versions": "on", "format": "zip"}, follow=True
    )

    assert "All versions of this questionnaire in one file" in page
    with zipfile.ZipFile(io.BytesIO(b"".join(file))) as opened:
        assert len(table(opened, "answers.csv")) == 2


def test_the_download_page_does_not_offer_it_for_one_version(lead):
    strand = OnlineStrandFactory(study__slug="one")
    ResponseFactory(sent=True, strand=strand, answers={})

    assert "All versions" not in text_of_answer(lead.get("/studies/one/answers/download/"))


def test_the_codebook_of_several_versions_is_valid(archive):
    codebook = archive.read("codebook.xml")

    assert b"version 1 and 2" in codebook
    assert_valid(codebook)


def test_spss_says_which_answers_a_version_does_not_ask(strand, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    file, _, _ = files.file_of(extract_of(strand), files.FORMATS["sav"])
    with zipfile.ZipFile(file) as opened:
        opened.extract("answers.sav", tmp_path)

    frame, about = pyreadstat.read_sav(tmp_path / "answers.sav", user_missing=True)

    labels = about.variable_value_labels["region"]
    assert [labels[value] for value in frame["region"]] == ["Not asked", "North"]
    assert about.column_names_to_labels["trades"] == "Does it sell?"
