"""An answer that was begun five minutes ago, and the address of its private link."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.utils import timezone

from survey.models import Response
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, link_of
from tests.survey.respondent import ASKED


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def key() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def response(key) -> Response:
    strand = OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(questionnaire=ASKED))
    return ResponseFactory(strand=strand, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))


@pytest.fixture
def home(key) -> str:
    return f"/survey/answers/{link_of(key)}/"
