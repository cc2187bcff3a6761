"""Damaged XLSForms are accepted, or refused with words."""

import pytest

from tests.survey.fuzzed_forms import read_damaged


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_a_damaged_form_is_accepted_or_refused_with_words(first: int) -> None:
    for seed in range(first, first + 10):
        read_damaged(seed)


@pytest.mark.slow
def test_a_thousand_damaged_forms_are_accepted_or_refused_with_words() -> None:
    for seed in range(1000, 2000):
        read_damaged(seed)
