"""Several reports can be rendered in one larger document."""

import dataclasses
import re
from collections import Counter

import pytest
from django.template.loader import render_to_string

from reports import registry
from reports.disclosure import control
from reports.formats import html
from survey.models import Study
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    made: Study = StudyFactory()
    strand = StrandFactory(study=made)
    for code in "IIR":
        unit = SampledUnitFactory(strand=strand, service=ServiceFactory(), code=code)
        if code == "I":
            InterviewFactory(unit=unit, status="complete")
    return made


def test_all_reports_can_be_rendered_in_one_document_without_a_request(study: Study) -> None:
    parts = []
    for kind in registry.every():
        shown = html.page_report(control(registry.make(kind.name, study, detail=False)))
        parts.append(shown.answer)
        for table in shown.tables:
            if table.chart:
                chart = {"chart": table.chart, "svg": f"{shown.name}-{table.key}.svg", "png": ""}
                parts.append(render_to_string("components/chart.html", chart))
            parts.append(f'<h3 id="{table.anchor}">{table.title}</h3>')
            parts.append(render_to_string("components/table.html", {"table": table}))
    page = "\n".join(parts)

    identities = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert page.count("<table") >= 40
    assert page.count("<img") >= 8
    assert [identity for identity, times in identities.items() if times > 1] == []
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(identities)
    assert "<h1" not in page


def test_a_controlled_report_is_plain_values(study: Study) -> None:
    report = control(registry.make("coverage", study, detail=False))

    assert {field.name for field in dataclasses.fields(report)} == {
        "name",
        "title",
        "aim",
        "answer",
        "tables",
        "study",
        "notes",
        "data_on",
        "is_exact",
        "release",
    }
    assert all(dataclasses.is_dataclass(table) for table in report.tables)
