"""The second study of the demonstration: in the middle of its fieldwork, and nowhere mixed with the first."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from demo import running
from demo.build import SLUG
from enterprises.models import Engagement
from interviews import contact_faults
from interviews.models import Contact, ContactUpload, Interview, Mention
from interviews.worklist import WorklistStatus, ordered_cases, status_counts
from survey.models import Response, SampledUnit, Study
from survey.vocabulary import CaseCode, ResponseStatus, StudyState

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]


@pytest.fixture
def study(demonstration: Study) -> Study:
    """The running study, which is loaded with the first."""
    return Study.objects.get(slug=running.SLUG)


def test_it_has_the_prisons_and_delivery_units_of_today_and_is_open(study: Study) -> None:
    kinds = Counter(SampledUnit.objects.of_study(study).values_list("service__form", flat=True))

    assert (study.state, study.closed_on, study.is_published) == (StudyState.OPEN, None, True)
    assert study.is_demonstration
    # 121 establishments and 108 Probation Delivery Units, as the data of noms/data/README.md have them.
    assert (sum(kinds.values()), kinds["delivery_unit"]) == (229, 108)


def test_some_cases_have_a_contact_from_a_file(study: Study) -> None:
    upload = ContactUpload.objects.get(strand__study=study)

    assert (upload.added_count, upload.rejected_count, upload.content) == (180, 0, "")
    assert Contact.objects.filter(unit__strand__study=study).count() == 180
    # Of those three have a wrong number and one has left, as calls found.
    assert contact_faults.to_ring().filter(unit__strand__study=study).count() == 176


def test_its_cases_are_in_every_state_that_fieldwork_has(study: Study) -> None:
    codes = Counter(SampledUnit.objects.of_study(study).values_list("code", flat=True))
    states = status_counts(ordered_cases(study, now=timezone.now()))

    # 24 calls completed an interview, of which one is owed, and two held one in part.
    assert (codes[CaseCode.COMPLETE], codes[CaseCode.PARTIAL], codes[CaseCode.REFUSAL]) == (23, 2, 4)
    assert states[WorklistStatus.INTERVIEW_OWED] == 1
    assert states[WorklistStatus.CALL_BACK_DUE] + states[WorklistStatus.CALL_BACK_LATER] == 9
    assert min(states[WorklistStatus.CALL_BACK_DUE], states[WorklistStatus.CALL_BACK_LATER]) > 0
    assert states[WorklistStatus.NOT_CALLED] == 229 - sum(running.PATHS.values())


def test_answers_wait_for_review_and_mentions_to_be_matched(study: Study) -> None:
    sent = Response.objects.filter(strand__study=study, status=ResponseStatus.SUBMITTED)

    assert sent.count() == running.SENT
    assert Mention.objects.of_study(study).unmatched().count() > 5
    assert Interview.objects.of_study(study).count() == 25


def test_no_figure_and_no_relation_of_it_is_public(study: Study) -> None:
    theirs = Engagement.objects.filter(mention__interview__unit__strand__study=study)

    assert theirs.exists()
    assert not theirs.published().exists()
    page = Client().get(f"{study.get_absolute_url()}reports/coverage/").content.decode()
    assert "Not released yet" in page
    home = Client().get("/").content.decode()
    assert f'href="/studies/{SLUG}/"' in home and f'href="{study.get_absolute_url()}"' not in home
    assert study.title not in Client().get("/").content.decode()


def test_it_can_be_compared_with_the_study_of_2009(study: Study) -> None:
    out = StringIO()
    call_command("report", "comparison", study=study.slug, format="json", exact=True, stdout=out)
    document = json.loads(out.getvalue())

    assert SLUG in json.dumps(document) or "2009" in document["answer"]


def test_loading_again_adds_nothing(study: Study) -> None:
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert f"“{running.SLUG}” is there already" in out.getvalue()
    assert Interview.objects.of_study(study).count() == 25
