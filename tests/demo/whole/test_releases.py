"""The releases of the demonstration: two by two people, the second a revision, and one announced."""

import pytest
from django.test import Client
from django.utils import timezone

from demo import releases, running
from demo.build import SLUG
from demo.study_report import QUOTATIONS
from reports.documents.document import Heading, Paragraph, Quotation, plain
from reports.documents.formats import report_of_release
from reports.models import Release, ReleaseState
from reports.releases.public import opened, release_numbered, released
from reports.table import Cell, Table
from survey.models import Study

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]


def table(number: int, report: str, key: str) -> Table:
    release = release_numbered(Study.objects.get(slug=SLUG), number)
    found = opened(release).report(report)
    return next(table for table in found.tables if table.key == key)


def row(shown: Table, **wanted: Cell) -> dict[str, Cell]:
    return dict(next(row for row in shown.rows if wanted.items() <= row.items()))


def test_two_releases_are_made_by_two_people_on_days_of_their_time(demonstration: Study) -> None:
    made = Release.objects.filter(study=demonstration).order_by("number")

    assert [(each.number, each.state) for each in made] == [(1, "released"), (2, "released")]
    assert [timezone.localdate(each.released_at) for each in made] == [releases.FIRST, releases.SECOND]
    assert all(each.prepared_by != each.released_by for each in made)
    assert all(each.prepared_by.is_demonstration and each.released_by.is_demonstration for each in made)
    assert made[1].revision_note == releases.REVISION


def test_the_audit_of_each_release_found_nothing(demonstration: Study) -> None:
    for release in Release.objects.filter(study=demonstration):
        result = opened(release).content.facts["audit"]
        assert result["findings"] == []
        assert result["tried"] > 3000


def test_figures_of_prisons_moved_and_those_by_area_are_carried_over(demonstration: Study) -> None:
    before, after = (table(number, "barriers", "by_part") for number in (1, 2))

    assert row(before, part="Prisons")["base"] < row(after, part="Prisons")["base"]
    assert row(before, part="Probation areas")["base"] == row(after, part="Probation areas")["base"]
    assert before.from_release == after.from_release == 0
    by_area = table(2, "barriers", "by_region")
    assert by_area.from_release == 1
    assert by_area.rows == table(1, "barriers", "by_region").rows


def test_the_current_release_has_the_figures_of_the_paper(demonstration: Study) -> None:
    current = released(demonstration)

    assert current.release.number == 2
    assert current.report("coverage").answer == (
        "97 of 135 prisons were interviewed (72%), and 42 of 42 probation areas (100%)."
    )
    guidance = row(table(2, "spv", "obstacles"), words="No legal guidance")
    assert (guidance["named"], guidance["base"]) == (11, 19)
    assert row(table(2, "survey", "by_source"), source="All answers")["accepted"] == 82
    assert row(table(1, "coverage", "by_kind"), kind="Prisons")["interviewed"] == 97 - releases.LATE


def test_the_running_study_has_announced_its_first_release(demonstration: Study) -> None:
    study = Study.objects.get(slug=running.SLUG)

    assert released(study) is None
    (announced,) = Release.objects.announced()
    assert (announced.study, announced.state) == (study, ReleaseState.READY)
    assert study.is_published
    assert b"Not released" in Client().get(f"/studies/{running.SLUG}/reports/barriers/", follow=True).content


def test_the_second_release_has_the_texts_of_the_lead_and_quotations_all_invented(
    demonstration: Study,
) -> None:
    first, second = (
        report_of_release(opened(release_numbered(demonstration, number))).document for number in (1, 2)
    )

    words = [block for block in second.blocks if isinstance(block, Quotation)]
    chapters = {block.anchor for block in second.blocks if isinstance(block, Heading)}
    assert not [block for block in first.blocks if isinstance(block, Quotation)]
    assert sorted(block.text for block in words) == sorted(published for _, _, published, _ in QUOTATIONS)
    assert {block.attribution for block in words} == {"Prison respondent", "Social enterprise respondent"}
    assert {"foreword", "conclusions", "recommendations"} <= chapters
    text = " ".join(plain(block.text) for block in second.blocks if isinstance(block, Paragraph))
    assert text.count("Invented for the demonstration, as all answers and figures of this study are.") == 3
    assert "97 prisons and 42 probation areas answered on the telephone." in text
