"""Typed parts of names find organisations, also misspelt, after every way of changing names."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from enterprises import actions, name_index
from enterprises.filters import OrganisationFilter
from enterprises.models import NameKey, NamePart, Organisation
from enterprises.name_search import build_name_query, similar_words
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

JUNK = (
    "☕",
    "%",
    "_",
    "'",
    '"; DROP TABLE',
    "\\",
    "*",
    "x" * 10_000,
    " ",
    "!?",
    "a",
    "ß",
    "Добро",
    "1 " * 3_000,
)


def found(text: str) -> set[str]:
    return {row.name for row in Organisation.objects.named(build_name_query(text).keys)}


def filters_for(text: str) -> OrganisationFilter:
    params = QueryDict(mutable=True)
    params["q"] = text
    return OrganisationFilter(params)


@pytest.fixture
def finch():
    return OrganisationFactory(name="Bulefinch & Sons Café", is_published=True)


@pytest.mark.parametrize(
    "typed",
    [
        "Bulefinch", "bule", "finch", "ULEFI", "Bulefinch Sons", "sons bulefinch", "the Bulefinch café", "& Sons",
        "Bullfinch", "Bulefnich", "bulefinsh", "Bulefinchh caff",
    ],
)  # fmt: skip
def test_a_part_of_a_name_finds_it_spelt_right_or_nearly_so(finch, typed):
    OrganisationFactory(name="Rhubarb Farm", is_published=True)

    assert found(typed) == {finch.name}


def test_a_word_unlike_any_name_finds_nothing(finch):
    OrganisationFactory(name="Rhubarb Farm", is_published=True)

    for typed in ("Sparrow", "Bulefinch Farm", "bullying", *JUNK):
        assert found(typed) == set(), typed[:40]


def test_a_word_that_a_name_has_does_not_stand_for_its_neighbours(finch):
    right = OrganisationFactory(name="Bullfinch Bakery", is_published=True)

    assert found("Bullfinch") == {right.name}


def test_an_abbreviation_also_matches_its_full_form():
    OrganisationFactory(name="Blue Sky Development")
    OrganisationFactory(name="Devon Wood")

    assert found("dev") == {"Blue Sky Development", "Devon Wood"}


def test_a_number_matches_only_itself():
    for number in ("2009", "2010", "20"):
        OrganisationFactory(name=f"Finch {number}")

    assert found("finch 2009") == {"Finch 2009"}
    assert found("20") == {"Finch 20"}
    assert found("2019") == set()


def test_the_words_of_an_unpublished_name_are_not_revealed():
    hidden = OrganisationFactory(name="Bulefinch")

    assert filters_for("Bullfinch").notices == []
    assert found("Bullfinch") == {hidden.name}


def test_a_new_name_is_found_and_the_old_one_no_more(finch):
    actions.update_organisation(organisation=finch, name="Goldcrest Café", by=None)

    assert found("Goldcrset") == {"Goldcrest Café"}
    assert found("Bulefinch") == set()


def test_another_name_is_found_until_it_is_removed(finch):
    actions.update_organisation(organisation=finch, other_names=["The Mount"], by=None)
    assert found("Mount") == {finch.name}

    actions.update_organisation(organisation=finch, other_names=[], by=None)
    assert found("Mount") == set()


def test_a_created_name_is_found():
    actions.create_organisation(name="Kingfisher Looms", by=None)

    assert found("kingfsher") == {"Kingfisher Looms"}


def test_a_merged_name_finds_the_entry_that_took_it_in(finch):
    into = OrganisationFactory(name="Rhubarb Farm")

    actions.merge(organisation=finch, into=into, by=None)

    assert found("Bullfinch") == {"Rhubarb Farm"}


def test_unpublished_organisations_are_found_only_with_permission(finch):
    actions.unpublish(organisation=finch, by=None)

    assert not filters_for("Bulefinch").queryset.exists()
    assert found("Bulefinch") == {finch.name}


def test_imported_and_generated_names_have_the_keys_that_the_actions_would_give_them(frame: None):
    call_command("load_organisations", stdout=StringIO())
    call_command("generate_directory", organisations=30, stdout=StringIO())
    every = list(Organisation.objects.active().values_list("pk", flat=True))
    before = set(NameKey.objects.values_list("organisation", "key")), NamePart.objects.count()

    name_index.refresh(every)

    assert (set(NameKey.objects.values_list("organisation", "key")), NamePart.objects.count()) == before
    assert {pk for pk, _ in before[0]} == set(every)
    one = Organisation.objects.get(slug="invented-2009-7")
    assert one.name in found(one.name.split()[-3][:-1])


@pytest.mark.parametrize("address", ["/search/", "/atlas/", "/atlas/feed.json"])
def test_nothing_that_is_typed_breaks_a_page(client, finch, address):
    for typed in ("☕\0", "%_'", "x" * 10_000, "1 " * 3_000):
        assert client.get(address, {"q": typed}).status_code == 200


def test_nothing_that_is_typed_breaks_the_api(client, finch):
    for typed in JUNK:
        for address, name in (("/api/v1/organisations/", "q"), ("/api/v1/hsds/organizations/", "search")):
            assert client.get(address, {name: typed}).status_code in (200, 400)


def test_words_of_names_are_asked_for_in_the_same_few_queries_however_many_there_are():
    counts = []
    for size in (2, 40):
        for number in range(size):
            OrganisationFactory(name=f"Finch number {number} of {size}")
        with CaptureQueriesContext(connection) as queries:
            build_name_query("Finch Numbr bakery of the day")
            similar_words(["finhc", "nubmer"])
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4


def test_a_part_that_very_many_words_have_still_finds_them_all(monkeypatch):
    for number in range(12):
        OrganisationFactory(name=f"Wing{number} House")
    monkeypatch.setattr("enterprises.name_search.MAX_MATCHES", 5)

    assert len(found("wing")) == 12
