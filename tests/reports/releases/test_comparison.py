"""The live figures beside those of the current release, on a study made by hand."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from noms.models import Region
from reports.releases.comparison import ComparedTable, compare
from reports.releases.public import released
from survey import answers as answering
from survey.models import Strand
from tests.factories.answered import asks, strand_asking
from tests.factories.releases import release_study
from tests.reports.releases.test_revision import interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand(north: Region) -> Strand:
    made = strand_asking(asks("barriers", "funding", "pay", "law"))
    interview(made, north, 30)
    release_study(made.study)
    return made


def table(strand: Strand, title: str) -> ComparedTable:
    found = compare(strand.study, released(strand.study))
    return next(table for table in found.tables if table.title.startswith(title))


def test_nothing_has_moved_right_after_a_release(strand: Strand) -> None:
    found = compare(strand.study, released(strand.study))

    assert (found.tables, found.moved) == ((), 0)
    assert found.unchanged > 5


def test_a_new_interview_is_the_reason_and_the_rule_holds_the_figures(strand: Strand, north: Region) -> None:
    """Of 30, 15 named funding; of 31, 16: the next release still prints 15."""
    interview(strand, north, 1)

    moved = table(strand, "Barriers named, by part")

    figure = next(each for each in moved.figures if each.row.startswith("Funding") and each.live == "16")
    assert (figure.released, figure.live, figure.following) == ("15", "16", "15")
    assert moved.is_held
    assert moved.reason == "1 new interview."


def test_corrected_answers_are_the_reason(strand: Strand) -> None:
    for unit in strand.units.all()[:12]:
        held = unit.interview
        held.answers = {"barriers": answering.stored_value(["law"])}
        held.save()

    moved = table(strand, "Barriers named, by part")

    assert moved.reason == "8 corrected answers."


def test_a_table_that_counts_no_answers_has_all_that_happened_as_its_reason(
    strand: Strand, north: Region
) -> None:
    interview(strand, north, 2)

    found = compare(strand.study, released(strand.study)).tables
    counting = [each for each in found if each.report.startswith("Coverage")]

    assert counting
    assert {each.reason for each in counting} == {"2 new interviews."}
    assert not any(each.is_held for each in counting)


def test_the_page_shows_what_moved_and_its_reading_is_audited(
    client_for: Callable[[str], Client], strand: Strand, north: Region
) -> None:
    interview(strand, north, 1)
    client = client_for("study_lead")
    address = reverse("release-compare", args=[strand.study.slug])

    page = client.get(address).content.decode()

    assert "Held by the rule" in page
    assert "Live figures: not released, do not quote." in page
    event = AuditEvent.objects.get(verb="report.exact_read")
    assert event.detail == {"number": 1, "what": "live beside released"}
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    interview(strand, north, 5)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)


def test_without_a_release_there_is_nothing_to_compare_with(client_for: Callable[[str], Client]) -> None:
    strand = strand_asking(asks("barriers", "funding"))
    client = client_for("study_lead")

    page = client.get(reverse("release-compare", args=[strand.study.slug])).content.decode()

    assert "This study has no release yet" in page
