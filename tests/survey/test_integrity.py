"""Many writers at the same answers, by the command that does it with more of them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from survey.models import Response
from tests.factories.survey import StudyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_writers_lose_and_double_nothing():
    out = StringIO()

    call_command("survey_integrity", keys=2, writers=8, stdout=out)

    rows = [line.split() for line in out.getvalue().splitlines()[1:-1]]
    assert [(row[-5], row[-3:]) for row in rows] == [("16", ["0", "0", "0"])] * 5
    assert [row[-4] for row in rows] == ["0", "14", "0", "0", "16"]
    assert Response.objects.count() == 2


def test_a_database_with_a_study_is_left_alone():
    StudyFactory()

    with pytest.raises(CommandError, match="holds a study"):
        call_command("survey_integrity", keys=1)

    assert not Response.objects.exists()


@pytest.mark.parametrize("options", [{"keys": 0}, {"writers": 0}, {"writers": 1000}])
def test_figures_that_mean_nothing_are_refused(options):
    with pytest.raises(CommandError, match="at least one"):
        call_command("survey_integrity", **options)
