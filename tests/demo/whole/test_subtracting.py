"""Subtracting public figures does not reveal who was not interviewed, or what an unnamed service said."""

from pathlib import Path

import pytest

from reports.disclosure import exact
from reports.releases.listed_relations import audit_relations
from reports.releases.public import released
from survey.models import Study
from tests.reports.subtraction import COUNTING, counting_reports, subtraction_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

PAGE = Path("docs/method.md").read_text(encoding="utf-8")


def test_nothing_can_be_concluded_of_a_service_of_the_demonstration(demonstration: Study) -> None:
    subtraction = subtraction_of(demonstration)

    assert f"the {len(subtraction.unlisted)} services of the demonstration without a listed" in PAGE
    assert [str(each) for each in subtraction.conclusions()] == []


def test_the_audit_of_the_current_release_found_nothing_of_a_service(demonstration: Study) -> None:
    current = released(demonstration)
    result = audit_relations(demonstration, {name: current.report(name) for name in COUNTING})

    assert result.findings == ()
    assert result.tried > 100


def test_exact_figures_would_reveal_services(demonstration: Study) -> None:
    found = audit_relations(demonstration, counting_reports(demonstration, exact, detail=True)).findings

    assert any("was not interviewed" in finding.sentence for finding in found)
    assert any("told of an included organisation" in finding.sentence for finding in found)
