"""Names have keys after every way of changing them, by which mentions find organisations, also misspelt."""

from io import StringIO

import pytest
from django.core.management import call_command

from bench import name_matching
from enterprises import actions, name_index
from enterprises.matching import candidates
from enterprises.models import NameKey, Organisation
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(text: str) -> set[str]:
    return {one.name for one in candidates(text)}


@pytest.fixture
def finch():
    return OrganisationFactory(name="Bulefinch & Sons Café", is_published=True)


def test_a_new_name_is_found_and_the_old_one_no_more(finch):
    actions.update_organisation(organisation=finch, name="Goldcrest Café", by=None)

    assert found("Goldcrset") == {"Goldcrest Café"}
    assert found("Bulefinch") == set()


def test_another_name_is_found_until_it_is_removed(finch):
    actions.update_organisation(organisation=finch, other_names=["The Mount"], by=None)
    assert found("Mount") == {finch.name}

    actions.update_organisation(organisation=finch, other_names=[], by=None)
    assert found("Mount") == set()


def test_a_created_name_is_found_and_a_merged_one_finds_the_entry_that_took_it_in(finch):
    looms = actions.create_organisation(name="Kingfisher Looms", by=None)
    assert found("kingfsher") == {"Kingfisher Looms"}

    actions.merge(organisation=finch, into=looms, by=None)

    assert found("Bullfinch") == {"Kingfisher Looms"}


@pytest.mark.parametrize("typed", ["☕", "%_'", "x" * 10_000, "\0", "1 " * 3_000, "Добро"])
def test_nothing_that_is_mentioned_gives_an_error(finch, typed):
    assert found(typed) == set()


def test_imported_and_generated_names_have_the_keys_that_the_actions_would_give_them(frame: None):
    """Of 180 names as people say and mistype them, the one that is meant is among the first three.

    `bench/name_matching.py` leaves out the form, turns the words round, and mistypes one or two of them. With the table
    of the parts of words that there was before, and with this list of words, 299 of 300 were found in a directory of
    100,000.
    """
    call_command("load_organisations", stdout=StringIO())
    call_command("generate_directory", organisations=180, stdout=StringIO())
    every = list(Organisation.objects.active().values_list("pk", flat=True))
    before = set(NameKey.objects.values_list("organisation", "key"))

    name_index.refresh(every)

    assert set(NameKey.objects.values_list("organisation", "key")) == before
    assert {pk for pk, _ in before} == set(every)
    labelled = name_matching.labelled_names()
    hits = [pk in {one.organisation_id for one in candidates(name, 3)} for name, pk in labelled]
    assert len(hits) == 180
    assert sum(hits) / len(hits) >= 0.99
