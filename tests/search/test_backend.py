"""Queries find documents by words and facts, the best or the nearest first, on both databases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from noms.coordinates import Point
from search.backend import count_by_kind, known_words, match
from search.models import SearchDocument
from search.query import Concept, concept, token, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEEDS = Point(53.8, -1.55)


@pytest.fixture
def documents():
    """Four entries: a bakery in York, a farm in Leeds that caters, a prison, and a farm that is not public."""
    columns = ("kind", "slug", "title", "tokens", "body", "place", "latitude", "longitude")
    rows = (
        ("organisation", "bakery", "Café “Lantern” Bakery", "sectorxfood", "Breads", "York", 53.96, -1.08),
        ("organisation", "farm", "Rhubarb Farm CIC", "sectorxcraft", "Catering too", "Leeds", 53.8, -1.5),
        ("service", "hmp-leeds", "HMP Leeds", "servicexhmpleeds", "", "Leeds", 53.79, -1.57),
        ("organisation", "secret", "Secret Farm", "sectorxfood", "", "Leeds", 53.8, -1.5),
    )
    SearchDocument.objects.bulk_create(
        SearchDocument(is_public=row[1] != "secret", **dict(zip(columns, row, strict=True))) for row in rows
    )


def found(*query: Concept, **options) -> list[str]:
    return [hit.slug for hit in match(query, **options)]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("bakeries", ["bakery"]),
        ("CAFE lantern", ["bakery"]),
        ("Lantern-Bakery", ["bakery"]),
        ("leeds", ["hmp-leeds", "farm"]),
        ("rhubarb york", []),
        ("organisation", []),
    ],
)
def test_words_are_found_in_any_form_in_every_text_and_facts_are_not_words(documents, typed, slugs):
    assert found(concept(typed)) == slugs


def test_a_concept_is_a_fact_or_its_words_and_every_concept_must_match(documents):
    food = concept("catering", token("sector", "food"))

    assert set(found(food)) == {"bakery", "farm"}
    assert found(food, concept("leeds")) == ["farm"]
    assert set(found(Concept(words=("lentern",), others=("lantern", "rhubarb")))) == {"bakery", "farm"}
    assert found(concept("rhub", is_prefix=True)) == ["farm"]
    assert found(concept("rhub")) == []


def test_a_name_comes_before_a_text(documents):
    SearchDocument.objects.create(kind="organisation", slug="catering", title="Quill Catering")

    assert found(concept("catering")) == ["catering", "farm"]


def test_the_nearest_come_first_where_a_place_is_given(documents):
    hits = match((), near=LEEDS, kinds=["organisation", "service"])

    assert [hit.slug for hit in hits] == ["hmp-leeds", "farm", "bakery"]
    assert [round(hit.kilometres or 0) for hit in hits] == [2, 3, 36]
    assert found(near=LEEDS, within=10, limit=1, offset=1) == ["farm"]
    assert found(concept("bread"), near=LEEDS) == ["bakery"]


def test_kinds_are_told_apart_and_counted(documents):
    assert found(concept("leeds"), kinds=["organisation"]) == ["farm"]
    assert count_by_kind([concept("leeds")]) == {"organisation": 1, "service": 1}


def test_unpublished_entries_are_found_only_by_those_who_may_see_them(documents):
    assert found(concept("secret")) == []
    assert found(concept("secret"), sees_unpublished=True) == ["secret"]
    assert found(near=LEEDS, kinds=["organisation"], sees_unpublished=True)[:2] == ["farm", "secret"]
    assert known_words(["secret", "rhubarb", "zebra"]) == {"rhubarb"}
    assert known_words(["secret", "rhubarb"], sees_unpublished=True) == {"secret", "rhubarb"}


def test_only_so_many_are_ranked_and_those_with_the_words_in_their_name_are_among_them(
    documents, monkeypatch
):
    monkeypatch.setattr("search.backend.matching.MAX_RANKED", 2)
    for number in range(3):
        SearchDocument.objects.create(kind="organisation", slug=f"o-{number}", title="Other", body="Kestrel")
    SearchDocument.objects.create(kind="organisation", slug="kestrel", title="Kestrel")

    assert found(concept("kestrel"))[0] == "kestrel"
    assert len(found(concept("kestrel"))) == 3


def test_a_query_takes_two_statements(documents, django_assert_num_queries):
    with django_assert_num_queries(2):
        match([concept("leeds"), concept("farm", "sectorxfood")])


HOSTILE = (
    "", "\0", "'", '"', "\\", "a'b\"c", "NEAR(a b)", "a AND", "OR NOT ^x", "title : x", "{title} : y", "a*", "(", ")",
    "a & | ! b", "<->", "a:*A", "%s %%", "😀", "e\u0301", "\u202e", "\ud800", "x" * 10_000, "word " * 2_000,
    "日本語 текст עברית", "ﬁ ½ ² ①",
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_text_gives_an_error(documents, typed):
    for query in ([concept(typed)], [concept(typed, is_prefix=True)], [Concept(others=words(typed))]):
        match(query)
        count_by_kind(query)
    known_words(words(typed))


class AnyText(TestCase):
    """A class, because hypothesis rolls back between examples only here."""

    @settings(max_examples=60)
    @given(st.text(max_size=200), st.text(max_size=40))
    def test_whatever_is_typed_is_looked_for(self, typed: str, more: str) -> None:
        match([concept(typed), concept(more, is_prefix=True)])
        known_words(words(f"{typed} {more}"))
