"""Shares of all services weighted by kind, in the reports on opinions."""

import pytest

from noms.models import Region
from reports.barriers import report as barriers
from reports.benefits import report as benefits
from reports.disclosure import ControlledReport, control
from reports.table import Bound, Report, Row, Table
from survey.models import Strand
from survey.vocabulary import StrandKind
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    made: Strand = strand_asking(asks("benefits", "training", "money"), asks("barriers", "funding", "staff"))
    return made


def not_interviewed(strand: Strand, north: Region, number: int) -> None:
    for _ in range(number):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=north), code="R")


def table(report: Report | ControlledReport, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def row(report: Report | ControlledReport, key: str, theme: str) -> Row:
    return next(row for row in table(report, key).rows if row["theme"] == theme)


def test_the_share_of_all_services_is_weighted_and_the_unweighted_one_is_beside(
    strand: Strand, north: Region
) -> None:
    # 1 of the 2 prisons interviewed of 6, and 1 of all 4 areas: unweighted 2/6, weighted 6/10 × 1/2 + 4/10 × 1/4.
    for named in (["training"], ["money"]):
        answered(strand, north, benefits=named)
    for named in (["training"], ["money"], ["money"], ["money"]):
        answered(strand, north, probation=True, benefits=named)
    not_interviewed(strand, north, 4)

    found = row(benefits.build(strand.study, detail=True), "benefits_weighted", "Training")

    assert (found["named_prison"], found["base_prison"]) == (1, 2)
    assert (found["named_probation"], found["base_probation"]) == (1, 4)
    assert found["unweighted"] == pytest.approx(2 / 6)
    assert found["weighted"] == pytest.approx(0.4)
    # The prisons alone are uncertain: 0.36 × (1 − 2/6) × (1/4) / 1 = 0.06, so ± 1.96 × 0.245 = 0.48; but two of the
    # ten services are known to have named it, and four not to.
    assert (found["low"], found["high"]) == (pytest.approx(0.2), pytest.approx(0.6))


def test_a_share_is_not_weighted_where_one_kind_is_a_limit(strand: Strand, north: Region) -> None:
    for number in range(20):
        answered(strand, north, barriers=["funding"] if number < 12 else ["staff"])
        answered(strand, north, probation=True, barriers=["funding"] if number < 18 else ["staff"])
    not_interviewed(strand, north, 10)
    report = control(barriers.build(strand.study, detail=False))

    funding, staff = (row(report, "barriers_weighted", theme) for theme in ("Funding", "Staff"))

    assert (funding["named_prison"], funding["named_probation"]) == (12, Bound(16, is_least=True))
    assert (funding["weighted"], funding["low"], funding["high"]) == (None, None, None)
    assert staff["weighted"] is not None


def test_an_opportunity_sample_and_one_kind_of_service_are_not_weighted(north: Region) -> None:
    extended = strand_asking(asks("benefits", "training"), kind=StrandKind.EXTENDED_INTERVIEW)
    alone = strand_asking(asks("benefits", "training"))
    for strand in (extended, alone):
        answered(strand, north, benefits=["training"])
    answered(extended, north, probation=True, benefits=["training"])

    for strand in (extended, alone):
        keys = {table.key for table in benefits.build(strand.study, detail=True).tables}
        assert "benefits_weighted" not in keys
