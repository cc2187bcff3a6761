"""In the online survey too, the number that a filtered question concerned is an opinion."""

import pytest

from reports.disclosure import control
from reports.table import Bound
from survey.models import Strand
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.reports.online.test_online import QUESTIONNAIRE, built, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    made: Strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE))
    return made


def test_a_filtered_question_that_concerned_nobody_is_not_disclosed(strand: Strand) -> None:
    """None of 12 has two streams, so none was asked for the largest: 4 or fewer answered."""
    sent(strand, number=12, payer=["esf"])

    report = control(built(strand, detail=False))

    largest = next(table for table in report.tables if table.key == "largest_payer")
    assert {row["base"] for row in largest.rows} == {Bound(4, is_least=False)}
    assert {row["number"] for row in largest.rows[:-1]} == {None}
    assert not any("largest" in note for note in report.notes)


def test_who_was_asked_is_exact_where_neither_few_nor_nearly_all_were(strand: Strand) -> None:
    sent(strand, number=10, payer=["esf", "sales"], largest_payer="sales")
    sent(strand, number=5, payer=["esf", "sales"], largest_payer="esf")
    sent(strand, number=5, payer=["esf"])

    report = control(built(strand, detail=False))

    largest = next(table for table in report.tables if table.key == "largest_payer")
    assert [row["number"] for row in largest.rows] == [5, 10, 0, 15]
