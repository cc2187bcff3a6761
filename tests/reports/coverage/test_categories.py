"""Who was interviewed in the later strands, by category of respondent, on studies made by hand."""

import pytest

from reports.coverage import report as coverage
from reports.table import Table
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    made: Study = StudyFactory()
    SampledUnitFactory(strand=StrandFactory(study=made), service=ServiceFactory(), code="I")
    return made


def tables(study: Study, *, detail: bool = True) -> dict[str, Table]:
    return {table.key: table for table in coverage.build(study, detail=detail).tables}


def sampled(strand: Strand, category: int | None, code: str) -> None:
    is_service = strand.kind == StrandKind.EXTENDED_INTERVIEW
    SampledUnitFactory(
        strand=strand,
        category=category,
        code=code,
        service=ServiceFactory() if is_service else None,
        organisation=None if is_service else OrganisationFactory(),
    )


def test_the_later_strands_are_counted_by_category(study: Study) -> None:
    extended = StrandFactory(study=study, kind=StrandKind.EXTENDED_INTERVIEW)
    enterprises = StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    for strand, category, code in (
        (extended, 1, "I"),
        (extended, 1, "P"),
        (extended, 1, "R"),
        (enterprises, 3, "I"),
        (enterprises, 4, "NC"),
        (enterprises, None, "I"),
    ):
        sampled(strand, category, code)

    rows = [(row["sampled"], row["interviewed"]) for row in tables(study)["categories"].rows]

    assert rows == [(3, 2), (0, 0), (1, 1), (1, 0), (1, 1), (6, 4)]


def test_outside_the_research_roles_nobody_can_tell_who_refused(study: Study) -> None:
    sampled(StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW), 3, "R")

    shown = tables(study, detail=False)["categories"]

    assert [column.key for column in shown.columns] == ["category", "interviewed"]


def test_a_study_without_these_strands_has_no_such_table(study: Study) -> None:
    assert "categories" not in tables(study)
