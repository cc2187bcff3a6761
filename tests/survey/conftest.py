"""Fixtures: a response begun five minutes ago, one that waits for review, and its reviewers."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from survey.models import Response, Strand
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, link_of
from tests.survey import reviewed
from tests.survey.respondent import QUESTIONNAIRE


@pytest.fixture
def key() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def response(key) -> Response:
    strand = OnlineStrandFactory(
        study__slug="study", instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)
    )
    return ResponseFactory(strand=strand, start_key=key, created_at=timezone.now() - dt.timedelta(minutes=5))


@pytest.fixture
def home(key) -> str:
    return f"/survey/answers/{link_of(key)}/"


@pytest.fixture
def curator(client_for: Callable[[str], Client]) -> Client:
    return client_for("curator")


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.fixture
def strand() -> Strand:
    return OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.QUESTIONNAIRE))


@pytest.fixture
def waiting(strand: Strand) -> Response:
    return ResponseFactory(sent=True, strand=strand, answers=reviewed.ANSWERS)
