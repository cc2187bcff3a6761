"""Cohen's kappa, worked by hand."""

import pytest

from reports.perception.kappa import Judgements, band, bootstrap_interval, kappa

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


def test_clusters_of_one_judgement_have_about_the_interval_of_the_formula() -> None:
    # The textbook table: 50 judgements, kappa 0.4. By J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin
    # 72 (1969) 323–327, its standard error is 0.1273, so the interval is about 0.15 to 0.65.
    clusters = [(1, 0, 0, 0)] * 20 + [(0, 1, 0, 0)] * 5 + [(0, 0, 1, 0)] * 10 + [(0, 0, 0, 1)] * 15

    found = bootstrap_interval(clusters)

    assert found == pytest.approx((0.15, 0.65), abs=0.03)
    assert found == bootstrap_interval(clusters)
    assert found != bootstrap_interval(clusters, seed=1)


def test_judgements_that_come_in_clusters_are_less_exact_than_the_same_ones_by_themselves() -> None:
    # The same 50 judgements in ten clusters, each of five that are all alike.
    alike = [(5, 0, 0, 0)] * 4 + [(0, 5, 0, 0)] + [(0, 0, 5, 0)] * 2 + [(0, 0, 0, 5)] * 3
    single = [(1, 0, 0, 0)] * 20 + [(0, 1, 0, 0)] * 5 + [(0, 0, 1, 0)] * 10 + [(0, 0, 0, 1)] * 15

    wide, narrow = bootstrap_interval(alike), bootstrap_interval(single)

    assert wide is not None and narrow is not None
    assert wide[1] - wide[0] > 1.5 * (narrow[1] - narrow[0])


@pytest.mark.parametrize(
    "clusters",
    [
        pytest.param([], id="nobody"),
        pytest.param([(20, 5, 10, 15)], id="one person"),
        pytest.param([(3, 0, 0, 0), (2, 0, 0, 0)], id="always yes"),
    ],
)
def test_without_several_clusters_or_any_kappa_there_is_no_interval(clusters: list[Judgements]) -> None:
    assert bootstrap_interval(clusters) is None


def test_full_agreement_in_every_cluster_has_no_other_kappa() -> None:
    assert bootstrap_interval([(3, 0, 0, 2)] * 6) == (1.0, 1.0)
