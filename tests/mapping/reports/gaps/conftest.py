"""A study and a region for the gaps report."""

import datetime as dt

import pytest

from noms.models import Region
from survey.models import Strand
from tests.factories.noms import RegionFactory
from tests.factories.survey import StrandFactory, StudyFactory


@pytest.fixture
def strand() -> Strand:
    return StrandFactory(study=StudyFactory(frame_on=dt.date(2009, 7, 1)))


@pytest.fixture
def north() -> Region:
    return RegionFactory(name="North", position=1)
