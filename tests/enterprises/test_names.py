"""Names as words, and the keys by which they are found."""

import pytest
from hypothesis import strategies as st

from enterprises import names

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Bounce Back Ltd.", ("bounce", "back", "ltd"), id="punctuation"),
        pytest.param("Café & Co-op", ("cafe", "and", "cooperative"), id="accent, ampersand, hyphen"),
        pytest.param("Bad Boys' Bakery", ("bad", "boys", "bakery"), id="apostrophe"),
        pytest.param("Blue Sky dev.", ("blue", "sky", "development"), id="short form"),
        pytest.param("", (), id="nothing"),
        pytest.param("!!!", (), id="no word"),
    ],
)
def test_a_name_is_words(text, words):
    assert names.words(text) == words


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        pytest.param("The Clink Charity", ("clink",), id="the and charity"),
        pytest.param("Rhubarb Farm Community Interest Company", ("rhubarb", "farm"), id="CIC in full"),
        pytest.param("The Charity", ("charity",), id="something remains"),
        pytest.param("Action Trust", ("action", "trust"), id="trust is kept"),
    ],
)
def test_the_essence_leaves_the_kind_of_body_out(text, telling):
    assert names.core_words(text) == telling


def test_brackets_hold_another_name():
    assert names.name_variants("Aspire Oxford (Aspire Oxfordshire)") == [
        "Aspire Oxford (Aspire Oxfordshire)",
        "Aspire Oxford",
        "Aspire Oxfordshire",
    ]


def test_initials_are_taken_with_and_without_small_words():
    assert names.initials("Association for the Care of Prisoners") == {"aftcop", "acp"}
    assert names.initials("Switchback") == frozenset()


def test_a_spoken_name_shares_a_key_with_the_written_name():
    written = names.keys("Blue Sky (Blue Sky Development & Regeneration)")

    assert {names.word_key(word) for word in names.distinctive_words("Blue Skye")} & written
    assert all(set(names.whole_keys(spelling)) & written for spelling in ("blue sky", "bluesky", "BSDR"))


def test_common_words_alone_are_looked_for_only_when_there_is_nothing_else():
    assert names.distinctive_words("Clink prison project") == ["clink"]
    assert names.distinctive_words("the prison project") == ["prison", "project"]
