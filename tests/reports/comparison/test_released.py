"""The comparison that the public sees: of what two studies have published, and of no service by itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Organisation
from noms.models import Region
from reports.comparison import report as comparison
from reports.disclosure import ControlledReport, control
from reports.table import Row
from survey.models import Strand, Study
from tests.factories.assessed import assessed
from tests.factories.noms import ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import StrandFactory, StudyFactory
from tests.reports.comparison.test_comparison import puts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enterprise() -> Organisation:
    return assessed("Good", trading_share="80")


def strand(slug: str, year: int, **about: object) -> Strand:
    made: Strand = StrandFactory(
        study=StudyFactory(slug=slug, title=slug.capitalize(), frame_on=dt.date(year, 7, 1), **about)
    )
    return made


def interviewed(
    then: Strand, north: Region, enterprise: Organisation, *, engaged: int, others: int, open_: int
) -> None:
    """Interview prisons that work with an included organisation, with none, or with one that may be included."""
    maybe = assessed("Maybe", trading_share="", reinvested_share="", social_aims="")
    for number, named in ((engaged, enterprise), (others, None), (open_, maybe)):
        for _ in range(number):
            puts(then, ServiceFactory(region=north), "I", named)


def public(study: Study, other: Study) -> ControlledReport:
    return control(comparison.build(study, detail=False, other=other))


def rows(report: ControlledReport, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def test_the_published_shares_stand_side_by_side_and_their_change_allows_for_the_undecided(
    north: Region, enterprise: Organisation
) -> None:
    """6 of 10 worked with one then, and 1 is undecided; 10 of 12 do now, and 1 is undecided.

    The change is 10/12 − 7/10 = 13.3 percentage points at least, and 11/12 − 6/10 = 31.7 at most.
    """
    then, now = strand("then", 2009), strand("now", 2011)
    interviewed(then, north, enterprise, engaged=6, others=3, open_=1)
    interviewed(now, north, enterprise, engaged=10, others=1, open_=1)
    release_study(then.study)

    report = public(now.study, then.study)

    assert [tuple(row.values()) for row in rows(report, "engagement")][-2:] == [
        ("All services", "Earlier study", 10, 6, 1, 0.6),
        ("All services", "Later study", 12, 10, 1, 10 / 12),
    ]
    prisons, probation, every = rows(report, "change")
    assert (prisons["least"], probation["least"]) == (every["least"], None)
    assert every["least"] == pytest.approx(100 * (10 / 12 - 7 / 10))
    assert every["most"] == pytest.approx(100 * (11 / 12 - 6 / 10))
    assert report.answer == (
        "Of the 10 services in the list of 1 July 2009 and the 12 in that of 1 July 2011, 0 can be compared; 6 of "
        "10 services interviewed (60%) worked with a social enterprise in the earlier study and 10 of 12 (83%) in "
        "the later."
    )


def test_no_change_is_given_of_fewer_than_ten(north: Region, enterprise: Organisation) -> None:
    then, now = strand("then", 2009), strand("now", 2011)
    interviewed(then, north, enterprise, engaged=6, others=3, open_=0)
    interviewed(now, north, enterprise, engaged=10, others=1, open_=1)
    release_study(then.study)

    assert {(row["least"], row["most"]) for row in rows(public(now.study, then.study), "change")} == {
        (None, None)
    }


def test_what_has_changed_in_the_other_study_since_its_release_is_not_compared(
    north: Region, enterprise: Organisation
) -> None:
    then, now = strand("then", 2009), strand("now", 2011)
    interviewed(then, north, enterprise, engaged=6, others=4, open_=0)
    interviewed(now, north, enterprise, engaged=10, others=1, open_=1)
    release_study(then.study)
    before = rows(public(now.study, then.study), "engagement")
    puts(then, ServiceFactory(region=north), "I", enterprise)

    assert rows(public(now.study, then.study), "engagement") == before


def test_a_study_that_has_published_nothing_is_not_compared() -> None:
    report = public(strand("now", 2011).study, strand("then", 2009).study)

    assert report.tables == ()
    assert report.answer == "“Then” has published no figures yet that this study could be compared with."


def test_studies_of_two_definitions_have_no_change(north: Region, enterprise: Organisation) -> None:
    then, now = strand("then", 2009, definition_version="1"), strand("now", 2011)
    interviewed(then, north, enterprise, engaged=6, others=4, open_=0)
    interviewed(now, north, enterprise, engaged=10, others=2, open_=0)
    release_study(then.study)

    report = public(now.study, then.study)

    assert [table.key for table in report.tables] == ["engagement", "coverage", "frames"]
    assert any(
        "No change is given, because it may be one of the definition." in note for note in report.notes
    )


def test_the_queries_stay_the_same_at_any_size(north: Region, enterprise: Organisation) -> None:
    then, now = strand("then", 2009), strand("now", 2011)
    interviewed(then, north, enterprise, engaged=6, others=4, open_=0)
    release_study(then.study)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            public(now.study, then.study)
        return len(captured)

    interviewed(now, north, enterprise, engaged=1, others=1, open_=0)
    queries()
    few = queries()
    interviewed(now, north, enterprise, engaged=9, others=3, open_=1)

    assert few == queries()
