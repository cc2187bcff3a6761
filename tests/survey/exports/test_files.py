"""Answers as CSV, workbooks and an archive: their layout, one query, and little memory."""

import csv
import json
import tracemalloc
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from survey.answers import STORED_STATES
from survey.exports import files
from survey.exports.responses import ResponseExtract
from survey.models import Response
from survey.sheets import sheet
from survey.vocabulary import ResponseStatus
from tests.factories.survey import InstrumentFactory, InvitationFactory, OnlineStrandFactory, ResponseFactory
from tests.reports.formats.test_workbooks import cells_of, words_of
from tests.survey.exports.downloads import ANSWERS, SECRETS, STATES, sent, strand_with

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def made(strand, name: str, *, is_full: bool = False, is_read: bool = True) -> tuple[bytes, str]:
    extract = ResponseExtract(strand, strand.instrument, is_full=is_full)
    file, file_name, _ = files.file_of(extract, files.FORMATS[name])
    with file:
        return file.read() if is_read else b"", file_name


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def parts(strand, **how) -> dict[str, bytes]:
    content, name = made(strand, "csv", **how)
    assert name.endswith(".zip")
    archive = ZipFile(BytesIO(content))
    return {part: archive.read(part) for part in archive.namelist()}


def test_the_answers_are_one_table_and_each_repeated_group_another_joined_by_row():
    found = parts(strand_with(STATES, ANSWERS))

    answers, projects = lines(found["answers.csv"]), lines(found["projects.csv"])
    assert [row["row"] for row in answers] == ["1", "2"]
    assert (answers[1]["sector"], answers[1]["sector/food"], answers[1]["sector/retail"]) == (
        "food",
        "1",
        "0",
    )
    assert (answers[1]["double"], answers[1]["projects"], answers[1]["income"]) == ("24", "2", "12500.50")
    assert [(row["row"], row["number"], row["places"]) for row in projects] == [
        ("2", "1", "4"),
        ("2", "2", ""),
    ]


def test_states_differ_from_each_other_and_from_values_and_from_empty_cells():
    (row, blank) = lines(parts(strand_with(STATES, {}))["answers.csv"])

    assert row["trades"] == "[not_known]"
    assert (row["sector"], row["sector/food"]) == ("[refused]", "")
    assert (row["income"], row["year_end"], row["employees"]) == ("[refused]", "[not_asked]", "[not_known]")
    assert blank["trades"] == ""
    assert {f"[{state}]" for state in STORED_STATES} >= {row["trades"], row["sector"], row["year_end"]}


def test_a_question_hidden_by_its_condition_is_not_applicable():
    found = lines(parts(strand_with(ANSWERS), is_full=True)["answers.csv"])

    assert found[0]["why"] == "[not_applicable]"


@pytest.mark.parametrize("name", ["csv", "xlsx", "ods", "zip"])
def test_no_format_has_a_name_in_it_unless_it_is_full(name):
    strand = strand_with(ANSWERS)
    bare, bare_name = made(strand, name)
    full, full_name = made(strand, name, is_full=True)

    def text(content: bytes) -> str:
        archive = ZipFile(BytesIO(content))
        return "".join(archive.read(part).decode("utf-8", "replace") for part in archive.namelist())

    assert [secret for secret in SECRETS if secret in text(bare)] == []
    assert [secret for secret in SECRETS if secret not in text(full)] == []
    assert "without-names" in bare_name and "full" in full_name


def test_a_form_without_repeated_groups_is_a_plain_csv_with_safe_cells():
    strand = OnlineStrandFactory(instrument=InstrumentFactory())
    ResponseFactory(sent=True, strand=strand, answers={"views": {"value": "=1+1"}})

    content, name = made(strand, "csv", is_full=True)

    assert name.endswith("-full.csv")
    assert lines(content)[0]["views"] == "'=1+1"


def test_a_workbook_has_a_sheet_for_each_table_and_figures_as_figures():
    content, _ = made(strand_with(ANSWERS, STATES), "xlsx", is_full=True)
    book = load_workbook(BytesIO(content))

    assert book.sheetnames == ["answers", "projects"]
    heads = [cell.value for cell in book["answers"][3]]
    row = dict(zip(heads, [cell.value for cell in book["answers"][4]], strict=True))
    states = dict(zip(heads, [cell.value for cell in book["answers"][5]], strict=True))
    assert (row["employees"], row["income"], row["organisation_name"]) == (12, 12500.5, "=Phoenix")
    assert (row["year_end"].isoformat(), row["sector/food"]) == ("2009-03-31T00:00:00", 1)
    assert (states["employees"], states["sector"], states["sector/food"]) == (
        "[not_known]",
        "[refused]",
        None,
    )
    assert [cell.value for cell in book["projects"][4]] == [1, 1, "Garden", 4]
    assert not any(cell.data_type == "f" for page in book for line in page.iter_rows() for cell in line)
    assert book["answers"].freeze_panes == "A4"


def test_an_opendocument_has_the_same_tables():
    content, _ = made(strand_with(ANSWERS), "ods", is_full=True)

    rows = cells_of(content, "answers")
    heads, first = words_of(rows[2]), words_of(rows[3])
    text = dict(zip(heads, first, strict=True))
    assert (text["employees"], text["income"], text["sector/retail"]) == ("12", "12500.5", "0")
    assert text["organisation_name"] == "=Phoenix"
    assert words_of(cells_of(content, "projects")[3]) == ["1", "1", "Garden", "4"]


def test_an_archive_counts_its_rows_and_describes_its_variables():
    content, name = made(strand_with(ANSWERS, ANSWERS, STATES), "zip")
    archive = ZipFile(BytesIO(content))

    manifest = json.loads(archive.read("manifest.json"))
    assert name == f"study-{manifest['questionnaire']}-1-without-names.zip"
    assert [(table["file"], table["rows"]) for table in manifest["tables"]] == [
        ("answers.csv", 3),
        ("projects.csv", 4),
    ]
    assert len(lines(archive.read("projects.csv"))) == 4
    book = ElementTree.fromstring(archive.read("codebook.xml"))
    counts = [each.text for each in book.iter("{ddi:codebook:2_5}caseQnty")]
    assert counts == ["3", "4"]


def test_rejected_answers_and_drafts_are_left_out_and_each_answer_says_its_source():
    strand = strand_with(ANSWERS)
    invitation = InvitationFactory(strand=strand)
    ResponseFactory(sent=True, strand=strand, invitation=invitation)
    ResponseFactory(strand=strand)
    ResponseFactory(sent=True, strand=strand, status=ResponseStatus.REJECTED, reason="Not real")

    found = lines(parts(strand)["answers.csv"])

    assert [row["came_by"] for row in found] == ["open_link", "invited"]


def test_every_format_reads_the_database_once_for_any_number_of_answers(django_assert_num_queries):
    strand = strand_with()
    sent(strand, 3)
    for name in files.FORMATS:
        extract = ResponseExtract(strand, strand.instrument, is_full=True)
        with django_assert_num_queries(1):
            files.file_of(extract, files.FORMATS[name])[0].close()


def test_a_survey_without_answers_gives_tables_with_heads_only():
    strand = strand_with()
    for name in files.FORMATS:
        content, _ = made(strand, name)
        assert content
    assert lines(parts(strand)["answers.csv"]) == []


@pytest.mark.slow
def test_a_file_of_many_answers_does_not_fill_the_memory():
    few, many = (OnlineStrandFactory(instrument=InstrumentFactory()) for _ in range(2))
    for strand, number in ((few, 20), (many, 2_000)):
        Response.objects.bulk_create(
            ResponseFactory.build(
                sent=True,
                strand=strand,
                instrument=strand.instrument,
                reference=f"{strand.pk}-{place}",
                answers={"views": {"value": "word " * 200}},
            )
            for place in range(number)
        )

    def peak(strand, name: str) -> int:
        tracemalloc.start()
        made(strand, name, is_full=True, is_read=False)
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    for name in ("csv", "xlsx", "ods"):
        peak(few, name)
        # All rows together take 2 MB.
        assert peak(many, name) < peak(few, name) + 1_000_000, name


def test_more_rows_than_a_spreadsheet_can_open_are_refused_with_a_message(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_ROWS", 2)
    strand = strand_with(ANSWERS, ANSWERS, ANSWERS)

    for name in ("xlsx", "ods"):
        with pytest.raises(ValueError, match="A sheet holds 2 rows; there are more"):
            made(strand, name)
