"""The comparison of two studies on small frames made by hand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from noms.models import Region, Service
from reports.comparison import report as comparison
from reports.comparison.queries import default_other
from reports.disclosure import control
from reports.table import Report, Row
from survey.models import Strand
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def first() -> Strand:
    return StrandFactory(study=StudyFactory(slug="first", title="First", frame_on=dt.date(2009, 7, 1)))


@pytest.fixture
def second() -> Strand:
    return StrandFactory(study=StudyFactory(slug="second", title="Second", frame_on=dt.date(2011, 7, 1)))


@pytest.fixture
def enterprise() -> Organisation:
    return assessed("Good", trading_share="80")


def puts(strand: Strand, service: Service, code: str = "R", names: Organisation | None = None) -> None:
    """Add the service to the frame, with an interview that names the organisation, if given."""
    unit = SampledUnitFactory(strand=strand, service=service, code=code)
    if code == "I":
        held = InterviewFactory(unit=unit, status="complete")
        if names is not None:
            resolve_mention(mention=MentionFactory(interview=held), organisation=names, by=None)


def built(first: Strand, second: Strand | None) -> Report:
    return comparison.build(first.study, detail=True, other=second.study if second else None)


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def sentence(report: Report) -> str:
    return report.answer_from({table.key: table for table in report.tables})


def test_services_are_matched_and_those_that_opened_closed_or_merged_are_separate(
    first: Strand, second: Strand, north: Region
) -> None:
    kept, closed, opened = (ServiceFactory(region=north) for _ in range(3))
    trust, alone = ServiceFactory(region=north, trust=True), ServiceFactory(region=north, trust=True)
    ended = {"closed_on": dt.date(2010, 3, 31), "closed_precision": "day"}
    areas = [
        ServiceFactory(region=north, probation=True, successor=successor, **ended)
        for successor in (trust, trust, alone)
    ]
    for service in (kept, closed, *areas):
        puts(first, service)
    for service in (kept, opened, trust, alone):
        puts(second, service)

    found = {str(row["fate"]): tuple(list(row.values())[1:]) for row in rows(built(second, first), "frames")}

    assert found == {
        "In both lists": (1, 1, 0, 0),
        "Followed by one service": (0, 0, 1, 1),
        "Merged with others, or formed by it": (0, 0, 2, 1),
        "Closed, and followed by none": (1, 0, 0, 0),
        "Opened, and following none": (0, 1, 0, 0),
        "All services of the list": (2, 2, 3, 2),
    }


def four_services(first: Strand, second: Strand, north: Region, enterprise: Organisation) -> None:
    """Interviewed twice: one engaged in both, one in the earlier only, one in the later only, one in neither."""
    for then, now in ((enterprise, enterprise), (enterprise, None), (None, enterprise), (None, None)):
        service = ServiceFactory(region=north)
        puts(first, service, "I", then)
        puts(second, service, "I", now)
    once = ServiceFactory(region=north)
    puts(first, once, "I", enterprise)
    puts(second, once, "R")


def test_change_is_counted_over_services_interviewed_in_both(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    four_services(first, second, north, enterprise)
    puts(second, ServiceFactory(region=north), "I", enterprise)

    report = built(second, first)

    change = {"base": 4, "earlier": 2, "earlier_rate": 0.5, "later": 2, "later_rate": 0.5}
    change |= {"earlier_undecided": 0, "later_undecided": 0}
    for number, kind in ((0, "Prisons"), (4, "All services")):
        assert [tuple(row.values()) for row in rows(report, "engagement")[number : number + 2]] == [
            (kind, "Earlier study", 4, 2, 0, 0.5),
            (kind, "Later study", 4, 2, 0, 0.5),
        ]
    assert rows(report, "by_region") == [
        {"region": "North", **change},
        {"region": "England and Wales", **change},
    ]
    assert [tuple(row.values())[1:] for row in rows(report, "turnover")] == [
        (1, 1, 0, 2),
        (1, 1, 0, 2),
        (0, 0, 0, 0),
        (2, 2, 0, 4),
    ]


def test_a_change_is_tested_over_the_services_that_are_decided_in_both(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    # One began and three ended; another is undecided in the later study and in no figure of the test.
    for then, now in [(None, enterprise), *[(enterprise, None)] * 3]:
        service = ServiceFactory(region=north)
        puts(first, service, "I", then)
        puts(second, service, "I", now)
    unsure = ServiceFactory(region=north)
    puts(first, unsure, "I", enterprise)
    unit = SampledUnitFactory(strand=second, service=unsure, code="I")
    MentionFactory(interview=InterviewFactory(unit=unit, status="complete"))

    report = built(second, first)

    row = rows(report, "test")[-1]
    assert (row["base"], row["began"], row["ended"], row["change"]) == (4, 1, 3, -50.0)
    assert row["p"] == 2 * 5 / 16
    assert [each["open"] for each in rows(report, "turnover")] == [1, 0, 0, 1]
    assert [each["undecided"] for each in rows(report, "engagement")[-2:]] == [0, 1]


def test_each_study_has_the_coverage_of_its_own_frame(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    four_services(first, second, north, enterprise)

    then, now = rows(built(second, first), "coverage")[:2]

    assert tuple(then.values()) == ("Prisons", "Earlier study", 5, 5, 1.0)
    assert tuple(now.values()) == ("Prisons", "Later study", 5, 4, 0.8)


def test_the_earlier_frame_comes_first_on_the_page_of_either_study(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    four_services(first, second, north, enterprise)

    one, other = built(first, second), built(second, first)

    assert [table.rows for table in one.tables] == [table.rows for table in other.tables]
    assert (
        sentence(one)
        == sentence(other)
        == (
            "Of the 5 services in the list of 1 July 2009 and the 5 in that of 1 July 2011, 5 can be compared; of "
            "4 services interviewed in both studies, 2 (50%) worked with a social enterprise in the earlier study "
            "and 2 (50%) in the later."
        )
    )


def test_a_followed_area_is_compared_with_its_trust(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    trust = ServiceFactory(region=north, trust=True)
    area = ServiceFactory(
        region=north,
        probation=True,
        successor=trust,
        closed_on=dt.date(2010, 3, 31),
        closed_precision="day",
    )
    puts(first, area, "I")
    puts(second, trust, "I", enterprise)

    then, now = rows(built(second, first), "engagement")[2:4]

    assert tuple(then.values()) == ("Probation services", "Earlier study", 1, 0, 0, 0.0)
    assert tuple(now.values()) == ("Probation services", "Later study", 1, 1, 0, 1.0)


def test_without_another_study_the_report_says_so(first: Strand) -> None:
    report = control(built(first, None))

    assert report.answer == "There is no other study yet that this one could be compared with."
    assert report.tables == ()


def test_frames_that_are_empty_or_share_nothing_have_a_report(
    first: Strand, second: Strand, north: Region
) -> None:
    assert sentence(built(first, second)).endswith(
        "0 can be compared; none of them has been interviewed in both studies."
    )
    assert control(built(first, second)).answer.endswith(".")

    puts(first, ServiceFactory(region=north), "I")
    puts(second, ServiceFactory(region=north), "I")
    assert sentence(built(first, second)).endswith(
        "0 can be compared; none of them has been interviewed in both studies."
    )


def test_a_comparison_is_marked_as_generated_or_unpublished_if_either_study_is(
    first: Strand, second: Strand
) -> None:
    first.study.is_published = True
    second.study.is_demonstration = True

    facts = built(first, second).study

    assert facts.is_demonstration
    assert not facts.is_published


def test_the_default_is_the_last_study_before_and_else_the_first_after() -> None:
    studies = {
        year: StudyFactory.build(slug=f"s{year}", frame_on=dt.date(year, 1, 1))
        for year in (2007, 2009, 2011, 2013)
    }
    others = [studies[2007], studies[2011], studies[2013]]

    assert default_other(studies[2009], others) is studies[2007]
    assert default_other(studies[2009], others[1:]) is studies[2011]
    assert default_other(studies[2009], []) is None


def test_the_queries_stay_the_same_at_any_size(
    first: Strand, second: Strand, north: Region, enterprise: Organisation
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            built(first, second)
        return len(captured)

    few = queries()
    four_services(first, second, north, enterprise)
    four_services(first, second, RegionFactory(name="South"), enterprise)

    assert few == queries() == 11
