"""Cohen's kappa, worked by hand."""

import pytest

from reports.perception.kappa import band, kappa

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # Agree in 35 of 50 (0.7); by chance 25/50 × 30/50 + 25/50 × 20/50 = 0.5; (0.7 − 0.5) / (1 − 0.5).
        pytest.param((20, 5, 10, 15), 0.4, id="textbook"),
        pytest.param((7, 0, 0, 3), 1.0, id="full agreement"),
        pytest.param((0, 5, 5, 0), -1.0, id="full disagreement"),
        pytest.param((1, 1, 1, 1), 0.0, id="chance"),
        pytest.param((0, 0, 0, 0), None, id="nothing judged"),
        pytest.param((9, 0, 0, 0), None, id="always yes"),
        pytest.param((0, 0, 0, 9), None, id="always no"),
        pytest.param((9, 1, 0, 0), 0.0, id="one judge always yes"),
    ],
)
def test_kappa_is_agreement_beyond_chance(cells: tuple[int, int, int, int], expected: float | None) -> None:
    found = kappa(*cells)

    assert found == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-0.01, "poor"),
        (0.0, "slight"),
        (0.2, "slight"),
        (0.21, "fair"),
        (0.4, "fair"),
        (0.6, "moderate"),
        (0.8, "substantial"),
        (0.81, "almost perfect"),
        (1.0, "almost perfect"),
    ],
)
def test_a_kappa_has_its_word(value: float, word: str) -> None:
    assert band(value) == word
