"""A study keeps the version of its definition, and the outcomes of that version are stored for it."""

import pytest

from enterprises import actions
from enterprises.models import Assessment
from tests.factories.assessed import assessed
from tests.factories.survey import StudyFactory

pytestmark = pytest.mark.django_db

WORKSHOP = {"separately_constituted": "no", "operated_by_service_staff": "yes", "being_constituted": "no"}


def outcome(study) -> str:
    return Assessment.objects.current(study.definition_reference).get().outcome


def test_studies_of_two_versions_see_each_their_own_outcome():
    older, newer = StudyFactory(definition_version="1"), StudyFactory()

    assessed("Workshop", **WORKSHOP)

    assert (older.definition_reference, newer.definition_reference) == ("inclusive-2009@1", "inclusive-2009")
    assert (outcome(older), outcome(newer)) == ("special_purpose_vehicle", "part_of_another_body")


def test_a_version_is_stored_for_the_whole_directory_once_a_study_needs_it():
    assessed("Workshop", **WORKSHOP)
    study = StudyFactory(definition_version="1")
    assert not Assessment.objects.current(study.definition_reference).exists()

    actions.assess_all(by=None)

    assert outcome(study) == "special_purpose_vehicle"


def test_old_versions_that_no_study_needs_are_not_stored():
    assessed("Workshop", **WORKSHOP)

    assert {stored.definition for stored in Assessment.objects.all()} == {"inclusive-2009"}
