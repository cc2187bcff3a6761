"""A case in the field: a prison of an open study, asked by the short guide."""

import pytest

from accounts.models import User
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory


@pytest.fixture
def researcher(db: None) -> User:
    """Whoever rings."""
    return UserFactory(name="Rhian Ringer")


@pytest.fixture
def case(db: None) -> SampledUnit:
    """A prison to be asked by the study's own guide."""
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    return SampledUnitFactory(strand=StrandFactory(instrument=guide))
