"""In the online survey too, the number that a filtered question concerned is an opinion."""

import pytest

from reports.disclosure import control
from survey.models import Strand
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.reports.online.test_online import QUESTIONNAIRE, built, rows, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    made: Strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE))
    return made


def test_a_filtered_question_that_concerned_nobody_is_not_disclosed(strand: Strand) -> None:
    sent(strand, number=6, payer=["esf"])

    report = control(built(strand))

    largest = next(table for table in report.tables if table.key == "largest_payer")
    assert {row[key] for row in largest.rows for key in ("number", "base")} == {None}
    assert not any("largest" in note for note in report.notes)
    answered = {row["question"]: row for row in rows(report, "answered")}
    assert answered["Funding streams"]["not_applicable"] == 0
    assert answered["The largest funding stream"]["not_applicable"] is None
