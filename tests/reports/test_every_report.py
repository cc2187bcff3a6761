"""Every report renders in every format, even for studies with almost no data."""

import csv
import io
import json
from collections.abc import Callable
from io import StringIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from reports import registry
from reports.disclosure import ControlledReport, control
from reports.formats import html
from reports.formats.files import FORMATS
from reports.table import Report
from survey.models import Study
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def nothing(study: Study) -> None:
    """A study without strands."""


def nobody_asked(study: Study) -> None:
    strand = StrandFactory(study=study)
    for is_probation in (False, True):
        SampledUnitFactory(strand=strand, service=ServiceFactory(probation=is_probation))


def one_interview(study: Study) -> None:
    unit = SampledUnitFactory(strand=StrandFactory(study=study), service=ServiceFactory(), code="I")
    InterviewFactory(unit=unit, status="complete")


def one_mention(study: Study) -> None:
    """A study with one mention of an organisation without facts or place."""
    unit = SampledUnitFactory(strand=StrandFactory(study=study), service=ServiceFactory(), code="I")
    mention = MentionFactory(interview=InterviewFactory(unit=unit, status="complete"))
    resolve_mention(
        mention=mention, organisation=Organisation.objects.create(name="Unknown", slug="unknown"), by=None
    )


def all_refused(study: Study) -> None:
    strand = StrandFactory(study=study)
    for is_probation in (False, True, False):
        SampledUnitFactory(strand=strand, service=ServiceFactory(probation=is_probation), code="R")


def nobody_eligible(study: Study) -> None:
    """A study whose services, each alone in its region, were all found closed."""
    strand = StrandFactory(study=study)
    for name in ("One", "Another"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=RegionFactory(name=name)), code="NE")


CASES = (nothing, nobody_asked, one_interview, one_mention, all_refused, nobody_eligible)
Fill = Callable[[Study], None]


@pytest.fixture(params=CASES, ids=[case.__name__ for case in CASES])
def study(request: pytest.FixtureRequest) -> Study:
    made: Study = StudyFactory(slug="next-to-nothing", is_published=True)
    request.param(made)
    return made


@pytest.fixture(params=registry.names())
def report(request: pytest.FixtureRequest, study: Study) -> Report:
    other = StudyFactory(slug="also-nothing") if request.param == "comparison" else None
    return registry.make(request.param, study, detail=True, other=other)


def test_a_report_says_something_in_every_format(report: Report) -> None:
    says_something(control(report))


def test_a_report_with_percentages_says_how_they_are_rounded(report: Report) -> None:
    has_shares = any(column.kind == "percent" for table in report.tables for column in table.columns)

    assert (registry.ROUNDING in report.notes) is has_shares


def says_something(controlled: ControlledReport) -> None:
    assert controlled.answer.endswith(".")
    assert not {"None", "nan", "inf"} & set(controlled.answer.replace(".", " ").split())
    assert html.page_report(controlled).answer == controlled.answer
    for table in controlled.tables:
        assert all(column.label for column in table.columns)
    written = {name: made.write(controlled) for name, made in FORMATS.items()}
    assert json.loads(written["json"])["answer"] == controlled.answer
    assert [controlled.answer] in list(csv.reader(StringIO(written["csv"].decode("utf-8-sig"))))
    for name in ("ods", "xlsx"):
        assert ZipFile(io.BytesIO(written[name])).testzip() is None


def test_its_public_pages_say_something_too(client: Client, study: Study) -> None:
    release_study(study)

    for name in registry.names():
        response = client.get(reverse("report-detail", args=[study.slug, name]))
        assert response.status_code == 200, name
        if name == "comparison":
            assert "There is no released study to compare it with." in text_of(response)
            continue
        assert response.context["report"].answer.endswith("."), name
