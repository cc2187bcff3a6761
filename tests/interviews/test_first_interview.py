"""The page of an extended interview shows what the same service said in the first one."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from interviews import actions
from interviews.first_interview import first_interview
from interviews.models import Interview
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = pytest.mark.usefixtures("fieldwork_day")


@pytest.fixture
def first(case: SampledUnit) -> Interview:
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    interview = InterviewFactory(
        unit=case,
        instrument=guide,
        status="complete",
        consents={"take_part": "yes"},
        answers={
            "take_part": {"value": "yes"},
            "works_now": {"value": "yes"},
            "benefits": {"value": ["work_experience", "value"]},
            "would_like": {"state": "refused"},
        },
    )
    MentionFactory(interview=interview, name_given="The garden project")
    return interview


@pytest.fixture
def later(first: Interview) -> SampledUnit:
    strand = StrandFactory(study=first.unit.strand.study, kind="extended_interview")
    return SampledUnitFactory(strand=strand, service=first.unit.service)


def test_the_answers_are_in_words_without_the_consents(first: Interview, later: SampledUnit) -> None:
    found = first_interview(later)

    assert found is not None
    assert [words for _, words in found.answers] == [
        "Yes",
        "Work experience and vocational training, Much service for a small contribution",
    ]


def test_the_page_names_the_organisations_and_links_to_the_first_interview(
    first: Interview, later: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    study = later.strand.study.slug

    page = client_for("researcher").get(reverse("case-detail", args=[study, later.pk]))

    assert "The garden project" in unescape(page.content.decode())
    assert reverse("case-detail", args=[study, first.unit_id]) in page.content.decode()
    read = AuditEvent.objects.get(verb="interview.read")
    assert (read.by, read.subject_id) == (page.wsgi_request.user, str(first.pk))


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"consents": {"take_part": "no"}}, {"consents": {}}], ids=str
)
def test_an_unfinished_interview_or_one_without_consent_is_left_out(
    change: dict[str, object], first: Interview, later: SampledUnit
) -> None:
    Interview.objects.filter(pk=first.pk).update(**change)

    assert first_interview(later) is None


def test_a_withdrawn_interview_is_left_out(first: Interview, later: SampledUnit) -> None:
    actions.withdraw_interview(interview=first, reason="By letter", by=None)

    assert first_interview(later) is None


def test_it_is_of_the_same_study_and_service(first: Interview, later: SampledUnit) -> None:
    other_service = SampledUnitFactory(strand=later.strand)
    other_study = SampledUnitFactory(
        strand=StrandFactory(kind="extended_interview"), service=first.unit.service
    )

    assert first_interview(other_service) is None
    assert first_interview(other_study) is None


def test_it_takes_two_queries_and_none_for_a_first_interview(
    first: Interview, later: SampledUnit, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(5):
        MentionFactory(interview=first)

    with django_assert_num_queries(2):
        assert first_interview(later) is not None
    with django_assert_num_queries(0):
        assert first_interview(first.unit) is None
