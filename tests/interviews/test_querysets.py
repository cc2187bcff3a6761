"""Querysets of interviews and mentions."""

import pytest

from interviews.models import Interview, Mention
from interviews.vocabulary import MatchState
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import InterviewFactory, MentionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_interviews_and_mentions_are_found_by_their_study() -> None:
    mention, other = MentionFactory(), MentionFactory()
    study = mention.interview.unit.strand.study

    assert list(Interview.objects.of_study(study)) == [mention.interview]
    assert list(Mention.objects.of_study(study)) == [mention]
    assert other.interview not in Interview.objects.of_study(study)


def test_an_interview_without_mentions_is_one_of_its_study_all_the_same() -> None:
    interview = InterviewFactory()

    assert Interview.objects.of_study(interview.unit.strand.study).get() == interview


def test_only_mentions_that_nobody_has_decided_on_are_unmatched() -> None:
    unmatched = MentionFactory()
    MentionFactory(match_state=MatchState.NEW)
    MentionFactory(match_state=MatchState.NOT_AN_ORGANISATION)
    MentionFactory(match_state=MatchState.MATCHED, organisation=OrganisationFactory())

    assert list(Mention.objects.unmatched()) == [unmatched]
    assert list(Mention.objects.of_study(unmatched.interview.unit.strand.study).unmatched()) == [unmatched]
