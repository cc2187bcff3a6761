"""Mentioned names find organisations, ranked and with a reason."""

import pytest

from enterprises import actions, name_index
from enterprises.matching import candidates, likeness
from enterprises.models import Organisation
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
    candidates("the Clink")

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


def test_a_word_of_a_thousand_organisations_selects_a_hundred_and_one_of_more_selects_none():
    """Each name has one of the two words said, and so is 50 like what was said; one has both."""
    both = OrganisationFactory(name="Leeds Garden")
    for said, count in ((("Leeds", "Garden"), 999), (("York", "Kitchen"), 1_000)):
        made = Organisation.objects.bulk_create(
            Organisation(name=f"{word} No{number}", slug=f"{word}-{number}")
            for word in said
            for number in range(count)
        )
        name_index.refresh([one.pk for one in made])
    other = OrganisationFactory(name="York Kitchen")

    found = candidates("Leeds Garden", limit=200)
    found_of_more = candidates("York Kitchen", limit=200)

    assert (len(found), found[0].organisation_id) == (100, both.pk)
    assert [one.organisation_id for one in found_of_more] == [other.pk]


def test_those_of_frequent_words_only_fill_what_is_left_of_the_shortlist(monkeypatch):
    monkeypatch.setattr("enterprises.matching.FREQUENT_WORD", 2)
    monkeypatch.setattr("enterprises.matching.SHORTLIST_SIZE", 4)
    OrganisationFactory(name="Rhubarb York")
    for number in range(9):
        OrganisationFactory(name=f"Leeds {'abcdefghi'[number] * 5}")

    found = [one.name for one in candidates("Leeds Rhubarb", limit=20)]

    assert len(found) == 4
    assert "Rhubarb York" in found


def test_the_initials_of_a_whole_name_count_more_than_one_word_of_another(monkeypatch):
    monkeypatch.setattr("enterprises.matching.SHORTLIST_SIZE", 1)
    OrganisationFactory(name="Pra Kitchen")
    OrganisationFactory(name="Prison Radio Association")

    assert [found.name for found in candidates("PRA")] == ["Prison Radio Association"]


@pytest.mark.parametrize(
    ("name", "score", "found"),
    [
        pytest.param(
            "Rhubarb Amber Copper Trust Project", 80, ["Rhubarb Amber Copper Trust Project"], id="likely"
        ),
        pytest.param(
            "Rhubarb Amber Copper Silver", 79, ["Rhubarbs", "Rhubarb Amber Copper Silver"], id="not likely"
        ),
    ],
)
def test_other_spellings_of_a_known_word_are_tried_only_if_nothing_likely_is_found(name, score, found):
    """72 + 28 × 1 of 3.5 words (a common one is a quarter) = 80; 72 + 28 × 1 of 4 words = 79."""
    OrganisationFactory(name=name)
    OrganisationFactory(name="Rhubarbs")

    best = candidates("Rhubarb")

    assert [one.name for one in best] == found
    assert best[-1].score == score
