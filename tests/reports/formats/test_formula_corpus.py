"""Every text from outside begins like a formula; every spreadsheet file is read back."""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from noms.own_frames import download
from reports import registry
from reports.charts.layout import FILE
from reports.disclosure import control
from reports.formats import html
from reports.formats.files import FORMATS
from survey.exports import files as answers_out
from survey.exports.responses import ResponseExtract
from survey.models import Delivery, Strand, Study
from survey.questionnaire import Choice, Question, QuestionType
from survey.xlsform import questionnaire_of
from survey.xlsform.writer import as_workbook
from tests.factories.assessed import assessed
from tests.factories.enterprises import EngagementFactory, PlaceFactory
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import FrameFactory, ProbationAreaFactory, RegionFactory, ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
    questionnaire,
)
from tests.reports.formats.test_files import FORMULAS
from tests.survey.imports import exported
from wording.csv_export import FORMULA_STARTS, INVISIBLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROOT = settings.BASE_DIR
NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CHOICES = tuple(Choice(f"word_{number}", formula) for number, formula in enumerate(FORMULAS))
WORDS = [choice.value for choice in CHOICES]
SEVERAL = ("benefits", "drawbacks", "barriers", "barriers_where", "spv_obstacles", "spv_benefits")
ONLINE = ("relation", "payer", "networks", "sector")


def several(name: str) -> Question:
    return Question(name, QuestionType.SELECT_MULTIPLE, f"=1+{name}", choices=CHOICES)


GUIDE = questionnaire(
    *map(several, SEVERAL), Question("spv_status", QuestionType.SELECT_ONE, "+1", choices=CHOICES)
)
FORM = questionnaire(
    Question("organisation_name", QuestionType.TEXT, "@1"),
    Question("why_not_words", QuestionType.TEXT, "=1"),
    *map(several, ONLINE),
)


@pytest.fixture
def study() -> Study:
    """A study in which every text begins like a formula."""
    made: Study = StudyFactory(
        slug="odd", title=FORMULAS[-1], frame_on=dt.date(2009, 7, 1), is_published=True
    )
    strand = StrandFactory(study=made, instrument=InstrumentFactory(questionnaire=GUIDE))
    online = OnlineStrandFactory(study=made, instrument=InstrumentFactory(questionnaire=FORM))
    other = StrandFactory(study__title="=1+1", study__slug="other", study__frame_on=dt.date(2010, 7, 1))
    for number, formula in enumerate(FORMULAS):
        region = RegionFactory(name=formula, slug=f"region-{number}")
        service = ServiceFactory(name=formula, region=region, function=formula, category=formula)
        area = ProbationAreaFactory(name=formula, region=region)
        for sampled in (service, area.service):
            SampledUnitFactory(strand=other, service=sampled, code="I")
        SampledUnitFactory(strand=strand, service=area.service)
        _interview_with(SampledUnitFactory(strand=strand, service=service, code="I"), formula)
        ResponseFactory(
            sent=True,
            strand=online,
            answers={
                **{name: {"value": WORDS} for name in ONLINE},
                "organisation_name": {"value": formula},
                "why_not_words": {"value": formula},
            },
        )
    return made


def _interview_with(unit: object, formula: str) -> None:
    organisation = assessed(f"Plain {FORMULAS.index(formula)}", trading_share="80")
    PlaceFactory(organisation=organisation, latitude=53.0, longitude=-1.5, label=formula)
    Organisation.objects.filter(pk=organisation.pk).update(
        name=formula, description=formula, legal_form=formula
    )
    held = InterviewFactory(
        unit=unit,
        status="complete",
        answers={
            **{name: {"value": WORDS} for name in SEVERAL},
            "spv_status": {"value": WORDS[0]},
        },
    )
    said = MentionFactory(interview=held, own_words=formula, status="worked")
    resolve_mention(mention=said, organisation=organisation, by=None)
    EngagementFactory(organisation=organisation, service=held.unit.service, status="worked")


def runs(text: str) -> bool:
    """Return True if a spreadsheet would run a cell of CSV; a number such as a longitude is not run."""
    return text.lstrip(INVISIBLE).startswith(tuple(FORMULA_STARTS)) and not NUMBER.fullmatch(text)


def cells_of(content: bytes, name: str) -> Iterator[tuple[str, bool]]:
    """Return every cell of a file, and True if a spreadsheet would run it."""
    if name == "csv":
        for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")):
            yield from ((cell, runs(cell)) for cell in row)
    elif name == "xlsx":
        for sheet in load_workbook(BytesIO(content)):
            for line in sheet.iter_rows():
                yield from (
                    (str(cell.value), cell.data_type == "f") for cell in line if cell.value is not None
                )
    elif name == "ods":
        for cell in ElementTree.fromstring(ZipFile(BytesIO(content)).read("content.xml")).iter(
            f"{TABLE}table-cell"
        ):
            yield "".join(cell.itertext()), cell.get(f"{TABLE}formula") is not None


def test_no_report_in_any_format_has_a_cell_that_is_run(study: Study) -> None:
    other = Study.objects.get(slug="other")
    read, odd = 0, dict.fromkeys(registry.names(), 0)
    for name in registry.names():
        for detail in (True, False):
            report = registry.make(name, study, detail=detail, other=other if name == "comparison" else None)
            controlled = control(report)
            for format in ("csv", "xlsx", "ods"):
                cells = list(cells_of(FORMATS[format].write(controlled), format))
                assert [cell for cell, is_run in cells if is_run] == [], (name, format)
                read += len(cells)
                odd[name] += sum(runs(cell.removeprefix("'")) for cell, _ in cells)
            written = json.loads(FORMATS["json"].write(controlled))
            assert written["study_title"] == FORMULAS[-1]

    assert read > 20_000
    assert min(odd.values()) > 0, odd
    assert odd["verdicts"] > 3 * len(FORMULAS)


def test_no_chart_is_broken_by_a_name_and_none_has_a_link_or_a_script(study: Study) -> None:
    charts = [
        chart
        for name in ("barriers", "coverage", "survey")
        for chart in html.charts(control(registry.make(name, study, detail=True))).values()
    ]

    assert len(charts) >= 4
    for chart in charts[:4]:
        picture = chart.svg(FILE)
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(picture).iter()}
        assert not tags & {"a", "script", "foreignObject", "image"}


def test_no_list_of_the_directory_has_a_cell_that_is_run(client: Client, study: Study) -> None:
    Organisation.objects.update(is_published=True)
    content = b"".join(client.get(reverse("atlas-csv")).streaming_content)

    cells = list(cells_of(content, "csv"))

    assert sum(runs(cell.removeprefix("'")) for cell, _ in cells) > len(FORMULAS)
    assert [cell for cell, is_run in cells if is_run] == []


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_no_answers_taken_out_have_a_cell_that_is_run(study: Study, format: str) -> None:
    for strand in Strand.objects.filter(study=study):
        extract = ResponseExtract(strand, strand.instrument, is_full=True)
        file, _, _ = answers_out.file_of(extract, answers_out.FORMATS[format])
        with file:
            cells = list(cells_of(file.read(), format))

        assert len(cells) > len(FORMULAS)
        assert [cell for cell, is_run in cells if is_run] == []


def test_no_file_of_links_to_send_has_a_cell_that_is_run(client_for: Callable[[str], Client]) -> None:
    strand = OnlineStrandFactory()
    keys = [InvitationFactory(strand=strand, name=formula).pk for formula in FORMULAS]

    file = client_for("study_lead").post(
        reverse("invitations", args=[strand.study.slug]), {"what": "links", "chosen": keys}
    )

    cells = list(cells_of(file.content, "csv"))
    assert len(cells) == 5 * (len(FORMULAS) + 1)
    assert [cell for cell, is_run in cells if is_run] == []


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "\u200b=1+1"])
def test_no_file_of_rows_to_correct_has_a_formula(formula: str, client_for: Callable[[str], Client]) -> None:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=exported.FORM))
    rows = exported.central(exported.central_row(employees=formula))
    lead = client_for("study_lead")
    file = SimpleUploadedFile(f"{formula}.csv", rows.encode())
    study = strand.study.slug
    lead.post(reverse("answer-uploads", args=[study]), {"instrument": "", "uploads": [file]})

    found = lead.get(reverse("answer-upload-rows", args=[study, Delivery.objects.get().pk]))

    cells = list(cells_of(found.content, "csv"))
    assert any(runs(cell.removeprefix("'")) for cell, _ in cells)
    assert [cell for cell, is_run in cells if is_run] == []


@pytest.mark.parametrize(
    "formula", [formula for formula in FORMULAS if "\r" not in formula and "\n" not in formula]
)
def test_no_questionnaire_as_a_workbook_has_a_cell_that_is_run(formula: str) -> None:
    source = f"| survey |\n| | type | name | label |\n| | text | views | x{formula} |\n| | note | said | {formula} |\n"

    cells = list(cells_of(as_workbook(questionnaire_of(source.replace("|' /C", "' /C"))), "xlsx"))

    # Three columns and three rows of the survey, and two rows of the settings: title, name and version.
    assert len(cells) == 9 + 6
    assert [cell for cell, is_run in cells if is_run] == []


@pytest.mark.parametrize("format", [download.CSV, download.XLSX])
def test_no_file_of_the_units_of_an_own_frame_has_a_cell_that_is_run(format: str) -> None:
    frame = FrameFactory()
    for formula in FORMULAS:
        ServiceFactory(own=True, frame=frame, name=formula, operator=formula)

    file = download.content(download.lines_of(frame.services.all()), format, with_help=False)

    cells = list(cells_of(file, format))
    assert len(cells) >= 2 * len(FORMULAS)
    assert [cell for cell, is_run in cells if is_run] == []


def test_spreadsheets_are_written_in_these_places_only() -> None:
    """Add new places that write spreadsheets to this test."""
    writes = re.compile(r"csv\.(Dict)?[wW]riter\(|Workbook\(\s*file|<office:spreadsheet>")
    apps = ("accounts", "enterprises", "interviews", "mapping", "noms", "reports", "survey", "wording")
    found = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }

    assert found == {
        "noms/own_frames/download.py",
        "survey/imports/invitees.py",  # typed lines, stored to be read again
        "survey/sheets/ods.py",
        "survey/sheets/xlsx.py",
        "survey/xlsform/writer.py",
        "wording/csv_export.py",
    }
