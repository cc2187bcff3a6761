"""Names as words, and the keys under which they are found."""

import pytest

from enterprises import names


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
    assert names.essence(text) == telling


def test_brackets_hold_another_name():
    assert names.forms("Aspire Oxford (Aspire Oxfordshire)") == [
        "Aspire Oxford (Aspire Oxfordshire)",
        "Aspire Oxford",
        "Aspire Oxfordshire",
    ]


def test_initials_are_taken_with_and_without_small_words():
    assert names.initials("Association for the Care of Prisoners") == {"aftcop", "acp"}
    assert names.initials("Switchback") == frozenset()


def test_what_is_said_shares_a_key_with_what_is_written():
    written = names.keys("Blue Sky (Blue Sky Development & Regeneration)")

    assert all(names.asking_keys(said) & written for said in ("blue sky", "Blu Sky dev", "bluesky", "BSDR"))


def test_common_words_alone_are_looked_for_only_when_there_is_nothing_else():
    assert "w:prison" not in names.asking_keys("Clink prison project")
    assert "w:prison" in names.asking_keys("the prison project")
