"""Values of evidence are normalised, and must not be empty."""

import pytest

from enterprises import fact_values
from enterprises.classification.facts import FACT_NAMES


@pytest.mark.parametrize(
    ("fact", "given", "kept"),
    [
        pytest.param("trades", " Yes ", "yes", id="yes"),
        pytest.param("trades", "n", "no", id="no"),
        pytest.param("trading_share", "26 .. 50", "26..50", id="band"),
        pytest.param("trading_share", "52.50%", "52.5", id="per cent"),
        pytest.param("trading_share", ">50", ">50..100", id="above"),
        pytest.param("employees", "12", "12", id="employees"),
        pytest.param("total_income", "£1,200", "1200", id="pounds"),
        pytest.param("trading_income", "1200.50", "1200.50", id="pence"),
        pytest.param("legal_form", "charity", "charity", id="words"),
    ],
)
def test_a_value_is_normalised(fact, given, kept):
    assert fact_values.normalise(fact, given) == kept
    assert fact_values.normalise(fact, kept) == kept


@pytest.mark.parametrize(
    ("fact", "given"),
    [
        pytest.param("trades", "perhaps", id="not yes or no"),
        pytest.param("trades", "unknown", id="says nothing"),
        pytest.param("trading_share", "0..100", id="any share"),
        pytest.param("trading_share", "52,5", id="comma"),
        pytest.param("trading_share", "101", id="above 100"),
        pytest.param("trading_share", "50..26", id="upside down"),
        pytest.param("employees", "-1", id="negative"),
        pytest.param("total_income", "a lot", id="no amount"),
        pytest.param("colour", "red", id="no fact"),
    ],
)
def test_a_value_that_the_fact_cannot_have_is_refused(fact, given):
    with pytest.raises(ValueError, match=r"\.$"):
        fact_values.normalise(fact, given)


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        pytest.param("trading_share", "26..50", "26% to 50%", id="band"),
        pytest.param("trades", "yes", "Yes", id="yes"),
        pytest.param("total_income", "1200", "£1,200", id="pounds"),
        pytest.param("total_income", "1200.50", "£1,200.50", id="pence"),
        pytest.param("legal_form", "CIC limited by guarantee", "CIC limited by guarantee", id="legal form"),
        pytest.param("employees", "12", "12", id="number"),
    ],
)
def test_a_value_is_displayed_in_words(fact, value, words):
    assert fact_values.display_value(fact, value) == words


def test_every_fact_of_the_definition_can_have_evidence_and_has_a_question():
    assert set(FACT_NAMES) <= set(fact_values.EVIDENCE_FACTS)
    assert all(field.question and field.label and field.hint for field in fact_values.FIELDS)
