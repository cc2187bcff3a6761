"""The strand of a study whose interviews ask about special purpose vehicles."""

import datetime as dt
from pathlib import Path

import pytest

from survey import actions
from survey.models import Strand
from survey.xlsform import questionnaire_of
from tests.factories.survey import InstrumentFactory, StrandFactory, StudyFactory

GUIDE = questionnaire_of((Path(actions.INSTRUMENTS) / "service_interview.md").read_text(encoding="utf-8"))


@pytest.fixture
def strand() -> Strand:
    return StrandFactory(
        study=StudyFactory(frame_on=dt.date(2009, 7, 1)), instrument=InstrumentFactory(questionnaire=GUIDE)
    )
