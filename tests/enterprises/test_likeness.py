"""How alike two names are, and why, worked out by hand.

Score = 100 × (0.72 × the share of the words said that the name has + 0.28 × the share of its words that were said). A
shortened word counts 0.9, a misspelt one 0.95 × the share of letters that agree if that is 72% or more, else nothing.
"""

import pytest

from enterprises.matching import likeness


@pytest.mark.parametrize(
    ("said", "name", "score"),
    [
        pytest.param("Rhubarb Farm", "Rhubarb Farm", 100, id="the same"),
        pytest.param("Rhubarb Farm CIC", "Rhubarb Farm", 98, id="the same apart from the kind of body"),
        pytest.param("Rhubarbfarm", "Rhubarb Farm", 97, id="the same letters"),
        pytest.param("Farm Rhubarb", "Rhubarb Farm", 96, id="the same words in another order"),
        pytest.param("Manu", "Manufactory", 90, id="a word shortened"),
        pytest.param("Man", "Manufactory", 90, id="a word shortened to three letters"),
        pytest.param("Rhubarb", "", 0, id="no name"),
        pytest.param("Ma", "Manufactory", 0, id="two letters are too few"),
        pytest.param("abcdefghixyz", "abcdefghimnop", 68.4, id="72% of the letters: 18 of 25"),
        pytest.param("abcdefghixyzw", "abcdefghimnopq", 0, id="67% of the letters: 18 of 27"),
        pytest.param("abcdefgh12", "abcdefgh34", 80, id="80% of all letters"),
        pytest.param("x" * 30 + "y", "x" * 30 + "z", 95, id="97% of all letters are no more than 95"),
        pytest.param("BB", "Bounce Back", 90, id="two initials"),
        pytest.param("ABCDEFGH", "Ash Beech Cedar Dogwood Elm Fir Gorse Hazel", 90, id="eight initials"),
        pytest.param(
            "Ab Cd", "Ab Cd Xyz Trust (Apple Bread Cake Dairy)", 90, id="initials beat words of 89.2"
        ),
        pytest.param("ABCDEFGHI", "Ash Beech Cedar Dogwood Elm Fir Gorse Hazel Ivy", 0, id="nine initials"),
    ],
)
def test_two_names_are_as_alike_as_their_words(said: str, name: str, score: float) -> None:
    assert likeness(said, name).score == pytest.approx(score)


@pytest.mark.parametrize(
    ("said", "name", "why"),
    [
        ("Farm Rhubarb", "Rhubarb Farm", "its name has all the words said"),
        ("Rhubarb", "Rhubarb Farm", "its name has the word “rhubarb”"),
        ("Rhubarb Farm Northallerton", "Rhubarb Farm", "all the words of its name were said"),
        ("Rhubarb Garden", "Rhubarb Farm", "some of the words are the same"),
        ("Rhubard Garden", "Rhubarb Farm", "some words are nearly the same"),
        ("BB", "Bounce Back", "the initials of its name"),
        # 72 + 28 × 2.25 of 3.5 words (“at” and “trust” are a quarter each) = 90, as much as for the initials.
        (
            "Ab At Cd",
            "Ab At Cd Xyz Trust (Apple Bread Alder Tree Cake Dairy)",
            "its name has all the words said",
        ),
    ],
)
def test_the_reason_says_what_is_alike(said: str, name: str, why: str) -> None:
    assert likeness(said, name).why == why
