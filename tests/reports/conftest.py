"""A strand on the frame of 1 July 2009 and two regions; a report that needs another strand has its own."""

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


@pytest.fixture
def south() -> Region:
    return RegionFactory(name="South", position=2)
