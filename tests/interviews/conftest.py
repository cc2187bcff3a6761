"""A case in the field: a prison of an open study with our own interview guide."""

import pytest

from accounts.models import User
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory


@pytest.fixture
def researcher(db: None) -> User:
    """The researcher who calls."""
    return UserFactory(name="Rhian Ringer")


@pytest.fixture
def case(db: None) -> SampledUnit:
    """A prison to interview with our own guide."""
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    return SampledUnitFactory(strand=StrandFactory(instrument=guide))
