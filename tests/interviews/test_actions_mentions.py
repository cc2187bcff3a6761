"""Saving mentions, and the engagements that follow."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Engagement, Organisation
from interviews import actions
from interviews.mention_entry import NOT_NAMED
from interviews.models import Interview, Mention
from survey.answers import stored_value
from survey.models import SampledUnit
from tests.factories.directory import listed_by_a_release
from tests.factories.enterprises import OrganisationFactory
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

CLINK = {"name_given": "The Clink", "arrangement": "contract", "activities": ["paid_work"], "referrals": 20}


@pytest.fixture
def saves(case: SampledUnit, researcher: User) -> Any:
    """Save the interview's next version with these mentions."""

    def save(*mentions: dict[str, Any], status: str = "complete", **answers: str) -> Interview:
        interview = Interview.objects.filter(unit=case).first()
        actions.save_interview(
            unit=case,
            by=researcher,
            submission_key=uuid.uuid4(),
            from_version=interview.version if interview else 0,
            answers=COMPLETE_ANSWERS
            | {"name_service": stored_value("yes")}
            | {name: stored_value(word) for name, word in answers.items()},
            mentions=mentions,
            status=status,
        )
        return Interview.objects.get(unit=case)

    return save


def test_a_finished_interview_makes_a_relation_that_waits_for_a_release(
    saves: Any, case: SampledUnit
) -> None:
    clink = OrganisationFactory()

    saves(CLINK | {"match": clink.pk})

    relation = Engagement.objects.get()
    assert (relation.organisation, relation.service) == (clink, case.service)
    assert (relation.arrangement, relation.referrals) == ("contract", 20)
    assert (relation.is_published, relation.listing) == (False, "waiting")
    assert relation.study_slug == case.strand.study.slug
    assert (relation.source_kind, relation.terms_of("activity")) == (
        "service_interview",
        ["Paid work experience"],
    )
    assert Mention.objects.get().engagement == relation


def test_a_relation_is_not_published_without_consent(saves: Any) -> None:
    saves(CLINK | {"match": OrganisationFactory().pk}, name_service="no")

    assert Engagement.objects.get().listing == "refused"


def test_consent_taken_back_takes_the_relation_off_the_public_pages(saves: Any) -> None:
    key = str(uuid.uuid4())
    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})
    listed_by_a_release(Engagement.objects.get())

    saves(CLINK | {"key": key}, name_service="no")
    assert not Engagement.objects.get().is_published
    saves(CLINK | {"key": key}, name_service="yes")
    assert (Engagement.objects.get().is_published, Engagement.objects.get().listing) == (False, "waiting")


def test_a_correction_of_a_listed_relation_leaves_it_listed(saves: Any) -> None:
    key = str(uuid.uuid4())
    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})
    listed_by_a_release(Engagement.objects.get())

    saves(CLINK | {"key": key, "referrals": 21})

    relation = Engagement.objects.get()
    assert (relation.referrals, relation.is_published, relation.listing) == (21, True, "listed")


def test_a_listed_relation_that_means_another_organisation_waits_for_the_next_release(saves: Any) -> None:
    key = str(uuid.uuid4())
    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})
    listed_by_a_release(Engagement.objects.get())

    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})

    relation = Engagement.objects.get()
    assert (relation.is_published, relation.listing) == (False, "waiting")


def test_a_consent_given_after_the_release_is_for_the_next(saves: Any) -> None:
    saves(CLINK | {"match": OrganisationFactory().pk}, name_service="no")
    relation = Engagement.objects.get()
    listed_by_a_release(relation)

    saves(name_service="yes")

    relation.refresh_from_db()
    assert (relation.is_published, relation.listing) == (False, "waiting")


def test_a_draft_makes_no_relation_and_no_organisation(saves: Any) -> None:
    saves(
        CLINK | {"match": "new"}, {"name_given": "Other", "match": OrganisationFactory().pk}, status="draft"
    )

    assert Engagement.objects.count() == 0
    assert Organisation.objects.count() == 1
    assert set(Mention.objects.values_list("match_state", flat=True)) == {"new", "matched"}


def test_a_new_organisation_enters_the_directory_unpublished_and_once(saves: Any) -> None:
    key = str(uuid.uuid4())

    saves(CLINK | {"key": key, "match": "new"})
    saves(CLINK | {"key": key, "referrals": 30})

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.is_published) == ("The Clink", False)
    assert Engagement.objects.get().referrals == 30


def test_a_removed_mention_takes_its_relation_with_it(saves: Any) -> None:
    key = str(uuid.uuid4())
    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})

    saves({"key": key, "name_given": "The Clink", "is_removed": True})

    assert Mention.objects.count() == Engagement.objects.count() == 0
    assert Mention.history.filter(history_type="-").count() == 1


def test_a_mention_that_is_not_sent_stays(saves: Any) -> None:
    saves(CLINK, status="draft")

    saves({"name_given": "Another"}, status="draft")

    assert [mention.name_given for mention in Mention.objects.all()] == ["The Clink", "Another"]


def test_an_organisation_without_a_name_is_kept_as_not_named(saves: Any) -> None:
    saves({"own_words": "Some people with vans", "name_given": "  "}, {}, status="draft")

    assert [mention.name_given for mention in Mention.objects.all()] == [NOT_NAMED]


def test_a_merged_organisation_is_replaced_by_the_one_it_was_merged_into(saves: Any) -> None:
    active = OrganisationFactory()
    merged = OrganisationFactory(merged_into=active)

    saves(CLINK | {"match": merged.pk})

    assert Mention.objects.get().organisation == active


@pytest.mark.parametrize(
    "wrong",
    [
        {"match": 10**9},
        {"match": "perhaps"},
        {"arrangement": "handshake"},
        {"activities": ["juggling"]},
        {"referrals": -1},
        {"referrals_are_estimated": True, "referrals": None},
        {"name_given": "x" * 201},
        {"key": "no key"},
        {"colour": "red"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_unknown_choices_are_refused(wrong: dict[str, Any], saves: Any) -> None:
    with pytest.raises(ValidationError):
        saves(CLINK | wrong)

    assert Interview.objects.count() == 0


def test_a_mention_is_resolved_and_undone(saves: Any, researcher: User) -> None:
    saves(CLINK)
    mention = Mention.objects.get()
    clink = OrganisationFactory()

    actions.resolve_mention(mention=mention, organisation=clink, by=researcher)
    assert Engagement.objects.get().organisation == clink

    mention = Mention.objects.get()
    actions.undo_resolution(mention=mention, by=researcher)
    assert Engagement.objects.count() == 0
    assert Mention.objects.get().match_state == "unmatched"


def test_a_mention_that_is_not_an_organisation_makes_no_engagement(saves: Any, researcher: User) -> None:
    saves(CLINK)

    actions.resolve_mention(mention=Mention.objects.get(), organisation=None, by=researcher)

    assert Mention.objects.get().match_state == "not_an_organisation"
    assert Engagement.objects.count() == 0


def test_a_relation_taken_off_the_public_pages_by_hand_stays_off(saves: Any) -> None:
    key = str(uuid.uuid4())
    saves(CLINK | {"key": key, "match": OrganisationFactory().pk})
    listed_by_a_release(Engagement.objects.get())
    directory.publish_engagement(engagement=Engagement.objects.get(), is_published=False, by=None)

    saves(CLINK | {"key": key, "referrals": 21})

    relation = Engagement.objects.get()
    assert (relation.is_published, relation.listing) == (False, "hidden")
    listed_by_a_release(relation)
    assert not Engagement.objects.get().is_published
