"""Tables of a release whose figures differ from the release before say so, on their page and in their files."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from noms.models import Region
from reports.formats import workbooks
from reports.releases.public import released
from survey.models import Strand
from tests.factories.answered import asks, strand_asking
from tests.factories.releases import release_study
from tests.reports.releases.test_revision import interview

pytestmark = pytest.mark.django_db


def notes(study, name: str = "barriers", key: str = "by_part") -> tuple[str, ...]:
    report = released(study).report(name)
    return next(table.notes for table in report.tables if table.key == key)


def test_a_table_says_how_many_figures_differ_from_the_release_before(north: Region) -> None:
    """Prisons and all services: two themes named and one not, each with number, base and share; 20 more interviews."""
    strand: Strand = strand_asking(asks("barriers", "funding", "pay", "law"))
    interview(strand, north, 30)
    release_study(strand.study)
    assert not [note for note in notes(strand.study) if note.startswith("[r]")]

    interview(strand, north, 20, first=30)
    release_study(strand.study)

    revised = [note for note in notes(strand.study) if note.startswith("[r]")]
    assert len(revised) == 1
    assert revised[0].endswith("figures differ from release 1.")
    book = load_workbook(BytesIO(workbooks.xlsx_content(released(strand.study).report("barriers"))))
    sheet = [[cell.value for cell in row] for row in book["Revisions"].iter_rows(min_row=4)]
    assert sheet[0] == ["Release 2", "More interviews."]
    assert ["Sheet “1 By part”", revised[0]] in sheet


def test_a_table_that_is_carried_over_is_not_revised(north: Region) -> None:
    """One more interview moves nothing of the answers; how many were interviewed is counted exactly."""
    strand: Strand = strand_asking(asks("barriers", "funding", "pay", "law"))
    interview(strand, north, 30)
    release_study(strand.study)

    interview(strand, north, 1, first=30)
    release_study(strand.study)

    assert [note[:3] for note in notes(strand.study) if note.startswith("[")] == ["[e]"]
    assert [note[:3] for note in notes(strand.study, "coverage", "by_kind") if note.startswith("[")] == [
        "[r]"
    ]
