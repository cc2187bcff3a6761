"""`manage.py report` prints the same tables as the page, and answers mistakes in sentences."""

import csv
import json
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from noms.models import Region
from reports import registry
from survey.models import Study
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
NAMES = [name for name in registry.names() if name != "comparison"]
"""The reports of a study alone: it has nothing to be compared with."""


@pytest.fixture
def study() -> Study:
    strand = StrandFactory(study=StudyFactory(slug="small-2009", title="A small study"))
    region: Region = RegionFactory(name="North")
    for code in ("I", "R"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
    release_study(strand.study)
    return strand.study


def printed(*words: str, **options: str | Path) -> str:
    out = StringIO()
    call_command("report", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_report_its_study_and_each_table_with_rows_as_objects(study: Study, name: str) -> None:
    document = json.loads(printed(name, study="small-2009", format="json"))

    assert (document["report"], document["study"]) == (name, "small-2009")
    assert document["answer"].endswith(".")
    for table in document["tables"]:
        assert {"title", "columns", "rows", "notes"} <= set(table)
        for row in table["rows"]:
            assert list(row) == [column["key"] for column in table["columns"]]


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_the_same_tables_as_json(study: Study, name: str) -> None:
    document = json.loads(printed(name, study="small-2009", format="json"))
    lines = list(csv.reader(StringIO(printed(name, study="small-2009", format="csv"), newline="")))

    for table in document["tables"]:
        start = lines.index([table["title"]])
        assert lines[start + 1] == [column["label"] for column in table["columns"]]
        rows = lines[start + 2 : start + 2 + len(table["rows"])]
        assert [row[0] for row in rows] == [str(next(iter(row.values()))) for row in table["rows"]]


def test_a_study_alone_has_no_comparison_and_the_command_says_why(study: Study) -> None:
    with pytest.raises(CommandError, match=r"There is no released study to compare it with\."):
        printed("comparison", study="small-2009", format="csv")


def test_csv_is_what_is_printed_when_no_format_is_named(study: Study) -> None:
    assert printed("coverage", study="small-2009") == printed("coverage", study="small-2009", format="csv")
    assert printed("coverage", study="small-2009").startswith('"Coverage"\r\n')


def test_the_command_prints_what_the_public_sees_or_exact_figures_with_a_mark(study: Study) -> None:
    public = json.loads(printed("coverage", study="small-2009", format="json"))
    exact = json.loads(printed("coverage", study="small-2009", format="json", exact=True))

    assert "refused" not in public["tables"][1]["rows"][0]
    assert exact["tables"][1]["rows"][0]["refused"] == 1
    assert (public["exact"], exact["exact"]) == (False, True)
    assert exact["label"].startswith("Exact, not for publication.")
    assert AuditEvent.objects.get(verb="report.exact_read").by is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["xlsx", "ods", "csv", "json"])
def test_a_report_is_written_to_a_file_in_every_format(
    study: Study, name: str, format: str, tmp_path: Path
) -> None:
    path = tmp_path / f"report.{format}"

    output = printed(name, study="small-2009", format=format, output=path)

    content = path.read_bytes()
    assert output == f"Written: {path} ({len(content):,} bytes).\n"
    if format in ("xlsx", "ods"):
        assert ZipFile(path).testzip() is None
    else:
        assert content.decode("utf-8-sig") == printed(name, study="small-2009", format=format)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_workbook_is_not_printed(study: Study, format: str) -> None:
    with pytest.raises(CommandError, match=f"Say with --output which file to write: {format} cannot"):
        printed("coverage", study="small-2009", format=format)


def test_a_file_that_cannot_be_written_is_reported(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: "):
        printed("coverage", study="small-2009", format="xlsx", output=tmp_path / "nowhere" / "x.xlsx")


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        pytest.param((), {}, "Name a report. There are: coverage, ", id="no report"),
        pytest.param(("coverage",), {}, "Name a study with --study. There are: small-2009.", id="no study"),
        pytest.param(
            ("weather",),
            {"study": "small-2009"},
            "There is no report “weather”. There are: ",
            id="unknown report",
        ),
        pytest.param(
            ("coverage",), {"study": "x"}, "There is no study “x”. There are: small-2009.", id="unknown study"
        ),
    ],
)
def test_a_mistake_is_answered_with_the_valid_choices(
    study: Study, words: tuple[str, ...], options: dict[str, str], message: str
) -> None:
    with pytest.raises(CommandError) as error:
        printed(*words, **options)

    assert str(error.value).startswith(message)


def test_before_the_first_release_only_exact_figures_are_printed() -> None:
    StrandFactory(study=StudyFactory(slug="early"))

    with pytest.raises(CommandError, match="Not released yet"):
        printed("coverage", study="early")
    assert "not for publication" in printed("coverage", study="early", exact=True)


def test_the_reports_are_listed_with_their_aims() -> None:
    out = StringIO()

    call_command("report", list=True, stdout=out)

    assert out.getvalue().splitlines()[0] == "coverage: How many services were interviewed?"


def test_an_empty_database_says_so() -> None:
    with pytest.raises(CommandError, match="There are no studies yet"):
        printed("coverage", study="any")
