"""Words that no text has are taken for the most similar one of a name."""

import pytest

from enterprises.words import WordList
from search.highlight import excerpt, highlight
from search.models import SearchDocument
from search.spelling import suggest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    ("typed", "similar"),
    [
        pytest.param("wandswrth", ["wandsworth"], id="a letter lost: 95"),
        pytest.param("leads", ["leeds"], id="five letters, one wrong: 80"),
        pytest.param("weka", [], id="four letters, one wrong: 75, below 86"),
        pytest.param("weeka", ["weka"], id="a letter too many: 89"),
        pytest.param("peeds", ["leeds"], id="another first letter, where nothing has the same: 80"),
        pytest.param("ledes", ["leeds"], id="the same first letter: 80"),
        pytest.param("2009", [], id="a number"),
        pytest.param("lee", [], id="three letters"),
        pytest.param("wandsworthshire", [], id="more than two letters longer"),
    ],
)
def test_a_word_is_like_another_by_its_length(typed, similar):
    """Similarity: 100 × 2 × common letters in order / all letters of both words (rapidfuzz `ratio`)."""
    assert [word for word, _ in WordList(["wandsworth", "leeds", "weka", "beeds2"]).similar(typed)] == similar


def test_only_words_that_no_text_has_are_corrected():
    for kind, slug, title in (
        ("service", "hmp-leeds", "HMP Leeds"),
        ("organisation", "leads", "Leads to Work"),
        ("organisation", "bounce", "Bounce Back"),
    ):
        SearchDocument.objects.create(
            kind=kind, slug=slug, title=title, also="bounceback" if slug == "bounce" else ""
        )

    assert suggest(["leads", "bouncback", "wrok", "zzzzzz"]) == {"bouncback": "bounceback"}
    SearchDocument.objects.filter(slug="leads").delete()
    assert suggest(["leads"]) == {"leads": "leeds"}
    assert suggest(["recyclig"], vocabulary=WordList(["recycling"])) == {"recyclig": "recycling"}


def test_a_word_of_an_unpublished_name_is_suggested_only_to_those_who_may_see_it():
    SearchDocument.objects.create(kind="organisation", slug="a", title="Bulefinch", is_public=False)

    assert suggest(["bullfinch"]) == {}
    assert suggest(["bullfinch"], sees_unpublished=True) == {"bullfinch": "bulefinch"}


def test_a_correction_takes_three_queries_and_new_words_are_known_at_once(django_assert_num_queries):
    SearchDocument.objects.create(kind="organisation", slug="a", title="Goldcrest")
    suggest(["goldcrset"])
    SearchDocument.objects.create(kind="organisation", slug="b", title="Kingfisher")

    with django_assert_num_queries(3):
        assert suggest(["goldcrset", "kingfsher"]) == {"goldcrset": "goldcrest", "kingfsher": "kingfisher"}


def test_found_words_are_marked_in_any_form_and_everything_else_is_escaped():
    assert highlight("<b>Bakeries</b> & farms", ["bakery"]) == (
        "&lt;b&gt;<mark>Bakeries</mark>&lt;/b&gt; &amp; farms"
    )
    assert highlight("", ["x"]) == ""
    text = f"{'far away. ' * 30}They run a bakery. {'and so on. ' * 30}"
    assert "bakery" in excerpt(text, ["bakeries"])
    assert len(excerpt(text, ["bakeries"])) < 180
    assert excerpt("Short", []) == "Short"
