"""The coverage report on small frames made by hand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noms.models import Region
from reports.coverage import report as coverage
from reports.coverage.queries import Codes
from reports.coverage.tables.services import split_is_safe
from reports.disclosure import control
from reports.table import Report, Row
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import CallFactory, InterviewFactory
from tests.factories.noms import RegionFactory, ServiceFactory, SiteFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def prisons(strand: Strand, region: Region, *codes: str) -> None:
    for code in codes:
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)


def areas(strand: Strand, region: Region, *codes: str) -> None:
    for code in codes:
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, probation=True), code=code)


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def test_each_code_is_counted_in_its_column(strand: Strand, north: Region) -> None:
    prisons(strand, north, "I", "I", "I", "P", "R", "R", "NC", "O", "UO", "UH", "NE")

    report = coverage.build(strand.study, detail=True)

    row = rows(report, "by_kind")[0]
    assert row == {
        "kind": "Prisons",
        "frame": 11,
        "interviewed": 4,
        "partly": 1,
        "refused": 2,
        "not_reached": 1,
        "other": 2,
        "not_attempted": 1,
        "not_eligible": 1,
        "rate": 4 / 11,
    }


def test_what_was_interviewed_and_what_was_not_make_up_the_frame(strand: Strand, north: Region) -> None:
    prisons(strand, north, "I", "P", "R", "NC", "O", "UO", "UH", "NE")

    row = rows(coverage.build(strand.study, detail=True), "by_kind")[0]

    apart = ("interviewed", "refused", "not_reached", "other", "not_attempted", "not_eligible")
    assert sum(row[column] for column in apart) == row["frame"]


def test_regions_come_in_the_order_of_the_frame_and_an_empty_one_is_shown(
    strand: Strand, north: Region, south: Region
) -> None:
    prisons(strand, south, "I", "R")
    areas(strand, south, "I")

    table = rows(coverage.build(strand.study, detail=True), "by_region")

    assert [(row["region"], row["kind"], row["frame"], row["rate"]) for row in table] == [
        ("North", "Prisons", 0, None),
        ("North", "Probation areas", 0, None),
        ("South", "Prisons", 2, 0.5),
        ("South", "Probation areas", 1, 1.0),
        ("England and Wales", "Prisons", 2, 0.5),
        ("England and Wales", "Probation areas", 1, 1.0),
    ]


def test_only_services_of_the_initial_strand_of_this_study_are_counted(strand: Strand, north: Region) -> None:
    prisons(strand, north, "I")
    prisons(StrandFactory(), north, "I", "R")
    extended = StrandFactory(study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW)
    prisons(extended, north, "I")
    SampledUnitFactory(strand=strand, service=None, organisation=OrganisationFactory(), code="I")

    assert rows(coverage.build(strand.study, detail=True), "by_kind")[0]["frame"] == 1


def test_a_site_study_counts_the_sites_open_on_the_frame_date(strand: Strand, north: Region) -> None:
    strand.study.counting_unit = "site"
    strand.study.save()
    two, none = ServiceFactory(region=north), ServiceFactory(region=north)
    SiteFactory(service=two)
    SiteFactory(service=two)
    SiteFactory(service=two, closed_on=dt.date(2008, 1, 1), closed_precision="day")
    SampledUnitFactory(strand=strand, service=two, code="I")
    SampledUnitFactory(strand=strand, service=none, code="R")

    report = coverage.build(strand.study, detail=True)

    row = rows(report, "by_kind")[0]
    assert (row["kind"], row["frame"], row["interviewed"]) == ("Prison sites", 3, 2)
    assert control(report).answer == (
        "2 of 3 prison sites were interviewed (67%). No probation service is in the list."
    )
    assert "Sites are counted" in report.notes[0]


@pytest.mark.parametrize(
    ("prison_codes", "area_codes", "sentence"),
    [
        pytest.param(
            ["I", "R"],
            ["I", "I"],
            "1 of 2 prisons was interviewed (50%), and 2 of 2 probation areas (100%).",
            id="one of several",
        ),
        pytest.param(
            ["I"],
            ["R"],
            "1 of 1 prison was interviewed (100%), and 0 of 1 probation area (0%).",
            id="single ones",
        ),
        pytest.param(
            ["R", "R"],
            ["I"],
            "0 of 2 prisons were interviewed (0%), and 1 of 1 probation area (100%).",
            id="none",
        ),
        pytest.param(
            [],
            ["I", "I", "NC"],
            "2 of 3 probation areas were interviewed (67%). No prison is in the list.",
            id="one kind only",
        ),
        pytest.param(
            [],
            [],
            "No prison or probation service is in the list of services of this study yet.",
            id="nothing",
        ),
    ],
)
def test_the_first_sentence_is_right_for_every_number(
    strand: Strand, north: Region, prison_codes: list[str], area_codes: list[str], sentence: str
) -> None:
    prisons(strand, north, *prison_codes)
    areas(strand, north, *area_codes)

    assert control(coverage.build(strand.study, detail=True)).answer == sentence


def test_trusts_are_called_trusts(strand: Strand, north: Region) -> None:
    SampledUnitFactory(strand=strand, service=ServiceFactory(region=north, trust=True), code="I")

    assert rows(coverage.build(strand.study, detail=True), "by_kind")[1]["kind"] == "Probation trusts"


def test_the_day_of_the_data_is_the_last_call_or_interview(strand: Strand, north: Region) -> None:
    assert coverage.build(strand.study, detail=True).data_on is None

    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(region=north), code="NC")
    CallFactory(unit=unit, made_at=dt.datetime(2009, 7, 9, 23, 30, tzinfo=dt.UTC))
    assert coverage.build(strand.study, detail=True).data_on == dt.date(2009, 7, 10)

    InterviewFactory(unit=unit, held_on=dt.date(2009, 8, 1))
    assert coverage.build(strand.study, detail=True).data_on == dt.date(2009, 8, 1)


def test_outside_research_no_reason_is_given_by_region(strand: Strand, north: Region, south: Region) -> None:
    prisons(strand, north, "I", "R", "R", "NC", "NC", "NC")
    prisons(strand, south, "I", "NC")
    areas(strand, south, "I")

    report = coverage.build(strand.study, detail=False)

    assert set(rows(report, "by_region")[0]) == {
        "region",
        "kind",
        "frame",
        "interviewed",
        "not_interviewed",
        "rate",
    }
    assert rows(report, "by_kind")[0]["refused"] == 2


def test_the_public_sees_no_reason_that_would_name_a_service(strand: Strand, north: Region) -> None:
    prisons(strand, north, "I", "R")

    assert "refused" not in rows(coverage.build(strand.study, detail=False), "by_kind")[0]
    assert "refused" in rows(coverage.build(strand.study, detail=True), "by_kind")[0]


@pytest.mark.parametrize(
    ("codes", "is_safe"),
    [
        pytest.param({"I": 9}, True, id="nobody missing"),
        pytest.param({"R": 2, "NC": 3}, True, id="five with two reasons"),
        pytest.param({"R": 2, "NC": 2}, False, id="four"),
        pytest.param({"R": 50}, False, id="one reason only"),
    ],
)
def test_reasons_may_be_shown_only_when_they_cannot_be_pinned_on_one(
    codes: dict[str, int], is_safe: bool
) -> None:
    assert split_is_safe(Codes(codes)) is is_safe


def test_the_queries_stay_the_same_at_any_size(strand: Strand, north: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            coverage.build(strand.study, detail=True)
        return len(captured)

    prisons(strand, north, "I")
    few = queries()
    for number in range(5):
        region = RegionFactory(name=f"Region {number}")
        prisons(strand, region, "I", "R", "NC")
        areas(strand, region, "I")

    assert few == queries() == 9


def test_a_study_without_any_strand_has_a_report(north: Region) -> None:
    study: Study = StudyFactory()

    report = control(coverage.build(study, detail=True))

    assert report.answer.startswith("No prison or probation service")
    assert "any region" in report.tables[1].notes[0]
