"""Interviews as files: what is in them and what is not, read back by programs that others wrote."""

import csv
import json
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from interviews.exports.extract import RULES_OF_INTERVIEWS, InterviewExtract
from survey.answers import STATE_LABELS, STORED_STATES
from survey.exports import files
from survey.models import Strand
from tests.factories.noms import RegionFactory
from tests.interviews.exports.cases import SECRETS, interviewed, strand_of_interviews
from tests.survey.exports.ddi import assert_valid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def made(strand: Strand, format: str, *, is_full: bool = False) -> tuple[bytes, str]:
    extract = InterviewExtract(strand, strand.instrument, is_full=is_full)
    file, name, _ = files.file_of(extract, files.FORMATS[format])
    with file:
        return file.read(), name


def parts(strand: Strand, format: str = "zip", *, is_full: bool = False) -> dict[str, bytes]:
    archive = ZipFile(BytesIO(made(strand, format, is_full=is_full)[0]))
    return {part: archive.read(part) for part in archive.namelist()}


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def all_text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    archive = ZipFile(BytesIO(content))
    return "".join(all_text(archive.read(part)) for part in archive.namelist())


def test_one_row_a_case_and_one_a_mention_with_the_rules_beside() -> None:
    found = parts(strand_of_interviews(30), "csv")

    assert set(found) == {"cases.csv", "mentions.csv", "codebook.xml", "manifest.json", "notes.txt"}
    assert len(lines(found["cases.csv"])) == len(lines(found["mentions.csv"])) == 30
    assert found["notes.txt"].decode().splitlines() == list(RULES_OF_INTERVIEWS)
    manifest = json.loads(found["manifest.json"])
    assert [(table["file"], table["rows"]) for table in manifest["tables"]] == [
        ("cases.csv", 30),
        ("mentions.csv", 30),
    ]


def test_what_few_gave_is_coarsened_and_states_are_kept_apart() -> None:
    """12 have none, 11 are interested; 4 operate and 3 failed, 7 together, so they stand with the 11 interested."""
    cases = lines(parts(strand_of_interviews(30))["cases.csv"])

    assert Counter(row["spv_status"] for row in cases) == {"none": 12, "another": 18}
    assert Counter(row["agree"] for row in cases) == {"agree": 29, "disagree": 1}
    assert Counter(row["barriers"] for row in cases) == {"money": 15, "[refused]": 7, "[not_known]": 8}
    assert max(int(row["number"]) for row in cases) == 20
    assert {row["part"] for row in cases} == {"prison"}
    assert {row["area"] for row in cases} == {"north"}
    assert not {"views", "why", "name_service", "held_on", "name", "notes"} & cases[0].keys()


def test_mentions_have_no_case_and_what_is_not_known_of_them_is_a_state() -> None:
    found = parts(strand_of_interviews(30))
    mentions = lines(found["mentions.csv"])

    assert "row" not in mentions[0] and "name_given" not in mentions[0]
    assert Counter(row["arrangement"] for row in mentions) == {"contract": 15, "[not_known]": 15}
    assert {row["activity/paid_work"] for row in mentions} == {"1"}
    assert max(int(row["referrals"]) for row in mentions) == 200
    assert [int(row["mention"]) for row in mentions] == list(range(1, 31))


def test_the_order_of_cases_and_of_mentions_is_not_that_of_entry_nor_the_same_twice() -> None:
    strand = strand_of_interviews(40)

    def order() -> tuple[list[str], list[str]]:
        found = parts(strand)
        cases = [row["number"] for row in lines(found["cases.csv"])]
        return cases, [row["referrals"] for row in lines(found["mentions.csv"])]

    entered = [str(min(place, 30)) for place in range(40)]
    first, second = order(), order()
    assert first[0] != entered and sorted(first[0]) == sorted(entered)
    assert first[0] != second[0] and first[1] != second[1]


@pytest.mark.parametrize("format", list(files.FORMATS))
def test_no_format_names_anybody_unless_it_is_in_full(format: str) -> None:
    strand = strand_of_interviews(12)
    bare, bare_name = made(strand, format)
    full, full_name = made(strand, format, is_full=True)

    assert [secret for secret in SECRETS if secret in all_text(bare)] == []
    if format not in ("sav", "dta"):
        in_full = {*SECRETS} - {"Contact Whoever", "Region Secret"}
        assert {secret for secret in in_full if secret not in all_text(full)} <= {"2009-07-15"}
    assert "Contact Whoever" not in all_text(full)
    assert "de-identified" in bare_name and "-full." in full_name


def test_in_full_a_mention_has_the_number_of_its_case() -> None:
    found = parts(strand_of_interviews(3), is_full=True)

    named = {row["row"]: row["name"] for row in lines(found["cases.csv"])}
    mentions = {row["row"]: row["organisation"] for row in lines(found["mentions.csv"])}
    assert named["2"] == "HMP Hidden 1"
    assert mentions["2"].startswith("Helpful Trust 1")
    assert "notes.txt" not in found


def test_a_study_without_interviews_and_an_interview_without_an_answer_give_honest_files() -> None:
    strand = strand_of_interviews(0)
    for format in files.FORMATS:
        assert made(strand, format)[0] and made(strand, format, is_full=True)[0]
    assert lines(parts(strand)["cases.csv"]) == []

    made_one = interviewed(strand, RegionFactory(name="Region Secret"), 0)
    type(made_one).objects.update(answers={})
    made_one.mentions.all().delete()
    for format in files.FORMATS:
        assert made(strand, format)[0]
    (row,) = lines(parts(strand)["cases.csv"])
    assert set(row) == {"row", "version"}
    (row,) = lines(parts(strand, is_full=True)["cases.csv"])
    assert (row["spv_status"], row["number"], row["why"]) == ("", "", "[not_applicable]")


def test_drafts_and_withdrawn_interviews_are_in_no_file() -> None:
    assert lines(parts(strand_of_interviews(12, status="draft"), is_full=True)["cases.csv"]) == []


@pytest.mark.parametrize("number", [3, 40])
def test_an_extract_takes_five_queries_at_any_size(django_assert_num_queries, number: int) -> None:
    strand = strand_of_interviews(number)

    with django_assert_num_queries(5):
        made(strand, "csv")


@pytest.mark.parametrize("number", [0, 1, 30])
@pytest.mark.parametrize("is_full", [False, True])
def test_the_codebook_is_valid_by_the_schema_of_the_standard(number: int, is_full: bool) -> None:
    codebook = parts(strand_of_interviews(number), is_full=is_full)["codebook.xml"]

    assert_valid(codebook)
    assert b"Another of these: Interested; Operating; Failed" in codebook or number < 30 or is_full


def test_spss_reads_labels_and_each_reason_as_a_missing_value_of_its_own(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    found = parts(strand_of_interviews(30), "sav")
    assert set(found) == {"cases.sav", "mentions.sav", "notes.txt"}
    path = tmp_path / "cases.sav"
    path.write_bytes(found["mentions.sav"])

    data, meta = pyreadstat.read_sav(path, user_missing=True)

    labels = meta.variable_value_labels["arrangement"]
    assert {STATE_LABELS[state] for state in STORED_STATES} < set(labels.values())
    assert meta.missing_ranges["arrangement"] == [{"lo": -99.0, "hi": -96.0}]
    assert Counter(labels[code] for code in data["arrangement"]) == {"Contract": 15, "Does not know": 15}
    assert meta.column_names_to_labels["referrals"] == "Referrals a year"
    assert pyreadstat.read_sav(path)[0]["arrangement"].isna().sum() == 15


def test_stata_reads_labels_and_each_reason_as_a_letter(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "mentions.dta"
    path.write_bytes(parts(strand_of_interviews(30), "dta")["mentions.dta"])

    data, meta = pyreadstat.read_dta(path, user_missing=True)

    assert meta.missing_user_values["arrangement"] == ["a"]
    assert Counter(data["arrangement"])["a"] == 15
    # pandas has a reader of its own.
    assert pandas.read_stata(path, convert_categoricals=False)["referrals"].max() == 200


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_workbook_opens_elsewhere_with_cases_mentions_and_notes(format: str) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(made(strand_of_interviews(30), format)[0]))

    assert book.sheet_names == ["cases", "mentions", "notes"]
    cases = book.get_sheet_by_name("cases").to_python()
    heads = next(row for row in cases if "spv_status" in row)
    rows = cases[cases.index(heads) + 1 :]
    assert Counter(row[heads.index("barriers")] for row in rows)["[refused]"] == 7
    assert RULES_OF_INTERVIEWS[0] in str(book.get_sheet_by_name("notes").to_python())
