"""Mentioned names find organisations, ranked and with a reason."""

import pytest

from enterprises import actions
from enterprises.matching import candidates, likeness
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAMES = (
    "The Clink Charity",
    "Blue Sky (Blue Sky Development & Regeneration)",
    "Bounce Back (Bounce Back Foundation)",
    "Recycling Lives Charity & Social Enterprise",
    "Prison Radio Association",
    "Rhubarb Farm CIC",
    "Roots to Success",
    "Redemption Roasters",
    "Action Trust",
    "Lincolnshire Action Trust",
)


@pytest.fixture
def directory():
    return {name: OrganisationFactory(name=name) for name in NAMES}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        pytest.param("the Clink", "The Clink Charity", id="without the kind of body"),
        pytest.param("Blue Sky dev.", "Blue Sky (Blue Sky Development & Regeneration)", id="short form"),
        pytest.param("bouncback", "Bounce Back (Bounce Back Foundation)", id="misspelt and joined"),
        pytest.param("Recyling Lives", "Recycling Lives Charity & Social Enterprise", id="a letter lost"),
        pytest.param("PRA", "Prison Radio Association", id="initials"),
        pytest.param("RHUBARB FARM C.I.C.", "Rhubarb Farm CIC", id="capitals and points"),
        pytest.param("Roots 2 Success", "Roots to Success", id="a figure for a word"),
        pytest.param("Action Trust", "Action Trust", id="the shorter of two"),
    ],
)
def test_a_mentioned_name_finds_the_organisation_first(directory, said, meant):
    best = candidates(said)[0]

    assert best.name == meant
    assert best.why


@pytest.mark.parametrize(
    ("said", "name", "score"),
    [
        pytest.param("Clink trust", "Clink Charity", 86, id="another kind of body"),
        pytest.param("Phoenix Trust", "Phoenix Bakery", 72, id="the telling word is the same"),
        pytest.param("Garden Trust", "Phoenix Trust", 20, id="only a common word is the same"),
        pytest.param("Clunk", "Clink Kitchens", 65, id="a letter wrong in one of two words"),
        pytest.param("Roots", "Routes Bakery", 59, id="hardly spelt alike"),
        pytest.param("Brewery", "Bakery Kitchens", 0, id="another word"),
        pytest.param("Bakery Leeds York", "Bakery Hull Sheffield", 33, id="one word of three"),
    ],
)
def test_a_telling_word_weighs_more_than_a_common_one_or_one_spelt_nearly_so(said, name, score):
    assert round(likeness(said, name).score) == score


def test_an_organisation_less_than_half_alike_is_no_candidate():
    OrganisationFactory(name="Bakery Hull Sheffield")

    assert candidates("Bakery Leeds York") == []
    assert [one.score for one in candidates("Bakery Hull York")] == [67]


def test_the_same_name_is_certain(directory):
    assert candidates("Redemption Roasters")[0][2:] == (100, "The same name")


def test_another_name_is_found_and_given_as_the_reason(directory):
    actions.update_organisation(
        organisation=directory["Redemption Roasters"], other_names=["The Mount coffee"], by=None
    )

    best = candidates("Mount Coffee")[0]

    assert best.name == "Redemption Roasters"
    assert "other name “The Mount coffee”" in best.why


@pytest.mark.parametrize("said", ["", "…", "the", "Zebra Quarries"])
def test_nothing_alike_finds_nothing(directory, said):
    assert [one for one in candidates(said) if one.score >= 90] == []


def test_unpublished_entries_are_left_out_when_asked(directory):
    assert candidates("the Clink")
    assert candidates("the Clink", published_only=True) == []


def test_a_merged_entry_is_found_as_the_one_that_took_it_in(directory):
    actions.merge(organisation=directory["Roots to Success"], into=directory["Rhubarb Farm CIC"], by=None)

    assert candidates("Roots to Success")[0].name == "Rhubarb Farm CIC"


def test_matching_takes_three_queries_at_any_size(directory, django_assert_max_num_queries):
    for number in range(60):
        OrganisationFactory(name=f"Clink {number}")

    with django_assert_max_num_queries(3):
        assert len(candidates("the Clink", limit=20)) == 20


def test_likeness_says_why():
    assert likeness("the Clink", "The Clink Charity").why == "the same name apart from “charity”"
    assert likeness("Zebra", "The Clink Charity").score < 50


def test_of_frequent_words_an_organisation_must_have_every_one(monkeypatch):
    monkeypatch.setattr("enterprises.matching.FREQUENT_WORD", 2)
    for name in ("Leeds Garden", "Leeds Kitchen", "Leeds Joinery", "York Garden", "Hull Garden"):
        OrganisationFactory(name=name)

    assert [found.name for found in candidates("Garden, Leeds")] == ["Leeds Garden"]


def test_a_word_of_as_many_organisations_as_may_be_selects_them_by_itself(monkeypatch):
    monkeypatch.setattr("enterprises.matching.FREQUENT_WORD", 2)
    for name in ("Leeds Garden", "Leeds Kitchen", "York Garden"):
        OrganisationFactory(name=name)

    found = [found.name for found in candidates("Garden, Leeds")]

    assert found[0] == "Leeds Garden"
    assert sorted(found[1:]) == ["Leeds Kitchen", "York Garden"]


def test_no_more_organisations_are_compared_than_the_shortlist_has_room_for(monkeypatch):
    monkeypatch.setattr("enterprises.matching.FREQUENT_WORD", 2)
    monkeypatch.setattr("enterprises.matching.SHORTLIST_SIZE", 4)
    for number in range(9):
        OrganisationFactory(name=f"Leeds {'abcdefghi'[number] * 5}")

    assert len(candidates("Leeds", limit=20)) == 4


def test_the_shortlist_has_those_that_share_most_of_the_rare_words(monkeypatch):
    monkeypatch.setattr("enterprises.matching.SHORTLIST_SIZE", 1)
    for name in ("Leeds Kitchen", "York Garden", "Leeds Garden"):
        OrganisationFactory(name=name)

    assert [found.name for found in candidates("Garden, Leeds")] == ["Leeds Garden"]
