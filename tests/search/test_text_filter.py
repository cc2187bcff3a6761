"""Filters by text find organisations by words, beginnings and misspellings, and take any text."""

import pytest
from django.http import QueryDict
from django.test import Client

from enterprises.filters import OrganisationFilter
from search import index
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
JUNK = (
    "☕", "%", "_", "'", '"; DROP TABLE', "\\", "*", "x" * 10_000, " ", "!?", "a", "ß", "Добро", "1 " * 3_000, "☕\0",
)  # fmt: skip


def filtered(typed: str) -> OrganisationFilter:
    params = QueryDict(mutable=True)
    params["q"] = typed
    return OrganisationFilter(params)


@pytest.fixture
def finch():
    row = OrganisationFactory(name="Bulefinch & Sons Café", description="Ironing in Hull", is_published=True)
    OrganisationFactory(name="Rhubarb Farm 2009", is_published=True)
    OrganisationFactory(name="Secret Farm")
    index.rebuild()
    return row


def test_the_filter_of_the_map_finds_words_beginnings_and_misspellings_and_says_what_it_took(finch):
    for typed in ("bulefinch", "BULE", "sons & café", "irons", "the hull", "Bullfinch", "Bulefnich caffe"):
        assert list(filtered(typed).queryset) == [finch], typed
    for typed in ("sparrow", "bulefinch farm", "2010", "secret", "☕", "%", "x" * 90):
        assert not filtered(typed).queryset.exists(), typed
    assert filtered("Bullfinch").notices == [
        "Nothing has the word “bullfinch”. Results for “bulefinch” are shown instead."
    ]
    assert filtered("Secrte").notices == []
    assert filtered("Bullfinch").querystring() == "q=Bullfinch"


def test_no_text_breaks_a_page_or_the_api(client: Client, finch):
    for typed in JUNK:
        for address, name in (
            ("/atlas/", "q"),
            ("/atlas/feed.json", "q"),
            ("/api/v1/organisations/", "q"),
            ("/api/v1/hsds/organizations/", "search"),
        ):
            assert client.get(address, {name: typed}).status_code in (200, 400), (address, typed[:20])
