"""The vocabulary of pages: which old words are found where."""

import pytest

from wording.terms import DEFINITION, TERMS, old_words, outcome_words


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        pytest.param(
            "Of 177 in the frame, 97 are undetermined.", "", ["frame", "undetermined"], id="old words"
        ),
        pytest.param(
            "Extended telephone interviews", "", ["extended telephone interviews"], id="the longest"
        ),
        pytest.param("Its outcome, by each strand", DEFINITION, ["strand"], id="a definition keeps its own"),
        pytest.param("On release (through the gate)", "", [], id="the plain word has the old one"),
        pytest.param("It reframed a window-frame", "", [], id="parts of words"),
    ],
)
def test_old_words_are_found_as_whole_words(text: str, place: str, expected: list[str]) -> None:
    assert old_words(text, place) == expected


def test_no_plain_word_is_an_old_word_of_another() -> None:
    assert {term.plain: old_words(term.plain) for term in TERMS if old_words(term.plain)} == {}


def test_an_outcome_has_the_words_of_pages() -> None:
    assert outcome_words("undetermined") == "not enough known yet"
    assert outcome_words("social_enterprise") == "social enterprise"
