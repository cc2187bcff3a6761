"""The random sample of interviews to check."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.supervision.check_sample import FinishedInterview, is_drawn, sample

INTERVIEWS = st.dictionaries(st.integers(1, 10_000), st.integers(1, 6), max_size=80).map(
    lambda cases: [FinishedInterview(case, person) for case, person in cases.items()]
)


def test_the_draw_can_be_repeated_by_hand() -> None:
    """SHA-256 of “larch:12” ends in an even digit or not: with one in two, that decides."""
    last = hashlib.sha256(b"larch:12").hexdigest()[-1]

    assert is_drawn(12, one_in=2, seed="larch") is (int(last, 16) % 2 == 0)


def test_one_in_one_is_all() -> None:
    assert sample([FinishedInterview(case, 1) for case in range(50)], one_in=1, seed="larch") == set(
        range(50)
    )


def test_about_one_in_ten_is_drawn_and_another_word_draws_others() -> None:
    """Of 10,000 a tenth is 1,000; four standard deviations of a binomial (√900 = 30) are 120."""
    everything = [FinishedInterview(case, 1) for case in range(10_000)]

    larch, oak = (sample(everything, one_in=10, seed=seed) for seed in ("larch", "oak"))

    assert abs(len(larch) - 1_000) < 120
    assert larch != oak


@settings(max_examples=100, deadline=None)
@given(INTERVIEWS, st.integers(1, 50))
def test_everybody_has_one_at_least(interviews: list[FinishedInterview], one_in: int) -> None:
    chosen = sample(interviews, one_in=one_in, seed="larch")

    assert {person for case, person in interviews if case in chosen} == {person for _, person in interviews}


@settings(max_examples=100, deadline=None)
@given(INTERVIEWS, INTERVIEWS, st.integers(1, 50))
def test_new_interviews_of_others_change_nothing(
    interviews: list[FinishedInterview], later: list[FinishedInterview], one_in: int
) -> None:
    new = [FinishedInterview(case + 10_000, person + 6) for case, person in later]

    before = sample(interviews, one_in=one_in, seed="larch")
    after = sample([*interviews, *new], one_in=one_in, seed="larch")

    assert {case for case in after if case <= 10_000} == before


def test_whoever_is_checked_already_needs_no_other() -> None:
    """With one in a million nothing is drawn here, so the lowest case number is chosen, unless one is checked."""
    two = [FinishedInterview(4, 1), FinishedInterview(9, 1)]

    assert sample(two, one_in=1_000_000, seed="larch") == {4}
    assert sample(two, one_in=1_000_000, seed="larch", checked={9}) == {9}
