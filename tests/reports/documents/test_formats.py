"""The study report of a release and of a draft, and the command that writes it to a file."""

import datetime as dt
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.documents.document import Paragraph, plain
from reports.documents.formats import FORMATS, draft_report, draft_reports, report_of_release
from reports.documents.texts_of_study import write_report_text
from reports.releases.content import content_of_report
from reports.releases.public import opened
from survey.models import Study
from tests.factories.accounts import UserFactory
from tests.factories.interviews import InterviewFactory
from tests.factories.releases import ReleaseDocumentFactory, ReleaseFactory, release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
FRAME = "{coverage | by_kind | Prisons | In the list}"


@pytest.fixture
def study() -> Study:
    strand = StrandFactory()
    for _ in range(12):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    found: Study = strand.study
    return found


def write(study: Study, version: int = 0, **texts: str) -> None:
    write_report_text(study=study, texts=texts, from_version=version, by=None)


def run(study: Study, path: Path, *options: str) -> str:
    out = StringIO()
    call_command("study_report", study.slug, "--output", str(path), *options, stdout=out)
    return out.getvalue()


def said(report) -> list[str]:
    return [plain(block.text) for block in report.document.blocks if isinstance(block, Paragraph)]


def test_a_release_keeps_the_texts_and_figures_that_it_was_made_with(study):
    write(study, foreword=f"Of {FRAME} prisons.", recommendations="Do it.")
    release = release_study(study)
    write(study, 1, foreword="Something else.")

    report = report_of_release(opened(release))

    assert "Of 12 prisons." in said(report) and "Do it." in said(report)
    assert ("Release", "Release 1") in report.document.facts
    assert ("Figures (SHA-256)", release.sha256) in report.document.facts
    assert not report.document.warnings
    assert "Something else." in said(draft_report(study))


def test_a_draft_is_compared_with_released_figures_only_as_its_release_will_be(study):
    study.frame_on = dt.date(2012, 1, 1)
    study.save()
    other = StudyFactory(frame_on=dt.date(2009, 9, 1), title="Another study", is_published=True)

    def compared() -> str:
        return str([content_of_report(one) for one in draft_reports(study, ["comparison"]).values()])

    assert "Another study" not in compared()
    release_study(other)
    assert "Another study" in compared()


def test_a_release_is_not_made_with_a_figure_that_its_tables_do_not_have(study):
    write(study, foreword="{coverage | by_kind | Prisons | Nothing} prisons.")

    with pytest.raises(ValidationError, match=r"Foreword: .* has no figures “Nothing”"):
        release_study(study)


@pytest.mark.parametrize("format", list(FORMATS))
def test_the_report_of_a_release_is_read_from_its_content_alone(study, format):
    released = opened(release_study(study))
    before = FORMATS[format].write(report_of_release(released))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert FORMATS[format].write(report_of_release(opened(released.release))) == before

    assert len(queries) == 0


def test_the_command_writes_the_current_release(study, tmp_path):
    release_study(study)
    release_study(study)
    path = tmp_path / "report.docx"

    assert run(study, path, "--format", "docx").startswith(f"Written: {path} (")

    assert "Release: Release 2" in [each.text for each in docx.Document(path).paragraphs]


def test_the_command_writes_what_is_stored_of_a_release(study, tmp_path):
    release = ReleaseFactory(study=study, ready=True)
    ReleaseDocumentFactory(release=release, kind="pdf", content=b"%PDF stored")
    release.state, release.released_by = "released", UserFactory()
    release.approved_at = release.released_at = timezone.now()
    release.save()
    path = tmp_path / "report.pdf"

    run(study, path, "--format", "pdf", "--release", "1")

    assert path.read_bytes() == b"%PDF stored"


def test_the_command_writes_a_draft_only_when_asked_to(study, tmp_path):
    path = tmp_path / "report.docx"

    with pytest.raises(CommandError, match=r"has no release yet\. --draft writes"):
        run(study, path, "--format", "docx")
    run(study, path, "--format", "docx", "--draft")

    assert "DRAFT" in docx.Document(BytesIO(path.read_bytes())).sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--release", "7"), "has no release 7"),
        (("--release", "1", "--draft"), "not both"),
    ],
)
def test_the_command_says_what_is_wrong(study, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(study, tmp_path / "x.pdf", "--format", "pdf", *options)


def test_the_command_names_the_studies_there_are(study, tmp_path):
    with pytest.raises(CommandError, match=f"There is no study “nothing”. There are: {study.slug}"):
        call_command("study_report", "nothing", "--format", "pdf", "--output", str(tmp_path / "x.pdf"))


def test_a_file_that_cannot_be_written_is_named(study, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(study, tmp_path / "no" / "x.html", "--format", "html", "--draft")
