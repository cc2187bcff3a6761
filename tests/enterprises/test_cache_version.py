"""The version of the directory rises after every change, and caches follow it."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from enterprises import actions, cache_version
from enterprises.models import DirectoryVersion
from tests.constraints import assert_refused
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ORGANISATIONS = "/api/v1/organisations/"


def test_a_publication_starts_the_next_version_once_it_is_committed(committing: Any):
    organisation = OrganisationFactory()
    before = cache_version.current().number

    with committing() as callbacks:
        actions.publish(organisation=organisation, by=None)
        actions.add_identifier(organisation=organisation, scheme="GB-COH", value="01234567", by=None)
        assert cache_version.current().number == before

    assert cache_version.current().number == before + 1
    assert len(callbacks) == 1


def test_a_rolled_back_change_starts_no_version(committing: Any):
    before = cache_version.current().number

    with (
        committing(),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        actions.publish(organisation=OrganisationFactory(), by=None)
        raise ZeroDivisionError

    assert cache_version.current().number == before


def test_the_first_change_creates_the_version(committing: Any):
    DirectoryVersion.objects.all().delete()
    assert cache_version.current().number == 0

    with committing():
        cache_version.bump()

    assert cache_version.current().number == 1


def test_there_is_only_one_version():
    assert_refused(lambda: DirectoryVersion(id=2), "The directory has one version.")


def test_an_unchanged_directory_is_not_read_again(
    client: Client, django_assert_num_queries: Any, committing: Any
):
    organisation = OrganisationFactory(is_published=True)
    first = client.get(ORGANISATIONS)

    with django_assert_num_queries(1):
        again = client.get(ORGANISATIONS, headers={"If-None-Match": first["ETag"]})
    with committing():
        actions.unpublish(organisation=organisation, by=None)
    changed = client.get(ORGANISATIONS, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "Last-Modified" not in first
    assert changed.status_code == 200
    assert changed.json()["results"] == []


def test_the_etag_of_one_user_is_not_valid_for_another(client_for: Any):
    public, research = (client_for(role).get(ORGANISATIONS)["ETag"] for role in ("public", "researcher"))

    assert public != research
